//! Marks of the incident as a whole: from an action to a command, or to the questions before it.

use super::super::effect::Effect;
use super::super::form::{Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::snapshot::Snapshot;
use super::asking::ask;
use super::submit::stamped;
use super::{resolution, words};
use crate::domain::command::{CLOSING_REASON, Command};
use crate::domain::id::IncidentId;
use crate::domain::state::Status;

fn status(model: &Model) -> Status {
    let status = model.walk.as_ref().and_then(|w| w.snapshot.state.status);
    status.unwrap_or(Status::Open)
}

/// Takes back the latest act.
pub fn undo(_: &mut Model) -> Vec<Effect> {
    let undo = Command::Undo {
        event: None,
        reason: None,
    };
    vec![Effect::Submit {
        command: undo,
        at: None,
        said: "undone".to_owned(),
        follow: true,
    }]
}

/// Users are no longer affected, or the impact is back.
pub fn mitigate(model: &mut Model) -> Vec<Effect> {
    if status(model) == Status::Mitigated {
        ask_returned(model, "the impact is back; Enter alone: no reason");
        return Vec::new();
    }
    stamped(model, Command::Mitigate, "mitigated".to_owned(), false)
}

/// The impact is back.
pub fn return_impact(model: &mut Model) {
    ask_returned(model, "Enter alone: no reason");
}

fn ask_returned(model: &mut Model, hint: &str) {
    let question = Question::or("why", hint, "");
    ask(
        model,
        Purpose::ReturnImpact,
        "impact returned",
        vec![question],
    );
}

/// Somebody looks after it.
pub fn acknowledge(model: &mut Model) -> Vec<Effect> {
    let said = "acknowledged".to_owned();
    stamped(model, Command::Acknowledge, said, false)
}

const WHEN: &str = "-5m, 14:05 or a full time; Enter alone: now";

/// When the trouble began to hurt users.
pub fn impact_started(model: &mut Model) {
    let question = Question::or("impact began", WHEN, "").checked(Check::Past);
    ask(
        model,
        Purpose::ImpactStarted,
        "impact started",
        vec![question],
    );
}

/// When the next act happened.
pub fn happened_at(model: &mut Model) {
    let question = Question::or("at", WHEN, "").checked(Check::Past);
    ask(
        model,
        Purpose::HappenedAt,
        "the next act happened",
        vec![question],
    );
}

/// Nothing is left to do.
pub fn close(model: &mut Model) {
    let status = status(model);
    let form = model
        .walk
        .as_ref()
        .and_then(|w| closing(&w.snapshot, status));
    // There is none where the action is not available, and then nobody comes here.
    if let Some(form) = form {
        model.overlay = Some(Overlay::Form(form));
    }
}

/// It was not over.
pub fn reopen(model: &mut Model) {
    let question = Question::text("why", "why it was not over");
    ask(model, Purpose::ReopenIncident, "reopen", vec![question]);
}

/// Nobody can work on it now.
pub fn hold(model: &mut Model) {
    let on = Question::or("waiting on", "whom or what; Enter alone: not said", "");
    let why = Question::or("reason", "why; Enter alone: not said", "");
    ask(model, Purpose::Hold, "hold", vec![on, why]);
}

/// The hold is over.
pub fn resume(model: &mut Model) -> Vec<Effect> {
    stamped(model, Command::Resume, "work resumed".to_owned(), true)
}

/// A false alarm or a duplicate: which it may repeat has to be known first.
pub fn cancel(_: &mut Model) -> Vec<Effect> {
    vec![Effect::AskCancel]
}

/// Asks why an incident is cancelled, and which it repeats.
pub fn ask_cancel(model: &mut Model, mut known: Vec<(String, IncidentId)>) {
    let Some(walk) = &model.walk else {
        return;
    };
    let state = &walk.snapshot.state;
    known.retain(|(_, id)| Some(*id) != state.id);
    let notice = vec!["It then counts in no metric.".to_owned()];
    let hint = "the key of another incident, if it repeats that; Enter alone: it does not";
    let questions = vec![
        Question::text("why", "a false alarm, or a duplicate"),
        Question::or("duplicate of", hint, "").checked(Check::Incident),
        Question::yes("Cancel the incident?", notice),
    ];
    let title = format!("{} cancel", state.key());
    let form = Form::new(Purpose::Cancel(known), title, questions);
    model.overlay = Some(Overlay::Form(form));
}

/// The incident that a key names.
pub fn named(known: &[(String, IncidentId)], key: &str) -> Option<IncidentId> {
    let key = key.trim().to_uppercase();
    let same = |known: &str| known == key || known.strip_prefix("INC-") == Some(&key);
    known
        .iter()
        .find(|(known, _)| same(known))
        .map(|(_, id)| *id)
}

fn closing(snapshot: &Snapshot, status: Status) -> Option<Form> {
    let (reason, ended) = match status {
        Status::Resolved => (CLOSING_REASON, true),
        _ => ("not needed after backing out", status == Status::BackedOut),
    };
    if !ended {
        return None;
    }
    let state = &snapshot.state;
    let left = snapshot.rows.iter();
    let left = left.filter(|row| row.step.is_some() && !row.aside && !row.state.is_ended());
    let count = left.count();
    let notice = match count {
        0 => Vec::new(),
        1 => vec!["1 step was not reached.".to_owned()],
        _ => vec![format!("{count} steps were not reached.")],
    };
    let mut notice = notice;
    notice.extend(resolution::still_in_force(state));
    notice.extend(words::follow_ups(state));
    let hint = "for all steps that were not reached";
    let questions = vec![
        Question::or("reason", hint, "").prefilled(reason),
        Question::yes(format!("Close {}?", state.key()), notice),
    ];
    Some(Form::new(
        Purpose::Close,
        format!("Close {}", state.key()),
        questions,
    ))
}
