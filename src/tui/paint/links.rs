//! References on the screen that lead somewhere: the terminal is told where (OSC 8). A text that
//! stands on the screen is linked wherever it stands; what is drawn knows nothing of it.

use std::sync::{Arc, Mutex, PoisonError};

use super::screen::CellGrid;

/// A longer address is none that anybody follows.
const LONGEST: usize = 2_000;

/// A text, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenLink {
    text: String,
    address: String,
}

impl ScreenLink {
    /// A link, if the address is one of the web and holds nothing that a terminal would obey.
    pub fn new(text: &str, address: &str) -> Option<Self> {
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        let is_plain = address.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
        let fits = address.len() <= LONGEST && text.trim().len() > 2;
        (is_web && is_plain && fits).then(|| Self {
            text: text.trim().to_owned(),
            address: address.to_owned(),
        })
    }

    /// Where it leads.
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// The links of the frame that is drawn next: the screen sets them, the painter reads them.
#[derive(Debug, Clone, Default)]
pub struct Links(Arc<Mutex<Vec<ScreenLink>>>);

impl Links {
    /// What is linked from now on.
    pub fn set(&self, links: Vec<ScreenLink>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = links;
    }

    /// Where links stand in a row: from which column to which, and where to.
    pub fn in_row(&self, grid: &CellGrid, y: u16) -> Vec<(u16, u16, Arc<str>)> {
        let links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if links.is_empty() {
            return Vec::new();
        }
        let mut text = String::new();
        // The column of each byte.
        let mut columns: Vec<u16> = Vec::new();
        for x in 0..grid.columns() {
            let symbol = grid.at(x, y).symbol();
            text.push_str(symbol);
            columns.extend(std::iter::repeat_n(x, symbol.len()));
        }
        columns.push(grid.columns());
        let mut found: Vec<(u16, u16, Arc<str>)> = Vec::new();
        for link in links.iter() {
            for (at, _) in text.match_indices(&link.text) {
                let end = at + link.text.len();
                let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                // Part of a longer word is another name.
                if inside(text[..at].chars().next_back()) || inside(text[end..].chars().next()) {
                    continue;
                }
                let (from, to) = (columns[at], columns[end]);
                if found.iter().all(|(a, b, _)| to <= *a || from >= *b) {
                    found.push((from, to, link.address.as_str().into()));
                }
            }
        }
        found
    }
}
