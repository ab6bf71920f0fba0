//! Documents → events and runbook texts, checked before anything is believed.

use serde_json::Value;

use super::document::FORMAT;
use super::stream::each_document;
use crate::domain::chain::{first_break, hash_of};
use crate::domain::command::Text;
use crate::domain::digest::sha256_hex;
use crate::domain::event::{BadEvent, Payload, Recorded};
use crate::domain::number::first_beyond;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// It is no JSON.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// It is no text.
    #[error("it is not UTF-8 text")]
    NotText,
    /// It is something else.
    #[error("it is no runsheet timeline (its \"format\" is {0})")]
    NotATimeline(String),
    /// A key stands twice in one object.
    #[error("the key \"{0}\" stands twice in one object")]
    Twice(String),
    /// A whole number that JSON cannot tell exactly, or a key's number that is none.
    #[error("events.{place} is {number}, and it has to lie between {least} and 9007199254740991")]
    Number {
        /// Where.
        place: String,
        /// What stands there.
        number: String,
        /// The least that may stand there.
        least: i64,
    },
    /// A newer version wrote it.
    #[error("its format_version is {0}, and this version of runsheet reads 1.x")]
    Newer(String),
    /// An event cannot be read.
    #[error("{0}")]
    Event(#[from] BadEvent),
    /// The chains are broken.
    #[error("{0}")]
    Chain(String),
    /// A runbook's text is missing or altered.
    #[error("runbook {0}: its text does not fit its sha256")]
    Text(String),
    /// It holds no events.
    #[error("it holds no events")]
    Empty,
    /// The events do not begin with an opening.
    #[error("it does not hold the opening of the incident")]
    NoOpening,
}

/// What a document gives to a journal.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Its events.
    pub events: Vec<Recorded>,
    /// The texts of its runbooks.
    pub texts: Vec<Text>,
}

/// The documents in a file: one, an array of them, or one a line.
pub fn documents(text: &str) -> Result<Vec<Value>, DocumentError> {
    let mut documents = Vec::new();
    each_document(
        text.as_bytes(),
        &mut |document| -> Result<(), DocumentError> {
            documents.push(document?);
            Ok(())
        },
    )?;
    match documents.is_empty() {
        true => Err(DocumentError::NotJson("it is empty".to_owned())),
        false => Ok(documents),
    }
}

/// Checks that a value is a timeline that this version reads.
pub fn check_format(document: &Value) -> Result<(), DocumentError> {
    let format = &document["format"];
    if format != FORMAT {
        return Err(DocumentError::NotATimeline(format.to_string()));
    }
    let version = document["format_version"].as_str().unwrap_or("missing");
    match version.split('.').next() {
        Some("1") => Ok(()),
        _ => Err(DocumentError::Newer(version.to_owned())),
    }
}

/// Holds an event against its hash as it stands in the file, before its parts are read.
fn check_hash(event: &Value) -> Result<(), DocumentError> {
    let mut hashed = event.as_object().cloned().unwrap_or_default();
    let hash = hashed.shift_remove("hash");
    hashed.shift_remove("effective");
    let fits = hash.is_some_and(|hash| hash == *hash_of(&hashed));
    match fits {
        true => Ok(()),
        false => {
            let id = event["id"].as_str().unwrap_or("without an id");
            let kind = event["kind"].as_str().unwrap_or("without a kind");
            Err(DocumentError::Chain(format!(
                "event {id} ({kind}) was altered: its hash does not fit"
            )))
        }
    }
}

/// Whether every whole number of an event is one that its hash tells from its neighbours, and
/// the number in an incident's key is one.
fn check_numbers(event: &Value) -> Result<(), DocumentError> {
    let of = |place: String| {
        let id = event["id"].as_str().unwrap_or("without an id");
        format!("{id}.{place}")
    };
    if let Some((place, number)) = first_beyond(event) {
        let (place, least) = (of(place), -9_007_199_254_740_991);
        return Err(DocumentError::Number {
            place,
            number,
            least,
        });
    }
    let number = &event["data"]["number"];
    match event["kind"] == "incident.opened" && number.as_u64() == Some(0) {
        true => Err(DocumentError::Number {
            place: of("data.number".to_owned()),
            number: number.to_string(),
            least: 1,
        }),
        false => Ok(()),
    }
}

/// Reads a document's events and texts.
pub fn import(document: &Value) -> Result<Import, DocumentError> {
    check_format(document)?;
    let events = document["events"].as_array().map_or(&[][..], Vec::as_slice);
    for event in events {
        check_numbers(event)?;
        check_hash(event)?;
    }
    let events: Vec<Recorded> = events
        .iter()
        .map(Recorded::from_json)
        .collect::<Result<_, _>>()?;
    if events.is_empty() {
        return Err(DocumentError::Empty);
    }
    let is_opening = |r: &&Recorded| matches!(r.event.payload, Payload::IncidentOpened { .. });
    let Some(opening) = events.iter().find(is_opening) else {
        return Err(DocumentError::NoOpening);
    };
    if let Some(stranger) = events.iter().find(|r| r.incident_id != opening.incident_id) {
        let what = format!("event {} belongs to another incident", stranger.id);
        return Err(DocumentError::Chain(what));
    }
    if let Some(what) = first_break(&events) {
        return Err(DocumentError::Chain(what));
    }
    let mut texts = Vec::new();
    for key in ["runbooks", "earlier_texts"] {
        for row in document[key].as_array().into_iter().flatten() {
            texts.push(runbook_text(row)?);
        }
    }
    // The script of a drill; one without it is still an incident.
    if document["drill"]["text"].is_string() {
        texts.push(runbook_text(&document["drill"])?);
    }
    for recorded in &events {
        if let Payload::RunbookAttached { id, sha256, .. } = &recorded.event.payload
            && texts.iter().all(|text| text.sha256 != *sha256)
        {
            return Err(DocumentError::Text(id.to_string()));
        }
    }
    Ok(Import { events, texts })
}

/// A text that a document carries, if it fits its hash.
fn runbook_text(row: &Value) -> Result<Text, DocumentError> {
    let (sha256, text) = (row["sha256"].as_str(), row["text"].as_str());
    match (sha256, text) {
        (Some(sha256), Some(text)) if sha256_hex(text.as_bytes()) == sha256 => Ok(Text {
            sha256: sha256.into(),
            text: text.into(),
        }),
        _ => {
            let name = row["id"].as_str().or(sha256).unwrap_or("without an id");
            Err(DocumentError::Text(name.to_owned()))
        }
    }
}
