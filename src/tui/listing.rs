//! The runbooks as the home screen lists them: those of the library, and until it is loaded
//! what was known of the embedded ones when the program was built.

use super::model::Model;
use crate::domain::id::RunbookId;
use crate::domain::runbook::Runbook;
use crate::domain::time::Timestamp;
use crate::library::{CHECKED, Diagnostic, LISTED, Origin};

impl Model {
    /// The runbook with this id.
    pub fn runbook_named(&self, id: &RunbookId) -> Option<&Runbook> {
        let entry = self.books.as_ref()?.library.entry(id.as_str())?.ok()?;
        Some(&*entry.book.runbook)
    }

    /// The title of the runbook with this id in few columns; the id where there is none.
    pub fn short_title_of<'a>(&'a self, id: &'a RunbookId) -> &'a str {
        let books = self.books.as_ref();
        let row = books.and_then(|books| books.library.get(id.as_str()));
        row.map_or(id.as_str(), |row| row.listing.short_title())
    }

    /// What is wrong with the file of this runbook by now, of which the last version stays.
    pub fn broken(&self, id: &RunbookId) -> &[Diagnostic] {
        let books = self.books.as_ref();
        let row = books.and_then(|books| books.library.get(id.as_str()));
        row.map_or(&[], |row| &row.broken)
    }

    /// Where the runbook with this id comes from.
    pub fn origin_of(&self, id: &RunbookId) -> Option<String> {
        let entry = self.books.as_ref()?.library.get(id.as_str())?;
        Some(match &entry.origin {
            Origin::Embedded => "shipped with the program".to_owned(),
            Origin::File {
                path,
                replaces_embedded: true,
                ..
            } => format!("{}, in the place of a shipped one", path.display()),
            Origin::File { path, .. } => path.display().to_string(),
        })
    }

    /// On which day the runbook with this id was last changed or held against its
    /// references, and which of them it was.
    pub fn revised(&self, id: &RunbookId) -> Option<(Timestamp, &'static str)> {
        let entry = self.books.as_ref()?.library.get(id.as_str())?;
        match &entry.origin {
            Origin::Embedded => {
                let day = format!("{CHECKED}T00:00:00Z").parse().ok()?;
                Some((day, "checked against its references"))
            }
            Origin::File { changed, .. } => Some(((*changed)?, "its file was changed")),
        }
    }

    /// When the runbook with this id is the right one.
    pub fn summary_of(&self, id: &RunbookId) -> &str {
        match &self.books {
            Some(books) => {
                let entry = books.library.get(id.as_str());
                entry.map_or("", |row| &row.listing.summary)
            }
            None => {
                let listed = LISTED.iter().find(|listed| listed.id == id.as_str());
                listed.map_or("", |listed| listed.summary)
            }
        }
    }

    /// How many runbooks there are; until the library is loaded, how many are embedded.
    pub fn runbook_count(&self) -> usize {
        let loaded = self.books.as_ref().map(|b| b.library.rows().len());
        loaded.unwrap_or(LISTED.len())
    }
}
