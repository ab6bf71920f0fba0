//! One incident in a few hundred bytes: what lists and statistics want to know of it. Made of its
//! events alone, so it can be thrown away and made again at any time.
//!
//! Absent from here: where it is kept, and how long it holds. `journal` and `session` know.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::{Mode, Payload, Severity};
use super::incident::Incident;
use super::metrics::{Metrics, Targets, metrics, targets};
use super::state::{DrillClock, Link, NamedCause, State, Status};
use super::time::Timestamp;

/// The form of what is kept. Another one is never read: everything is made anew.
pub const SUMMARY_FORM: u32 = 1;

/// What lists and statistics want to know of one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Its title.
    #[serde(rename = "t")]
    pub title: String,
    /// What it is for.
    #[serde(rename = "m")]
    pub mode: Mode,
    /// Where it stands.
    #[serde(rename = "s")]
    pub status: Status,
    /// How bad it is.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// When it was opened.
    #[serde(rename = "o", with = "ms")]
    pub opened_at: Timestamp,
    /// When it was detected.
    #[serde(
        rename = "d",
        with = "maybe_ms",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub detected_at: Option<Timestamp>,
    /// Whether the detection is assumed; nothing if there is none.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<bool>,
    /// It was read from a list of past incidents.
    #[serde(rename = "p", default, skip_serializing_if = "is_false")]
    pub past: bool,
    /// It goes on as another one.
    #[serde(rename = "j", default, skip_serializing_if = "is_false")]
    pub joined: bool,
    /// Planned work that was turned back.
    #[serde(rename = "b", default, skip_serializing_if = "is_false")]
    pub backed_out: bool,
    /// A drill's clock.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<KeptClock>,
    /// Its runbooks, in the order in which they were attached.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub books: Vec<BookSummary>,
    /// Its cause.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<NamedCause>,
    /// What it is called elsewhere: system and id.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(String, String)>,
    /// Whoever did something, in the order of their first act.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<Arc<str>>,
    /// The rank of each runbook that was chosen from a search.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub ranks: Vec<u32>,
    /// The metrics that are compared: ttd, tta, ttfa, ttm, ttr, ttr_active, duration.
    #[serde(rename = "f")]
    pub figures: [Option<i64>; 7],
    /// The targets, and whether they were met.
    #[serde(rename = "w", default, skip_serializing_if = "is_default")]
    pub targets: Targets,
}

/// A runbook that was attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSummary {
    /// Its id.
    #[serde(rename = "i")]
    pub id: String,
    /// Its title.
    #[serde(rename = "t")]
    pub title: String,
    /// SHA-256 of its text, in hex.
    #[serde(rename = "h")]
    pub sha256: Arc<str>,
    /// It proved to be the wrong one.
    #[serde(rename = "x", default, skip_serializing_if = "is_false")]
    pub set_aside: bool,
}

/// A drill's clock: the wall's time, what it showed then, and how fast it runs.
pub type KeptClock = (i64, i64, u32);

impl Summary {
    /// The summary of an incident; nothing of one that was never opened.
    pub fn of(incident: &Incident) -> Option<Self> {
        let state = incident.state();
        let status = state.status?;
        let found = metrics(state);
        Some(Self {
            title: state.title.clone(),
            mode: state.mode(),
            status,
            severity: state.severity,
            opened_at: state.opened_at?,
            detected_at: state.milestones.detected.map(|mark| mark.at),
            assumed: state.detection.as_ref().map(|d| d.assumed),
            past: state.is_past(),
            joined: state.joined_into.is_some(),
            // Closing keeps how the work ended.
            backed_out: state.milestones.backed_out.is_some(),
            clock: state
                .drill_clock
                .map(|c| (c.wall.ms(), c.shown.ms(), c.speed)),
            books: books(state),
            cause: state.resolution.as_ref().and_then(|r| r.cause.clone()),
            links: state.links.iter().map(called).collect(),
            actors: actors(incident),
            ranks: state.chosen.iter().map(|(_, rank)| *rank).collect(),
            targets: targets(state, &found),
            figures: figures(&found),
        })
    }

    /// Whether somebody may still have work with it.
    pub fn is_unfinished(&self) -> bool {
        self.status.is_unfinished() && !self.joined && !self.past
    }

    /// Whether it is over and waits to be closed. Of a drill nothing is left to close.
    pub fn is_to_close(&self) -> bool {
        let is_over = matches!(self.status, Status::Resolved | Status::BackedOut);
        is_over && self.mode != Mode::Drill && !self.joined
    }

    /// Whether it counts in statistics: one that was cancelled does not, nor one that goes on as
    /// another, which is the one that counts.
    pub fn counts(&self) -> bool {
        self.status != Status::Cancelled && !self.joined
    }

    /// The incident's own time at a moment of the wall's clock.
    pub fn now(&self, wall: Timestamp) -> Timestamp {
        self.clock.map_or(wall, |(at, shown, speed)| {
            let clock = DrillClock {
                wall: Timestamp::from_ms(at),
                shown: Timestamp::from_ms(shown),
                speed,
            };
            clock.at(wall)
        })
    }

    /// The runbooks that were walked.
    pub fn in_use(&self) -> impl Iterator<Item = &BookSummary> {
        self.books.iter().filter(|book| !book.set_aside)
    }

    /// What it is called elsewhere.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.links.iter().map(|(_, id)| id.as_str())
    }

    /// From the detection to the last resolve, in milliseconds.
    pub fn ttr(&self) -> Option<i64> {
        self.figures[4]
    }
}

/// Whether a runbook was attached whose text is not known: what is folded without it is not what
/// will be folded once it is.
pub fn lacks_text(incident: &Incident) -> bool {
    let mut payloads = incident.log().map(|(recorded, _)| &recorded.event.payload);
    payloads.any(|payload| match payload {
        Payload::RunbookAttached { sha256, .. } => !incident.knows(sha256),
        _ => false,
    })
}

fn figures(found: &Metrics) -> [Option<i64>; 7] {
    [
        found.ttd,
        found.tta,
        found.ttfa,
        found.ttm,
        found.ttr,
        found.ttr_active,
        found.duration,
    ]
}

fn books(state: &State) -> Vec<BookSummary> {
    let attached = state.runbooks.iter().map(|attached| BookSummary {
        id: attached.id.to_string(),
        title: attached.title.clone(),
        sha256: attached.sha256.clone(),
        set_aside: attached.set_aside.is_some(),
    });
    attached.collect()
}

fn called(link: &Link) -> (String, String) {
    (link.system.clone(), link.id.clone())
}

fn actors(incident: &Incident) -> Vec<Arc<str>> {
    let ledger = incident.ledger();
    let mut actors: Vec<Arc<str>> = Vec::new();
    for (recorded, _) in incident.log().filter(|(_, effective)| *effective) {
        let actor = match ledger.view(recorded) {
            Some((_, actor)) => actor,
            None => recorded.actor.clone(),
        };
        if !actors.contains(&actor) {
            actors.push(actor);
        }
    }
    actors
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_default(targets: &Targets) -> bool {
    *targets == Targets::default()
}

/// A time as milliseconds: these are read by the hundred thousand.
mod ms {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::domain::time::Timestamp;

    pub fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.ms())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(Timestamp::from_ms)
    }
}

/// The same of a time that may be unknown.
mod maybe_ms {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::domain::time::Timestamp;

    pub fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        at.map(Timestamp::ms).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(Timestamp::from_ms))
    }
}
