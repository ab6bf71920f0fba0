//! Runbook files → runbooks and diagnostics.
//!
//! A broken file never hides the others. Absent from here: the screen and the clock.

mod check;
mod compile;
mod compile_run;
mod compile_test;
mod decode;
mod diagnostic;
mod embedded;
mod format;
mod raw;
mod raw_run;
mod raw_scenario;
mod scenario;
mod scenario_parts;
mod scenarios;
mod source;
mod values;
mod yaml;

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use diagnostic::{Diagnostic, nearest};
pub use embedded::{CHECKED, LISTED, Listed};
pub use scenarios::{
    FileKind, Scenarios, Script, doubts, kind_of, read_kept_scenario, read_scenario_file,
    read_scenario_text,
};
pub use yaml::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

use compile::Signatures;
use decode::Reader;
use embedded::Embedded;
use format::{Format, Parsed, Yaml, format_of};
use raw::RawRunbook;
use source::{File, Node};

use crate::domain::command::Book;
use crate::domain::digest::sha256_hex;
use crate::domain::time::Timestamp;
use crate::files;

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

/// All runbooks, and what is wrong with files that are none.
#[derive(Debug, Clone, Default)]
pub struct Library {
    entries: Vec<Entry>,
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
        library
    }

    /// The runbooks, by title.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The runbook with this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.book.runbook.id.as_str() == id)
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
        match self.entries.iter_mut().find(|e| e.book.runbook.id == *id) {
            Some(known) => {
                let replaces = known.origin == Origin::Embedded
                    || matches!(
                        &known.origin,
                        Origin::File {
                            replaces_embedded: true,
                            ..
                        }
                    );
                let origin = match origin {
                    Origin::File { path, changed, .. } => Origin::File {
                        path,
                        replaces_embedded: replaces,
                        changed,
                    },
                    Origin::Embedded => Origin::Embedded,
                };
                *known = Entry { book, text, origin };
            }
            None => self.entries.push(Entry { book, text, origin }),
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let listed = fs::read_dir(folder).map(|entries| {
            let mut files: Vec<PathBuf> = entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| format_of(path).is_some())
                .collect();
            files.sort();
            files
        });
        let files = match listed {
            Ok(files) => files,
            Err(error) => {
                let path = folder.display().to_string();
                let what = format!("the folder cannot be read: {error}");
                let instead = "name a folder with runbook files";
                self.diagnostics
                    .push(Diagnostic::whole(&path, what, instead));
                return;
            }
        };
        for path in files {
            match read_file(&path) {
                Ok((book, text)) => {
                    let origin = Origin::File {
                        changed: changed(&path),
                        path,
                        replaces_embedded: false,
                    };
                    self.add(book, Cow::Owned(text), origin);
                }
                Err(diagnostics) => self.diagnostics.extend(diagnostics),
            }
        }
    }
}

/// When a file was last changed.
fn changed(path: &Path) -> Option<Timestamp> {
    let at = fs::metadata(path).and_then(|file| file.modified()).ok()?;
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis())
        .ok()
        .map(Timestamp::from_ms)
}

/// Reads one runbook file. What its name does not tell is read as YAML.
pub fn read_file(path: &Path) -> Result<(Book, String), Vec<Diagnostic>> {
    let text = read_utf8(path)?;
    let format = format_of(path).unwrap_or(&Yaml);
    let book = read(
        &path.display().to_string(),
        &text,
        format,
        Signatures::Check,
    )?;
    Ok((book, text))
}

/// The text of a file, if it is no larger than a file of the library may be.
pub fn read_utf8(path: &Path) -> Result<String, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let failed = |what: String, instead: &str| vec![Diagnostic::whole(&name, what, instead)];
    files::read_text(path, MAX_BYTES as u64).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => failed(error.to_string(), "save it as UTF-8"),
        io::ErrorKind::QuotaExceeded => failed(error.to_string(), "split it into several runbooks"),
        _ => failed(format!("it {}", files::why(&error)), "check the path"),
    })
}

/// Reads the text of one runbook; `path` names it in diagnostics.
pub fn read_text(path: &str, text: &str) -> Result<Book, Vec<Diagnostic>> {
    read(path, text, &Yaml, Signatures::Check)
}

/// Reads a text that was read before: one kept in a journal. What a later version says of
/// signatures cannot make it unreadable.
pub fn read_kept(text: &str) -> Result<Book, Vec<Diagnostic>> {
    read("journal", text, &Yaml, Signatures::Trust)
}

/// Reads a runbook of the program itself.
fn read_embedded(embedded: &Embedded) -> Result<Book, Vec<Diagnostic>> {
    let path = format!("embedded:{}", embedded.name);
    let file = File {
        path: &path,
        text: embedded.text,
    };
    // A text that JSON does not tell alike is read as it was written.
    let parsed = match serde_json::from_str(embedded.json) {
        Ok(node) => read_node(file, node),
        Err(_) => Yaml.parse(file),
    };
    let runbook = compile::compile(file, parsed, Signatures::Trust)?;
    Ok(Book {
        runbook: Arc::new(runbook),
        sha256: embedded.sha256.into(),
    })
}

/// Reads a tree that came from elsewhere than a file.
fn read_node(file: File<'_>, node: Node) -> Parsed<RawRunbook> {
    let (raw, reader) = Reader::read(file, node, Vec::new());
    Parsed {
        raw,
        found: reader.found,
        lost: reader.lost,
    }
}

fn read(
    path: &str,
    text: &str,
    format: &dyn Format,
    signatures: Signatures,
) -> Result<Book, Vec<Diagnostic>> {
    let file = File { path, text };
    let runbook = compile::compile(file, format.parse(file), signatures)?;
    Ok(Book {
        runbook: Arc::new(runbook),
        sha256: sha256_hex(text.as_bytes()).into(),
    })
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
            path,
            "it is no YAML".into(),
            "check the file",
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_runbooks_are_the_same_in_json_and_in_yaml() {
        for embedded in embedded::RUNBOOKS {
            let raw = serde_json::from_str(embedded.json).map_err(|error| error.to_string());
            let raw = raw.unwrap_or_else(|error| {
                panic!("{}: {error}; a value may want quotes", embedded.name)
            });
            let file = File {
                path: "json",
                text: embedded.text,
            };
            let from_json = compile::compile(file, read_node(file, raw), Signatures::Trust)
                .unwrap_or_else(|found| panic!("{}: {found:?}", embedded.name));
            let from_yaml = read_kept(embedded.text)
                .unwrap_or_else(|found| panic!("{}: {found:?}", embedded.name));
            assert_eq!(from_json, *from_yaml.runbook, "{}", embedded.name);
            assert_eq!(embedded.sha256, &*from_yaml.sha256, "{}", embedded.name);
        }
    }
}
