//! The one table of what may happen when: it serves `decide`, which adds reasons and
//! time, and `apply`, which leaves an event without effect when the table forbids it.

use super::checklist::{StepAct, StepState, allowed as step_allowed};
use super::event::{Event, Mode, Payload};
use super::id::{CauseId, StepRef};
use super::state::{Change, State, Status};

/// Why an event cannot happen now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// There is no such incident yet.
    #[error("the incident has not been opened")]
    NotOpened,
    /// There is one already.
    #[error("the incident is already open")]
    AlreadyOpened,
    /// The incident's state forbids it.
    #[error("the incident is {}", .0.word())]
    Incident(Status),
    /// No attached runbook has this step.
    #[error("no attached runbook has the step {0}")]
    NoSuchStep(String),
    /// It goes on as another incident.
    #[error("the incident was joined into another one, {0}")]
    Joined(String),
    /// Only planned work is backed out.
    #[error("only planned work is backed out, and this is mode {0}")]
    NotPlanned(&'static str),
    /// The step's state forbids it.
    #[error("step {step} is {state}")]
    Step {
        /// The step.
        step: StepRef,
        /// Where it stands.
        state: StepState,
    },
    /// Its runbook was set aside.
    #[error("runbook {0} was set aside")]
    SetAside(String),
    /// The runbook is attached already.
    #[error("runbook {0} is already attached")]
    Attached(String),
    /// The runbook is not attached.
    #[error("runbook {0} is not attached")]
    NotAttached(String),
    /// There is no such change in force.
    #[error("{0} is not a change in force")]
    NotInForce(String),
    /// There is no such cause.
    #[error("no attached runbook has the cause {0}")]
    NoSuchCause(String),
    /// There is no such handoff waiting.
    #[error("there is no handoff {0} to accept")]
    NoSuchHandoff(String),
}

/// The step act that a payload is, if it is one.
pub fn step_act(payload: &Payload) -> Option<StepAct> {
    Some(match payload {
        Payload::StepStarted { auto } => StepAct::Start { auto: *auto },
        Payload::StepReleased {} => StepAct::Release,
        Payload::StepCompleted { .. } => StepAct::Complete,
        Payload::StepFailed { .. } => StepAct::Fail,
        Payload::StepInconclusive { .. } => StepAct::Inconclusive,
        Payload::StepSkipped { .. } => StepAct::Skip,
        Payload::StepMarkedNa { .. } => StepAct::MarkNa,
        Payload::StepBlocked { .. } => StepAct::Block,
        Payload::StepUnblocked {} => StepAct::Unblock,
        Payload::StepDeferred { .. } => StepAct::Defer,
        Payload::StepReopened { .. } => StepAct::Reopen,
        _ => return None,
    })
}

/// Whether the event may happen to an incident in this state.
pub fn allowed(state: &State, event: &Event) -> Result<(), Illegal> {
    let Some(status) = state.status else {
        return match event.payload {
            Payload::IncidentOpened { .. } => Ok(()),
            _ => Err(Illegal::NotOpened),
        };
    };
    by_status(status, &event.payload)?;
    if let Some(into) = state.joined_into
        && !outlives_joining(&event.payload)
    {
        return Err(Illegal::Joined(into.to_string()));
    }
    match &event.payload {
        Payload::BackedOut { .. } if state.mode() != Mode::Change => {
            Err(Illegal::NotPlanned(state.mode().word()))
        }
        Payload::EvidencePinned {
            cause: Some(cause), ..
        } => known_cause(state, event, cause),
        Payload::RunbookAttached { id, .. } => match state.attachment(id) {
            Some(attachment) if attachment.set_aside.is_none() => {
                Err(Illegal::Attached(id.to_string()))
            }
            _ => Ok(()),
        },
        Payload::RunbookSetAside { .. } => {
            let attached = event.runbook.as_ref();
            match attached.and_then(|id| state.attachment(id)) {
                Some(attachment) if attachment.set_aside.is_none() => Ok(()),
                _ => Err(Illegal::NotAttached(name(attached))),
            }
        }
        Payload::CauseJudged { cause, .. } => known_cause(state, event, cause),
        Payload::ActionReverted { event: act, .. } => in_force(
            state,
            |c| c.event == *act && c.step.is_none(),
            || act.short(),
        ),
        Payload::StepReverted { .. } => {
            let at = step_of(event)?;
            in_force(state, |c| c.step.as_ref() == Some(&at), || at.to_string())
        }
        Payload::HandoffAccepted { event: handoff } => state
            .handoffs
            .iter()
            .any(|h| h.event == *handoff && h.accepted_at.is_none())
            .then_some(())
            .ok_or_else(|| Illegal::NoSuchHandoff(handoff.short())),
        Payload::RunCopied { .. } => known_step(state, event).map(|_| ()),
        payload => match step_act(payload) {
            Some(act) => step(state, event, act),
            None => Ok(()),
        },
    }
}

/// What is still recorded in an incident that was joined into another one: words, facts,
/// what takes a change back, and what takes the joining back.
fn outlives_joining(payload: &Payload) -> bool {
    payload.is_fact()
        || matches!(
            payload,
            Payload::NoteAdded { .. }
                | Payload::FollowUpAdded { .. }
                | Payload::StepReleased {}
                | Payload::StepReverted { .. }
                | Payload::ActionReverted { .. }
                | Payload::ExternalLinked { .. }
                | Payload::EntryRetracted { .. }
                | Payload::EntryAmended { .. }
                | Payload::ClockJumped { .. }
        )
}

fn known_cause(state: &State, event: &Event, cause: &CauseId) -> Result<(), Illegal> {
    let known = event
        .runbook
        .as_ref()
        .and_then(|id| state.attachment(id)?.runbook.as_ref())
        .is_some_and(|runbook| runbook.cause(cause).is_some());
    known
        .then_some(())
        .ok_or_else(|| Illegal::NoSuchCause(cause.to_string()))
}

fn name(id: Option<&super::id::RunbookId>) -> String {
    id.map_or_else(|| "without a name".to_owned(), ToString::to_string)
}

fn in_force(
    state: &State,
    is_it: impl Fn(&Change) -> bool,
    named: impl Fn() -> String,
) -> Result<(), Illegal> {
    if state.changes_in_force().any(is_it) {
        Ok(())
    } else {
        Err(Illegal::NotInForce(named()))
    }
}

/// The step that an event names.
pub fn step_of(event: &Event) -> Result<StepRef, Illegal> {
    match (&event.runbook, &event.step) {
        (Some(runbook), Some(step)) => Ok(StepRef {
            runbook: runbook.clone(),
            step: step.clone(),
        }),
        _ => Err(Illegal::NoSuchStep("without a name".to_owned())),
    }
}

fn known_step(state: &State, event: &Event) -> Result<StepRef, Illegal> {
    let at = step_of(event)?;
    match state.step(&at) {
        Some(_) => Ok(at),
        None => Err(Illegal::NoSuchStep(at.to_string())),
    }
}

fn step(state: &State, event: &Event, act: StepAct) -> Result<(), Illegal> {
    let at = known_step(state, event)?;
    let Some((attachment, step)) = state.step(&at) else {
        return Err(Illegal::NoSuchStep(at.to_string()));
    };
    let seen = attachment.state_of(step);
    // Setting a runbook aside ends what was being worked on in it, in the same group.
    let ends = matches!(act, StepAct::Inconclusive | StepAct::Release)
        && matches!(seen, StepState::Active | StepState::Blocked);
    if attachment.set_aside.is_some() && !ends {
        return Err(Illegal::SetAside(at.runbook.to_string()));
    }
    // So does backing out, and nothing else may be found out about a step after it.
    if state.status == Some(Status::BackedOut) && !ends {
        return Err(Illegal::Incident(Status::BackedOut));
    }
    let fresh = Default::default();
    let progress = attachment.steps.get(&at.step).unwrap_or(&fresh);
    match step_allowed(progress, seen == StepState::Na, act) {
        Some(_) => Ok(()),
        None => Err(Illegal::Step {
            step: at,
            state: seen,
        }),
    }
}

/// The part of the table that only looks at the incident's own state.
fn by_status(status: Status, payload: &Payload) -> Result<(), Illegal> {
    use Status::*;
    let legal = match payload {
        Payload::IncidentOpened { .. } => return Err(Illegal::AlreadyOpened),
        Payload::Mitigated {} => status == Open,
        Payload::ImpactReturned { .. } => status == Mitigated,
        Payload::Held { .. } | Payload::Resolved { .. } => matches!(status, Open | Mitigated),
        Payload::Resumed {} => status == Held,
        Payload::BackedOut { .. } => status.is_unfinished(),
        Payload::Closed { .. } => matches!(status, Resolved | BackedOut),
        Payload::Reopened { .. } => matches!(status, Resolved | Closed | BackedOut),
        Payload::Cancelled { .. } => status.is_unfinished(),
        Payload::Joined { .. } => status != Cancelled,
        Payload::RunbookAttached { .. } | Payload::RunbookSetAside { .. } => status.is_unfinished(),
        Payload::ImpactStarted {}
        | Payload::Detected { .. }
        | Payload::Acknowledged {}
        | Payload::SeveritySet { .. }
        | Payload::TitleSet { .. }
        | Payload::ImpactSet { .. }
        | Payload::TargetBound { .. }
        | Payload::VariableSet { .. } => status != Cancelled,
        Payload::ActionTaken { .. }
        | Payload::EvidenceAdded { .. }
        | Payload::EvidencePinned { .. }
        | Payload::UpdateSent { .. }
        | Payload::HandoffRecorded { .. }
        | Payload::HandoffAccepted { .. }
        | Payload::CauseJudged { .. }
        | Payload::SearchChosen { .. } => !matches!(status, Closed | Cancelled),
        Payload::StepSkipped { .. } | Payload::StepMarkedNa { .. } => {
            matches!(status, Open | Mitigated | Resolved)
        }
        Payload::StepReleased {} => {
            matches!(status, Open | Mitigated | Held | Resolved | BackedOut)
        }
        Payload::StepStarted { .. }
        | Payload::StepCompleted { .. }
        | Payload::StepFailed { .. }
        | Payload::StepBlocked { .. }
        | Payload::StepUnblocked {}
        | Payload::StepDeferred { .. }
        | Payload::StepReopened { .. } => matches!(status, Open | Mitigated),
        // Backing out ends what was being worked on in the same group, and what takes changes
        // back may still be copied after it.
        Payload::StepInconclusive { .. } | Payload::RunCopied { .. } => {
            matches!(status, Open | Mitigated | BackedOut)
        }
        Payload::StepReverted { .. }
        | Payload::ActionReverted { .. }
        | Payload::NoteAdded { .. }
        | Payload::FollowUpAdded { .. }
        | Payload::DrillInjected { .. }
        | Payload::DrillHintShown { .. }
        | Payload::DrillDebriefed { .. }
        | Payload::EntryRetracted { .. }
        | Payload::EntryAmended { .. }
        | Payload::ExternalLinked { .. }
        | Payload::RunStarted { .. }
        | Payload::RunEnded { .. }
        | Payload::OutputPasted { .. }
        | Payload::ClockJumped { .. } => true,
        Payload::Newer(_) => false,
    };
    legal.then_some(()).ok_or(Illegal::Incident(status))
}
