//! What to do after a refusal, in the options and commands of the command line. The screen has
//! its own words for the same refusals, in its keys.

use crate::domain::checklist::StepState;
use crate::domain::legal::Illegal;
use crate::domain::refusal::{Need, Passing, Refusal};
use crate::domain::state::Status;
use crate::operations::hints;

/// What to do next, in a sentence; `None` when the message says it.
pub fn refusal(refused: &Refusal) -> Option<String> {
    Some(match refused {
        Refusal::Illegal(forbidden) => return illegal(forbidden).map(str::to_owned),
        Refusal::Needs { need, .. } => match need {
            Need::Answer(known) => format!("--answer {}", known.join("|")),
            Need::Observed(expected) => format!("--observed TEXT; expected is: {expected}"),
            Need::Approval(by) => format!("--approved-by NAME, by {by}"),
        },
        Refusal::Critical { id, passing, .. } => match passing {
            Passing::Skip => format!("to pass over it on purpose: --override {id}"),
            Passing::NotApplicable | Passing::Defer => {
                format!("do it, or skip it with --override {id}")
            }
        },
        Refusal::NotConfirmed { wanted, .. } => format!("--confirm {wanted}"),
        Refusal::DoesNotApply(_) => {
            "reopen the question that excludes it, and answer it again".to_owned()
        }
        Refusal::Stopped { step, .. } => format!(
            "start it again, back out (mark … backed-out --reason …), or start {step} first to go on all the same"
        ),
        Refusal::AnsweredOtherwise { .. } => "reopen it first to answer it anew".to_owned(),
        Refusal::AlreadyDone { .. } => "reopen it first to do it again".to_owned(),
        Refusal::Order(_) => {
            "give a later time, or correct the earlier one first (amend, or mark it again)"
                .to_owned()
        }
        Refusal::NotResolvable { .. } => {
            "finish these steps, or skip a critical one with --override STEP".to_owned()
        }
        Refusal::NeedsCause => {
            "--cause CAUSE (a cause's id, your own words, or unknown with --owner)".to_owned()
        }
        Refusal::NeedsOwner => "--owner NAME".to_owned(),
        Refusal::Secret(name) => {
            format!("give it where it is used: copy … --set {name}=@FILE")
        }
        Refusal::LooksSecret { .. } => {
            "declare it in the runbook (secret: true), or reword it if it is none".to_owned()
        }
        Refusal::NoSuchEvent(_) => {
            "status and export show the ids; the last six characters do".to_owned()
        }
        other => return hints::refusal(other),
    })
}

fn illegal(forbidden: &Illegal) -> Option<&'static str> {
    Some(match forbidden {
        Illegal::Incident(Status::Held) => "resume it first (mark … resumed)",
        Illegal::Incident(Status::Resolved | Status::Closed | Status::BackedOut) => {
            "reopen it first (mark … reopened --reason …)"
        }
        Illegal::Step { state, .. } => match state {
            StepState::Blocked => "unblock it first",
            StepState::Na => "it does not apply here; reopen it, or the question that excludes it",
            StepState::Pending | StepState::Active => return hints::illegal(forbidden),
            _ => "reopen it first, with a reason",
        },
        Illegal::NoSuchStep(_) => "status shows the steps and their numbers",
        Illegal::NotInForce(_) => "status shows the changes in force",
        other => return hints::illegal(other),
    })
}
