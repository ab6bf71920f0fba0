//! What the search promises, rule by rule.

use super::*;
use crate::library::{Library, read_text};

mod asked;

fn shipped() -> Index {
    let library = Library::load(&[]);
    Index::new(library.entries().iter().map(|e| &*e.book.runbook))
}

fn ids(index: &Index, query: &str) -> Vec<String> {
    let hits = index.search(query).into_iter();
    hits.map(|hit| hit.runbook.to_string()).collect()
}

fn search(query: &str) -> Vec<String> {
    ids(&shipped(), query)
}

/// A runbook with a title, a symptom and a signature of its own.
fn runbook(id: &str, title: &str, sees: &str, signature: &str) -> crate::domain::command::Book {
    let text = format!(
        "format: runsheet.runbook/1\nid: {id}\ntitle: {title}\nrevision: 1\ncategory: x\n\
         mode: live\nsummary: A summary.\nsymptoms:\n  - {{sees: \"{sees}\"}}\n\
         causes:\n  - {{id: one, title: A cause, class: x}}\n\
         signatures:\n  - {{id: line, {signature}, causes: [one], step: look}}\n\
         phases:\n  - id: first\n    title: First\n    steps:\n\
         \x20     - {{id: look, do: Look., kind: check}}\n\
         \x20     - {{id: again, do: Look again., kind: verify}}\n"
    );
    match read_text("test.yaml", &text) {
        Ok(book) => book,
        Err(found) => panic!("{found:?}"),
    }
}

fn small(books: &[crate::domain::command::Book]) -> Index {
    Index::new(books.iter().map(|book| &*book.runbook))
}

#[test]
fn the_words_of_a_symptom_find_its_runbook() {
    let index = shipped();
    for (query, first) in [
        (
            "stuck at authenticating",
            "anyconnect-authentication-failure",
        ),
        ("hardware token", "anyconnect-token-policy"),
        (
            "one-time password certificate",
            "anyconnect-certificate-otp",
        ),
    ] {
        assert_eq!(ids(&index, query)[0], first, "{query}");
    }
}

#[test]
fn slips_of_the_finger_are_forgiven() {
    assert_eq!(search("fragmentaton"), search("fragmentation"));
    assert_eq!(search("hadrware tokne")[0], "anyconnect-token-policy");
    assert_eq!(
        search("113999999"),
        Vec::<String>::new(),
        "a number is never corrected"
    );
}

#[test]
fn a_half_typed_last_word_finds_as_much_as_it_says() {
    assert_eq!(search("hardware tok")[0], "anyconnect-token-policy");
    assert_eq!(search("wiregu")[0], "wireguard-no-handshake");
}

#[test]
fn other_words_for_the_same_find_it_but_count_less() {
    let index = small(&[
        runbook("a", "The second factor is late", "x", "text: one two three"),
        runbook("b", "The 2fa is late", "x", "text: four five six"),
    ]);
    assert_eq!(
        ids(&index, "2fa"),
        ["b", "a"],
        "the word itself comes first"
    );
    assert_eq!(
        ids(&index, "mfa").len(),
        2,
        "neither holds it, both mean it"
    );
}

#[test]
fn words_in_their_order_count_more() {
    let index = small(&[
        runbook("a", "Apple", "plum pear melon grape", "text: one two three"),
        runbook("b", "Apple", "pear plum grape melon", "text: four five six"),
    ]);
    assert_eq!(ids(&index, "pear plum")[0], "b");
    assert_eq!(ids(&index, "plum pear")[0], "a");
    let scores = |query: &str| index.search(query)[0].score;
    assert!(
        scores("\"pear plum\"") > scores("pear plum"),
        "quoted, even more"
    );
}

#[test]
fn a_matching_signature_comes_first_and_the_more_specific_before_others() {
    let index = small(&[
        runbook(
            "a",
            "Peer lost carrier dead link lost",
            "peer dead",
            "text: unheard of",
        ),
        runbook("b", "Other", "y", r"regex: 'peer \S+ is dead'"),
        runbook(
            "c",
            "Another",
            "z",
            r"regex: 'peer \S+ is dead \(retransmits\)'",
        ),
    ]);
    let line = "Oct 08 17:27:49 fw: peer 192.0.2.1 is dead (retransmits)";
    assert_eq!(ids(&index, line), ["c", "b", "a"]);
    let hit = &index.search("peer 192.0.2.1 is dead")[0];
    assert_eq!(hit.runbook.as_str(), "b");
    assert_eq!(hit.matches[0].field, SearchField::Signature);
}

#[test]
fn every_example_of_a_signature_finds_its_runbook_near_the_top() {
    let index = shipped();
    let library = Library::load(&[]);
    for entry in library.entries() {
        let runbook = &entry.book.runbook;
        for example in runbook.signatures.iter().flat_map(|s| &s.examples) {
            let hits = index.search(example);
            let place = hits.iter().position(|hit| hit.runbook == runbook.id);
            assert!(
                place.is_some_and(|place| place < 3),
                "{}: {example}",
                runbook.id
            );
        }
    }
}

#[test]
fn every_result_says_why_and_marks_where() {
    let hits = shipped().search("hardware token");
    let best = &hits[0].matches[0];
    assert!(best.terms.iter().any(|term| term == "token"), "{best:?}");
    let marked: String = best
        .marked
        .iter()
        .filter_map(|at| best.text.chars().nth(*at))
        .collect();
    assert!(marked.to_lowercase().contains("token"), "{marked}");
    assert!(hits.iter().all(|hit| !hit.matches.is_empty()));
}

#[test]
fn the_order_of_the_library_does_not_matter_and_ties_go_by_id() {
    let (a, b) = (
        runbook("a", "Same", "same words", "text: one two three"),
        runbook("b", "Same", "same words", "text: one two three"),
    );
    let forth = small(&[a.clone(), b.clone()]).search("same words");
    let back = small(&[b, a]).search("same words");
    assert_eq!(forth, back);
    assert_eq!(forth[0].runbook.as_str(), "a");
}

#[test]
fn an_empty_query_finds_all_by_title_and_nonsense_nothing() {
    let library = Library::load(&[]);
    let all = library.entries().iter();
    let all: Vec<String> = all.map(|e| e.book.runbook.id.to_string()).collect();
    assert_eq!(search(" \t"), all);
    assert_eq!(search("zqxjkv"), Vec::<String>::new());
    assert_eq!(
        search("the of and is"),
        Vec::<String>::new(),
        "only words that say nothing"
    );
    assert_eq!(Index::default().search("vpn"), []);
}

#[test]
fn hostile_queries_are_answered() {
    let index = shipped();
    index.search(&"a".repeat(100_000));
    index.search(&"vpn drops \u{1b}[2J\0\u{202e} “".repeat(5_000));
    index.search(&"ü".repeat(16_385));
    assert!(!index.search("\u{7}hardware\0token\u{1b}").is_empty());
}

#[test]
fn every_word_of_the_vocabulary_is_used() {
    let index = shipped();
    for list in vocabulary::SAME.iter().chain(vocabulary::NEAR) {
        assert!(list.len() > 1, "{list:?} says nothing");
        let found = list.iter().any(|member| !index.search(member).is_empty());
        assert!(found, "no runbook knows any of {list:?}");
    }
    for (from, to) in vocabulary::LEADS {
        for word in *from {
            let word = word.replace("xxx", "000");
            let leads = index.store.vocabulary.leads(&word);
            assert_eq!(leads.len(), to.len(), "{word} leads nowhere");
        }
    }
    for list in [vocabulary::QUIET, vocabulary::STOP] {
        let once: std::collections::BTreeSet<_> = list.iter().collect();
        assert_eq!(once.len(), list.len(), "a word is there twice");
    }
    let both = vocabulary::QUIET
        .iter()
        .find(|word| vocabulary::STOP.contains(word));
    assert_eq!(both, None, "a word cannot be quiet and silent");
}

/// Whoever knows the title gets it, however many phrases hold the same words.
#[test]
fn the_beginning_of_a_title_finds_its_runbook() {
    let (index, library) = (shipped(), Library::load(&[]));
    for entry in library.entries() {
        let title = &entry.book.runbook.title;
        let words: Vec<&str> = title.split(' ').collect();
        let typed = words[..words.len().min(5)].join(" ");
        let found = &index.search(&typed)[0];
        assert!(found.title.starts_with(&typed), "{typed}: {}", found.title);
    }
}

/// What somebody said once before is known again, also with a word left out.
#[test]
fn a_phrase_finds_the_runbook_that_it_is_said_of() {
    let (index, library) = (shipped(), Library::load(&[]));
    let (mut all, mut first) = (0, 0);
    for entry in library.entries() {
        let id = &entry.book.runbook.id;
        for phrase in said::phrases(id.as_str()).step_by(9) {
            let mut words: Vec<&str> = phrase.split(' ').collect();
            if words.len() > 4 {
                words.remove(words.len() / 2);
            }
            let found = index.search(&words.join(" "));
            all += 1;
            first += usize::from(found.first().is_some_and(|hit| hit.runbook == *id));
        }
    }
    assert!(all > 500 && first * 100 >= all * 97, "{first} of {all}");
}

/// A runbook of the user's that stands in the place of ours is found by what is said of it;
/// another one with the same texts is not.
#[test]
fn a_replaced_runbook_keeps_its_phrases() {
    let (ours, other) = ("anyconnect-dtls-fallback", "something-else");
    let text = "text: \"unheard-of\"";
    let said = said::phrases(ours).max_by_key(|said| said.len());
    let said = said.expect("there are phrases");
    let own = [runbook(ours, "Ours", "Nothing.", text)];
    assert_eq!(ids(&small(&own), said), [ours]);
    let own = [runbook(other, "Ours", "Nothing.", text)];
    assert_eq!(ids(&small(&own), said), [] as [&str; 0]);
}

/// How rare a word is goes by our runbooks: beside many others the order of ours stays.
#[test]
fn other_runbooks_do_not_change_the_order_of_ours() {
    let library = Library::load(&[]);
    let others: Vec<_> = (0..300)
        .map(|at| {
            let title = format!("Portal login certificate drops {at}");
            runbook(&format!("other-{at}"), &title, "No tunnel.", "text: gone")
        })
        .collect();
    let own = library.entries().iter().map(|entry| &*entry.book.runbook);
    let mixed = Index::new(own.chain(others.iter().map(|book| &*book.runbook)));
    for query in ["gp portal cert", "login drops", "certificate refused"] {
        let ours = search(query);
        let mixed = ids(&mixed, query);
        let mut kept = mixed.into_iter().filter(|id| !id.starts_with("other-"));
        let kept: Vec<String> = kept.by_ref().take(10).collect();
        assert_eq!(kept, ours[..10], "{query}");
    }
}
