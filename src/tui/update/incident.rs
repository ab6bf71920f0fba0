//! From an action on the incident as a whole to a command, or to the questions before it.

use super::super::action::Id;
use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::snapshot::Snapshot;
use super::{attach, commands, resolution, turning_back, words};
use crate::domain::command::{CLOSING_REASON, Command};
use crate::domain::event::Severity;
use crate::domain::id::IncidentId;
use crate::domain::state::Status;
use crate::report::brief;

/// Carries out an action on the incident. `None` if the action is about a step.
pub fn act(model: &mut Model, id: Id) -> Option<Vec<Effect>> {
    let walk = model.walk.as_ref()?;
    let snapshot = &walk.snapshot;
    let state = &snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
    let key = state.key();
    let ask = |purpose, title: &str, question| {
        Some(Form::new(purpose, format!("{key} {title}"), vec![question]))
    };
    let form = match id {
        Id::Undo => {
            let undo = Command::Undo {
                event: None,
                reason: None,
            };
            return Some(vec![Effect::Incident(IncidentEffect::Submit {
                command: undo,
                at: None,
                said: "undone".to_owned(),
                follow: true,
            })]);
        }
        Id::Variables => {
            model.overlay = Some(Overlay::Variables { selected: 0 });
            return Some(Vec::new());
        }
        Id::Mitigate if status == Status::Mitigated => {
            let question = Question::or("why", "the impact is back; Enter alone: no reason", "");
            ask(Purpose::ReturnImpact, "impact returned", question)
        }
        Id::ReturnImpact => {
            let question = Question::or("why", "Enter alone: no reason", "");
            ask(Purpose::ReturnImpact, "impact returned", question)
        }
        Id::Mitigate => {
            return Some(commands::stamped(
                model,
                Command::Mitigate,
                "mitigated".to_owned(),
                false,
            ));
        }
        Id::Acknowledge => {
            let said = "acknowledged".to_owned();
            return Some(commands::stamped(model, Command::Acknowledge, said, false));
        }
        Id::ImpactStarted => {
            let hint = "-5m, 14:05 or a full time; Enter alone: now";
            ask(
                Purpose::ImpactStarted,
                "impact started",
                Question::or("impact began", hint, "").checked(Check::Past),
            )
        }
        Id::Resolve => resolution::form(snapshot, status),
        Id::Close => close(snapshot, status),
        Id::ReopenIncident => {
            let question = Question::text("why", "why it was not over");
            ask(Purpose::ReopenIncident, "reopen", question)
        }
        Id::Hold => {
            let on = Question::or("waiting on", "whom or what; Enter alone: not said", "");
            let why = Question::or("reason", "why; Enter alone: not said", "");
            Some(Form::new(
                Purpose::Hold,
                format!("{key} hold"),
                vec![on, why],
            ))
        }
        Id::Resume => {
            let said = "work resumed".to_owned();
            return Some(commands::stamped(model, Command::Resume, said, true));
        }
        Id::Cancel if status.is_unfinished() => {
            return Some(vec![Effect::Incident(IncidentEffect::AskCancel)]);
        }
        Id::Cancel => None,
        Id::BackOut => Some(turning_back::form(state)),
        Id::Update => Some(words::update(state, model)),
        Id::FollowUp => Some(words::follow_up(state)),
        Id::Accept => return Some(words::accept(model)),
        Id::Attach => {
            attach::open(model);
            return Some(Vec::new());
        }
        Id::Severity => {
            let all = [
                Severity::Sev1,
                Severity::Sev2,
                Severity::Sev3,
                Severity::Sev4,
            ];
            let options = all.map(|s| (s.word().to_owned(), s.word().to_owned()));
            ask(
                Purpose::Severity,
                "severity",
                Question::choice("severity", options.to_vec()),
            )
        }
        Id::Impact => Some(words::impact(snapshot)),
        Id::Title => {
            let mut question = Question::text("title", "in one line");
            question.prefill = state.title.clone();
            ask(Purpose::Title, "title", question)
        }
        Id::Ticket => {
            let mut question = Question::text("ticket", "its id, or its address");
            let linked: Vec<&str> = state.references().collect();
            if !linked.is_empty() {
                question.notice = vec![format!("linked: {}", linked.join(", "))];
            }
            ask(Purpose::Ticket, "ticket", question)
        }
        Id::Handoff => {
            let text = brief(state, model.own_now());
            model.overlay = Some(Overlay::Brief { text, scroll: 0 });
            return Some(Vec::new());
        }
        Id::HappenedAt => {
            let hint = "-5m, 14:05 or a full time; Enter alone: now";
            ask(
                Purpose::HappenedAt,
                "the next act happened",
                Question::or("at", hint, "").checked(Check::Past),
            )
        }
        _ => return None,
    };
    // There is none where the action is not available, and then nobody comes here.
    if let Some(form) = form {
        model.overlay = Some(Overlay::Form(form));
    }
    Some(Vec::new())
}

/// Asks why an incident is cancelled, and which it repeats.
pub fn cancel(model: &mut Model, mut known: Vec<(String, IncidentId)>) {
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

fn close(snapshot: &Snapshot, status: Status) -> Option<Form> {
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
