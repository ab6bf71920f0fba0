//! What people were told, who took over, and what is left to do.

use super::inline::day;
use super::{Fact, Inline, SectionPart, Table, Tone, Words, text, toned};
use crate::domain::state::State;
use crate::domain::time::Timestamp;

/// What stakeholders were told.
pub fn updates(state: &State) -> Vec<SectionPart> {
    let rows = state.updates.iter().map(|update| {
        vec![
            vec![Inline::At(update.at)],
            or_not_said(update.audience.as_deref()),
            text(&update.text),
            at(update.next_due),
        ]
    });
    vec![SectionPart::Table(Table {
        caption: None,
        columns: &["time (UTC)", "to", "update", "next due"],
        rows: rows.collect(),
    })]
}

/// Who took over, and with what words.
pub fn handoffs(state: &State) -> Vec<SectionPart> {
    let rows = state.handoffs.iter().map(|handoff| {
        let accepted = match handoff.accepted_at {
            Some(at) => vec![Inline::At(at)],
            None => toned(Tone::Doubtful, "not accepted"),
        };
        vec![
            vec![Inline::At(handoff.at)],
            or_not_said(handoff.to.as_deref()),
            text(&handoff.text),
            accepted,
        ]
    });
    vec![SectionPart::Table(Table {
        caption: None,
        columns: &["time (UTC)", "to", "brief", "accepted"],
        rows: rows.collect(),
    })]
}

/// What is left to do.
pub fn follow_ups(state: &State) -> Vec<SectionPart> {
    let facts = state.follow_ups.iter().map(|follow_up| {
        let owner = follow_up.owner.as_deref().unwrap_or("nobody yet");
        let due = follow_up.due.map(|due| format!(", by {}", day(due)));
        let words = format!("{owner}{}", due.unwrap_or_default());
        Fact::new(&follow_up.text, text(words))
    });
    vec![SectionPart::Facts(facts.collect())]
}

fn or_not_said(name: Option<&str>) -> Words {
    match name {
        Some(name) => text(name),
        None => toned(Tone::Faint, "not said"),
    }
}

fn at(moment: Option<Timestamp>) -> Words {
    moment.map(Inline::At).into_iter().collect()
}
