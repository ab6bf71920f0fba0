//! Runbook files → runbooks and diagnostics.
//!
//! A broken file never hides the others. Absent from here: the screen and the clock.

mod assignments;
mod beside;
mod check;
pub mod code;
mod compile;
mod compile_run;
mod compile_test;
mod contacts;
mod decode;
mod diagnostic;
pub mod edit;
mod embedded;
mod folder;
mod format;
pub mod lint;
mod markdown;
mod one;
mod own_words;
mod raw;
mod raw_run;
mod raw_scenario;
mod reading;
mod scenario;
mod scenario_parts;
mod scenarios;
mod skeleton;
mod source;
mod values;
mod verbs;
mod write;
mod yaml;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use assignments::{ASSIGNMENTS, Assignment, Assignments};
pub use beside::{TESTS_FOLDER, TESTS_FORMAT, TestsFile, is_tests_text, read_tests, tests_files};
pub use contacts::{contact_folders, contacts, is_contacts_file, read_contacts};
pub use diagnostic::{Diagnostic, nearest};
pub use embedded::{CHECKED, LISTED, ListedRunbook, shipped_hashes};
pub use folder::RunbookFile;
pub use markdown::slug;
pub use one::{find_one, holds_text};
pub use own_words::{OwnPhrase, OwnWords, is_words_file, lint_words, words_files};
pub use reading::{
    FileRead, convert, is_markdown_file, read_each, read_file, read_kept, read_one, read_text,
    read_utf8,
};
pub use scenario::Runbooks;
pub use scenarios::{
    FileKind, ScenarioEntry, Scenarios, kind_of, lint_scenario, read_kept_scenario,
    read_scenario_file, read_scenario_text,
};
pub use skeleton::Wanted;
pub use write::scalar;
pub use yaml::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

use format::{Yaml, format_of};
use reading::read_embedded;
use source::File;

use crate::domain::command::Book;
use crate::domain::time::Timestamp;

/// A runbook with its text.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The runbook and the hash of its text.
    pub book: Book,
    /// The text of its file.
    pub text: Cow<'static, str>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Entry {
    /// Its text, to be kept with an incident.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::from(&*self.text)
    }
}

/// Where a runbook comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program itself.
    Embedded,
    /// A file of the user's.
    File {
        /// The file.
        path: PathBuf,
        /// It stands in the place of an embedded runbook with the same id.
        replaces_embedded: bool,
        /// When it was last changed, if the file system knows.
        changed: Option<Timestamp>,
    },
}

impl Origin {
    /// It, of a runbook that stands in the place of one from there.
    pub fn instead_of(self, other: &Origin) -> Self {
        let replaces = match other {
            Origin::Embedded => true,
            Origin::File {
                replaces_embedded, ..
            } => *replaces_embedded,
        };
        match self {
            Origin::File { path, changed, .. } => Origin::File {
                path,
                changed,
                replaces_embedded: replaces,
            },
            Origin::Embedded => Origin::Embedded,
        }
    }
}

/// All runbooks, and what is wrong with files that are none.
#[derive(Debug, Clone, Default)]
pub struct Library {
    entries: Vec<Entry>,
    /// Where each is among them, by its id.
    places: HashMap<String, usize>,
    /// The words of the team whose folders these are.
    pub words: OwnWords,
    /// What is wrong with files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// Loads the embedded runbooks and those in the folders given. Of runbooks with the
    /// same id the one in the last folder counts.
    pub fn load(folders: &[PathBuf]) -> Self {
        let mut library = Self::default();
        for embedded in embedded::RUNBOOKS {
            match read_embedded(embedded) {
                Ok(book) => library.add(book, Cow::Borrowed(embedded.text), Origin::Embedded),
                Err(diagnostics) => library.diagnostics.extend(diagnostics),
            }
        }
        for folder in folders {
            library.add_folder(folder);
        }
        library
            .entries
            .sort_by(|a, b| a.book.runbook.title.cmp(&b.book.runbook.title));
        let ids = library
            .entries
            .iter()
            .map(|e| e.book.runbook.id.to_string());
        library.places = ids.zip(0..).collect();
        let known = library.places.keys().map(String::as_str);
        let (words, mut found) = OwnWords::load(folders, known);
        library.words = words;
        library.diagnostics.append(&mut found);
        library
    }

    /// The runbooks, by title.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Its runbooks, the words of the team, and what is wrong with files.
    pub fn into_parts(self) -> (Vec<Entry>, OwnWords, Vec<Diagnostic>) {
        (self.entries, self.words, self.diagnostics)
    }

    /// The runbook with this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.places.get(id).map(|at| &self.entries[*at])
    }

    /// The ids nearest to one that does not exist.
    pub fn nearest(&self, id: &str) -> Vec<&str> {
        let mut near: Vec<(usize, &str)> = self
            .entries
            .iter()
            .map(|entry| entry.book.runbook.id.as_str())
            .map(|known| (strsim::damerau_levenshtein(id, known), known))
            .collect();
        near.sort();
        near.into_iter().take(3).map(|(_, known)| known).collect()
    }

    fn add(&mut self, book: Book, text: Cow<'static, str>, origin: Origin) {
        let id = &book.runbook.id;
        match self.places.get(id.as_str()) {
            Some(at) => {
                let known = &mut self.entries[*at];
                let origin = origin.instead_of(&known.origin);
                *known = Entry { book, text, origin };
            }
            None => {
                self.places.insert(id.to_string(), self.entries.len());
                self.entries.push(Entry { book, text, origin });
            }
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let files = match files_of(folder) {
            Ok(files) => files,
            Err(problem) => return self.diagnostics.push(*problem),
        };
        let all: Vec<&RunbookFile> = files.iter().collect();
        for (file, read) in files.iter().zip(read_each(&all, |_, read| read)) {
            match read {
                Ok((book, text)) => {
                    let origin = Origin::File {
                        changed: changed(&file.path),
                        path: file.path.clone(),
                        replaces_embedded: false,
                    };
                    self.add(book, Cow::Owned(text), origin);
                }
                Err(diagnostics) => self.diagnostics.extend(diagnostics),
            }
        }
    }
}

/// The files of a folder that may be runbooks, by path.
pub fn files_of(folder: &Path) -> Result<Vec<RunbookFile>, Box<Diagnostic>> {
    folder::runbook_files(folder).map_err(|error| {
        let path = folder.display().to_string();
        let what = format!("the folder cannot be read: {error}");
        let instead = "name a folder with runbook files";
        Box::new(Diagnostic::whole(code::UNREADABLE, &path, what, instead))
    })
}

/// When a file was last changed.
pub fn changed(path: &Path) -> Option<Timestamp> {
    let at = fs::metadata(path).and_then(|file| file.modified()).ok()?;
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis())
        .ok()
        .map(Timestamp::from_ms)
}

/// Whether a file of this name may be a runbook.
pub fn is_runbook_file(path: &Path) -> bool {
    format_of(path).is_some()
}

/// Everything that is wrong or doubtful in a runbook's text; `path` says how it is written.
/// `today`, as `2026-11-30`, tells which review dates have passed.
pub fn lint_text(path: &str, text: &str, today: &str) -> Vec<Diagnostic> {
    let format = format_of(Path::new(path)).unwrap_or(&Yaml);
    lint::lint(File { path, text }, format, today)
}

/// The text of a runbook as JSON, with the keys of its YAML.
pub fn as_json(text: &str) -> Result<serde_json::Value, Box<Diagnostic>> {
    let path = "runbook";
    let mut found = Vec::new();
    let node = yaml::parse(File { path, text }, &mut found);
    match (node, found.into_iter().next()) {
        (Some(node), None) => Ok(node.as_json()),
        (_, Some(problem)) => Err(Box::new(problem)),
        (None, None) => Err(Box::new(Diagnostic::whole(
            code::UNREADABLE,
            path,
            "it is no YAML".into(),
            "check the file",
        ))),
    }
}
