//! What can be done in the places that lie over the main screens.

use super::super::super::action::Id;
use super::super::super::form::Ask;
use super::super::super::model::{LogBox, Model, Overlay, Why};
use super::super::super::place::Places;
use super::super::super::reply::{Reply, ReplyRow};
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
        Overlay::Log(log) => adding(model, log, id),
        Overlay::Reply(reply) => in_reply(model, reply, id),
        // The same as on the walk below it.
        Overlay::Evidence { .. } if id == Id::AddLog => match &model.walk {
            Some(walk) => super::on_walk(model, walk, id),
            None => no("no incident is open here", ""),
        },
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

/// Whether the box for a log can be left, or gone on with.
fn adding(model: &Model, log: &LogBox, id: Id) -> Result<(), Why> {
    let key = |id| model.keys.press(id, Places::LOG);
    let takes = matches!(id, Id::Confirm | Id::Complete | Id::Follow);
    if takes && log.running.is_some() {
        return no(
            "the log is being looked through",
            format!("{} stops it", key(Id::Back)),
        );
    }
    let (is_pasted, is_typed) = (!log.paste.is_empty(), !log.input.text().trim().is_empty());
    match id {
        Id::Follow | Id::Complete if is_pasted => no(
            "what was pasted is no file",
            "Backspace takes the paste back",
        ),
        Id::Follow if !is_typed => no("only a file can be followed", "type its path first"),
        Id::Confirm if !is_pasted && !is_typed && log.chosen().is_none() => no(
            "there is nothing to look through",
            "paste a log, or type its path",
        ),
        _ => Ok(()),
    }
}

fn in_reply(model: &Model, reply: &Reply, id: Id) -> Result<(), Why> {
    let key = |id| model.keys.press(id, Places::REPLY);
    match (id, reply.row()) {
        (Id::GoToStep, Some(ReplyRow::Cause(cause))) if cause.step.is_none() => {
            no("no step is named for it", "")
        }
        (Id::GoToStep, Some(ReplyRow::Offer(_) | ReplyRow::Near(_, false))) => no(
            "this runbook is not attached",
            format!("{} attaches it", key(Id::Attach)),
        ),
        (Id::GoToStep, Some(ReplyRow::Near(..) | ReplyRow::Trouble(_)) | None) => {
            no("this row leads to no step", "")
        }
        (Id::Attach, _) if reply.offer().is_none() => no("no other runbook fits better", ""),
        (Id::Attach, _) => match &model.walk {
            Some(walk) => super::on_walk(model, walk, id),
            None => no("no incident is open here", ""),
        },
        (Id::Keep, _) if model.drill().is_some() => no("a drill's log is no file", ""),
        (Id::Keep, _)
            if reply
                .looked
                .report
                .logs
                .iter()
                .all(|log| log.path == "paste") =>
        {
            no(
                "what was pasted is not kept",
                "add the file itself, and keep that",
            )
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
