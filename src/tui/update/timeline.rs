//! The timeline: filtering, looking at one event, taking back and correcting the selected
//! one.

use super::super::action::Id;
use super::super::effect::{Effect, IncidentEffect};
use super::super::entry::Entry;
use super::super::form::{Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay, Timeline};
use super::acts::submit;
use super::overlays::scroll;
use super::times::past;
use crate::domain::command::Command;
use crate::domain::id::EventId;

/// No event has more lines than this.
const LONGEST: usize = 200;

/// The events have come: the newest is selected, or what was selected before.
pub fn show(model: &mut Model, entries: Vec<Entry>) {
    let before = match model.overlay.take() {
        Some(Overlay::Timeline(timeline)) => Some(timeline),
        _ => None,
    };
    let selected = before.as_ref().and_then(Timeline::entry);
    let selected = selected.map(|entry| entry.line.id);
    let mut timeline = Timeline {
        entries,
        ..before.unwrap_or_default()
    };
    narrow(&mut timeline);
    if let Some(id) = selected {
        let shown = timeline.shown.iter();
        let mut shown = shown.map(|place| timeline.entries[*place].line.id);
        timeline.selected = shown
            .position(|shown| shown == id)
            .unwrap_or(timeline.selected);
    }
    model.overlay = Some(Overlay::Timeline(timeline));
}

/// After the incident changed, an open timeline is read again.
pub fn read_again(model: &Model) -> Vec<Effect> {
    match &model.overlay {
        Some(Overlay::Timeline(_)) => vec![Effect::Incident(IncidentEffect::Timeline)],
        _ => Vec::new(),
    }
}

/// Lets through the events that hold every word of the filter, and selects the newest.
pub fn narrow(timeline: &mut Timeline) {
    let filter = timeline.filter.text().to_lowercase();
    let words: Vec<&str> = filter.split_whitespace().collect();
    let fits = |entry: &Entry| words.iter().all(|word| entry.words.contains(word));
    let entries = timeline.entries.iter().enumerate();
    let shown = entries.filter(|(_, entry)| fits(entry));
    timeline.shown = shown.map(|(place, _)| place).collect();
    timeline.selected = timeline.shown.len().saturating_sub(1);
}

/// One level back inside the timeline: out of the event, out of the filter.
pub fn back(model: &mut Model) -> bool {
    let Some(Overlay::Timeline(timeline)) = &mut model.overlay else {
        return false;
    };
    if timeline.whole.take().is_some() {
        return true;
    }
    if timeline.typing || !timeline.filter.text().is_empty() {
        timeline.typing = false;
        timeline.filter.clear();
        narrow(timeline);
        return true;
    }
    false
}

/// Carries out an action of the place.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let Some(Overlay::Timeline(timeline)) = &mut model.overlay else {
        return Vec::new();
    };
    let count = timeline.shown.len();
    match id {
        Id::Confirm | Id::ToList => timeline.typing = false,
        Id::Filter => timeline.typing = true,
        Id::ShowEvent => timeline.whole = Some(0),
        Id::UndoEvent | Id::Amend => {
            if let Some(form) = timeline.entry().map(|entry| form(id, entry)) {
                model.ask(form);
            }
        }
        // Beside the whole event its neighbours are a key away, and its text scrolls.
        Id::PageDown | Id::PageUp if timeline.whole.is_some() => {
            if let Some(line) = &mut timeline.whole {
                scroll(line, LONGEST, id);
            }
        }
        _ => {
            scroll(&mut timeline.selected, count, id);
            timeline.whole = timeline.whole.map(|_| 0);
        }
    }
    Vec::new()
}

fn form(id: Id, entry: &Entry) -> Form {
    let line = &entry.line;
    let what = format!("{} {}, by {}", line.at, line.text, line.actor);
    if id == Id::UndoEvent {
        let together = "What was recorded together with it is undone too.".to_owned();
        let question = Question::yes("Undo this event?", vec![what, together]);
        return Form::new(Purpose::UndoEvent(line.id), "Undo an event", vec![question]);
    }
    let kept = "Enter alone: as it is";
    let at = Question::or("at", format!("-5m, 14:05 or a full time; {kept}"), "");
    let at = at.checked(Check::Past).noticing(vec![what]);
    let mut questions = vec![at, Question::or("by", format!("who did it; {kept}"), "")];
    if entry.has_text {
        questions.push(Question::or(
            "words",
            format!("the right words; {kept}"),
            "",
        ));
    }
    questions.push(Question::text("why", "why it is corrected"));
    Form::new(Purpose::Amend(line.id), "Correct an event", questions)
}

/// The command of a confirmed undo.
pub fn undo(event: EventId) -> Vec<Effect> {
    let command = Command::Undo {
        event: Some(event),
        reason: None,
    };
    vec![submit(command, "undone")]
}

/// The command of an answered correction.
pub fn amend(model: &Model, event: EventId, form: &Form) -> Vec<Effect> {
    let given = |label: &str| {
        let place = form.questions.iter().position(|q| q.label == label)?;
        form.given(place)
    };
    let at = given("at").and_then(|text| past(model, &text));
    let command = Command::Amend {
        event,
        occurred_at: at.map(|reported| (reported.at, reported.precision)),
        actor: given("by"),
        text: given("words"),
        reason: given("why").unwrap_or_default(),
    };
    vec![submit(command, "corrected")]
}
