//! Symptom → ranked runbooks, each with the reason for its rank.
//!
//! The same library and query give the same order on every machine. Absent from here:
//! the screen, the journal, and anything learned.

mod fuzzy;

use crate::domain::id::RunbookId;
use crate::domain::runbook::Runbook;

/// A part of a runbook that a query is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Field {
    Title,
    Symptom,
    Id,
    Summary,
    Cause,
}

/// Why a runbook was found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Match {
    /// The part that matched.
    pub field: Field,
    /// Its text.
    pub text: String,
    /// The words of the query that it holds.
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
    /// Why, the best reason first.
    pub matches: Vec<Match>,
}

/// The texts of a library, ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<Indexed>,
}

#[derive(Debug, Clone)]
struct Indexed {
    runbook: RunbookId,
    title: String,
    texts: Vec<(Field, String)>,
}

impl Index {
    /// Takes in the texts of runbooks.
    pub fn new<'a>(runbooks: impl IntoIterator<Item = &'a Runbook>) -> Self {
        let entries = runbooks.into_iter().map(|runbook| {
            let mut texts = vec![
                (Field::Title, runbook.title.clone()),
                (Field::Id, runbook.id.to_string()),
            ];
            let symptoms = runbook.symptoms.iter();
            texts.extend(symptoms.map(|s| (Field::Symptom, s.text().to_owned())));
            let causes = runbook.causes.iter();
            texts.extend(causes.map(|c| (Field::Cause, c.title.clone())));
            Indexed {
                runbook: runbook.id.clone(),
                title: runbook.title.clone(),
                texts,
            }
        });
        Self {
            entries: entries.collect(),
        }
    }

    /// The runbooks that fit a query, best first. An empty query finds all, by title.
    pub fn search(&self, query: &str) -> Vec<Hit> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut hits: Vec<Hit> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let (score, matches) = fuzzy::score(&entry.texts, &words)?;
                Some(Hit {
                    rank: 0,
                    runbook: entry.runbook.clone(),
                    title: entry.title.clone(),
                    score,
                    matches,
                })
            })
            .collect();
        hits.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.title.cmp(&b.title))
                .then_with(|| a.runbook.cmp(&b.runbook))
        });
        for (place, hit) in hits.iter_mut().enumerate() {
            hit.rank = u32::try_from(place + 1).unwrap_or(u32::MAX);
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    fn search(query: &str) -> Vec<String> {
        let library = Library::load(&[]);
        let index = Index::new(library.entries().iter().map(|e| &*e.book.runbook));
        let hits = index.search(query).into_iter();
        hits.map(|hit| hit.runbook.to_string()).collect()
    }

    #[test]
    fn the_words_of_a_symptom_find_its_runbook() {
        assert_eq!(
            search("stuck at authenticating")[0],
            "anyconnect-authentication-failure"
        );
        assert_eq!(search("hardware token")[0], "anyconnect-token-policy");
        assert_eq!(
            search("one-time password certificate")[0],
            "anyconnect-certificate-otp"
        );
    }

    #[test]
    fn an_empty_query_finds_all_and_nonsense_nothing() {
        assert_eq!(search("").len(), Library::load(&[]).entries().len());
        assert_eq!(search("zqxjkv"), Vec::<String>::new());
    }
}
