//! What the source documents say, and that the runbooks made from them lack none of it.
//!
//! Each module lists one source as facts, in our own words, with the section of the runbook where the fact
//! belongs and the words that must stand there. A runbook that loses a symptom, a command or a figure fails
//! here, with everything that is missing in one message.

mod faq;
mod local_ca;
mod thread;

use std::collections::BTreeMap;
use std::path::Path;

/// One thing that a source says.
pub struct Fact {
    /// What the source says, in our words.
    pub says: &'static str,
    /// The top-level key of the runbook under which it belongs; `steps` means `phases`.
    pub place: &'static str,
    /// Words that must all stand there, white space aside.
    pub needles: &'static [&'static str],
}

/// A source, the runbook made from it, and how many facts its list holds at least.
struct Source {
    name: &'static str,
    runbook: &'static str,
    facts: &'static [Fact],
    at_least: usize,
}

const SOURCES: &[Source] = &[
    Source {
        name: "Cisco AnyConnect FAQ",
        runbook: "anyconnect-authentication-failure",
        facts: faq::FACTS,
        at_least: 58,
    },
    Source {
        name: "community troubleshooting thread",
        runbook: "anyconnect-token-policy",
        facts: thread::FACTS,
        at_least: 49,
    },
    Source {
        name: "ASA local CA procedure",
        runbook: "anyconnect-certificate-otp",
        facts: local_ca::FACTS,
        at_least: 72,
    },
];

/// The runbook's text by top-level key. Folded and wrapped lines are joined, so that a sentence is found
/// however it is broken.
fn sections(text: &str) -> BTreeMap<String, String> {
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines() {
        let top_level = line.starts_with(|first: char| first.is_ascii_lowercase());
        if let Some((name, _)) = line.split_once(':').filter(|_| top_level) {
            key = name.to_owned();
        }
        if line.trim_start().starts_with('#') {
            continue;
        }
        let section = sections.entry(key.clone()).or_default();
        for word in line.split_whitespace() {
            section.push(' ');
            section.push_str(word);
        }
    }
    sections
}

/// What the runbook lacks of one fact, a line for each needle that is not found.
fn missing(sections: &BTreeMap<String, String>, fact: &Fact) -> Vec<String> {
    let key = if fact.place == "steps" {
        "phases"
    } else {
        fact.place
    };
    let Some(section) = sections.get(key) else {
        return vec![format!(
            "no section `{key}`, where \"{}\" belongs",
            fact.says
        )];
    };
    fact.needles
        .iter()
        .filter(|needle| !section.contains(**needle))
        .map(|needle| format!("`{key}` lacks `{needle}` (the source: {})", fact.says))
        .collect()
}

#[test]
fn every_runbook_holds_all_that_its_source_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let mut lacking = Vec::new();
    for source in SOURCES {
        let path = folder.join(source.runbook).with_extension("yaml");
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let sections = sections(&text);
                for fact in source.facts {
                    let lines = missing(&sections, fact);
                    lacking.extend(
                        lines
                            .iter()
                            .map(|line| format!("{}: {line}", source.runbook)),
                    );
                }
            }
            Err(error) => lacking.push(format!("{}: {error}", path.display())),
        }
    }
    assert!(
        lacking.is_empty(),
        "{} missing:\n{}",
        lacking.len(),
        lacking.join("\n")
    );
}

#[test]
fn no_list_of_facts_has_shrunk() {
    for source in SOURCES {
        let count = source.facts.len();
        assert!(
            count >= source.at_least,
            "{}: {count} facts listed, the source has {}",
            source.name,
            source.at_least
        );
        for fact in source.facts {
            let empty = fact.needles.is_empty()
                || fact.needles.iter().any(|needle| needle.trim().is_empty());
            assert!(
                !empty,
                "{}: nothing is looked for: {}",
                source.name, fact.says
            );
        }
    }
}

#[test]
fn a_lost_word_or_section_is_noticed() {
    let sections = sections(
        "title: A hung\nphases:\n  - do: >-\n      Ping the\n      server.\nclaims:\n  - 40\n",
    );
    let fact = |place, needles| Fact {
        says: "ping it",
        place,
        needles,
    };
    assert!(missing(&sections, &fact("steps", &["Ping the server."])).is_empty());
    assert_eq!(
        missing(&sections, &fact("steps", &["Ping the server.", "40"])).len(),
        1
    );
    assert_eq!(missing(&sections, &fact("symptoms", &["hung"])).len(), 1);
}
