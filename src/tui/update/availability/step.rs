//! What can be done with the step with the focus. The event that an act would yield, empty, is
//! held against the rules.

use super::super::super::action::ActionId;
use super::super::super::hints;
use super::super::super::model::{Model, Why};
use super::super::super::places::Places;
use super::{Over, event, incident, no, refused};
use crate::domain::checklist::{Applies, StepState};
use crate::domain::event::Payload;
use crate::domain::id::StepRef;
use crate::domain::legal;
use crate::domain::refusal::{Passing, Refusal};
use crate::domain::runbook::Step;
use crate::domain::state::{Attachment, State, Status};

/// The step with the focus.
struct Here<'a> {
    at: &'a StepRef,
    attachment: &'a Attachment,
    step: &'a Step,
    number: String,
}

fn here(model: &Model) -> Result<Here<'_>, Why> {
    let walk = model.walk.as_ref();
    let found = walk.and_then(|walk| {
        let (at, state) = (walk.step()?, &walk.snapshot.state);
        let (attachment, step) = state.step(at)?;
        let number = state.number_of(at);
        Some(Here {
            at,
            attachment,
            step,
            number,
        })
    });
    found.ok_or_else(|| Why {
        text: "no step is selected".to_owned(),
        hint: Some(hints::moving(&model.keys)),
        leads_to: None,
    })
}

/// The step with the focus, if an event may happen to it.
fn may(model: &Model, payload: Payload) -> Result<Here<'_>, Why> {
    let here = here(model)?;
    let Some(walk) = &model.walk else {
        return Ok(here);
    };
    let event = event(model, Some(here.at), payload);
    match legal::allowed(&walk.snapshot.state, &event) {
        Ok(()) => Ok(here),
        Err(illegal) => Err(barred(model, &here, illegal)),
    }
}

/// Why something may not happen to a step.
fn barred(model: &Model, here: &Here<'_>, illegal: legal::Illegal) -> Why {
    let seen = here.attachment.state_of(here.step);
    let excluded = seen == StepState::Na && here.attachment.applies(here.step) == Applies::No;
    match illegal {
        legal::Illegal::Step { .. } if excluded => {
            refused(model, Refusal::DoesNotApply(here.number.clone()))
        }
        legal::Illegal::Step { state, .. } => Why {
            text: format!("step {} is {state}", here.number),
            hint: hints::illegal(&illegal, &model.keys),
            leads_to: None,
        },
        other => refused(model, other),
    }
}

macro_rules! may {
    ($($name:ident: $payload:expr;)*) => {
        $(#[doc = "Whether the rules let it happen to the step."]
        pub fn $name(model: &Model, _: Over) -> Result<(), Why> {
            may(model, $payload).map(drop)
        })*
    };
}

may! {
    start: Payload::StepStarted { auto: false };
    fail: Payload::StepFailed { observed: String::new() };
    inconclusive: Payload::StepInconclusive { reason: String::new() };
    skip: Payload::StepSkipped { reason: String::new(), r#override: false };
    reopen: Payload::StepReopened { reason: String::new() };
}

/// Writing about it: it only has to be there.
pub fn note(model: &Model, _: Over) -> Result<(), Why> {
    here(model).map(drop)
}

/// Recording something done outside the runbook.
pub fn act_outside(model: &Model, over: Over) -> Result<(), Why> {
    incident::act_outside(model, over)?;
    here(model).map(drop)
}

/// Waiting on somebody, or no longer.
pub fn block(model: &Model, _: Over) -> Result<(), Why> {
    let Here {
        attachment, step, ..
    } = here(model)?;
    let payload = match attachment.state_of(step) {
        StepState::Blocked => Payload::StepUnblocked {},
        _ => Payload::StepBlocked {
            waiting_on: String::new(),
            reason: None,
        },
    };
    may(model, payload).map(drop)
}

fn completed(model: &Model) -> Result<Here<'_>, Why> {
    let payload = Payload::StepCompleted {
        observed: None,
        answer: None,
        approved_by: None,
        confirm: None,
    };
    let here = may(model, payload)?;
    let progress = here.attachment.steps.get(&here.step.id);
    let mine = progress.is_some_and(|progress| {
        progress.state == StepState::Done && progress.actors.contains(&model.actor)
    });
    if mine {
        let key = model.keys.press(ActionId::Reopen, Places::WALK);
        no(
            format!("step {} is done", here.number),
            format!("{key} reopens it, with a reason"),
        )?;
    }
    Ok(here)
}

/// Completing it.
pub fn done(model: &Model, _: Over) -> Result<(), Why> {
    completed(model).map(drop)
}

/// Answering its question by number.
pub fn answer(model: &Model, _: Over) -> Result<(), Why> {
    let here = completed(model)?;
    if !here.step.answers.is_empty() {
        return Ok(());
    }
    let key = model.keys.press(ActionId::Done, Places::WALK);
    no(
        format!("step {} has no answers to choose from", here.number),
        format!("{key} says that it is done"),
    )
}

/// Copying what it runs. An incident that takes no acts still shows its commands: then the copy is
/// not recorded.
pub fn copy(model: &Model, _: Over) -> Result<(), Why> {
    let here = here(model)?;
    let copied = event(model, Some(here.at), Payload::RunCopied { index: 1 });
    let walk = model.walk.as_ref();
    let illegal = walk.and_then(|walk| legal::allowed(&walk.snapshot.state, &copied).err());
    if let Some(illegal) = illegal
        && (model.read_only || !matches!(illegal, legal::Illegal::Incident(_)))
    {
        return Err(barred(model, &here, illegal));
    }
    match here.step.run.is_empty() {
        true => no(format!("step {} runs nothing to copy", here.number), ""),
        false => Ok(()),
    }
}

fn uncritical(model: &Model, here: Here<'_>, passing: Passing) -> Result<(), Why> {
    if !here.step.critical {
        return Ok(());
    }
    let (step, id) = (here.number, here.at.step.to_string());
    Err(refused(model, Refusal::Critical { step, id, passing }))
}

/// That it does not apply.
pub fn not_applicable(model: &Model, _: Over) -> Result<(), Why> {
    let reason = String::new();
    let here = may(model, Payload::StepMarkedNa { reason })?;
    uncritical(model, here, Passing::NotApplicable)
}

/// Leaving it to somebody.
pub fn defer(model: &Model, _: Over) -> Result<(), Why> {
    let payload = Payload::StepDeferred {
        owner: String::new(),
        due: None,
        reason: None,
    };
    let here = may(model, payload)?;
    uncritical(model, here, Passing::Defer)
}

/// Whether turning back is near at hand: a critical check of planned work failed.
pub fn is_turning(state: &State) -> bool {
    let unfinished = state.status.is_some_and(Status::is_unfinished);
    let mut failed = state.steps_in(StepState::Failed).into_iter();
    unfinished && failed.any(|at| state.stops_at(&at))
}
