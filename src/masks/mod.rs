//! Masks secrets in texts before anything is stored or shown: one line, or a whole text, in
//! which a secret may reach over lines.
//!
//! A mask says what kind of secret it hides. Hashes, serial numbers and session ids stay:
//! people need them. The rules go by the words around a secret, because a good secret looks
//! like any other word; they are data, in `assets/masks.toml`, and nothing here knows one.

mod blocks;
mod columns;
mod find;
mod plain;
mod rules;
mod stream;
mod value;

use std::borrow::Cow;
use std::sync::Arc;

use regex::Regex;

pub use stream::Stream;

/// A text without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked<'t> {
    /// The text; it has as many lines as before.
    pub text: Cow<'t, str>,
    /// The kinds of secrets that were in it, each once.
    pub what: Vec<String>,
}

/// A part of a text that is a secret.
#[derive(Debug, Clone)]
struct Found<'k> {
    start: usize,
    end: usize,
    kind: &'k str,
}

/// What is masked: the rules that always hold, and the operator's own.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    own: Arc<[(String, Regex)]>,
    /// Whether whoever masks logs gives people and machines other names too.
    pub people: bool,
}

impl Masks {
    /// Rules of the operator's: a kind, and an expression whose group `s`, or whose first group,
    /// or which as a whole is the secret. The message of one that is wrong names it.
    pub fn with_rules(rules: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let compiled = rules.into_iter().map(|(kind, text)| {
            let regex = Regex::new(&text);
            let regex = regex.map_err(|error| format!("the mask \"{kind}\": {error}"))?;
            Ok((kind, regex))
        });
        let own = compiled.collect::<Result<Vec<_>, String>>()?;
        Ok(Self {
            own: own.into(),
            people: false,
        })
    }

    /// Masks user names and addresses too.
    pub fn people(mut self, people: bool) -> Self {
        self.people = people;
        self
    }

    /// The text without its secrets. Looking costs little where no word announces one.
    pub fn mask<'t>(&self, text: &'t str) -> Masked<'t> {
        let mut found: Vec<Found<'_>> = Vec::new();
        self.find(text, &mut found);
        written(text, found)
    }

    /// All secrets of a text, in no order.
    fn find<'k>(&'k self, text: &str, found: &mut Vec<Found<'k>>) {
        match plain::plain(text) {
            // Rules see what people see; what they find is masked where it stands.
            Some(seen) => {
                found.extend(find::all(&seen.text).into_iter().map(|part| Found {
                    start: seen.origin(part.start),
                    end: seen.origin_of_end(part.end),
                    ..part
                }));
            }
            None => found.extend(find::all(text)),
        }
        self.find_own(text, found);
    }

    fn find_own<'k>(&'k self, text: &str, found: &mut Vec<Found<'k>>) {
        if self.own.is_empty() {
            return;
        }
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            for (kind, regex) in self.own.iter() {
                let parts = regex.captures_iter(body).filter_map(|part| {
                    let part = part.name("s").or_else(|| part.get(1)).or(part.get(0))?;
                    (!part.is_empty()).then(|| part.range())
                });
                found.extend(parts.map(|part| Found {
                    start: at + part.start,
                    end: at + part.end,
                    kind,
                }));
            }
            at += line.len();
        }
    }
}

/// What was found in order; what overlaps is one.
fn joined(mut found: Vec<Found<'_>>) -> Vec<Found<'_>> {
    found.sort_by_key(|part| (part.start, std::cmp::Reverse(part.end)));
    let mut joined: Vec<Found<'_>> = Vec::with_capacity(found.len());
    for part in found {
        match joined.last_mut() {
            Some(last) if part.start < last.end => last.end = last.end.max(part.end),
            _ => joined.push(part),
        }
    }
    joined
}

/// The text with masks in place of what was found. Each line that a secret reaches over gets a
/// mask of its own, so that lines keep their numbers.
fn written<'t>(text: &'t str, found: Vec<Found<'_>>) -> Masked<'t> {
    if found.is_empty() {
        return Masked {
            text: Cow::Borrowed(text),
            what: Vec::new(),
        };
    }
    let mut out = String::with_capacity(text.len());
    let mut what: Vec<String> = Vec::new();
    let mut at = 0;
    for part in joined(found) {
        out.push_str(&text[at..part.start]);
        for line in text[part.start..part.end].split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            let lead = body.len() - body.trim_start().len();
            match body.trim().is_empty() {
                true => out.push_str(line),
                false => {
                    out.push_str(&body[..lead]);
                    out.push_str(&format!("[masked {}]", part.kind));
                    out.push_str(&line[body.len()..]);
                }
            }
        }
        if !what.iter().any(|kind| kind == part.kind) {
            what.push(part.kind.to_owned());
        }
        at = part.end;
    }
    out.push_str(&text[at..]);
    Masked {
        text: Cow::Owned(out),
        what,
    }
}

#[cfg(test)]
mod tests;
