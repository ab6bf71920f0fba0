//! The runbooks as lists and the search need them: what is said of each, and where the whole of
//! it is. A runbook of a user's folder is compiled when somebody asks for it, so thousands of
//! them cost neither time nor memory.

mod kept;
mod load;
mod row;
mod watch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use row::{CatalogueRow, Listing};
pub use watch::FolderWatch;

use crate::domain::runbook::Runbook;
use crate::library::{
    Diagnostic, Entry, Library, Origin, OwnWords, RunbookFile, Runbooks, read_each,
};
use crate::search::{Index, Team};

/// All runbooks, and what is wrong with files that are none.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    rows: Vec<CatalogueRow>,
    /// Where each is among them, by its id.
    places: HashMap<String, usize>,
    /// The words of the team whose folders these are.
    pub words: OwnWords,
    /// What is wrong with files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Catalogue {
    /// The embedded runbooks and those in the folders given. Of runbooks with the same id the
    /// one in the last folder counts. `kept` is the folder where what was read of large folders
    /// is kept, to be read no second time; nothing there is believed of a file that has changed
    /// since.
    pub fn load(folders: &[PathBuf], kept: Option<&Path>) -> Self {
        Self::of(Library::load(&[])).with_folders(folders, kept, &Self::default())
    }

    /// It as it stands now. What has not changed is not read again, and of a file that is broken
    /// by now the last version that could be read stays.
    pub fn reload(&self, folders: &[PathBuf], kept: Option<&Path>) -> Self {
        Self::of(Library::load(&[])).with_folders(folders, kept, self)
    }

    /// One whose runbooks are all compiled already.
    pub fn of(library: Library) -> Self {
        let (rows, words, diagnostics) = library.into_parts();
        let mut catalogue = Self {
            rows: rows.into_iter().map(CatalogueRow::of).collect(),
            words,
            diagnostics,
            ..Self::default()
        };
        catalogue.arrange();
        catalogue
    }

    fn with_folders(mut self, folders: &[PathBuf], kept: Option<&Path>, before: &Self) -> Self {
        for folder in folders {
            match load::rows(folder, kept, before) {
                Ok(rows) => rows.into_iter().for_each(|row| self.take(row)),
                Err(problem) => self.diagnostics.push(*problem),
            }
        }
        self.arrange();
        let known = self.rows.iter().map(|row| row.listing.id.as_str());
        let (words, mut found) = OwnWords::load(folders, known);
        self.words = words;
        self.diagnostics.append(&mut found);
        self
    }

    fn take(&mut self, (row, mut wrong): (Option<CatalogueRow>, Vec<Diagnostic>)) {
        self.diagnostics.append(&mut wrong);
        let Some(mut row) = row else { return };
        match self.places.get(row.listing.id.as_str()) {
            Some(at) => {
                row.origin = row.origin.instead_of(&self.rows[*at].origin);
                self.rows[*at] = row;
            }
            None => {
                let id = row.listing.id.to_string();
                self.places.insert(id, self.rows.len());
                self.rows.push(row);
            }
        }
    }

    fn arrange(&mut self) {
        self.rows
            .sort_by(|a, b| a.listing.title.cmp(&b.listing.title));
        let ids = self.rows.iter().map(|row| row.listing.id.to_string());
        self.places = ids.zip(0..).collect();
    }

    /// The runbooks, by title.
    pub fn rows(&self) -> &[CatalogueRow] {
        &self.rows
    }

    /// Where the runbook with this id is among them.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The runbook with this id.
    pub fn get(&self, id: &str) -> Option<&CatalogueRow> {
        self.place(id).map(|at| &self.rows[at])
    }

    /// The ids nearest to one that does not exist.
    pub fn nearest(&self, id: &str) -> Vec<&str> {
        let mut near: Vec<(usize, &str)> = self
            .ids()
            .into_iter()
            .map(|known| (strsim::damerau_levenshtein(id, known), known))
            .collect();
        near.sort();
        near.into_iter().take(3).map(|(_, known)| known).collect()
    }

    /// The index that a symptom is looked up in.
    pub fn index(&self) -> Index {
        let mut team = Team {
            same: &self.words.same,
            ..Team::default()
        };
        let own = self
            .rows
            .iter()
            .filter(|row| row.origin != Origin::Embedded);
        team.own.extend(own.map(|row| row.listing.id.as_str()));
        for phrase in &self.words.phrases {
            let said = team.said.entry(phrase.runbook.as_str()).or_default();
            said.push(phrase.says.as_str());
        }
        Index::of_documents(self.rows.iter().map(CatalogueRow::document), &team)
    }

    /// All runbooks, compiled: for what looks at each of them. What can no longer be read is
    /// left out.
    pub fn runbooks(&self) -> Vec<Arc<Runbook>> {
        let unread = self.rows.iter().filter(|row| row.is_unread());
        let files: Vec<&RunbookFile> = unread.filter_map(|row| row.file.as_ref()).collect();
        let read = read_each(&files, |_, read| read.ok().map(|(book, _)| book.runbook));
        let mut read = read.into_iter();
        let one = |row: &CatalogueRow| match row.is_unread() && row.file.is_some() {
            true => read.next().flatten(),
            false => row.entry().ok().map(|entry| entry.book.runbook.clone()),
        };
        self.rows.iter().filter_map(one).collect()
    }

    /// The runbook with this id, compiled.
    pub fn entry(&self, id: &str) -> Option<Result<&Entry, &[Diagnostic]>> {
        self.get(id).map(CatalogueRow::entry)
    }
}

impl Runbooks for Catalogue {
    fn runbook(&self, id: &str) -> Option<Arc<Runbook>> {
        let entry = self.entry(id)?.ok()?;
        Some(entry.book.runbook.clone())
    }

    fn ids(&self) -> Vec<&str> {
        self.rows
            .iter()
            .map(|row| row.listing.id.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests;
