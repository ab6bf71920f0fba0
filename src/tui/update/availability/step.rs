//! What can be done with the step with the focus.

use super::super::super::action::Id;
use super::super::super::hints;
use super::super::super::model::{Model, Walk, Why};
use super::super::super::place::Places;
use super::super::acts::probe;
use super::{event, no, refused};
use crate::domain::checklist::{Applies, StepState};
use crate::domain::event::Payload;
use crate::domain::id::StepRef;
use crate::domain::legal;
use crate::domain::refusal::{Passing, Refusal};
use crate::domain::runbook::Step;
use crate::domain::state::{Attachment, State, Status};

/// Whether an action is about the step with the focus.
pub fn wants_step(id: Id) -> bool {
    let unprobed = matches!(
        id,
        Id::StartStep | Id::Done | Id::Answer | Id::Note | Id::Act
    );
    unprobed || probe(id).is_some()
}

/// Whether an action on a step can be done.
pub fn of_step(
    model: &Model,
    walk: &Walk,
    id: Id,
    at: &StepRef,
    attachment: &Attachment,
    step: &Step,
) -> Result<(), Why> {
    let state = &walk.snapshot.state;
    let seen = attachment.state_of(step);
    let number = state.number_of(at);
    let key = |id| model.keys.press(id, Places::WALK);
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
    // An incident that takes no acts still shows its commands: then the copy is not recorded.
    let copies = matches!(id, Id::Copy | Id::CopyWhich);
    let may_copy = |illegal: &legal::Illegal| {
        copies && matches!(illegal, legal::Illegal::Incident(_)) && !model.read_only
    };
    let legal = legal::allowed(state, &event(model, Some(at), payload));
    if let Some(illegal) = legal.err().filter(|illegal| !may_copy(illegal)) {
        let excluded = seen == StepState::Na && attachment.applies(step) == Applies::No;
        return match illegal {
            legal::Illegal::Step { .. } if excluded => {
                Err(refused(model, Refusal::DoesNotApply(number.clone())))
            }
            legal::Illegal::Step { state, .. } => Err(Why {
                text: format!("step {number} is {state}"),
                hint: hints::illegal(&illegal, &model.keys),
                leads_to: None,
            }),
            other => Err(refused(model, other)),
        };
    }
    let critical = |passing| {
        let (step, id) = (number.clone(), at.step.to_string());
        Err(refused(model, Refusal::Critical { step, id, passing }))
    };
    let mine = attachment.steps.get(&step.id).is_some_and(|progress| {
        progress.state == StepState::Done && progress.actors.contains(&model.actor)
    });
    match id {
        Id::Done | Id::Answer if mine => no(
            format!("step {number} is done"),
            format!("{} reopens it, with a reason", key(Id::Reopen)),
        ),
        Id::Answer if step.answers.is_empty() => no(
            format!("step {number} has no answers to choose from"),
            format!("{} says that it is done", key(Id::Done)),
        ),
        Id::Copy | Id::CopyWhich if step.run.is_empty() => {
            no(format!("step {number} runs nothing to copy"), "")
        }
        Id::NotApplicable if step.critical => critical(Passing::NotApplicable),
        Id::Defer if step.critical => critical(Passing::Defer),
        _ => Ok(()),
    }
}

/// Whether turning back is near at hand: a critical check of planned work failed.
pub fn is_turning(state: &State) -> bool {
    let unfinished = state.status.is_some_and(Status::is_unfinished);
    let mut failed = state.steps_in(StepState::Failed).into_iter();
    unfinished && failed.any(|at| state.stops_at(&at))
}
