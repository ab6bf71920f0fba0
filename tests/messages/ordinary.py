#!/usr/bin/env python3
"""Prints how often ordinary logs hold a word or a pair of words (assets/ordinary.txt).

Ordinary are the messages that the lists beside this decided to pass over, and the lines of
healthy servers in tests/faults/logs/healthy-* and tests/faults/ordinary; each shape of line
counts once. Usage: tests/messages/ordinary.py > assets/ordinary.txt
"""
import collections
import glob
import os
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9']*")
SILENT = set(re.findall(r"[a-z']+", """a an and are as at be been but by can could did do does for
from had has have he her his if in into is it its may me my no not of on or our she so than that the
their them then there these they this to too up was we were what when which who will with would you
your""".replace("no not ", "")))


def pieces(line):
    line = re.sub(r"%[-+ #0-9.*]*(?:l|ll|h|z|j|t|q)*[a-zA-Z]", " * ", line)
    line = re.sub(r"\b(?:0x)?[0-9a-fA-F]{6,}\b", " * ", line)
    found, before = set(), None
    for token in re.findall(r"[A-Za-z0-9']+|\*", line):
        word = token.lower().replace("'", "")
        if word in SILENT:
            continue
        if not WORD.fullmatch(token) or re.search(r"\d", word):
            before = None
            continue
        found.add(word)
        if before:
            found.add(f"{before} {word}")
        before = word
    return found


def lines():
    for path in sorted(glob.glob(f"{ROOT}/tests/messages/*.tsv")):
        for row in open(path, encoding="utf-8", errors="replace"):
            cells = row.rstrip("\n").split("\t")
            if len(cells) > 2 and cells[2].startswith("pass"):
                yield cells[0]
    seen = set()
    logs = glob.glob(f"{ROOT}/tests/faults/logs/healthy-*/*.log")
    for path in sorted(logs + glob.glob(f"{ROOT}/tests/faults/ordinary/**/*", recursive=True)):
        if os.path.isdir(path):
            continue
        for line in open(path, encoding="utf-8", errors="replace"):
            shape = re.sub(r"[0-9a-fA-F]*\d[0-9a-fA-F]*", "#", line)
            if shape not in seen:
                seen.add(shape)
                yield line


counts = collections.Counter(piece for line in lines() for piece in pieces(line))
print("# How often ordinary logs hold a word or a pair; made by tests/messages/ordinary.py.")
for piece, count in sorted(counts.items()):
    if count > (1 if " " not in piece else 2):
        print(f"{piece}\t{count}")
