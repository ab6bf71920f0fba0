//! Whether an action can be done now, or why not. Footer, palette and `act` all ask here,
//! and what is shown as possible is what is possible. Absent from here: rules of its own.
//! The domain is asked whatever it knows; the rest is about what the screen shows.

pub mod label;
mod places;
mod step;

pub use step::is_turning;

use super::super::action::{Id, is_move, rows};
use super::super::drills::is_unfinished;
use super::super::hints;
use super::super::model::{Model, Overlay, Walk, Why};
use super::super::place::Places;
use crate::domain::decide::unresolved_steps;
use crate::domain::event::{Event, Payload};
use crate::domain::id::StepRef;
use crate::domain::legal;
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Risk;
use crate::domain::state::Status;
use crate::domain::time::{Precision, TimeSource};

/// What the domain refuses, with what to do in the keys that are bound.
fn refused(model: &Model, refused: impl Into<Refusal>) -> Why {
    let refused = refused.into();
    Why {
        text: refused.to_string(),
        hint: hints::refusal(&refused, &model.keys),
        leads_to: None,
    }
}

fn no(text: impl Into<String>, hint: impl Into<String>) -> Result<(), Why> {
    let hint = Some(hint.into()).filter(|hint| !hint.is_empty());
    Err(Why {
        text: text.into(),
        hint,
        leads_to: None,
    })
}

/// An event as it would be, to ask whether it may happen.
fn event(model: &Model, at: Option<&StepRef>, payload: Payload) -> Event {
    Event {
        occurred_at: model.own_now(),
        time_source: TimeSource::Clock,
        precision: Precision::Millisecond,
        runbook: at.map(|at| at.runbook.clone()),
        step: at.map(|at| at.step.clone()),
        payload,
    }
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
        Some(over) => places::in_place(model, over, id),
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
pub fn records(id: Id) -> bool {
    let only_looks = matches!(
        id,
        Id::Show
            | Id::Open
            | Id::Timeline
            | Id::Changes
            | Id::Causes
            | Id::Filter
            | Id::Find
            | Id::Zoom
            | Id::ShowEvent
            | Id::Evidence
            | Id::GoToStep
            | Id::Complete
            | Id::Unfollow
            | Id::Keep
            | Id::Statistics
            | Id::SwitchMode
            | Id::Handoff
            | Id::Export
            | Id::Help
            | Id::Leave
            | Id::Suspend
            | Id::Drills
            | Id::Messages
            | Id::Debrief
    );
    !only_looks && !is_move(id)
}

fn on_walk(model: &Model, walk: &Walk, id: Id) -> Result<(), Why> {
    let state = &walk.snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
    let key = |id| model.keys.press(id, Places::WALK);
    if let Some(payload) = of_incident(id, status)
        && let Err(illegal) = legal::allowed(state, &event(model, None, payload))
    {
        let mut why = refused(model, illegal);
        let (hint, first) = match (id, status) {
            (Id::Close, _) if status.is_unfinished() => ("resolve it first", Id::Resolve),
            (Id::ReturnImpact, Status::Open) => ("nobody has called it mitigated", Id::Mitigate),
            (Id::Resume, Status::Open | Status::Mitigated) => ("nobody holds it", Id::Hold),
            _ => return Err(why),
        };
        why.hint = Some(format!("{hint} ({})", key(first)));
        return Err(why);
    }
    match id {
        Id::Hint | Id::Messages | Id::Debrief if walk.snapshot.drill.is_none() => {
            let key = model.keys.press(Id::Drills, Places::LIST);
            no("this is no drill", format!("{key} at home lists them"))
        }
        Id::Hint if !is_unfinished(state) => no("the drill is over", ""),
        Id::Debrief if model.read_only && is_unfinished(state) => no("the drill is not over", ""),
        Id::AddLog if model.books.is_none() => no("the runbooks are still being loaded", ""),
        Id::Unfollow if model.following.is_none() => no(
            "no log is followed",
            format!("{} takes one", key(Id::AddLog)),
        ),
        Id::Acknowledge if state.milestones.acknowledged.is_some() => {
            no("it is acknowledged already", "")
        }
        Id::Resolve => unresolvable(model, walk),
        Id::Accept if walk.snapshot.offered.is_none() => no("no handoff waits to be accepted", ""),
        Id::Changes if state.changes_in_force().next().is_none() => no(
            "no change is in force",
            format!(
                "{} records an action, {} lists what it changed",
                key(Id::Act),
                key(Id::Changes)
            ),
        ),
        Id::Causes if walk.snapshot.causes.is_empty() => no("its runbooks name no causes", ""),
        Id::Variables => {
            let mut books = state.in_use().filter_map(|a| a.runbook.as_deref());
            match books.any(|book| !book.variables.is_empty()) {
                true => Ok(()),
                false => no("its runbooks have no variables", ""),
            }
        }
        _ if step::wants_step(id) => {
            let here = walk.step().and_then(|at| Some((at, state.step(at)?)));
            match here {
                Some((at, (attachment, found))) => {
                    step::of_step(model, walk, id, at, attachment, found)
                }
                None => no("no step is selected", hints::moving(&model.keys)),
            }
        }
        _ => Ok(()),
    }
}

/// Says which steps stand in the way of resolving, and leads to the first of them.
fn unresolvable(model: &Model, walk: &Walk) -> Result<(), Why> {
    let state = &walk.snapshot.state;
    let open = unresolved_steps(state);
    let Some((first, _)) = open.first().cloned() else {
        return Ok(());
    };
    let number = state.number_of(&first);
    let words: Vec<&str> = open.iter().map(|(_, words)| words.as_str()).collect();
    let key = |id| model.keys.press(id, Places::WALK);
    let (go, skip) = (key(Id::StartStep), key(Id::Skip));
    Err(Why {
        text: format!("it cannot be resolved yet: {}", words.join("; ")),
        hint: Some(format!(
            "{go} goes to {number}; a critical step is skipped with {skip}"
        )),
        leads_to: Some(first),
    })
}

/// The event that an action on the incident would yield, empty.
fn of_incident(id: Id, status: Status) -> Option<Payload> {
    let text = String::new;
    Some(match id {
        Id::Mitigate if status == Status::Mitigated => Payload::ImpactReturned { reason: None },
        Id::Mitigate => Payload::Mitigated {},
        Id::Acknowledge => Payload::Acknowledged {},
        Id::ImpactStarted => Payload::ImpactStarted {},
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
        Id::BackOut => Payload::BackedOut { reason: text() },
        Id::Severity => Payload::SeveritySet { severity: None },
        Id::Title => Payload::TitleSet { title: text() },
        Id::Ticket => Payload::ExternalLinked {
            system: text(),
            id: text(),
            url: None,
            text: None,
        },
        Id::Impact => Payload::ImpactSet {
            users: None,
            scope: None,
            services: Vec::new(),
        },
        Id::Variables => Payload::VariableSet {
            name: text(),
            value: text(),
        },
        Id::Update => Payload::UpdateSent {
            text: text(),
            audience: None,
            next_due: None,
        },
        Id::FollowUp => Payload::FollowUpAdded {
            text: text(),
            owner: None,
            due: None,
        },
        Id::AddLog => Payload::EvidenceAdded {
            name: text(),
            sha256: text(),
            bytes: 0,
            lines: 0,
            findings: Vec::new(),
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
