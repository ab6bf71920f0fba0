//! The timeline: every event as it counts now, in the order of the log. What was taken back,
//! entered late or corrected says so.

use super::super::event_words::{EventClass, EventTeller, describe, is_late, kind};
use super::{Inline, SectionPart, Table, Tone, Words, text, toned};
use crate::domain::event::{Event, Recorded};
use crate::domain::incident::Incident;
use crate::domain::ledger::Ledger;
use crate::domain::state::State;
use crate::domain::time::TimeSource;

/// A row for each event.
pub fn timeline(incident: &Incident) -> Vec<SectionPart> {
    let telling = EventTeller::of(incident);
    let (state, ledger) = (telling.state, &telling.ledger);
    let rows = incident.log().map(|(recorded, effective)| {
        let amended = ledger.view(recorded);
        let (event, actor) = match &amended {
            Some((event, actor)) => (event, actor),
            None => (&recorded.event, &recorded.actor),
        };
        let what = telling.words(event);
        let (sign, tone) = sign(kind(&event.payload));
        let mut remarks = remarks(state, recorded, event);
        if amended.is_some() {
            remarks.push(was(state, recorded, event, actor));
        }
        if !effective {
            remarks.push(toned(Tone::Faint, without(ledger, recorded)));
        }
        let mut told = match tone {
            Some(tone) => toned(tone, sign),
            None => text(sign),
        };
        told.push(Inline::Text(" ".to_owned()));
        told.extend(match effective {
            true => text(what),
            false => vec![Inline::Struck(what)],
        });
        let at = vec![Inline::At(event.occurred_at)];
        vec![at, told, text(&**actor), joined(remarks)]
    });
    vec![SectionPart::Table(Table {
        caption: None,
        columns: &["time (UTC)", "what", "who", "remark"],
        rows: rows.collect(),
    })]
}

/// The sign of a kind of event, and what kind of news it is.
fn sign(kind: EventClass) -> (&'static str, Option<Tone>) {
    match kind {
        EventClass::Milestone => ("◆", None),
        EventClass::Good => ("✓", Some(Tone::Good)),
        EventClass::Bad => ("✗", Some(Tone::Bad)),
        EventClass::Step => ("·", Some(Tone::Faint)),
        EventClass::Act => ("+", Some(Tone::Doubtful)),
        EventClass::Cause => ("?", Some(Tone::Doubtful)),
        EventClass::Log => ("≡", None),
        EventClass::Said => ("»", None),
        EventClass::Message => ("@", Some(Tone::Doubtful)),
        EventClass::Undo => ("←", Some(Tone::Faint)),
    }
}

/// What is to be known of an event's time.
fn remarks(state: &State, recorded: &Recorded, event: &Event) -> Vec<Words> {
    let mut remarks = Vec::new();
    if is_late(state, recorded, event) {
        let mut words = toned(Tone::Doubtful, "late");
        words.extend(text(": recorded "));
        words.push(Inline::At(recorded.recorded_at));
        remarks.push(words);
    } else if event.time_source == TimeSource::Reported {
        remarks.push(toned(Tone::Doubtful, "time given by a person"));
    }
    remarks
}

/// The parts of a corrected event as they were.
fn was(state: &State, recorded: &Recorded, now: &Event, actor: &str) -> Words {
    let before = &recorded.event;
    let mut parts = Vec::new();
    if before.occurred_at != now.occurred_at {
        parts.push(vec![Inline::At(before.occurred_at)]);
    }
    if *recorded.actor != *actor {
        parts.push(text(format!("by {}", recorded.actor)));
    }
    let said = describe(state, before);
    if said != describe(state, now) {
        parts.push(text(said));
    }
    let mut words = toned(Tone::Doubtful, "corrected");
    if !parts.is_empty() {
        words.extend(text("; it was "));
        words.extend(joined(parts));
    }
    words
}

/// Why an event does not count.
fn without(ledger: &Ledger, recorded: &Recorded) -> &'static str {
    match ledger.is_retracted(recorded.id) {
        true => "taken back",
        false => "without effect",
    }
}

fn joined(all: Vec<Words>) -> Words {
    let mut words = Words::new();
    for more in all {
        if !words.is_empty() {
            words.push(Inline::Text(", ".to_owned()));
        }
        words.extend(more);
    }
    words
}
