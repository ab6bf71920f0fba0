//! `{{variables}}` in what a step runs: which there are, and the text with them filled in.
//!
//! A value is data: whatever it holds, it stays one word of the command that the runbook's
//! author wrote. [`value`](super::value) says what a variable may be, [`mod@place`] where a placeholder stands,
//! [`family`] what a value becomes there. Nothing else puts a value into a command.

pub mod family;
pub mod place;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::runbook::{Run, Variable};
use family::Family;
use place::place;

/// A part of a text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text as it stands in the runbook.
    Plain(&'a str),
    /// The value of a variable, as it stands in the command.
    Value(Cow<'a, str>),
    /// A secret that has a value; its name.
    Secret(&'a str),
    /// A variable without a value, or with one that cannot stand here, as it stands in the
    /// runbook.
    Missing(&'a str),
}

/// Why a text cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfilled {
    /// These variables have no value.
    Missing(Vec<String>),
    /// The value of this variable cannot stand where it would.
    Refused {
        /// The variable.
        name: String,
        /// Why, as a sentence goes on after "the value of NAME".
        why: String,
    },
}

impl fmt::Display for Unfilled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfilled::Missing(names) if names.len() == 1 => {
                write!(f, "not copied: {} has no value", names[0])
            }
            Unfilled::Missing(names) => {
                write!(f, "not copied: {} have no value", names.join(", "))
            }
            Unfilled::Refused { name, why } => {
                write!(f, "not copied: the value of {name} {why}")
            }
        }
    }
}

/// What there is to fill a text with.
pub struct Filling<'a, S> {
    /// The variables of the step's runbook. Any other `{{…}}` is text.
    pub variables: &'a [Variable],
    /// Values of variables that are no secrets.
    pub values: &'a BTreeMap<String, String>,
    /// What has no value takes its example: in a drill, where nothing is run.
    pub examples: bool,
    /// Gives the value of a secret.
    pub secret: S,
}

/// A placeholder in a text.
struct Slot<'a> {
    name: &'a str,
    /// It with its braces.
    raw: &'a str,
    from: usize,
    to: usize,
}

impl<'a, S: Fn(&str) -> Option<&'a str>> Filling<'a, S> {
    /// The parts of what is run, for the screen.
    pub fn pieces(&self, run: &'a Run) -> Vec<Segment<'a>> {
        let text = run.text.trim_end();
        let mut pieces = Vec::new();
        let mut at = 0;
        for slot in slots(text) {
            let Some(variable) = self.variable(slot.name) else {
                continue;
            };
            if at < slot.from {
                pieces.push(Segment::Plain(&text[at..slot.from]));
            }
            let value = self.value(variable);
            let filled = value.map(|value| put(run, text, &slot, variable, value));
            pieces.push(match filled {
                Some(Ok(_)) if variable.secret => Segment::Secret(slot.name),
                Some(Ok(text)) => Segment::Value(text),
                _ => Segment::Missing(slot.raw),
            });
            at = slot.to;
        }
        if at < text.len() {
            pieces.push(Segment::Plain(&text[at..]));
        }
        pieces
    }

    /// The variables of what is run that have no value, in order.
    pub fn missing(&self, run: &Run) -> Vec<&'a Variable> {
        let mut missing: Vec<&Variable> = Vec::new();
        for slot in slots(run.text.trim_end()) {
            let Some(variable) = self.variable(slot.name) else {
                continue;
            };
            let is_new = missing.iter().all(|known| known.name != variable.name);
            if is_new && self.value(variable).is_none() {
                missing.push(variable);
            }
        }
        missing
    }

    /// What is run with every variable filled in, secrets included, or why not.
    pub fn fill(&self, run: &Run) -> Result<String, Unfilled> {
        let missing = self.missing(run);
        if !missing.is_empty() {
            let names = missing.iter().map(|variable| variable.name.clone());
            return Err(Unfilled::Missing(names.collect()));
        }
        let text = run.text.trim_end();
        let mut filled = String::with_capacity(text.len());
        let mut at = 0;
        for slot in slots(text) {
            let known = self.variable(slot.name);
            let Some((variable, value)) = known.and_then(|v| Some((v, self.value(v)?))) else {
                continue;
            };
            let refused = |why| Unfilled::Refused {
                name: slot.name.to_owned(),
                why,
            };
            filled.push_str(&text[at..slot.from]);
            filled.push_str(&put(run, text, &slot, variable, value).map_err(refused)?);
            at = slot.to;
        }
        filled.push_str(&text[at..]);
        Ok(filled)
    }

    fn variable(&self, name: &str) -> Option<&'a Variable> {
        self.variables.iter().find(|known| known.name == name)
    }

    fn value(&self, variable: &'a Variable) -> Option<&'a str> {
        let value = match variable.secret {
            true => (self.secret)(&variable.name),
            false => self.values.get(&variable.name).map(String::as_str),
        };
        let value = value.filter(|value| !value.is_empty());
        value.or_else(|| variable.example.as_deref().filter(|_| self.examples))
    }
}

/// A value as it stands in the command. What was recorded elsewhere may not be what we take.
fn put<'a>(
    run: &Run,
    text: &str,
    slot: &Slot<'_>,
    variable: &Variable,
    value: &'a str,
) -> Result<Cow<'a, str>, String> {
    super::value::check(variable.kind, value).map_err(|bad| bad.to_string())?;
    let family = Family::of(&run.device);
    family.put(value, place(text, slot.from, slot.to, family))
}

/// The placeholders of a text, whether or not a runbook has these variables.
fn slots(text: &str) -> impl Iterator<Item = Slot<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let from = at + text[at..].find("{{")?;
            let to = from + text[from..].find("}}")? + 2;
            let name = text[from + 2..to - 2].trim();
            let is_name =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name {
                at = from + 2;
                continue;
            }
            at = to;
            let raw = &text[from..to];
            return Some(Slot {
                name,
                raw,
                from,
                to,
            });
        }
    })
}

/// The names of the variables in a text, in order.
pub fn variables_in(text: &str) -> Vec<&str> {
    slots(text).map(|slot| slot.name).collect()
}
