//! A text that was found → why: which words of the query it holds, and where.

use std::ops::Range;

use super::index::TextStore;
use super::query::Query;
use super::text::words;
use super::{Match, SearchField};

/// How many reasons a result gives.
const MOST: usize = 3;

/// The reasons of a result, of its texts that hold something: the best ones, and the title
/// if it is among them, whatever its place.
pub fn reasons(store: &TextStore, query: &Query, passages: &[u32]) -> Vec<Match> {
    let mut reasons: Vec<Match> = Vec::new();
    for passage in passages {
        let is_title = store.passage(*passage).field == SearchField::Title;
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

/// The numbers of the characters that stand in any of these bytes.
fn characters(text: &str, mut spans: Vec<Range<usize>>) -> Vec<usize> {
    spans.sort_unstable_by_key(|span| span.start);
    let mut marked = Vec::new();
    let mut letters = text.char_indices().map(|(byte, _)| byte).enumerate();
    let mut next = letters.next();
    for span in spans {
        while let Some((place, byte)) = next.filter(|(_, byte)| *byte < span.end) {
            if byte >= span.start {
                marked.push(place);
            }
            next = letters.next();
        }
    }
    marked
}

fn reason(store: &TextStore, query: &Query, passage: u32) -> Match {
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
    Match {
        field: store.passage(passage).field,
        text: text.to_owned(),
        terms,
        marked: characters(text, spans),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_as_characters_each_once() {
        let spans = vec![3..6, 0..2, 4..7, 0..2];
        assert_eq!(characters("\u{fc} \u{fc}bcd e", spans), [0, 2, 3, 4]);
        assert_eq!(characters("abc", Vec::new()), [0; 0]);
    }
}
