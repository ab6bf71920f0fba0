//! The timeline's entries: every event in words, with all that is known of it, made once
//! when the timeline is opened or the incident changes.

use serde_json::Value;

use crate::domain::event::{Payload, Recorded};
use crate::domain::id::EventId;
use crate::domain::incident::Incident;
use crate::domain::ledger::{Ledger, is_entry, is_retractable};
use crate::domain::time::{Precision, TimeSource};
use crate::report::EventTeller;
use crate::tui::event_line::{EventLine, event_line};

/// One event of the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// It in one line.
    pub line: EventLine,
    /// Everything that is known of it, each with its name.
    pub fields: Vec<(String, String)>,
    /// What a filter looks through, in lower case.
    pub words: String,
    /// It has words of its own, which can be corrected.
    pub has_text: bool,
    /// Why it cannot be undone, if so.
    pub kept: Option<&'static str>,
    /// Why it cannot be corrected, if so.
    pub fixed: Option<&'static str>,
}

/// Every event, oldest first.
pub fn timeline(incident: &Incident) -> Vec<TimelineEntry> {
    let telling = EventTeller::of(incident);
    let opening = incident.opening();
    let log = incident.log();
    log.map(|(recorded, effective)| entry(&telling, opening, recorded, effective))
        .collect()
}

fn entry(
    telling: &EventTeller,
    opening: Option<EventId>,
    recorded: &Recorded,
    effective: bool,
) -> TimelineEntry {
    let line = event_line(telling, recorded, effective);
    let payload = &recorded.event.payload;
    let kept = match payload {
        Payload::EntryRetracted { .. } => Some("it is an undo; record the act again instead"),
        _ if !is_retractable(recorded, opening) => {
            Some("it is part of the opening; only the whole incident can be cancelled")
        }
        _ if line.undone => Some("it is undone already"),
        _ if !effective => Some("it has no effect"),
        _ => None,
    };
    let fixed = match payload {
        _ if is_entry(payload) => Some("it speaks of another event; correct that one"),
        _ if !effective => Some("it has no effect"),
        _ => None,
    };
    let fields = fields(&line, &telling.ledger, recorded);
    let mut words = String::new();
    let parts = [payload.kind(), &line.at, &line.text, &line.actor];
    let named = [&recorded.event.runbook.as_ref().map(ToString::to_string)];
    let step = recorded.event.step.as_ref().map(ToString::to_string);
    for part in parts
        .into_iter()
        .chain(named.into_iter().filter_map(|id| id.as_deref()))
        .chain(step.as_deref())
        .chain(line.undone.then_some("undone"))
        .chain(line.recorded.as_ref().map(|_| "late"))
        .chain(line.was.as_ref().map(|_| "corrected"))
    {
        words.push_str(&part.to_lowercase());
        words.push('\n');
    }
    TimelineEntry {
        has_text: payload.clone().set_main_text(""),
        line,
        fields,
        words,
        kept,
        fixed,
    }
}

fn fields(line: &EventLine, ledger: &Ledger, recorded: &Recorded) -> Vec<(String, String)> {
    let amended = ledger.view(recorded);
    let event = amended.as_ref().map_or(&recorded.event, |(event, _)| event);
    let source = match event.time_source {
        TimeSource::Clock => "by the clock",
        TimeSource::Reported => "as reported",
        TimeSource::Imported => "as imported",
    };
    let exact = match event.precision {
        Precision::Millisecond => "to the millisecond",
        Precision::Second => "to the second",
        Precision::Minute => "to the minute",
    };
    let stands = match (line.undone, line.effective) {
        (true, _) => "undone",
        (_, true) => "counts",
        (_, false) => "has no effect",
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| fields.push((name.to_owned(), value));
    add("kind", event.payload.kind().to_owned());
    add(
        "happened",
        format!("{}, {source}, {exact}", event.occurred_at),
    );
    add("recorded", recorded.recorded_at.to_string());
    add("actor", line.actor.clone());
    add("role", recorded.role.to_string());
    if let Some(was) = &line.was {
        add("was", was.clone());
    }
    if let Some(runbook) = &event.runbook {
        add("runbook", runbook.to_string());
    }
    if let Some(step) = &event.step {
        add("step", step.to_string());
    }
    if let Value::Object(data) = recorded.data() {
        for (name, value) in data {
            // What was amended stands in the line above; here is what was recorded.
            match &value {
                Value::Null => {}
                Value::String(text) if name == "with" => add("with", last_six(text).to_owned()),
                Value::String(text) => add(&name, text.clone()),
                other => add(&name, other.to_string()),
            }
        }
    }
    add("stands", stands.to_owned());
    add("event", recorded.id.short());
    add(
        "chain",
        format!("{} of {}", recorded.seq, recorded.replica.short()),
    );
    fields
}

fn last_six(id: &str) -> &str {
    id.get(id.len().saturating_sub(6)..).unwrap_or(id)
}
