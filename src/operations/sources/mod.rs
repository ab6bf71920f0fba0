//! Runbooks of others: a folder, or a git repository at a commit. What is taken is copied, and
//! the copy is what is used until the user asks for the next one; nobody else can change it.
//! Its commands are for copying until they are trusted.

mod look;
mod store;

use std::path::{Path, PathBuf};

pub use look::{SourceFile, SourceSnapshot, look};
pub use store::{BookSource, BookSources, SourceKind};

use super::differences::unified;
use crate::domain::time::Timestamp;

/// Why a source was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The address is not safe.
    #[error("{0}")]
    Address(#[from] crate::run::git::BadAddress),
    /// It cannot be reached, or is no longer there.
    #[error("{from} cannot be fetched: {why}")]
    Gone {
        /// The address or the folder.
        from: String,
        /// Why.
        why: String,
    },
    /// Its history was rewritten: the commit that is in use is no part of it any more.
    #[error("{from} was rewritten: {commit} is no longer part of it")]
    Rewritten {
        /// The address.
        from: String,
        /// The commit that is in use.
        commit: String,
    },
    /// It holds what is not taken.
    #[error("{from} holds what is not taken: {}", .what.join("; "))]
    Hostile {
        /// The address or the folder.
        from: String,
        /// What.
        what: Vec<String>,
    },
    /// There is no runbook in it.
    #[error("{0} holds no runbook")]
    Empty(String),
    /// The name is taken, or there is none of that name.
    #[error("{0}")]
    Name(String),
    /// The data folder cannot be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// What changes when a source is taken in its next version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files that come.
    pub added: Vec<String>,
    /// Files that go.
    pub removed: Vec<String>,
    /// Files that differ.
    pub altered: Vec<String>,
    /// All of it as a diff.
    pub diff: String,
}

impl Changed {
    /// Whether nothing does.
    pub fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.altered.is_empty()
    }
}

/// Adds a source.
pub fn add(
    sources: &mut BookSources,
    wanted: BookSource,
    now: Timestamp,
) -> Result<SourceSnapshot, SourceError> {
    if sources.get(&wanted.name).is_some() {
        let what = format!(
            "there is a source {} already: update or remove it",
            wanted.name
        );
        return Err(SourceError::Name(what));
    }
    let snapshot = look(&wanted)?;
    sources.put(&wanted, &snapshot, now)?;
    Ok(snapshot)
}

/// Looks at the next version of a source, and what it changes. The one in use stays.
pub fn next(
    sources: &BookSources,
    name: &str,
) -> Result<(BookSource, SourceSnapshot, Changed), SourceError> {
    let Some(source) = sources.get(name).cloned() else {
        let what = format!("there is no source {name}");
        return Err(SourceError::Name(what));
    };
    let snapshot = look(&source)?;
    let before = sources.files(name)?;
    Ok((source, snapshot.clone(), changed(&before, &snapshot.files)))
}

fn changed(before: &[SourceFile], after: &[SourceFile]) -> Changed {
    let mut changed = Changed::default();
    let text = |file: &SourceFile| String::from_utf8_lossy(&file.bytes).into_owned();
    for file in after {
        match before.iter().find(|old| old.path == file.path) {
            Some(old) if old.bytes == file.bytes => {}
            Some(old) => {
                changed.altered.push(file.path.clone());
                changed
                    .diff
                    .push_str(&unified(&file.path, Some(&text(old)), &text(file)));
            }
            None => {
                changed.added.push(file.path.clone());
                changed
                    .diff
                    .push_str(&unified(&file.path, None, &text(file)));
            }
        }
    }
    let gone = before
        .iter()
        .filter(|old| after.iter().all(|file| file.path != old.path));
    changed.removed = gone.map(|file| file.path.clone()).collect();
    changed
}

/// The name of the source that a file lies in, if it is of one.
pub fn source_of(file: &Path, sources: &Path) -> Option<String> {
    let within = file.strip_prefix(sources).ok()?;
    let first = within.components().next()?;
    Some(first.as_os_str().to_string_lossy().into_owned())
}

/// The folders of all sources, for a library.
pub fn folders(sources: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(sources).into_iter().flatten();
    let paths = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        (is_folder && !is_hidden).then(|| entry.path())
    });
    let mut folders: Vec<PathBuf> = paths.collect();
    folders.sort();
    folders
}
