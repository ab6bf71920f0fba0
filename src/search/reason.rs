//! A text that was found → why: which words of the query it holds, and where.

use super::index::Store;
use super::query::Query;
use super::text::words;
use super::{Field, Match};

/// How many reasons a result gives.
const MOST: usize = 3;

/// The reasons of a result, of its texts that hold something: the best ones, and the title
/// if it is among them, whatever its place.
pub fn reasons(store: &Store, query: &Query, passages: &[u32]) -> Vec<Match> {
    let mut reasons: Vec<Match> = Vec::new();
    for passage in passages {
        let is_title = store.passage(*passage).field == Field::Title;
        if reasons.len() >= MOST && !is_title {
            continue;
        }
        // Two examples of one signature often say the same.
        let text = store.text(*passage);
        if reasons.iter().all(|reason| reason.text != text) {
            reasons.push(reason(store, query, *passage));
        }
    }
    reasons
}

fn reason(store: &Store, query: &Query, passage: u32) -> Match {
    let (text, row) = (store.text(passage), store.row(passage));
    let mut places = Vec::with_capacity(row.len());
    words(text, |word, at| {
        if !store.vocabulary.is_silent(word) {
            places.push(at);
        }
    });
    let mut groups = Vec::new();
    let mut spans = Vec::new();
    for at in 0..row.len().min(places.len()) {
        let ideas = store.vocabulary.begin(&row[at..]);
        let ideas = ideas.map(|found| (found.idea, found.words as usize));
        for (term, long) in std::iter::once((row[at], 1)).chain(ideas) {
            for (_, group) in query.wanted.of(term) {
                groups.push(*group as usize);
                spans.extend_from_slice(&places[at..at + long]);
            }
        }
    }
    groups.sort_unstable();
    let mut terms: Vec<String> = Vec::new();
    for group in groups {
        let typed = &query.groups[group].typed;
        if !terms.contains(typed) {
            terms.push(typed.clone());
        }
    }
    let inside = |byte: usize| spans.iter().any(|span| span.contains(&byte));
    let letters = text.char_indices().enumerate();
    let marked = letters.filter(|(_, (byte, _))| inside(*byte));
    Match {
        field: store.passage(passage).field,
        text: text.to_owned(),
        terms,
        marked: marked.map(|(place, _)| place).collect(),
    }
}
