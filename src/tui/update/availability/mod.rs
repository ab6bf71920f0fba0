//! Whether an action can be done now, or why not: a function for each action that is not always
//! possible, named in its row of the table. Absent from here: rules of its own. The domain is
//! asked whatever it knows; the rest is about what the screen shows.

pub mod incident;
pub mod places;
pub mod runs;
pub mod step;

use super::super::hints;
use super::super::model::{Model, Overlay, Why};
use crate::domain::event::{Event, Payload};
use crate::domain::id::StepRef;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Precision, TimeSource};

/// What lies over the main screen where an action is asked for.
pub type Over<'a> = Option<&'a Overlay>;

/// What the domain refuses, with what to do in the keys that are bound.
fn refused(model: &Model, refused: impl Into<Refusal>) -> Why {
    let refused = refused.into();
    Why {
        text: refused.to_string(),
        hint: hints::refusal(&refused, &model.keys),
        leads_to: None,
    }
}

/// Something that stands against it, and what to do about it.
pub fn no(text: impl Into<String>, hint: impl Into<String>) -> Result<(), Why> {
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
