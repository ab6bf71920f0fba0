#!/usr/bin/env python3
"""Counts what a Markdown collection holds and what became of it.

Usage: count.py RUNSHEET FOLDER

Reads every Markdown file of FOLDER with markdown-it-py, a parser that shares no code with ours,
and with `RUNSHEET convert`. Each code block must be a command or kept as text, none lost and none
invented; each list item must be in some step; each link in some step or reference.
Needs markdown-it-py and PyYAML.
"""

import os
import re
import subprocess
import sys
from urllib.parse import unquote

import yaml
from markdown_it import MarkdownIt

ENDINGS = (".md", ".markdown", ".md.erb", ".md.j2", ".md.tmpl")


def without_front(text):
    text = text.lstrip("\ufeff")
    for mark in ("---", "+++"):
        if text.startswith(mark + "\n"):
            end = re.search(rf"^({re.escape(mark)}|\.\.\.)\s*$", text[4:], re.M)
            first = next((line for line in text[4:].splitlines() if line.strip()), "")
            if end and (mark == "+++" or re.match(r"""\s*[\w"'. -]+:|\s*[#{<]""", first)):
                return text[4 + end.end():].lstrip("\n")
    return text


def squeeze(text):
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def plain(link):
    """A link without how its letters are written."""
    return squeeze(unquote(link))


def words(token):
    """The plain words of an inline token."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline", "html_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def look(text):
    codes, items, links = 0, [], set()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for at, token in enumerate(tokens):
        if token.type in ("fence", "code_block"):
            codes += 1
        if token.type == "list_item_open":
            inside = [t for t in tokens[at + 1:at + 3] if t.type == "inline"]
            if inside:
                items.append(squeeze(words(inside[0])))
            else:
                items.append("")
        for child in token.children or []:
            if child.type == "link_open":
                links.add(child.attrs.get("href", ""))
    return codes, items, links


def main():
    program, folder = sys.argv[1:]
    files = []
    for home, _, names in os.walk(folder):
        files += [os.path.join(home, name) for name in names if name.lower().endswith(ENDINGS)]
    total = {"files": 0, "loaded": 0, "codes": 0, "items": 0, "links": 0, "runs": 0}
    wrong = []
    for path in sorted(files):
        total["files"] += 1
        text = open(path, encoding="utf-8").read()
        made = subprocess.run([program, "convert", path], capture_output=True, text=True)
        if made.returncode:
            wrong.append(f"{path}: does not load: {made.stderr.strip()[:200]}")
            continue
        total["loaded"] += 1
        book = yaml.load(made.stdout, yaml.BaseLoader)
        codes, items, links = look(without_front(text))
        runs = kept = 0
        said, urls = [], {r.get("url", "") for r in book.get("references", [])}
        for phase in book["phases"]:
            for step in phase["steps"]:
                runs += len(step.get("run", []))
                kept += look(step.get("why", ""))[0]
                said += [step["do"], step.get("why", "")]
        whole = " ".join(said)
        said = squeeze(re.sub(r"\]\([^)]*\)|\]\[[^]]*\]", "", whole)) + squeeze(whole)
        total["codes"] += codes
        total["runs"] += runs
        total["items"] += len(items)
        total["links"] += len(links)
        if runs + kept != codes:
            wrong.append(f"{path}: {codes} code blocks, {runs} commands and {kept} kept")
        lost = [item for item in items if item[:40] not in said]
        if lost:
            wrong.append(f"{path}: {len(lost)} of {len(items)} list items lost: {lost[:2]}")
        missing = {link for link in links if link} - urls
        missing = {link for link in missing if plain(link) not in map(plain, urls)}
        if missing:
            wrong.append(f"{path}: links lost: {sorted(missing)[:3]}")
    print("\n".join(wrong))
    print(", ".join(f"{count} {what}" for what, count in total.items()), f"; {len(wrong)} wrong")
    sys.exit(bool(wrong))


main()
