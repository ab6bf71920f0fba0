//! Hash chains: every replica numbers its events of an incident and hashes each over the
//! one before. RFC 8785 makes the JSON canonical, so anyone can recompute a hash from an
//! export.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::command::Context;
use super::digest::sha256_hex;
use super::event::{Event, Recorded};
use super::id::{EventId, IncidentId, ReplicaId};
use super::time::Timestamp;

/// SHA-256 in hex over the canonical JSON of an exported event without `hash` and
/// `effective`.
pub fn hash_of(event: &Map<String, Value>) -> Arc<str> {
    // Only a number that is no JSON number could fail, and a parsed or built value holds none.
    let canonical = serde_json_canonicalizer::to_vec(event).unwrap_or_default();
    sha256_hex(&canonical).into()
}

/// The last event of a replica's chain in an incident.
pub fn tail<'a>(
    log: impl DoubleEndedIterator<Item = &'a Recorded>,
    replica: ReplicaId,
) -> Option<&'a Recorded> {
    log.filter(|r| r.replica == replica).max_by_key(|r| r.seq)
}

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// The number of its last event.
    pub seq: u64,
    /// The hash of that.
    pub hash: Arc<str>,
}

/// The chain that new events are added to.
pub struct ChainLink<'a> {
    /// The incident.
    pub incident: IncidentId,
    /// The journal.
    pub replica: ReplicaId,
    /// The chain's last event.
    pub tail: Option<&'a Tail>,
    /// When the incident's last event was recorded.
    pub last_recorded_at: Option<Timestamp>,
}

/// Numbers and hashes the events of one command, which form a group.
pub fn record(
    link: ChainLink<'_>,
    events: Vec<Event>,
    context: &Context,
    mut new_id: impl FnMut() -> EventId,
) -> Vec<Recorded> {
    let mut recorded: Vec<Recorded> = Vec::with_capacity(events.len());
    let recorded_at = link
        .last_recorded_at
        .map_or(context.now, |last| last.max(context.now));
    let next = link.tail.map_or(1, |tail| tail.seq + 1);
    let mut prev_hash = link.tail.map(|tail| tail.hash.clone());
    for (seq, event) in (next..).zip(events) {
        let mut new = Recorded {
            id: new_id(),
            incident_id: link.incident,
            replica: link.replica,
            seq,
            recorded_at,
            actor: context.actor.clone(),
            role: context.role.clone(),
            with: recorded.first().map(|head| head.id),
            event,
            prev_hash,
            hash: Arc::from(""),
        };
        new.hash = hash_of(&new.hashed_json());
        prev_hash = Some(new.hash.clone());
        recorded.push(new);
    }
    recorded
}

/// The first break in the chains of an incident's events, in words: a hash that does not
/// fit its event, a missing number, or a link to another event.
pub fn first_break(log: &[Recorded]) -> Option<String> {
    let mut order: Vec<&Recorded> = log.iter().collect();
    order.sort_by_key(|r| (r.incident_id, r.replica, r.seq));
    let mut before: Option<&Recorded> = None;
    for recorded in order {
        let name = format!(
            "event {} ({}, number {} of replica {})",
            recorded.id,
            recorded.event.payload.kind(),
            recorded.seq,
            recorded.replica
        );
        if hash_of(&recorded.hashed_json()) != recorded.hash {
            return Some(format!("{name} was altered: its hash does not fit"));
        }
        let chain = (recorded.incident_id, recorded.replica);
        let previous = before.filter(|b| (b.incident_id, b.replica) == chain);
        if recorded.seq != previous.map_or(1, |b| b.seq + 1) {
            let expected = previous.map_or(1, |b| b.seq + 1);
            return Some(format!("{name}: number {expected} of its chain is missing"));
        }
        if recorded.prev_hash.as_ref() != previous.map(|b| &b.hash) {
            return Some(format!("{name} does not follow the event before it"));
        }
        before = Some(recorded);
    }
    None
}
