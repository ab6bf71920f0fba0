//! What can be done with the incident as a whole. The event that an act would yield, empty, is
//! held against the rules: nobody should answer questions only to be refused.

use super::super::super::action::ActionId;
use super::super::super::drills::is_unfinished;
use super::super::super::model::{Model, Walk, Why};
use super::super::super::places::Places;
use super::{Over, event, no, refused};
use crate::domain::decide::unresolved_steps;
use crate::domain::event::Payload;
use crate::domain::legal;
use crate::domain::runbook::Risk;
use crate::domain::state::{State, Status};

/// Whether an event may happen in the incident that is walked.
pub fn may(model: &Model, payload: Payload) -> Result<(), Why> {
    let Some(walk) = &model.walk else {
        return no("no incident is open here", "");
    };
    match legal::allowed(&walk.snapshot.state, &event(model, None, payload)) {
        Ok(()) => Ok(()),
        Err(illegal) => Err(refused(model, illegal)),
    }
}

macro_rules! may {
    ($($name:ident: $payload:expr;)*) => {
        $(#[doc = "Whether the rules let it happen."]
        pub fn $name(model: &Model, _: Over) -> Result<(), Why> {
            may(model, $payload)
        })*
    };
}

may! {
    impact_started: Payload::ImpactStarted {};
    reopen: Payload::Reopened { reason: String::new() };
    hold: Payload::Held { reason: None, waiting_on: None };
    cancel: Payload::Cancelled { reason: None, duplicate_of: None };
    back_out: Payload::BackedOut { reason: String::new() };
    severity: Payload::SeveritySet { severity: None };
    title: Payload::TitleSet { title: String::new() };
    ticket: Payload::ExternalLinked {
        system: String::new(),
        id: String::new(),
        url: None,
        text: None,
    };
    impact: Payload::ImpactSet { users: None, scope: None, services: Vec::new() };
    update: Payload::UpdateSent { text: String::new(), audience: None, next_due: None };
    follow_up: Payload::FollowUpAdded { text: String::new(), owner: None, due: None };
    act_outside: Payload::ActionTaken {
        text: String::new(),
        device: None,
        risk: Risk::Read,
        rollback: None,
    };
}

fn state(model: &Model) -> Option<&State> {
    model.walk.as_ref().map(|walk| &walk.snapshot.state)
}

fn status(model: &Model) -> Status {
    let status = state(model).and_then(|state| state.status);
    status.unwrap_or(Status::Open)
}

/// The same refusal with another hint: what comes first, and its key.
fn first(model: &Model, found: Result<(), Why>, hint: &str, id: ActionId) -> Result<(), Why> {
    found.map_err(|mut why| {
        let key = model.keys.press(id, Places::WALK);
        why.hint = Some(format!("{hint} ({key})"));
        why
    })
}

/// Mitigated, or the impact is back.
pub fn mitigate(model: &Model, _: Over) -> Result<(), Why> {
    may(
        model,
        match status(model) {
            Status::Mitigated => Payload::ImpactReturned { reason: None },
            _ => Payload::Mitigated {},
        },
    )
}

/// The impact is back.
pub fn return_impact(model: &Model, _: Over) -> Result<(), Why> {
    let found = may(model, Payload::ImpactReturned { reason: None });
    match status(model) {
        Status::Open => first(
            model,
            found,
            "nobody has called it mitigated",
            ActionId::Mitigate,
        ),
        _ => found,
    }
}

/// Closing what is over.
pub fn close(model: &Model, _: Over) -> Result<(), Why> {
    let found = may(model, Payload::Closed { reason: None });
    match status(model).is_unfinished() {
        true => first(model, found, "resolve it first", ActionId::Resolve),
        false => found,
    }
}

/// What it teaches is known once it is over.
pub fn learn(model: &Model, _: Over) -> Result<(), Why> {
    match status(model).is_unfinished() {
        true => first(
            model,
            no("it is not over", ""),
            "resolve it first",
            ActionId::Resolve,
        ),
        false => Ok(()),
    }
}

/// Going on with what is held.
pub fn resume(model: &Model, _: Over) -> Result<(), Why> {
    let found = may(model, Payload::Resumed {});
    match status(model) {
        Status::Open | Status::Mitigated => first(model, found, "nobody holds it", ActionId::Hold),
        _ => found,
    }
}

/// Somebody looks after it.
pub fn acknowledge(model: &Model, _: Over) -> Result<(), Why> {
    may(model, Payload::Acknowledged {})?;
    match state(model).is_some_and(|state| state.milestones.acknowledged.is_some()) {
        true => no("it is acknowledged already", ""),
        false => Ok(()),
    }
}

/// Resolving: says which steps stand in the way, and leads to the first of them.
pub fn resolve(model: &Model, _: Over) -> Result<(), Why> {
    may(
        model,
        Payload::Resolved {
            cause: None,
            contributing: Vec::new(),
            summary: None,
            owner: None,
        },
    )?;
    let Some(state) = state(model) else {
        return Ok(());
    };
    let open = unresolved_steps(state);
    let Some((first, _)) = open.first().cloned() else {
        return Ok(());
    };
    let number = state.number_of(&first);
    let words: Vec<&str> = open.iter().map(|(_, words)| words.as_str()).collect();
    let key = |id| model.keys.press(id, Places::WALK);
    let (go, skip) = (key(ActionId::StartStep), key(ActionId::Skip));
    Err(Why {
        text: format!("it cannot be resolved yet: {}", words.join("; ")),
        hint: Some(format!(
            "{go} goes to {number}; a critical step is skipped with {skip}"
        )),
        leads_to: Some(first),
    })
}

/// Adding a log.
pub fn add_log(model: &Model, _: Over) -> Result<(), Why> {
    may(
        model,
        Payload::EvidenceAdded {
            name: String::new(),
            sha256: String::new(),
            bytes: 0,
            lines: 0,
            findings: Vec::new(),
        },
    )?;
    match model.books.is_none() {
        true => no("the runbooks are still being loaded", ""),
        false => Ok(()),
    }
}

/// Ending that a log is followed.
pub fn unfollow(model: &Model, _: Over) -> Result<(), Why> {
    match model.following.is_none() {
        true => no(
            "no log is followed",
            format!(
                "{} takes one",
                model.keys.press(ActionId::AddLog, Places::WALK)
            ),
        ),
        false => Ok(()),
    }
}

/// Taking over what was handed over.
pub fn accept(model: &Model, _: Over) -> Result<(), Why> {
    let offered = |walk: &Walk| walk.snapshot.offered.is_some();
    match model.walk.as_ref().is_some_and(offered) {
        true => Ok(()),
        false => no("no handoff waits to be accepted", ""),
    }
}

/// The changes in force.
pub fn changes(model: &Model, _: Over) -> Result<(), Why> {
    let key = |id| model.keys.press(id, Places::WALK);
    match state(model).is_some_and(|state| state.changes_in_force().next().is_some()) {
        true => Ok(()),
        false => no(
            "no change is in force",
            format!(
                "{} records an action, {} lists what it changed",
                key(ActionId::Act),
                key(ActionId::Changes)
            ),
        ),
    }
}

/// The causes.
pub fn causes(model: &Model, _: Over) -> Result<(), Why> {
    let named = |walk: &Walk| !walk.snapshot.causes.is_empty();
    match model.walk.as_ref().is_some_and(named) {
        true => Ok(()),
        false => no("its runbooks name no causes", ""),
    }
}

/// The variables.
pub fn variables(model: &Model, _: Over) -> Result<(), Why> {
    let (name, value) = (String::new(), String::new());
    may(model, Payload::VariableSet { name, value })?;
    let books = state(model).into_iter().flat_map(State::in_use);
    let mut books = books.filter_map(|attachment| attachment.runbook.as_deref());
    match books.any(|book| !book.variables.is_empty()) {
        true => Ok(()),
        false => no("its runbooks have no variables", ""),
    }
}

/// What only a drill has.
pub fn drill(model: &Model, _: Over) -> Result<(), Why> {
    let is_drill = |walk: &Walk| walk.snapshot.drill.is_some();
    match model.walk.as_ref().is_some_and(is_drill) {
        true => Ok(()),
        false => {
            let key = model.keys.press(ActionId::Drills, Places::LIST);
            no("this is no drill", format!("{key} at home lists them"))
        }
    }
}

/// A drill's next hint.
pub fn hint(model: &Model, over: Over) -> Result<(), Why> {
    drill(model, over)?;
    match state(model).is_some_and(is_unfinished) {
        true => Ok(()),
        false => no("the drill is over", ""),
    }
}

/// Talking a drill over.
pub fn debrief(model: &Model, over: Over) -> Result<(), Why> {
    drill(model, over)?;
    match model.read_only && state(model).is_some_and(is_unfinished) {
        true => no("the drill is not over", ""),
        false => Ok(()),
    }
}
