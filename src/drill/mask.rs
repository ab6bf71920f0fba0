//! Takes out of texts what belongs to real people and machines, before an incident becomes a
//! script that others play: names become roles, addresses those kept for documentation. Secrets
//! are masked as in logs.

use std::collections::BTreeMap;

use regex::{Captures, Regex};

use crate::domain::event::Payload;
use crate::domain::incident::Incident;
use crate::domain::runbook::Runbook;
use crate::masks::Masks;

/// What stands for what. The same thing gets the same name everywhere in a script.
pub struct ScriptMask {
    /// Names and values, the longest first.
    words: Vec<(String, String)>,
    patterns: Vec<(Regex, &'static str)>,
    /// What hides secrets.
    secrets: Masks,
}

/// Addresses, and what stands for them; `#` is a number.
const PATTERNS: [(&str, &str); 5] = [
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "user#@example.net"),
    (
        r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b",
        "00-00-5E-00-53-0#",
    ),
    (r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "192.0.2.#"),
    (
        r"\b[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){3,7}\b",
        "2001:db8::#",
    ),
    (
        r"\b[A-Za-z][\w-]*(?:\.[\w-]+)+\.[A-Za-z]{2,}\b",
        "host#.example.net",
    ),
];

impl ScriptMask {
    /// What an incident names.
    pub fn of(incident: &Incident, runbook: &Runbook, secrets: Masks) -> Self {
        let state = incident.state();
        let mut words: BTreeMap<String, String> = BTreeMap::new();
        for (recorded, _) in incident.log() {
            let person = |name: &Option<String>| name.clone().into_iter().collect::<Vec<_>>();
            let named: Vec<String> = match &recorded.event.payload {
                Payload::StepCompleted { approved_by, .. } => person(approved_by),
                Payload::StepDeferred { owner, .. } => vec![owner.clone()],
                Payload::Resolved { owner, .. } | Payload::FollowUpAdded { owner, .. } => {
                    person(owner)
                }
                Payload::HandoffRecorded { to, .. } => person(to),
                _ => Vec::new(),
            };
            for name in named {
                words
                    .entry(name)
                    .or_insert_with(|| "a colleague".to_owned());
            }
            words.insert(recorded.actor.to_string(), format!("the {}", recorded.role));
        }
        for (name, value) in &state.variables {
            let example = runbook.variable(name).and_then(|v| v.example.clone());
            words.insert(value.clone(), example.unwrap_or_else(|| name.clone()));
        }
        // A single letter or digit is in every word, and hides nothing.
        let mut words: Vec<(String, String)> = words
            .into_iter()
            .filter(|(word, _)| word.trim().chars().count() > 1)
            .collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let patterns = PATTERNS.iter();
        let patterns = patterns.filter_map(|(regex, name)| Some((Regex::new(regex).ok()?, *name)));
        Self {
            words,
            patterns: patterns.collect(),
            secrets,
        }
    }

    /// The text without what is real in it. Values of variables are examples afterwards, which
    /// hold no real addresses, so these come last.
    pub fn text(&self, text: &str) -> String {
        let mut masked = self.secrets.mask(text).text.into_owned();
        for (regex, name) in &self.patterns {
            masked = regex
                .replace_all(&masked, |found: &Captures<'_>| {
                    let found = &found[0];
                    match self.words.iter().any(|(word, _)| word == found) || is_kept(found) {
                        true => found.to_owned(),
                        false => name.replace('#', &number(found).to_string()),
                    }
                })
                .into_owned();
        }
        for (word, name) in &self.words {
            masked = replace_word(&masked, word, name);
        }
        masked
    }
}

/// Names and addresses that are kept for documentation already.
fn is_kept(found: &str) -> bool {
    let nets = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
    let names = ["example.net", "example.com", "example.org"];
    nets.iter().any(|net| found.starts_with(net)) || names.iter().any(|n| found.ends_with(n))
}

/// A small number that is the same for the same text.
fn number(text: &str) -> u32 {
    let sum = text
        .bytes()
        .fold(7_u32, |sum, b| sum.wrapping_mul(31) + u32::from(b));
    sum % 9 + 1
}

/// Replaces a word where it stands by itself.
fn replace_word(text: &str, word: &str, name: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (at, _) in text.match_indices(word) {
        let after = at + word.len();
        if text[..at].ends_with(is_part) || text[after..].starts_with(is_part) {
            continue;
        }
        out.push_str(&text[end..at]);
        out.push_str(name);
        end = after;
    }
    out.push_str(&text[end..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_replaced_where_it_stands_alone() {
        assert_eq!(
            replace_word("ana and banana, ana", "ana", "X"),
            "X and banana, X"
        );
        assert_eq!(replace_word("banana", "ana", "X"), "banana");
    }

    #[test]
    fn times_and_versions_are_no_addresses() {
        let mask = ScriptMask {
            words: Vec::new(),
            patterns: PATTERNS
                .iter()
                .map(|(regex, name)| (Regex::new(regex).unwrap(), *name))
                .collect(),
            secrets: Masks::default(),
        };
        for kept in [
            "08:05:58 version 4.10",
            "192.0.2.7",
            "vpnagent.log",
            "asa1.example.net",
        ] {
            assert_eq!(mask.text(kept), kept);
        }
        let secret = mask.text("username ada password 0 hunter2 privilege 15");
        assert!(!secret.contains("hunter2"), "{secret}");
        let masked = mask.text("jo@corp.com at 10.1.2.3 through vpn.corp.com");
        assert!(
            !masked.contains("corp") && !masked.contains("10.1."),
            "{masked}"
        );
    }
}
