//! What to do after a refusal, in the keys of the screen as they are bound. The command line
//! has its own words for the same refusals. Whatever names no key and no command reads the same
//! in both, and comes from `operations`.

use super::action::{ActionId, Places};
use super::keymap::Keymap;
use crate::domain::checklist::StepState;
use crate::domain::legal::Illegal;
use crate::domain::refusal::Refusal;
use crate::domain::state::Status;
use crate::operations::hints;
use crate::session::SessionError;

/// What to do after something failed.
pub fn session(error: &SessionError, keys: &Keymap) -> Option<String> {
    match error {
        SessionError::Refused(refused) => refusal(refused, keys),
        SessionError::Journal(error) => Some(hints::journal(error).to_owned()),
        SessionError::Unknown(_) => {
            let timeline = keys.press(ActionId::Timeline, Places::WALK);
            Some(format!(
                "look at the timeline ({timeline}) before doing it again"
            ))
        }
        SessionError::NoMasks(_) => {
            Some("leave, mend config.toml, and come back: resume goes on here".to_owned())
        }
        SessionError::NoSuchIncident(_)
        | SessionError::Ambiguous { .. }
        | SessionError::Conflict(_) => None,
    }
}

/// What to do after a refusal.
pub fn refusal(refused: &Refusal, keys: &Keymap) -> Option<String> {
    let key = |id| keys.press(id, Places::WALK);
    Some(match refused {
        Refusal::Illegal(forbidden) => return illegal(forbidden, keys),
        Refusal::Needs { .. } => format!("{} asks for it", key(ActionId::Done)),
        Refusal::Critical { .. } => {
            format!(
                "do it, or {} skips it, with its id typed",
                key(ActionId::Skip)
            )
        }
        Refusal::Stopped { step, .. } => format!(
            "start it again ({}), back out ({}), or start {step} to go on all the same",
            key(ActionId::StartStep),
            key(ActionId::BackOut)
        ),
        Refusal::NotConfirmed { wanted, .. } => {
            format!("{} asks, then type {wanted}", key(ActionId::Done))
        }
        Refusal::DoesNotApply(_) => format!(
            "reopen ({}) the question that excludes it, and answer it again",
            key(ActionId::Reopen)
        ),
        Refusal::AnsweredOtherwise { .. } => {
            format!("{} reopens it, to answer it anew", key(ActionId::Reopen))
        }
        Refusal::AlreadyDone { .. } => {
            format!("{} reopens it, to do it again", key(ActionId::Reopen))
        }
        Refusal::Order(_) => format!(
            "give a later time ({}), or correct the earlier one first",
            key(ActionId::HappenedAt)
        ),
        Refusal::NotResolvable { .. } => unfinished(keys),
        Refusal::NeedsCause => format!("{} asks for it", key(ActionId::Resolve)),
        Refusal::NeedsOwner => "name who finds it out".to_owned(),
        Refusal::Secret(_) => format!("{} keeps it in memory", key(ActionId::Variables)),
        Refusal::LooksSecret { .. } => format!(
            "{} keeps a secret in memory, if the runbook declares it one; else reword it",
            key(ActionId::Variables)
        ),
        Refusal::NoSuchEvent(_) => format!("{} lists the events", key(ActionId::Timeline)),
        other => return hints::refusal(other),
    })
}

/// What to do about steps that keep an incident from being resolved.
pub fn unfinished(keys: &Keymap) -> String {
    let skip = keys.press(ActionId::Skip, Places::WALK);
    format!("finish these steps, or skip a critical one ({skip})")
}

/// What to do when the state of things forbids an act.
pub fn illegal(forbidden: &Illegal, keys: &Keymap) -> Option<String> {
    let key = |id| keys.press(id, Places::WALK);
    Some(match forbidden {
        Illegal::Incident(Status::Held) => format!("resume it first ({})", key(ActionId::Resume)),
        Illegal::Incident(Status::Resolved | Status::Closed | Status::BackedOut) => {
            format!("reopen it first ({})", key(ActionId::ReopenIncident))
        }
        Illegal::Step { state, .. } => match state {
            StepState::Blocked => format!("{} ends the wait", key(ActionId::Block)),
            StepState::Na => format!(
                "{} reopens it, or the question that excludes it",
                key(ActionId::Reopen)
            ),
            StepState::Pending | StepState::Active => {
                return hints::illegal(forbidden).map(str::to_owned);
            }
            _ => format!("{} reopens it, with a reason", key(ActionId::Reopen)),
        },
        Illegal::NotInForce(_) => format!("{} shows the changes in force", key(ActionId::Changes)),
        Illegal::NoSuchStep(_) => moving(keys),
        _ => return hints::illegal(forbidden).map(str::to_owned),
    })
}

/// How to come to another step.
pub fn moving(keys: &Keymap) -> String {
    let key = |id| keys.press(id, Places::WALK);
    format!(
        "{} and {} move between the steps",
        key(ActionId::Down),
        key(ActionId::Up)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Binding;
    use crate::domain::id::StepRef;
    use crate::domain::refusal::{Need, Passing};
    use crate::domain::value::BadValue;
    use crate::tui::bindings::bind;

    fn step() -> StepRef {
        StepRef {
            runbook: "vpn".parse().expect("an id"),
            step: "scope".parse().expect("an id"),
        }
    }

    fn every_refusal() -> Vec<Refusal> {
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
            Status::BackedOut,
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
                need: Need::Answer(vec![text()]),
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
                id: text(),
                passing: Passing::Defer,
            },
            Refusal::DoesNotApply(text()),
            Refusal::AlreadyDone {
                step: text(),
                actors: text(),
            },
            Refusal::AnsweredOtherwise {
                step: text(),
                answer: text(),
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
            Refusal::LooksSecret {
                name: text(),
                what: text(),
            },
            Refusal::NoSuchVariable {
                name: text(),
                known: vec![text()],
            },
            Refusal::BadValue {
                name: text(),
                bad: BadValue::Lines,
                example: None,
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
            Refusal::BackoutAfterEnd {
                backout: at,
                end: at,
            },
        ]);
        all
    }

    #[test]
    fn no_hint_on_the_screen_speaks_of_flags_or_commands() {
        let keys = Keymap::default();
        for refused in every_refusal() {
            let hint = refusal(&refused, &keys).unwrap_or_default();
            for word in ["--", "mark …", "copy …", "status", "amend"] {
                assert!(!hint.contains(word), "{refused:?}: {hint}");
            }
        }
    }

    #[test]
    fn hints_name_the_keys_that_are_bound() {
        let keys = unlettered();
        for refused in every_refusal() {
            let hint = refusal(&refused, &keys).unwrap_or_default();
            // Each text in these refusals is an x, and "a" is a word.
            let is_key = |word: &str| {
                let mut letters = word.chars();
                let one = letters.next().filter(|_| letters.next().is_none());
                one.is_some_and(|c| !c.is_numeric() && !matches!(c, 'x' | 'a'))
            };
            let mut words = hint.split([' ', '(', ')', ',', ';', ':']);
            let stale = words.find(|word| is_key(word) || *word == "Space");
            assert_eq!(stale, None, "{refused:?}: {hint}");
        }
    }

    /// A keymap in which no key is one letter.
    fn unlettered() -> Keymap {
        // Digits with Alt go to the panels.
        let latin = ('a'..='z').chain('A'..='Z');
        let letters = latin.chain('α'..='ω').chain('а'..='я');
        let keys = letters.map(|letter| format!("Alt-{letter}"));
        let names = crate::tui::bindings::names();
        let bindings = names.iter().zip(keys).map(|(name, key)| Binding {
            action: name.clone(),
            keys: vec![key],
            at: (1, 1),
        });
        let (keys, refused) = bind(&bindings.collect::<Vec<_>>());
        assert_eq!(refused, []);
        keys
    }
}
