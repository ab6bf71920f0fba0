//! Lessons → patches for review: each is put into the text that the one before it left, so that
//! all of them apply one after the other. One that would leave a text that is no runbook, or a
//! signature that finds lines of good logs, is no patch.
//!
//! Long because each kind of change is placed here, in the texts that the others left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::differences::unified;
use super::{GoodLogs, Lesson, LessonKind, TaughtChange};
use crate::domain::id::{EventId, RunbookId};
use crate::library::edit::{Edit, New, To, apply};
use crate::library::{Entry, Origin, is_markdown_file, lint_text, read_text, read_utf8};
use crate::operations::catalogue::Catalogue;

/// The file of phrases in a folder of runbooks.
const PHRASES: &str = "phrases.yaml";
const PHRASES_BEGIN: &str = "format: runsheet.phrases/1\nphrases:\n";

/// A change for review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The incident that teaches it.
    pub incident: String,
    /// What kind of thing it is: a lesson's word, or `copy`.
    pub kind: &'static str,
    /// The runbook that learns.
    pub runbook: RunbookId,
    /// Why.
    pub reason: String,
    /// The event that it comes from.
    pub event: EventId,
    /// The folder that `git apply` is called in.
    pub root: PathBuf,
    /// The unified diff; empty where the lesson could not be placed.
    pub patch: String,
    /// What a reviewer should know: why there is no patch, or what is doubtful in it.
    pub remark: Option<String>,
}

/// The patches of these lessons. A shipped runbook learns in a copy in `own`, the folder of the
/// user's own runbooks.
pub fn patches(lessons: &[Lesson], library: &Catalogue, own: &Path, good: &GoodLogs) -> Vec<Patch> {
    let mut desk = Desk {
        own,
        good,
        texts: BTreeMap::new(),
        out: Vec::new(),
    };
    let mut seen: Vec<&TaughtChange> = Vec::new();
    for lesson in lessons {
        if seen.contains(&&lesson.change) {
            continue;
        }
        seen.push(&lesson.change);
        match library.entry(lesson.runbook.as_str()) {
            Some(Ok(entry)) => desk.take(lesson, entry),
            Some(Err(_)) => desk.unplaced(lesson, own, "its file is broken by now".to_owned()),
            None => desk.unplaced(lesson, own, "the runbook is not in this library".to_owned()),
        }
    }
    desk.out
}

struct Desk<'a> {
    own: &'a Path,
    good: &'a GoodLogs,
    /// The texts as they are after the patches so far.
    texts: BTreeMap<PathBuf, String>,
    out: Vec<Patch>,
}

impl Desk<'_> {
    fn take(&mut self, lesson: &Lesson, entry: &Entry) {
        let file = match &entry.origin {
            Origin::File { path, .. } => path.clone(),
            Origin::Embedded => self.own.join(format!("{}.yaml", lesson.runbook)),
        };
        let is_markdown = is_markdown_file(&file);
        let change = match is_markdown {
            true => lesson.in_markdown.as_ref(),
            false => Some(&lesson.change),
        };
        let placed = match change {
            None => {
                let what = "Markdown cannot hold it: convert the runbook to YAML first";
                Err(what.to_owned())
            }
            Some(TaughtChange::Phrase(says)) => self.phrase(lesson, &file, says),
            Some(TaughtChange::Line { behind, line }) => self.line(lesson, &file, behind, line),
            Some(TaughtChange::Runbook(edit)) => self.runbook(lesson, entry, &file, edit),
        };
        if let Err(why) = placed {
            self.unplaced(lesson, &file, why);
        }
    }

    fn unplaced(&mut self, lesson: &Lesson, file: &Path, why: String) {
        let (root, _) = root_of(file);
        self.out.push(Patch {
            patch: String::new(),
            remark: Some(why),
            ..patch(lesson, root)
        });
    }

    fn put(&mut self, lesson: &Lesson, file: &Path, old: Option<&str>, new: String) -> &mut Patch {
        let (root, name) = root_of(file);
        self.out.push(Patch {
            patch: unified(&name, old, &new),
            ..patch(lesson, root)
        });
        self.texts.insert(file.to_owned(), new);
        let last = self.out.len() - 1;
        &mut self.out[last]
    }

    /// The text of a file as it is by now.
    fn text(&self, file: &Path) -> Option<String> {
        let known = self.texts.get(file).cloned();
        known.or_else(|| read_utf8(file).ok())
    }

    fn phrase(&mut self, lesson: &Lesson, file: &Path, says: &str) -> Result<(), String> {
        let file = file.with_file_name(PHRASES);
        let old = self.text(&file);
        let new = New::Map(vec![
            ("says", New::text(says)),
            ("runbook", New::text(lesson.runbook.to_string())),
        ]);
        let text = match &old {
            Some(old) => {
                let list = vec![To::Key("phrases")];
                let edit = Edit::Add {
                    list,
                    behind: None,
                    new,
                };
                apply(old, &edit).ok_or("its place in phrases.yaml was not found")?
            }
            None => {
                let says = crate::library::scalar(says);
                format!(
                    "{PHRASES_BEGIN}  - {{says: {says}, runbook: {}}}\n",
                    lesson.runbook
                )
            }
        };
        self.put(lesson, &file, old.as_deref(), text);
        Ok(())
    }

    /// A step in a Markdown list, behind the line that holds the step before it.
    fn line(
        &mut self,
        lesson: &Lesson,
        file: &Path,
        behind: &str,
        line: &str,
    ) -> Result<(), String> {
        let old = self.text(file).ok_or("its file cannot be read")?;
        let beginning: String = behind.chars().take(40).collect();
        let beginning = beginning.trim_end_matches('.');
        let is_item = |text: &&str| {
            let plain = text.replace(['*', '`', '_'], "");
            let trimmed = plain.trim_start();
            let item = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
            let marks = trimmed.starts_with(['-', '+']) || item.starts_with(['.', ')']);
            marks && plain.contains(&beginning.replace(['*', '`', '_'], ""))
        };
        let lines: Vec<&str> = old.split_inclusive('\n').collect();
        let at = lines.iter().position(is_item);
        let at = at.ok_or("the step before it was not found in the Markdown")?;
        let edge: String = lines[at]
            .chars()
            .take_while(|c| c.is_whitespace())
            .collect();
        let width = edge.len();
        // What belongs to that step stands further in.
        let more = lines[at + 1..].iter().take_while(|text| {
            let indent = text.len() - text.trim_start_matches(' ').len();
            !text.trim().is_empty() && indent > width
        });
        let end = at + 1 + more.count();
        let mark = next_mark(lines[at].trim_start());
        let mut new: String = lines[..end].concat();
        if !new.ends_with('\n') {
            new.push('\n');
        }
        new.push_str(&format!("{edge}{mark} {line}\n"));
        new.push_str(&lines[end..].concat());
        self.put(lesson, file, Some(&old), new);
        Ok(())
    }

    fn runbook(
        &mut self,
        lesson: &Lesson,
        entry: &Entry,
        file: &Path,
        edit: &Edit,
    ) -> Result<(), String> {
        let is_copy = entry.origin == Origin::Embedded && !self.texts.contains_key(file);
        let known = match entry.origin {
            Origin::Embedded => self.texts.get(file).cloned(),
            Origin::File { .. } => self.text(file),
        };
        let old = match (known, is_copy) {
            (Some(text), _) => text,
            (None, true) => copy_of(entry),
            (None, false) => return Err("its file cannot be read".to_owned()),
        };
        let base = match self.texts.contains_key(file) {
            true => old.clone(),
            false => revised(&old, entry.book.runbook.revision),
        };
        let base = match lesson.is_newer {
            true => newer(&base),
            false => base,
        };
        let new =
            apply(&base, edit).ok_or("its place in the file was not found; put it in by hand")?;
        let name = file.display().to_string();
        let book = read_text(&name, &new).map_err(|wrong| {
            let first = wrong.first().map(|it| it.what.clone());
            format!("the runbook would not load: {}", first.unwrap_or_default())
        })?;
        if lesson.kind == LessonKind::Signature {
            let last = book.runbook.signatures.last().map(|it| it.id.to_string());
            if last.is_some_and(|id| self.good.holds(&book.runbook, &id)) {
                return Err("it would find lines of good logs".to_owned());
            }
        }
        let before: Vec<String> = lint_text(&name, &old, "")
            .into_iter()
            .map(|it| it.what)
            .collect();
        let doubts = lint_text(&name, &new, "").into_iter().map(|it| it.what);
        let doubts: Vec<String> = doubts.filter(|it| !before.contains(it)).collect();
        if is_copy {
            let id = &lesson.runbook;
            let copied = Lesson {
                reason: format!("a copy of the shipped {id}, which it stands for from then on"),
                ..lesson.clone()
            };
            let put = self.put(&copied, file, None, old.clone());
            put.kind = "copy";
        }
        let put = self.put(lesson, file, Some(&old), new);
        put.remark = (!doubts.is_empty()).then(|| format!("lint: {}", doubts.join("; ")));
        Ok(())
    }
}

fn patch(lesson: &Lesson, root: PathBuf) -> Patch {
    Patch {
        incident: lesson.incident.clone(),
        kind: lesson.kind.word(),
        runbook: lesson.runbook.clone(),
        reason: lesson.reason.clone(),
        event: lesson.event,
        root,
        patch: String::new(),
        remark: None,
    }
}

/// The mark of the item behind one: the next number, or the same sign.
fn next_mark(line: &str) -> String {
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    match digits.parse::<u32>() {
        Ok(number) => {
            let sign = line[digits.len()..].chars().next().unwrap_or('.');
            format!("{}{sign}", number.saturating_add(1))
        }
        Err(_) => line.chars().next().unwrap_or('-').to_string(),
    }
}

/// The text of a shipped runbook as the user's own, with what it replaces.
fn copy_of(entry: &Entry) -> String {
    let runbook = &entry.book.runbook;
    format!(
        "# Stands in the place of the shipped runbook {}, revision {}.\n{}",
        runbook.id, runbook.revision, entry.text
    )
}

/// With the next revision.
fn revised(text: &str, revision: u32) -> String {
    let edit = Edit::Set {
        map: Vec::new(),
        key: "revision",
        new: New::Number(revision.saturating_add(1)),
    };
    apply(text, &edit).unwrap_or_else(|| text.to_owned())
}

/// In the format that has the newer keys.
fn newer(text: &str) -> String {
    let edit = Edit::Set {
        map: Vec::new(),
        key: "format",
        new: New::text("runsheet.runbook/1.1"),
    };
    apply(text, &edit).unwrap_or_else(|| text.to_owned())
}

/// The folder to apply a patch in, and the file's name from there: the repository that holds it,
/// else its own folder.
fn root_of(file: &Path) -> (PathBuf, String) {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let mut above = file.ancestors().skip(1);
    let own = file.parent().unwrap_or(Path::new("/"));
    let root = above
        .find(|folder| folder.join(".git").exists())
        .unwrap_or(own);
    let name = file.strip_prefix(root).unwrap_or(&file);
    (root.to_owned(), name.display().to_string())
}
