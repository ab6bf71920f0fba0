//! What can be done in the places that lie over the main screens.

use super::super::super::action::Id;
use super::super::super::form::Ask;
use super::super::super::model::{Model, Overlay, Why};
use super::{event, no, refused};
use crate::domain::event::{Payload, Standing};
use crate::domain::legal;

/// Whether an action can be done over a main screen.
pub fn in_place(model: &Model, over: &Overlay, id: Id) -> Result<(), Why> {
    let key = |id| model.keys.press(id, over.place());
    match over {
        Overlay::Form(form) if id == Id::Confirm => {
            match form.question().is_some_and(|q| q.ask == Ask::Yes) {
                true => no(
                    "Enter does not answer this",
                    format!("{} cancels", key(Id::Back)),
                ),
                false => Ok(()),
            }
        }
        Overlay::Form(form) if id == Id::Edit => {
            match form.question().map(|question| &question.ask) {
                Some(Ask::Text { .. }) => Ok(()),
                Some(Ask::Secret) => no("a secret is not given to an editor", ""),
                _ => no("this is not answered in an editor", ""),
            }
        }
        Overlay::Timeline(timeline) => {
            let of_one = matches!(id, Id::ShowEvent | Id::UndoEvent | Id::Amend);
            let Some(entry) = timeline.entry().filter(|_| of_one) else {
                return match of_one {
                    true => no(
                        "no event is selected",
                        format!("{} changes the filter", key(Id::Filter)),
                    ),
                    false => Ok(()),
                };
            };
            match (id, entry.kept, entry.fixed) {
                (Id::UndoEvent, Some(why), _) => no("this event cannot be undone", why),
                (Id::Amend, _, Some(why)) => no("this event cannot be corrected", why),
                _ => Ok(()),
            }
        }
        Overlay::Causes { selected } if id == Id::Cause => judging(model, *selected),
        Overlay::Evidence { selected } if id == Id::GoToStep => {
            let rows = model.walk.as_ref().map(|walk| &walk.snapshot.evidence);
            let row = rows.and_then(|rows| rows.get(*selected));
            match row.map(|row| row.finding.as_ref().map(|finding| &finding.step)) {
                None => no("there is no evidence", ""),
                Some(None) => no(
                    "this row is a log",
                    format!("{} goes to what was found in it", key(Id::Down)),
                ),
                Some(Some(None)) => no("this signature points at no step", ""),
                Some(Some(Some(_))) => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn judging(model: &Model, selected: usize) -> Result<(), Why> {
    let walk = model.walk.as_ref();
    let Some((walk, line)) = walk.and_then(|w| Some((w, w.snapshot.causes.get(selected)?))) else {
        return no("its runbooks name no causes", "");
    };
    let mut judged = event(
        model,
        None,
        Payload::CauseJudged {
            cause: line.cause.cause.clone(),
            standing: Standing::Open,
            because: None,
        },
    );
    judged.runbook = Some(line.cause.runbook.clone());
    match legal::allowed(&walk.snapshot.state, &judged) {
        Ok(()) => Ok(()),
        Err(illegal) => Err(refused(model, illegal)),
    }
}
