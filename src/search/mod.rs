//! Symptom → ranked runbooks, each with the reason for its rank.
//!
//! The same library and query give the same order on every machine. Absent from here:
//! the screen, the journal, and anything learned.

mod collector;
mod document;
mod evaluation;
mod field;
mod hash;
mod index;
mod lexicon;
mod near;
mod ordinary;
mod own;
mod postings;
mod prepared;
mod query;
mod query_words;
mod rank;
mod reason;
mod said;
mod signature;
mod text;
mod texts;
mod tried;
mod vocabulary;
mod wanted;
mod work;

pub use document::{Document, SignatureDocument};
pub use evaluation::{BadLine, Labelled, Miss, SearchQuality, evaluate, read_labelled};
pub use field::SearchField;

use std::collections::{HashMap, HashSet};

use crate::domain::id::RunbookId;
use crate::domain::runbook::Runbook;
use index::{Builder, TextStore};
use query::Query;

/// A query gives no more results than this, which are all looked at closely: nobody reads on.
const MOST_HITS: usize = 20;

/// Why a runbook was found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Match {
    /// The part that matched.
    pub field: SearchField,
    /// Its text.
    pub text: String,
    /// The words of the query that it holds, or others for.
    pub terms: Vec<String>,
    /// The characters of `text` that matched, by their number.
    #[serde(skip)]
    pub marked: Vec<usize>,
}

/// A runbook that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its rank, from 1.
    pub rank: u32,
    /// The runbook.
    pub runbook: RunbookId,
    /// Its title.
    pub title: String,
    /// How well it fits; only the order means something.
    pub score: f64,
    /// It is the team's own, and stands before this shipped one that fits a little better.
    pub before: Option<RunbookId>,
    /// Why, the best reason first.
    pub matches: Vec<Match>,
}

/// What a team adds to the search.
#[derive(Debug, Clone, Default)]
pub struct Team<'a> {
    /// The ids of its own runbooks.
    pub own: HashSet<&'a str>,
    /// What is said of a runbook, by its id.
    pub said: HashMap<&'a str, Vec<&'a str>>,
    /// Its words for one thing.
    pub same: &'a [Vec<String>],
}

/// The texts of a library, ready to be searched.
#[derive(Debug, Clone)]
pub struct Index {
    store: TextStore,
}

impl Default for Index {
    fn default() -> Self {
        Self::new([])
    }
}

impl Index {
    /// Takes in the texts of runbooks.
    pub fn new<'a>(runbooks: impl IntoIterator<Item = &'a Runbook>) -> Self {
        Self::of_team(runbooks, &Team::default())
    }

    /// Takes in the texts of runbooks, and what a team adds.
    pub fn of_team<'a>(runbooks: impl IntoIterator<Item = &'a Runbook>, team: &Team<'_>) -> Self {
        Self::of_documents(runbooks.into_iter().map(Document::of), team)
    }

    /// Takes in what was kept of runbooks, and what a team adds. Each is dropped before the
    /// next is asked for.
    pub fn of_documents<'a>(
        documents: impl IntoIterator<Item = Document<'a>>,
        team: &Team<'_>,
    ) -> Self {
        let mut builder = Builder::new(team.same);
        for document in documents {
            builder.add(&document, team);
        }
        Self {
            store: builder.finish(),
        }
    }

    /// The runbooks that fit a query, best first. An empty query finds all, by title.
    pub fn search(&self, query: &str) -> Vec<Hit> {
        if query.trim().is_empty() {
            let books = self.store.by_title.iter();
            let hit = |(place, book): (usize, &u32)| self.hit(place, *book, 0.0);
            return books.enumerate().map(hit).collect();
        }
        let query = Query::new(&self.store, query);
        let ranked = rank::rank(&self.store, &query).into_iter();
        ranked
            .take(MOST_HITS)
            .enumerate()
            .map(|(place, found)| Hit {
                before: found.before.map(|book| self.store.id(book).clone()),
                matches: reason::reasons(&self.store, &query, &found.passages),
                ..self.hit(place, found.book, found.score)
            })
            .collect()
    }

    /// The runbooks that share telling words with a line of a log, best first: how much they
    /// tell, and by which words.
    pub fn near(&self, line: &str) -> Vec<(RunbookId, f64, Vec<String>)> {
        near::near(&self.store, line)
    }

    fn hit(&self, place: usize, book: u32, score: f32) -> Hit {
        Hit {
            rank: u32::try_from(place + 1).unwrap_or(u32::MAX),
            runbook: self.store.id(book).clone(),
            title: self.store.title(book).to_owned(),
            score: f64::from(score),
            before: None,
            matches: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
