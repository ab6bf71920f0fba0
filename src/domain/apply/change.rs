//! What was altered on devices. The order of a merged log takes no change away: the list is
//! the union of what all sides did, less what was explicitly taken back.

use crate::domain::event::{Event, Payload, Recorded};
use crate::domain::id::StepRef;
use crate::domain::incident::Books;
use crate::domain::legal::step_of;
use crate::domain::runbook::Risk;
use crate::domain::state::{Bound, Change, State, Upheaval};

/// Writes a legal act, or what takes one back, into the list of changes.
pub fn assign(state: &mut State, event: &Event, recorded: &Recorded) {
    let at = event.occurred_at;
    let is_taken_back: Box<dyn Fn(&Change) -> bool> = match &event.payload {
        Payload::StepReverted { .. } => {
            let step = step_of(event).ok();
            Box::new(move |c| c.step == step)
        }
        Payload::ActionReverted { event: act, .. } => {
            let act = *act;
            Box::new(move |c| c.event == act)
        }
        _ => {
            let made = made_by(state, event, recorded);
            state.changes.extend(made);
            return;
        }
    };
    let is_meant = |change: &Change| change.reverted_at.is_none() && is_taken_back(change);
    state
        .changes
        .alter(is_meant, |change| change.reverted_at = Some(at));
}

/// Keeps what an event without effect says of a device: the order of the log took its place
/// in the checklist, not what was done.
pub fn keep_fact(state: &mut State, event: &Event, recorded: &Recorded, books: &Books) {
    shelve(state, event, books);
    if let Some(change) = made_by(state, event, recorded) {
        note_upheaval(state, event, recorded);
        state.changes.push(Change {
            out_of_order: true,
            ..change
        });
    }
}

/// Remembers a runbook whose attachment has no effect, or was taken back: somebody else may
/// have worked by it meanwhile.
pub fn shelve(state: &mut State, event: &Event, books: &Books) {
    if let Payload::RunbookAttached { id, sha256, .. } = &event.payload
        && let Some(runbook) = books.get(sha256)
    {
        state.shelved.0.insert(id.clone(), runbook.clone());
    }
}

/// The change that an act makes. A step that is in force already is not changed again.
fn made_by(state: &State, event: &Event, recorded: &Recorded) -> Option<Change> {
    let change = |step: Option<StepRef>, text: &str, device: Option<String>, risk| Change {
        event: recorded.id,
        step,
        text: text.to_owned(),
        device,
        risk,
        rollback: None,
        temporary: false,
        at: event.occurred_at,
        reverted_at: None,
        out_of_order: false,
    };
    match &event.payload {
        Payload::ActionTaken {
            text,
            device,
            risk,
            rollback,
        } if *risk > Risk::Read => Some(Change {
            rollback: rollback.clone(),
            ..change(None, text, device.clone(), *risk)
        }),
        Payload::StepCompleted { .. } => {
            let at = step_of(event).ok()?;
            let step = state.any_step(&at).filter(|step| step.risk > Risk::Read)?;
            if state.step_change(&at).is_some() {
                return None;
            }
            let device = step.run.first().map(|run| run.device.clone());
            Some(Change {
                rollback: step.rollback.clone(),
                temporary: step.temporary,
                ..change(Some(at), &step.does, device, step.risk)
            })
        }
        Payload::RunStarted {
            what,
            target,
            text,
            risk,
            ..
        } if what.may_alter() && *risk > Risk::Read => {
            let at = step_of(event).ok();
            let step = at.as_ref().and_then(|at| state.any_step(at));
            Some(Change {
                rollback: step.and_then(|step| step.rollback.clone()),
                temporary: step.is_some_and(|step| step.temporary),
                ..change(at, text, Some(target.clone()), *risk)
            })
        }
        _ => None,
    }
}

/// Remembers what makes older rule-outs stale: a disruptive act, impact that returned, and
/// another box in the place of the one that was looked at.
pub fn note_upheaval(state: &mut State, event: &Event, recorded: &Recorded) {
    let disrupts = |risk: Risk| risk == Risk::Disrupt;
    let (what, kind) = match &event.payload {
        Payload::ActionTaken { text, risk, .. } if disrupts(*risk) => (text.clone(), None),
        Payload::RunStarted { text, risk, .. } if disrupts(*risk) => (text.clone(), None),
        Payload::StepCompleted { .. } => {
            let step = step_of(event).ok();
            match step.and_then(|at| state.any_step(&at)) {
                Some(step) if disrupts(step.risk) => (step.does.clone(), None),
                _ => return,
            }
        }
        Payload::ImpactReturned { .. } => ("the impact returned".to_owned(), None),
        Payload::TargetBound {
            kind,
            at,
            target,
            address,
        } => {
            let is_same = |bound: &Bound| bound.target == *target && bound.address == *address;
            match state.targets.get(&(kind.clone(), at.clone())) {
                Some(bound) if !is_same(bound) => {
                    (format!("{kind} is {target} now"), Some(kind.clone()))
                }
                _ => return,
            }
        }
        _ => return,
    };
    state.upheavals.push(Upheaval {
        at: event.occurred_at,
        event: recorded.id,
        what,
        kind,
    });
}
