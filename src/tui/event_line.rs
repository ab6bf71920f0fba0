//! Events in words, for the timeline and for the last few on the walk screen.

use crate::clock::local_hms;
use crate::domain::event::{Event, Payload, Recorded};
use crate::domain::id::EventId;
use crate::domain::state::State;
use crate::domain::time::TimeSource;
use crate::report::{EventClass, EventTeller, describe, is_late, kind};

/// An event in words, as it counts now: with its amendments.
#[derive(Debug, Clone, PartialEq)]
pub struct EventLine {
    /// Its id.
    pub id: EventId,
    /// The time of day, local.
    pub at: String,
    /// When it was recorded, if that was later.
    pub recorded: Option<String>,
    /// Who did it.
    pub actor: String,
    /// What kind of thing happened.
    pub kind: EventClass,
    /// What happened.
    pub text: String,
    /// What was recorded at first, if it was amended.
    pub was: Option<String>,
    /// It counts; otherwise it was undone or came too late.
    pub effective: bool,
    /// Somebody took it back.
    pub undone: bool,
    /// The time was given by a person.
    pub reported: bool,
}

impl EventLine {
    /// It in a sentence, with who did it.
    pub fn in_words(&self) -> String {
        format!("{} {}, by {}", self.at, self.text, self.actor)
    }
}

/// Events that only accompany others.
pub fn is_quiet(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::StepStarted { auto: true }
            | Payload::StepReleased {}
            | Payload::Detected { assumed: true, .. }
            | Payload::Acknowledged {}
            | Payload::SearchChosen { .. }
            | Payload::RunbookAttached { .. }
    )
}

/// One event as a line.
pub fn event_line(telling: &EventTeller, recorded: &Recorded, effective: bool) -> EventLine {
    let (state, ledger) = (telling.state, &telling.ledger);
    let amended = ledger.view(recorded);
    let (event, actor) = match &amended {
        Some((event, actor)) => (event, actor),
        None => (&recorded.event, &recorded.actor),
    };
    let late = is_late(state, recorded, event);
    EventLine {
        id: recorded.id,
        at: local_hms(event.occurred_at),
        recorded: late.then(|| local_hms(recorded.recorded_at)),
        actor: actor.to_string(),
        kind: kind(&event.payload),
        text: telling.words(event),
        was: amended
            .is_some()
            .then(|| was(state, recorded, event, actor)),
        effective,
        undone: ledger.is_retracted(recorded.id),
        reported: event.time_source == TimeSource::Reported,
    }
}

/// The parts of an amended event as they were.
fn was(state: &State, recorded: &Recorded, now: &Event, actor: &str) -> String {
    let before = &recorded.event;
    let mut parts = Vec::new();
    if before.occurred_at != now.occurred_at {
        parts.push(local_hms(before.occurred_at));
    }
    if *recorded.actor != *actor {
        parts.push(format!("by {}", recorded.actor));
    }
    let text = describe(state, before);
    if text != describe(state, now) {
        parts.push(text);
    }
    match parts.is_empty() {
        true => "the same".to_owned(),
        false => parts.join(", "),
    }
}
