//! Whether an action can be done now, or why not. Footer, palette and `act` all ask here,
//! and what is shown as possible is what is possible. Absent from here: rules of its own.
//! The domain is asked whatever it knows; the rest is about what the screen shows.

use super::super::action::{Id, is_move, rows};
use super::super::form::Ask;
use super::super::hints;
use super::super::model::{Model, Overlay, Walk, Why};
use super::super::place::Places;
use super::acts::probe;
use crate::domain::checklist::{Applies, StepState};
use crate::domain::decide::unresolved;
use crate::domain::event::{Event, Payload};
use crate::domain::id::StepRef;
use crate::domain::legal;
use crate::domain::refusal::Refusal;
use crate::domain::runbook::{Risk, Step};
use crate::domain::state::{Attachment, Status};
use crate::domain::time::{Precision, TimeSource};

impl From<Refusal> for Why {
    fn from(refused: Refusal) -> Self {
        let hint = hints::refusal(&refused);
        let text = refused.to_string();
        Self { text, hint }
    }
}

fn no(text: impl Into<String>, hint: &str) -> Result<(), Why> {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    let text = text.into();
    Err(Why { text, hint })
}

/// Whether an action can be done at a place. The palette asks for the place below it.
pub fn availability(model: &Model, at: Places, id: Id) -> Result<(), Why> {
    let on_top = model.overlay.as_ref();
    let over = match on_top {
        Some(Overlay::Palette(finder)) if at != Places::PALETTE => finder.under.as_deref(),
        other => other,
    };
    // The palette leads from the search box into the list, which is on the same screen.
    let home = Places::SEARCH.and(Places::LIST);
    let reach = if at.meets(home) { home } else { at };
    if !rows(id).any(|row| row.at.meets(reach)) {
        return elsewhere(id);
    }
    if model.read_only && records(id) {
        return no("the journal is read-only: nothing can be recorded", "");
    }
    match over {
        Some(Overlay::Form(form)) => {
            let is_yes = form.question().is_some_and(|q| q.ask == Ask::Yes);
            match id {
                Id::Confirm if is_yes => no("Enter does not answer this", "y does, Esc cancels"),
                _ => Ok(()),
            }
        }
        Some(_) => Ok(()),
        None if at == Places::WALK => match &model.walk {
            Some(walk) => on_walk(model, walk, id),
            None => no("no incident is open here", ""),
        },
        None => Ok(()),
    }
}

/// What to say of an action that belongs to other places.
fn elsewhere(id: Id) -> Result<(), Why> {
    let mut places: Vec<&str> = Vec::new();
    for place in Places::EVERY.iter().copied() {
        let is_there = rows(id).any(|row| row.at.meets(place));
        let name = match place {
            Places::SEARCH | Places::LIST => "the home screen",
            Places::WALK => "the walk",
            other => other.name(),
        };
        if is_there && !places.contains(&name) {
            places.push(name);
        }
    }
    match places[..] {
        [one] => no(
            format!("only on {one}").replace("on the list", "in the list"),
            "",
        ),
        [one, two] => no(format!("only on {one} and {two}"), ""),
        _ => no("not here", ""),
    }
}

/// Whether an action writes into the journal.
fn records(id: Id) -> bool {
    let only_looks = matches!(
        id,
        Id::Show
            | Id::Open
            | Id::Timeline
            | Id::Changes
            | Id::Handoff
            | Id::Export
            | Id::Help
            | Id::Leave
            | Id::Suspend
    );
    !only_looks && !is_move(id)
}

fn on_walk(model: &Model, walk: &Walk, id: Id) -> Result<(), Why> {
    let state = &walk.snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
    if let Some(payload) = of_incident(id, status) {
        let event = Event {
            occurred_at: model.now,
            time_source: TimeSource::Clock,
            precision: Precision::Millisecond,
            runbook: None,
            step: None,
            payload,
        };
        if let Err(illegal) = legal::allowed(state, &event) {
            let mut why = Why::from(Refusal::from(illegal));
            let hint = match (id, status) {
                (Id::Close, _) if status.is_unfinished() => "resolve it first (R)",
                (Id::ReturnImpact, Status::Open) => "nobody has called it mitigated (m)",
                (Id::Resume, Status::Open | Status::Mitigated) => "nobody holds it (H)",
                _ => return Err(why),
            };
            why.hint = Some(hint.to_owned());
            return Err(why);
        }
    }
    match id {
        Id::Resolve => match unresolved(state) {
            open if open.is_empty() => Ok(()),
            open => Err(Refusal::NotResolvable { open }.into()),
        },
        Id::Changes if state.changes_in_force().next().is_none() => no(
            "no change is in force",
            "a records an action, B lists what it changed",
        ),
        Id::Cause if walk.snapshot.causes.is_empty() => no("its runbooks name no causes", ""),
        Id::Variables => {
            let mut books = state.in_use().filter_map(|a| a.runbook.as_deref());
            match books.any(|book| !book.variables.is_empty()) {
                true => Ok(()),
                false => no("its runbooks have no variables", ""),
            }
        }
        _ if wants_step(id) => {
            let here = walk.step().and_then(|at| Some((at, state.step(at)?)));
            match here {
                Some((at, (attachment, step))) => of_step(model, walk, id, at, attachment, step),
                None => no("no step is selected", "j and k move"),
            }
        }
        _ => Ok(()),
    }
}

/// The event that an action on the incident would yield, empty.
fn of_incident(id: Id, status: Status) -> Option<Payload> {
    let text = String::new;
    Some(match id {
        Id::Mitigate if status == Status::Mitigated => Payload::ImpactReturned { reason: None },
        Id::Mitigate => Payload::Mitigated {},
        Id::ReturnImpact => Payload::ImpactReturned { reason: None },
        Id::Resolve => Payload::Resolved {
            cause: None,
            contributing: Vec::new(),
            summary: None,
            owner: None,
        },
        Id::Close => Payload::Closed { reason: None },
        Id::ReopenIncident => Payload::Reopened { reason: text() },
        Id::Hold => Payload::Held {
            reason: None,
            waiting_on: None,
        },
        Id::Resume => Payload::Resumed {},
        Id::Cancel => Payload::Cancelled {
            reason: None,
            duplicate_of: None,
        },
        Id::Severity => Payload::SeveritySet { severity: None },
        Id::Title => Payload::TitleSet { title: text() },
        Id::Impact => Payload::ImpactSet {
            users: None,
            scope: None,
            services: Vec::new(),
        },
        Id::Variables => Payload::VariableSet {
            name: text(),
            value: text(),
        },
        Id::Act => Payload::ActionTaken {
            text: text(),
            device: None,
            risk: Risk::Read,
            rollback: None,
        },
        _ => return None,
    })
}

/// Whether an action is about the step with the focus.
fn wants_step(id: Id) -> bool {
    let unprobed = matches!(
        id,
        Id::StartStep | Id::Done | Id::Answer | Id::Note | Id::Act
    );
    unprobed || probe(id).is_some()
}

fn of_step(
    model: &Model,
    walk: &Walk,
    id: Id,
    at: &StepRef,
    attachment: &Attachment,
    step: &Step,
) -> Result<(), Why> {
    let state = &walk.snapshot.state;
    let seen = attachment.state_of(step);
    let number = &step.number;
    let payload = match id {
        Id::StartStep => Some(Payload::StepStarted { auto: false }),
        Id::Done | Id::Answer => Some(Payload::StepCompleted {
            observed: None,
            answer: None,
            approved_by: None,
            confirm: None,
        }),
        Id::Block if seen == StepState::Blocked => Some(Payload::StepUnblocked {}),
        _ => probe(id),
    };
    let Some(payload) = payload else {
        return Ok(());
    };
    let event = Event {
        occurred_at: model.now,
        time_source: TimeSource::Clock,
        precision: Precision::Millisecond,
        runbook: Some(at.runbook.clone()),
        step: Some(at.step.clone()),
        payload,
    };
    if let Err(illegal) = legal::allowed(state, &event) {
        let excluded = seen == StepState::Na && attachment.applies(step) == Applies::No;
        return match illegal {
            legal::Illegal::Step { .. } if excluded => {
                Err(Refusal::DoesNotApply(number.clone()).into())
            }
            legal::Illegal::Step { state, .. } => Err(Why {
                text: format!("step {number} is {state}"),
                hint: hints::illegal(&illegal),
            }),
            other => Err(Refusal::from(other).into()),
        };
    }
    let critical = |what| {
        let (step, hint) = (number.clone(), String::new());
        Err(Refusal::Critical { step, what, hint }.into())
    };
    let mine = attachment.steps.get(&step.id).is_some_and(|progress| {
        progress.state == StepState::Done && progress.actors.contains(&model.actor)
    });
    match id {
        Id::Done | Id::Answer if mine => no(
            format!("step {number} is done"),
            "o reopens it, with a reason",
        ),
        Id::Answer if step.answers.is_empty() => no(
            format!("step {number} has no answers to choose from"),
            "Space says that it is done",
        ),
        Id::Copy | Id::CopyWhich if step.run.is_empty() => {
            no(format!("step {number} runs nothing to copy"), "")
        }
        Id::NotApplicable if step.critical => critical("marked as not applicable"),
        Id::Defer if step.critical => critical("deferred"),
        _ => Ok(()),
    }
}
