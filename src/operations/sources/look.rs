//! What a source holds now: its runbooks, their tests and scenarios. Anything that could lead
//! somewhere else, or is no text of ours, stops it as a whole.

use std::fs;
use std::path::{Component, Path};

use super::{BookSource, SourceError, SourceKind};
use crate::domain::digest::sha256_hex;
use crate::domain::hidden::hidden;
use crate::library::{MAX_BYTES, is_runbook_file};
use crate::run::git::{Fetched, check_address};

/// So many files at the most, and so deep.
const FILES: usize = 500;
const DEEPEST: usize = 8;

/// A file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path in the source, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A source at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSnapshot {
    /// The commit, or for a folder the hash of all that was taken.
    pub commit: String,
    /// Its files, by path.
    pub files: Vec<SourceFile>,
}

/// Looks at a source as it is now. One that has a commit already must still have it.
pub fn look(source: &BookSource) -> Result<SourceSnapshot, SourceError> {
    let mut taken = Taken {
        below: source.below.clone(),
        ..Taken::default()
    };
    let commit = match source.kind {
        SourceKind::Folder => {
            let root = Path::new(&source.from);
            taken
                .folder(root, root, 0)
                .map_err(|error| SourceError::Gone {
                    from: source.from.clone(),
                    why: error.to_string(),
                })?;
            None
        }
        SourceKind::Git => Some(taken.repository(source)?),
    };
    let mut files = taken.files;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    if files.len() > FILES {
        taken
            .wrong
            .push(format!("{} files; {FILES} are the most", files.len()));
    }
    if !taken.wrong.is_empty() {
        return Err(SourceError::Hostile {
            from: source.from.clone(),
            what: taken.wrong,
        });
    }
    if files.is_empty() {
        return Err(SourceError::Empty(source.from.clone()));
    }
    let commit = commit.unwrap_or_else(|| {
        let all = files
            .iter()
            .map(|file| format!("{} {}\n", sha256_hex(&file.bytes), file.path));
        sha256_hex(all.collect::<String>().as_bytes())
    });
    Ok(SourceSnapshot { commit, files })
}

#[derive(Default)]
struct Taken {
    below: Option<String>,
    files: Vec<SourceFile>,
    wrong: Vec<String>,
}

impl Taken {
    fn folder(&mut self, root: &Path, folder: &Path, depth: usize) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let within = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            let kind = entry.file_type()?;
            if within.starts_with('.') || self.files.len() > FILES {
                continue;
            }
            if kind.is_symlink() {
                self.wrong.push(format!("{within} is a link"));
            } else if kind.is_dir() && depth < DEEPEST {
                self.folder(root, &path, depth + 1)?;
            } else if kind.is_file()
                && is_runbook_file(&path)
                && self.fits(&within, Some(entry.metadata()?.len()))
            {
                let bytes = fs::read(&path)?;
                self.take(within, bytes);
            }
        }
        Ok(())
    }

    fn repository(&mut self, source: &BookSource) -> Result<String, SourceError> {
        check_address(&source.from)?;
        let gone = |error: std::io::Error| SourceError::Gone {
            from: source.from.clone(),
            why: error.to_string(),
        };
        let fetched = Fetched::fetch(&source.from, &source.follows).map_err(gone)?;
        if let Some(commit) = source.commit.as_ref().filter(|older| !fetched.holds(older)) {
            return Err(SourceError::Rewritten {
                from: source.from.clone(),
                commit: commit.clone(),
            });
        }
        for entry in fetched.tree(self.below.as_deref()).map_err(gone)? {
            let path = match &self.below {
                Some(below) => entry
                    .path
                    .strip_prefix(&format!("{below}/"))
                    .unwrap_or(&entry.path),
                None => &entry.path,
            };
            match entry.mode.as_str() {
                "120000" => self.wrong.push(format!("{path} is a link")),
                "160000" => self.wrong.push(format!("{path} is another repository")),
                _ if path.starts_with('.') || !is_runbook_file(Path::new(path)) => {}
                _ if self.fits(path, entry.bytes) && self.files.len() <= FILES => {
                    let bytes = fetched.file(&entry.object).map_err(gone)?;
                    self.take(path.to_owned(), bytes);
                }
                _ => {}
            }
        }
        Ok(fetched.commit.clone())
    }

    /// Whether a file may be taken by its name and its size.
    fn fits(&mut self, path: &str, bytes: Option<u64>) -> bool {
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        let is_strange = path.chars().any(|c| c.is_control() || hidden(c).is_some());
        if !Path::new(path).components().all(is_plain) || path.contains('\\') || is_strange {
            self.wrong.push(format!("{path:?} is no plain path"));
            return false;
        }
        if bytes.is_none_or(|bytes| bytes > MAX_BYTES as u64) {
            self.wrong.push(format!("{path} is larger than 1 MiB"));
            return false;
        }
        true
    }

    fn take(&mut self, path: String, bytes: Vec<u8>) {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            self.wrong.push(format!("{path} is no text"));
            return;
        };
        let is_end = |c: char| matches!(c, '\n' | '\r' | '\t');
        let hides = |c: char| !is_end(c) && (hidden(c).is_some() || c.is_control());
        // A mark at the very beginning only says that it is UTF-8.
        if text.trim_start_matches('\u{feff}').chars().any(hides) {
            self.wrong
                .push(format!("{path} holds characters that are not drawn"));
            return;
        }
        self.files.push(SourceFile { path, bytes });
    }
}
