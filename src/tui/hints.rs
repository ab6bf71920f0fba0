//! What to do after a refusal, in the keys of the screen. The command line has its own
//! words for the same refusals: `Refusal::hint`. Whatever names no command reads the same
//! in both, and comes from there.

use crate::domain::checklist::StepState;
use crate::domain::legal::Illegal;
use crate::domain::refusal::Refusal;
use crate::domain::state::Status;
use crate::session::SessionError;

/// What to do after something failed.
pub fn session(error: &SessionError) -> Option<String> {
    match error {
        SessionError::Refused(refused) => refusal(refused),
        SessionError::Journal(error) => Some(error.hint().to_owned()),
        SessionError::Unknown(_) => {
            Some("look at the timeline (t) before doing it again".to_owned())
        }
        SessionError::NoSuchIncident(_) | SessionError::Conflict(_) => None,
    }
}

/// What to do after a refusal.
pub fn refusal(refused: &Refusal) -> Option<String> {
    Some(match refused {
        Refusal::Illegal(forbidden) => return illegal(forbidden),
        Refusal::Needs { .. } => "Space asks for it".to_owned(),
        Refusal::Critical { .. } => "do it, or s skips it, with its id typed".to_owned(),
        Refusal::NotConfirmed { wanted, .. } => format!("Space asks, then type {wanted}"),
        Refusal::DoesNotApply(_) => {
            "reopen (o) the question that excludes it, and answer it again".to_owned()
        }
        Refusal::AlreadyDone { .. } => "o reopens it, to do it again".to_owned(),
        Refusal::Order(_) => "give a later time (@), or correct the earlier one first".to_owned(),
        Refusal::NotResolvable { .. } => {
            "finish these steps, or skip a critical one (s)".to_owned()
        }
        Refusal::NeedsCause => "R asks for it".to_owned(),
        Refusal::NeedsOwner => "name who finds it out".to_owned(),
        Refusal::Secret(_) => "v keeps it in memory".to_owned(),
        Refusal::NoSuchEvent(_) => "t lists the events".to_owned(),
        other => return other.hint(),
    })
}

/// What to do when the state of things forbids an act.
pub fn illegal(forbidden: &Illegal) -> Option<String> {
    let hint = match forbidden {
        Illegal::Incident(Status::Held) => "resume it first (r)",
        Illegal::Incident(Status::Resolved | Status::Closed) => "reopen it first (O)",
        Illegal::Step { state, .. } => match state {
            StepState::Blocked => "b ends the wait",
            StepState::Na => "o reopens it, or the question that excludes it",
            StepState::Pending | StepState::Active => return forbidden.hint(),
            _ => "o reopens it, with a reason",
        },
        Illegal::NotInForce(_) => "B shows the changes in force",
        Illegal::NoSuchStep(_) => "j and k move between the steps",
        _ => return forbidden.hint(),
    };
    Some(hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::StepRef;

    fn step() -> StepRef {
        StepRef {
            runbook: "vpn".parse().expect("an id"),
            step: "scope".parse().expect("an id"),
        }
    }

    #[test]
    fn no_hint_on_the_screen_speaks_of_flags_or_commands() {
        let states = [
            StepState::Pending,
            StepState::Active,
            StepState::Done,
            StepState::Failed,
            StepState::Inconclusive,
            StepState::Skipped,
            StepState::Na,
            StepState::Blocked,
            StepState::Deferred,
        ];
        let stands = states.map(|state| Illegal::Step {
            step: step(),
            state,
        });
        let statuses = [
            Status::Open,
            Status::Held,
            Status::Mitigated,
            Status::Resolved,
            Status::Closed,
            Status::Cancelled,
        ];
        let text = || "x".to_owned();
        let at = crate::domain::time::Timestamp::from_ms(0);
        let mut all: Vec<Refusal> = stands.map(Refusal::from).into();
        all.extend(statuses.map(|status| Illegal::Incident(status).into()));
        all.extend([
            Illegal::NotOpened.into(),
            Illegal::AlreadyOpened.into(),
            Illegal::NoSuchStep(text()).into(),
            Illegal::SetAside(text()).into(),
            Illegal::Attached(text()).into(),
            Illegal::NotAttached(text()).into(),
            Illegal::NotInForce(text()).into(),
            Illegal::NoSuchCause(text()).into(),
            Illegal::NoSuchHandoff(text()).into(),
            Refusal::Needs {
                step: text(),
                what: "an answer",
                hint: "--answer one".to_owned(),
            },
            Refusal::NoSuchAnswer {
                step: text(),
                answer: text(),
                known: vec![text()],
            },
            Refusal::NotConfirmed {
                step: text(),
                wanted: text(),
            },
            Refusal::Critical {
                step: text(),
                what: "deferred",
                hint: "--override x".to_owned(),
            },
            Refusal::DoesNotApply(text()),
            Refusal::AlreadyDone {
                step: text(),
                actors: text(),
            },
            Refusal::NoSuchRun {
                step: text(),
                index: 2,
                count: 1,
            },
            Refusal::Empty("the note"),
            Refusal::Future { at, now: at },
            Refusal::NotResolvable { open: vec![text()] },
            Refusal::NeedsCause,
            Refusal::NeedsOwner,
            Refusal::Secret(text()),
            Refusal::NoSuchVariable {
                name: text(),
                known: vec![text()],
            },
            Refusal::NothingToUndo,
            Refusal::NoSuchEvent(text()),
            Refusal::NotRetractable(text(), "the opening"),
            Refusal::HasDependents {
                event: text(),
                dependents: vec![text()],
            },
            Refusal::NotAmendable(text(), "gone"),
            Refusal::NoHandoff,
            Refusal::NothingToDo,
            Refusal::NotPlanned("live"),
        ]);
        for refused in all {
            let hint = refusal(&refused).unwrap_or_default();
            for word in ["--", "mark …", "copy …", "status", "amend"] {
                assert!(!hint.contains(word), "{refused:?}: {hint}");
            }
        }
    }
}
