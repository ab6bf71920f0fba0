//! How often the search finds the right runbook for queries that nobody tuned for, and that
//! 2,000 runbooks of other trades beside ours change little. README.md says how the queries
//! are parted.

#[path = "../support/unrelated.rs"]
mod unrelated;

use runsheet::domain::digest::sha256_hex;
use runsheet::library::Library;
use runsheet::search::{Figures, Index, Labelled, evaluate, read_labelled};

/// The queries of the reported half, or those for tuning.
fn half(reported: bool) -> Vec<Labelled> {
    let all = read_labelled(include_str!("queries.jsonl")).expect("every line is a query");
    let is_odd = |id: &str| {
        let digest = sha256_hex(id.as_bytes());
        let last = digest.chars().last().and_then(|digit| digit.to_digit(16));
        last.is_some_and(|digit| digit % 2 == 1)
    };
    let own = all
        .into_iter()
        .filter(|query| is_odd(&query.id) == reported);
    own.collect()
}

fn library() -> Library {
    Library::load(&[])
}

fn figures(library: &Library, others: usize, reported: bool) -> Figures {
    let others = unrelated::runbooks(others);
    let own = library.entries().iter().map(|entry| &*entry.book.runbook);
    let figures = evaluate(&Index::new(own.chain(&others)), &half(reported));
    // Never the misses of the reported half: who reads them tunes for them.
    println!(
        "reported: {reported}, queries: {}, others: {}, top 1: {:.3}, top 5: {:.3}, MRR: {:.3}",
        figures.queries,
        others.len(),
        figures.top_1,
        figures.top_5,
        figures.mrr
    );
    figures
}

#[test]
fn every_expected_runbook_is_in_the_library_and_the_halves_are_as_the_readme_says() {
    let library = library();
    let (tuning, reported) = (half(false), half(true));
    assert_eq!((tuning.len(), reported.len()), (176, 157));
    assert!(tuning.iter().any(|query| query.id == "q001"));
    for query in tuning.iter().chain(&reported) {
        for id in &query.expect {
            assert!(library.get(id).is_some(), "{} expects {id}", query.id);
        }
    }
}

#[test]
fn the_right_runbook_is_among_the_first_five() {
    let found = figures(&library(), 0, true);
    assert!(found.top_5 >= TOP_5, "{}", found.top_5);
    assert!(found.top_1 >= TOP_1, "{}", found.top_1);
    let tuned = figures(&library(), 0, false);
    assert!(tuned.top_5 >= found.top_5 - 0.05, "{}", tuned.top_5);
}

#[test]
fn two_thousand_unrelated_runbooks_change_little() {
    let library = library();
    let (alone, among) = (figures(&library, 0, true), figures(&library, 2_000, true));
    assert!(among.top_5 >= alone.top_5 - LOSS, "{}", among.top_5);
    assert!(among.top_1 >= alone.top_1 - LOSS, "{}", among.top_1);
}

/// What the search reaches today, to be raised with it and never lowered; 0.885 was measured.
/// The aim, 0.98, is not reached: most misses tell the trouble without one word of the field.
const TOP_5: f64 = 0.88;
/// 0.739 was measured; the aim is 0.90.
const TOP_1: f64 = 0.73;
/// 0.007 (first) and 0.019 (first five) were measured; the aim is 0.01.
const LOSS: f64 = 0.02;
