//! Whether what came from elsewhere may be taken in: a place that others can write to is hostile
//! input. A piece that fails changes nothing.

use std::sync::Arc;

use serde_json::Value;

use super::keys::is_signed_by;
use super::{ChainHead, ChainPiece};
use crate::domain::chain::hash_of;
use crate::domain::event::Recorded;
use crate::domain::number::first_beyond;

/// The most events of one piece.
pub const MOST_EVENTS: usize = 200_000;
/// The longest event, in bytes of its JSON.
pub const LONGEST_EVENT: usize = 1 << 20;

/// Reads one event as it came.
pub fn event(text: &str) -> Result<Recorded, String> {
    if text.len() > LONGEST_EVENT {
        return Err(format!("an event of {} bytes is too long", text.len()));
    }
    let json: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if let Some((place, number)) = first_beyond(&json) {
        return Err(format!("{place} is {number}, which no journal takes"));
    }
    Recorded::from_json(&json).map_err(|error| error.to_string())
}

/// Whether a piece goes on where we are, is whole, and was signed by whoever wrote it. `ours` is
/// the last number that is here, with its hash.
pub fn piece(
    piece: &ChainPiece,
    ours: Option<(u64, Arc<str>)>,
    key: Option<&str>,
) -> Result<(), String> {
    let ChainHead {
        incident,
        replica,
        seq,
        hash,
        ..
    } = &piece.head;
    let Some(key) = key else {
        return Err(format!("replica {replica} has not joined"));
    };
    if !is_signed_by(&piece.head, key) {
        return Err(format!("its signature is not that of replica {replica}"));
    }
    if piece.events.len() > MOST_EVENTS {
        return Err(format!(
            "{} events at once are too many",
            piece.events.len()
        ));
    }
    let (mut last, mut before) = match ours {
        Some((seq, hash)) => (seq, Some(hash)),
        None => (0, None),
    };
    for event in &piece.events {
        if (event.incident_id, event.replica) != (*incident, *replica) {
            return Err(format!("event {} is of another chain", event.id));
        }
        if event.seq != last + 1 || event.prev_hash != before {
            return Err(format!(
                "event {} does not follow number {last} of its chain",
                event.id
            ));
        }
        if hash_of(&event.hashed_json()) != event.hash {
            return Err(format!(
                "event {} was altered: its hash does not fit",
                event.id
            ));
        }
        (last, before) = (event.seq, Some(event.hash.clone()));
    }
    match last == *seq && before.as_ref() == Some(hash) {
        true => Ok(()),
        false => Err(format!(
            "its events do not end at number {seq}, which is signed"
        )),
    }
}
