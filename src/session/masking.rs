//! What is masked in events before they are numbered, hashed and written: secrets by their
//! form, and the known values of secret variables, in every text of every kind of event.
//!
//! Ids, words of the format, answers and devices stay as they are: masked, an event would no
//! longer be one, or no longer say what it was about.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Session, SessionError};
use crate::domain::event::{Event, Payload};
use crate::domain::refusal::Refusal;
use crate::masks::Masks;

/// Keys of data that are no texts of an operator's.
const KEPT: [&str; 6] = ["answer", "actor", "confirm", "device", "scenario", "sha256"];

/// What was masked in a text of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedText {
    /// The text, in words: "the note".
    pub field: String,
    /// The kinds of secrets, such as `password`.
    pub what: Vec<String>,
}

impl std::fmt::Display for MaskedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let with_article = |kind: &String| match kind.split(' ').next() {
            Some("the") => kind.clone(),
            _ if kind == "credentials" => kind.clone(),
            _ if kind.starts_with(['a', 'e', 'i', 'o']) => format!("an {kind}"),
            _ => format!("a {kind}"),
        };
        let kinds: Vec<String> = self.what.iter().map(with_article).collect();
        write!(f, "{} in {}", kinds.join(" and "), self.field)
    }
}

/// What was masked, and what to do if that was wrong; `None` if nothing was. `amend` is how a
/// text is corrected where this is read.
pub fn said(masked: &[MaskedText], amend: &str) -> Option<String> {
    let texts: Vec<String> = masked.iter().map(ToString::to_string).collect();
    let it = match masked.iter().map(|text| text.what.len()).sum::<usize>() {
        0 => return None,
        1 => "if it was none",
        _ => "if they were none",
    };
    Some(format!(
        "masked: {}; reword it with {amend} {it}",
        texts.join(", ")
    ))
}

/// Values of secret variables. They live here and nowhere else.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Keeps a value.
    pub fn set(&mut self, name: String, value: String) {
        self.0.insert(name, value);
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All of them, each with its name: for what masks a stream.
    pub fn all(&self) -> Vec<(String, String)> {
        let all = self.0.iter();
        all.map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Whether none has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with every known secret replaced by its name.
    pub fn mask(&self, text: &str) -> String {
        self.masked(text).0
    }

    /// The same, with the names of those that were in it.
    fn masked(&self, text: &str) -> (String, Vec<String>) {
        let (mut masked, mut what) = (text.to_owned(), Vec::new());
        for (name, value) in self.0.iter().filter(|(_, value)| !value.is_empty()) {
            if masked.contains(value.as_str()) {
                masked = masked.replace(value.as_str(), &format!("[secret {name}]"));
                what.push(format!("the secret {name}"));
            }
        }
        (masked, what)
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Session {
    /// Says what is masked in events beside what always is, or why that cannot be said. Then
    /// nothing is recorded: what those masks are to hide would stand there for good.
    pub fn mask_with(&mut self, masks: Result<Masks, String>) {
        self.masks = masks;
    }

    /// What is masked in events; fails if that is not known.
    pub fn masks(&self) -> Result<&Masks, SessionError> {
        let masks = self.masks.as_ref();
        masks.map_err(|what| SessionError::NoMasks(what.clone()))
    }

    /// What was masked since this was last asked.
    pub fn take_masked(&mut self) -> Vec<MaskedText> {
        std::mem::take(&mut self.masked)
    }
}

/// Masks every text of an event, and says what was masked. A variable's value goes into
/// commands, where a mask would do harm: one that holds a secret is refused.
pub(super) fn mask_event(
    event: &mut Event,
    masks: &Masks,
    secrets: &Secrets,
) -> Result<Vec<MaskedText>, Refusal> {
    if let Payload::VariableSet { name, value } = &event.payload {
        return refuse_secret(name, value, masks, secrets).map(|()| Vec::new());
    }
    let Ok(mut json) = serde_json::to_value(&event.payload) else {
        return Ok(Vec::new());
    };
    let kind = event.payload.kind().to_owned();
    let mut texts = Vec::new();
    find(("/data".to_owned(), ""), &json["data"], &mut texts);
    let mut said: Vec<MaskedText> = Vec::new();
    for (place, key, text) in texts {
        let (masked, what) = masked(&text, masks, secrets);
        if what.is_empty() {
            continue;
        }
        let mut changed = json.clone();
        if let Some(place) = changed.pointer_mut(&place) {
            *place = Value::String(masked);
        }
        // A value that is a word of the format, such as a risk or an id, stays.
        let Ok(payload) = Payload::deserialize(&changed) else {
            continue;
        };
        event.payload = payload;
        json = changed;
        let field = words(&kind, &key);
        match said.iter_mut().find(|told| told.field == field) {
            Some(told) => told.what.extend(what),
            None => said.push(MaskedText { field, what }),
        }
    }
    for told in &mut said {
        let mut seen = Vec::new();
        told.what.retain(|kind| {
            let is_new = !seen.contains(kind);
            seen.push(kind.clone());
            is_new
        });
    }
    Ok(said)
}

fn masked(text: &str, masks: &Masks, secrets: &Secrets) -> (String, Vec<String>) {
    let (known, mut what) = secrets.masked(text);
    let masked = masks.mask(&known);
    what.extend(masked.what);
    (masked.text.into_owned(), what)
}

/// A value is a secret by itself, or by the name that it is given.
fn refuse_secret(name: &str, value: &str, masks: &Masks, secrets: &Secrets) -> Result<(), Refusal> {
    let (_, mut what) = masked(value, masks, secrets);
    what.extend(masks.mask(&format!("{name}={value}")).what);
    match what.into_iter().next() {
        Some(what) => Err(Refusal::LooksSecret {
            name: name.to_owned(),
            what,
        }),
        None => Ok(()),
    }
}

/// The texts of an event's data, each with its JSON pointer and the key that it stands under.
fn find((at, key): (String, &str), json: &Value, texts: &mut Vec<(String, String, String)>) {
    match json {
        Value::String(text) => texts.push((at, key.to_owned(), text.clone())),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                find((format!("{at}/{place}"), key), item, texts);
            }
        }
        Value::Object(keys) => {
            for (key, value) in keys.iter().filter(|(key, _)| !KEPT.contains(&key.as_str())) {
                find((format!("{at}/{key}"), key), value, texts);
            }
        }
        _ => {}
    }
}

/// How a text of an event is called.
fn words(kind: &str, key: &str) -> String {
    let word = match (kind, key) {
        ("note.added", "text") => "the note",
        ("action.taken", "text") => "the act",
        ("action.taken", "rollback") => "how it is undone",
        ("update.sent", "text") => "the update",
        ("handoff.recorded", "text") => "the handoff",
        ("follow_up.added", "text") => "the follow-up",
        ("evidence.added", "text") => "a line of the log",
        ("entry.amended", "text") => "the new text",
        ("search.chosen", "query") => "the search",
        ("drill.debriefed", _) => "an answer",
        (_, "observed") => "what was observed",
        (_, "waiting_on") => "what is waited for",
        (_, "because") => "the reason",
        (_, key) => return format!("the {}", key.replace('_', " ")),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests;
