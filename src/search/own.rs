//! What a team's own runbooks and phrases have before shipped ones.

use std::collections::HashMap;

use super::index::TextStore;
use super::lexicon::Term;
use super::query::Query;
use super::rank::{Ranked, asked_for};

/// How much better than one of the team's own a shipped runbook has to fit to come first.
const OWN: f32 = 1.1;

/// Puts the best first. What fits nearly as well and is the team's own comes before what is
/// shipped, and says so.
pub fn prefer_own(store: &TextStore, query: &Query, ranked: &mut [Ranked]) {
    let plain: HashMap<u32, f32> = ranked.iter().map(|r| (r.book, r.score)).collect();
    let is_own = |book: u32| store.own[book as usize];
    for found in ranked.iter_mut().filter(|found| is_own(found.book)) {
        if !store.planned.contains(&found.book) || asked_for(store, query, found.book) {
            found.score *= OWN;
        }
    }
    ranked.sort_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then_with(|| store.id(a.book).cmp(store.id(b.book)))
    });
    for at in 0..ranked.len() {
        let (found, behind) = (&ranked[at], &ranked[at + 1..]);
        if is_own(found.book) {
            let fits = plain.get(&found.book);
            let mut better = behind.iter().filter(|other| !is_own(other.book));
            let better = better.find(|other| plain.get(&other.book) > fits);
            ranked[at].before = better.map(|other| other.book);
        }
    }
}

/// The runbooks of which the team says what was typed: a phrase of several words that stands
/// in the query, or one word that is all of it. What was tried in vain is no phrase.
pub fn said_by_team(store: &TextStore, query: &Query) -> Vec<u32> {
    let typed = |row: &[Term]| match row {
        [] => false,
        [_] => query.terms == row,
        _ => (0..query.terms.len().saturating_sub(row.len() - 1)).any(|at| {
            let is_tried = query.places[at..at + row.len()].iter().all(|p| p.tried);
            query.terms[at..at + row.len()] == *row && !is_tried
        }),
    };
    let said = store
        .team
        .iter()
        .filter(|passage| typed(store.row(**passage)));
    said.map(|passage| store.passage(*passage).book).collect()
}
