//! Other ends than resolving: backing planned work out, and joining one incident into another.

use super::runs::nothing_runs;
use super::{Plan, maybe, said};
use crate::domain::command::Command;
use crate::domain::event::{Mode, Payload};
use crate::domain::id::IncidentId;
use crate::domain::refusal::Refusal;

pub fn decide(plan: &mut Plan, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::BackOut { reason } => back_out(plan, reason),
        Command::Join { into, reason } => {
            if plan.ahead.id == Some(*into) {
                return Err(Refusal::JoinsItself);
            }
            nothing_runs(plan)?;
            plan.push(Payload::Joined {
                into: *into,
                reason: maybe(reason),
            })?;
            plan.release_untouched(None)
        }
        Command::Cancel {
            reason,
            duplicate_of,
        } => cancel(plan, reason, *duplicate_of),
        _ => unreachable!("only these come here"),
    }
}

/// Ends planned work that was taken back. What was being worked on ends with it.
fn back_out(plan: &mut Plan, reason: &str) -> Result<(), Refusal> {
    let reason = said(reason, "the reason")?;
    if plan.ahead.mode() == Mode::Change {
        nothing_runs(plan)?;
    }
    let worked_on = plan.worked_on();
    plan.push(Payload::BackedOut {
        reason: reason.clone(),
    })?;
    plan.end_work(worked_on, &format!("backed out: {reason}"))
}

/// A duplicate takes nothing with it: while changes are in force they would be forgotten.
fn cancel(
    plan: &mut Plan,
    reason: &Option<String>,
    duplicate_of: Option<IncidentId>,
) -> Result<(), Refusal> {
    if duplicate_of.is_some() {
        let in_force: Vec<String> = plan
            .ahead
            .changes_in_force()
            .map(|change| change.text.clone())
            .collect();
        if !in_force.is_empty() {
            return Err(Refusal::DuplicateWithChanges { in_force });
        }
    }
    plan.push(Payload::Cancelled {
        reason: maybe(reason),
        duplicate_of,
    })
}
