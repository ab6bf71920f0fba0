//! A line of a log → the runbooks whose words it holds, and by which words.
//!
//! Apart from the search for a complaint: a line is no question. Most of what stands in it any
//! log is full of, so a word counts the less, the more ordinary logs hold it and the more
//! runbooks do; two words that follow each other in both count most. Only the most telling few
//! count: what a program writes into each of its lines must not add up.

use std::collections::{BTreeMap, BTreeSet};

use super::field::SearchField;
use super::index::TextStore;
use super::lexicon::{Term, WordReading};
use super::ordinary::ordinary;
use super::text::words;
use crate::domain::id::RunbookId;

/// Only so many words and pairs of a line count for a runbook.
const ENOUGH: usize = 4;
/// How soon a word tells less that ordinary logs hold.
const ORDINARY: f64 = 0.3;
/// What a pair counts beside a word.
const PAIR: f64 = 1.3;

/// A word, or two that follow each other.
type Piece = (Term, Option<Term>);

/// The runbooks that share telling words with a line, best first: how much they tell, and the
/// words.
pub fn near(store: &TextStore, line: &str) -> Vec<(RunbookId, f64, Vec<String>)> {
    let pieces = pieces(store, line);
    let mut held: BTreeMap<u32, Vec<(f64, &str)>> = BTreeMap::new();
    for (piece, (text, usual)) in &pieces {
        let books = books(store, *piece);
        let pair = if piece.1.is_some() { PAIR } else { 1.0 };
        let tells = pair * telling(books.len(), store.books(), *usual);
        for (book, strength) in books.into_iter().filter(|_| tells > 0.0) {
            held.entry(book).or_default().push((tells * strength, text));
        }
    }
    let mut near: Vec<(RunbookId, f64, Vec<String>)> = held
        .into_iter()
        .map(|(book, mut tells)| {
            tells.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            tells.truncate(ENOUGH);
            let sum = tells.iter().map(|(tells, _)| tells).sum();
            let words = tells.into_iter().map(|(_, text)| text.to_owned());
            (store.id(book).clone(), sum, words.collect())
        })
        .collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    near
}

/// How much a piece tells that so many of all runbooks hold, and ordinary logs so often: 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "only the order counts")]
fn telling(books: usize, all: usize, usual: u32) -> f64 {
    let rare = 1.0 - (books.max(1) as f64).ln() / (all.max(2) as f64).ln();
    rare / (1.0 + ORDINARY * f64::from(usual).sqrt())
}

/// The words and pairs of a line that the library knows, as they stand, each with how often
/// ordinary logs hold it.
fn pieces(store: &TextStore, line: &str) -> BTreeMap<Piece, (String, u32)> {
    let mut pieces = BTreeMap::new();
    let mut before: Option<(Term, String)> = None;
    words(line, |word, at| {
        let term = match store.lexicon.read(word) {
            WordReading::Silent => return,
            WordReading::Known(term) if word.bytes().any(|b| b.is_ascii_alphabetic()) => term,
            _ => {
                before = None;
                return;
            }
        };
        let text = line[at].to_owned();
        if let Some((first, other)) = before.take() {
            let pair = format!("{} {}", other.to_lowercase(), word);
            let usual = ordinary(&pair);
            let shown = format!("{other} {text}");
            pieces.entry((first, Some(term))).or_insert((shown, usual));
        }
        pieces
            .entry((term, None))
            .or_insert_with(|| (text.clone(), ordinary(word)));
        before = Some((term, text));
    });
    pieces
}

/// The runbooks that hold a piece, and how strong the best of its places is.
fn books(store: &TextStore, (first, second): Piece) -> Vec<(u32, f64)> {
    let mut found = Vec::new();
    for (book, _) in store.postings.books(first) {
        let passages = store.postings.passages(first, book).iter();
        let passages: BTreeSet<u32> = passages.copied().collect();
        let strength = passages.into_iter().filter(|passage| match second {
            None => true,
            Some(second) => store.row(*passage).windows(2).any(|w| w == [first, second]),
        });
        let strength = strength.map(|passage| strength_of(store.passage(passage).field));
        let best = strength.fold(0.0, f64::max);
        if best > 0.0 {
            found.push((book, best));
        }
    }
    found
}

/// How much a part of a runbook says of the lines that belong to it. Commands, products and ids
/// say nothing.
fn strength_of(field: SearchField) -> f64 {
    match field {
        SearchField::Title | SearchField::Signature => 1.0,
        SearchField::Symptom | SearchField::Message | SearchField::Cause => 0.8,
        SearchField::Summary | SearchField::Said | SearchField::Team => 0.6,
        SearchField::Step | SearchField::Why => 0.3,
        SearchField::Id | SearchField::Product | SearchField::Command => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Index;
    use super::*;
    use crate::library::Library;

    fn store() -> TextStore {
        let library = Library::load(&[]);
        let books = library.entries().iter().map(|entry| &*entry.book.runbook);
        Index::new(books).store
    }

    #[test]
    fn pairs_tell_most_and_what_a_line_repeats_counts_once() {
        let store = store();
        let line = "no matching CHILD_SA config found";
        let (book, score, words) = near(&store, line).remove(0);
        assert_eq!(book.as_str(), "s2s-ipsec-phase2");
        assert_eq!(words.len(), ENOUGH);
        assert!(words.iter().any(|word| word.contains(' ')), "{words:?}");
        let twice = near(&store, &format!("{line} {line}")).remove(0);
        assert!(twice.1 < score * 1.3, "{} {score}", twice.1);
    }

    #[test]
    fn a_piece_tells_less_the_more_runbooks_and_ordinary_logs_hold_it() {
        assert!(telling(1, 39, 0) > telling(3, 39, 0));
        assert!(telling(39, 39, 0) <= 0.0);
        assert!(telling(1, 39, 0) > 2.0 * telling(1, 39, 100));
    }

    #[test]
    fn what_ordinary_logs_are_full_of_tells_little() {
        let store = store();
        let score = |line: &str| near(&store, line).first().map_or(0.0, |near| near.1);
        assert!(score("connection failed: error") < score("proposal mismatch"));
        assert!(near(&store, "203.0.113.7 4500").is_empty());
        assert!(near(&store, "").is_empty());
    }
}
