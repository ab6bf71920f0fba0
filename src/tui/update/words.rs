//! Words that go with an incident: notes, acts outside the runbook, updates to
//! stakeholders, follow-ups, who is affected, and the handoff.

use super::super::effect::Effect;
use super::super::form::{Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::snapshot::Snapshot;
use super::super::text::{clock, counted};
use super::submit::stamped;
use super::times::ahead;
use crate::clock::{local_minute, when};
use crate::domain::command::Command;
use crate::domain::id::StepRef;
use crate::domain::runbook::{Risk, Step};
use crate::domain::state::State;
use crate::report::{brief, draft};

const NEXT: &str = "next update";
const AUDIENCE: &str = "audience";
const UPDATE: &str = "update";
const OWNER: &str = "owner";
const DUE: &str = "due";
const FOLLOW_UP: &str = "follow-up";
const USERS: &str = "users";
const SCOPE: &str = "scope";
const SERVICES: &str = "services";

/// Something done that is in no runbook.
pub fn taken(at: StepRef, step: &Step) -> Form {
    let risks = [
        ("change", "change: it alters something"),
        ("read", "read: it only looks"),
        ("disrupt", "disrupt: it breaks something while it lasts"),
    ];
    let options = risks.map(|(id, words)| (id.to_owned(), words.to_owned()));
    let such_as = step
        .run
        .first()
        .map(|run| format!("such as {}; ", run.device));
    let hint = format!(
        "on what; {}Enter alone: not said",
        such_as.unwrap_or_default()
    );
    let on = Question::or("device", hint, "");
    let questions = vec![
        Question::text("done", "what was done, outside the runbook"),
        Question::choice("risk", options.to_vec()),
        on,
        Question::or("rollback", "how to take it back; Enter alone: not said", ""),
    ];
    Form::new(Purpose::Act(at), "An action outside the runbook", questions)
}

fn show(model: &mut Model, form: impl FnOnce(&Model, &Snapshot) -> Form) {
    if let Some(walk) = &model.walk {
        let form = form(model, &walk.snapshot);
        model.overlay = Some(Overlay::Form(form));
    }
}

/// Tells others where it stands.
pub fn update(model: &mut Model) {
    show(model, |model, snapshot| update_form(&snapshot.state, model));
}

/// What others are told. When the next one is due is asked first, because the draft of the
/// text says so.
fn update_form(state: &State, model: &Model) -> Form {
    let last = state.updates.last();
    let before = last.map(|last| format!("last told: {}", last.text));
    let next = Question::or(NEXT, "15m, 14:05; Enter alone: none is promised", "");
    let audience = Question::or(AUDIENCE, "who is told; Enter alone: not said", "");
    let known = last.and_then(|last| last.audience.clone());
    let text = Question::text(UPDATE, "the draft may be changed");
    let questions = vec![
        next.checked(Check::Ahead)
            .noticing(before.into_iter().collect()),
        audience.prefilled(known.unwrap_or_default()),
        text.prefilled(draft(state, model.own_now(), None)),
    ];
    let title = format!("{} update to stakeholders", state.key());
    Form::new(Purpose::Update, title, questions)
}

/// The draft of an update, once it is known when the next one is due.
pub fn draft_after(model: &Model) -> Option<String> {
    let Some(Overlay::Form(form)) = &model.overlay else {
        return None;
    };
    let state = &model.walk.as_ref()?.snapshot.state;
    if form.purpose != Purpose::Update || form.question()?.label != AUDIENCE {
        return None;
    }
    let due = form.given_to(NEXT);
    let due = due.and_then(|due| when::future(&due, model.own_now()).ok());
    Some(draft(state, model.own_now(), due))
}

/// What is left to do after the incident.
pub fn follow_up(model: &mut Model) {
    show(model, |_, snapshot| follow_up_form(&snapshot.state));
}

fn follow_up_form(state: &State) -> Form {
    let due = Question::or(DUE, "2d, a full time; Enter alone: not said", "");
    let questions = vec![
        Question::text(FOLLOW_UP, "what is left to do").noticing(follow_ups(state)),
        Question::or(OWNER, "who does it; Enter alone: not said", ""),
        due.checked(Check::Ahead),
    ];
    let title = format!("{} follow-up", state.key());
    Form::new(Purpose::FollowUp, title, questions)
}

/// The follow-ups so far, a line each.
pub fn follow_ups(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for follow_up in &state.follow_ups {
        let owner = follow_up.owner.iter().map(|owner| format!(", {owner}"));
        let due = follow_up.due.iter();
        let due = due.map(|due| format!(", by {}", local_minute(*due)));
        let more: String = owner.chain(due).collect();
        lines.push(format!("follow-up: {}{more}", follow_up.text));
    }
    lines
}

/// Who and what is affected.
pub fn impact(model: &mut Model) {
    show(model, |_, snapshot| impact_form(snapshot));
}

fn impact_form(snapshot: &Snapshot) -> Form {
    let state = &snapshot.state;
    let known = &state.impact;
    let users = known.users.map(|users| users.to_string());
    let questions = vec![
        Question::or(USERS, "how many, a number; Enter alone: as it is", "")
            .checked(Check::Count)
            .prefilled(users.unwrap_or_default()),
        Question::or(SCOPE, "which, in words; Enter alone: as it is", "")
            .prefilled(known.scope.clone().unwrap_or_default()),
        Question::or(SERVICES, "with commas between; Enter alone: as it is", "")
            .prefilled(known.services.join(", ")),
    ];
    let title = format!("{} who and what is affected", state.key());
    Form::new(Purpose::Impact, title, questions)
}

/// Takes the handoff that is waiting.
pub fn accept(model: &mut Model) {
    let walk = model.walk.as_ref();
    let Some(offered) = walk.and_then(|walk| walk.snapshot.offered.as_ref()) else {
        return model.complain("no handoff waits to be accepted", None);
    };
    let brief = offered.text.lines().map(str::to_owned).collect();
    let question = Question::yes("Take it over?", brief);
    let title = format!("Handed over by {}", offered.by);
    let form = Form::new(Purpose::Accept(offered.event), title, vec![question]);
    model.ask(form);
}

/// Shows the brief for whoever takes over.
pub fn handoff(model: &mut Model) {
    if let Some(walk) = &model.walk {
        let text = brief(&walk.snapshot.state, model.own_now());
        model.overlay = Some(Overlay::Brief { text, scroll: 0 });
    }
}

/// Asks to whom the brief that is shown is handed over.
pub fn record_handoff(model: &mut Model) {
    let Some(Overlay::Brief { text, .. }) = &mut model.overlay else {
        return;
    };
    let purpose = Purpose::Handoff(std::mem::take(text));
    let question = Question::or("to", "who takes over; Enter alone: not said", "");
    let form = Form::new(purpose, "Handoff", vec![question]);
    model.overlay = Some(Overlay::Form(form));
}

/// The commands of an answered form.
pub fn commands(model: &mut Model, form: &Form) -> Vec<Effect> {
    let first = form.answers.first().cloned().unwrap_or_default();
    let ahead = |label| ahead(model, &form.given_to(label)?);
    let (command, said) = match &form.purpose {
        Purpose::Note(step) => {
            let step = Some(step.clone());
            (Command::AddNote { text: first, step }, "noted".to_owned())
        }
        Purpose::Act(step) => {
            let act = Command::TakeAction {
                text: first,
                device: form.given_to("device"),
                risk: match form.given_to("risk").as_deref() {
                    Some("read") => Risk::Read,
                    Some("disrupt") => Risk::Disrupt,
                    _ => Risk::Change,
                },
                rollback: form.given_to("rollback"),
                step: Some(step.clone()),
            };
            (act, "action recorded".to_owned())
        }
        Purpose::Update => {
            let next_due = ahead(NEXT);
            let update = Command::SendUpdate {
                text: form.given_to(UPDATE).unwrap_or_default(),
                audience: form.given_to(AUDIENCE),
                next_due,
            };
            let due = next_due.map(|due| format!(", next in {}", clock(due.since(model.now))));
            (
                update,
                format!("update recorded{}", due.unwrap_or_default()),
            )
        }
        Purpose::FollowUp => {
            let follow_up = Command::AddFollowUp {
                text: first,
                owner: form.given_to(OWNER),
                due: ahead(DUE),
            };
            (follow_up, "follow-up recorded".to_owned())
        }
        Purpose::Impact => match impact_set(form) {
            Some(set) => set,
            None => {
                model.leave_form();
                model.say("who is affected stays as it was");
                return Vec::new();
            }
        },
        Purpose::Accept(event) => {
            let event = Some(*event);
            let said = "handoff accepted: it is yours now".to_owned();
            (Command::AcceptHandoff { event }, said)
        }
        Purpose::Handoff(brief) => {
            let to = form.given(0);
            let said = match &to {
                Some(to) => format!("handoff to {to} recorded"),
                None => "handoff recorded".to_owned(),
            };
            let text = brief.clone();
            (Command::RecordHandoff { to, text }, said)
        }
        _ => return Vec::new(),
    };
    stamped(model, command, said, false)
}

fn impact_set(form: &Form) -> Option<(Command, String)> {
    let users: Option<u64> = form.given_to(USERS).and_then(|n| n.trim().parse().ok());
    let scope = form.given_to(SCOPE);
    let services = form.given_to(SERVICES).map(|named| {
        let names = named.split(',').map(str::trim).filter(|n| !n.is_empty());
        names.map(str::to_owned).collect::<Vec<_>>()
    });
    let said = match (users, &scope, &services) {
        (Some(users), ..) => format!("{} affected", counted(users, "user")),
        (None, Some(scope), _) => format!("affected: {scope}"),
        (None, None, Some(services)) => format!("affected: {}", services.join(", ")),
        (None, None, None) => return None,
    };
    let set = Command::SetImpact {
        users,
        scope,
        services,
    };
    Some((set, said))
}
