//! What can be done in the places that lie over the main screens.

use super::super::super::action::ActionId;
use super::super::super::form::{Ask, Form};
use super::super::super::logs::BoxOf;
use super::super::super::model::{LogBox, Model, Overlay, Timeline, Why};
use super::super::super::places::Places;
use super::super::super::reply::ReplyRow;
use super::{Over, event, no, refused};
use crate::domain::event::{Payload, Standing};
use crate::domain::legal;

fn ask<'a>(over: Over<'a>) -> Option<&'a Ask> {
    let form: &Form = match over? {
        Overlay::Form(form) => form,
        _ => return None,
    };
    form.question().map(|question| &question.ask)
}

/// Answering with Enter.
pub fn confirm(model: &Model, over: Over) -> Result<(), Why> {
    let key = model.keys.press(ActionId::Back, Places::FORM);
    match ask(over) {
        Some(Ask::Yes) => no("Enter does not answer this", format!("{key} cancels")),
        _ => Ok(()),
    }
}

/// Answering in an editor.
pub fn edit(_: &Model, over: Over) -> Result<(), Why> {
    match ask(over) {
        Some(Ask::Text { .. }) => Ok(()),
        Some(Ask::Secret) => no("a secret is not given to an editor", ""),
        _ => no("this is not answered in an editor", ""),
    }
}

fn timeline<'a>(over: Over<'a>) -> Option<&'a Timeline> {
    match over? {
        Overlay::Timeline(timeline) => Some(timeline),
        _ => None,
    }
}

/// What is done with the selected incident of all.
pub fn of_history(model: &Model, over: Over) -> Result<(), Why> {
    let Some(Overlay::History(list)) = over else {
        return Ok(());
    };
    let (back, filter) = (ActionId::Back, ActionId::Filter);
    let key = |id| model.keys.press(id, Places::HISTORY);
    match (list.beside.is_some(), list.row()) {
        (true, _) => no(
            "two incidents are shown",
            format!("{} leads to the list", key(back)),
        ),
        (false, Some(_)) => Ok(()),
        (false, None) => no(
            "no incident is selected",
            format!("{} changes the filter", key(filter)),
        ),
    }
}

/// Showing the selected event whole.
pub fn show_event(model: &Model, over: Over) -> Result<(), Why> {
    let Some(timeline) = timeline(over) else {
        return Ok(());
    };
    let place = match timeline.whole {
        Some(_) => Places::EVENT,
        None => Places::TIMELINE,
    };
    let key = model.keys.press(ActionId::Filter, place);
    match timeline.entry() {
        Some(_) => Ok(()),
        None => no("no event is selected", format!("{key} changes the filter")),
    }
}

/// Undoing the selected event.
pub fn undo_event(model: &Model, over: Over) -> Result<(), Why> {
    show_event(model, over)?;
    match timeline(over).and_then(|timeline| timeline.entry()?.kept) {
        Some(why) => no("this event cannot be undone", why),
        None => Ok(()),
    }
}

/// Correcting the selected event.
pub fn amend(model: &Model, over: Over) -> Result<(), Why> {
    show_event(model, over)?;
    match timeline(over).and_then(|timeline| timeline.entry()?.fixed) {
        Some(why) => no("this event cannot be corrected", why),
        None => Ok(()),
    }
}

/// Going from a finding or a cause to its step.
pub fn go_to_step(model: &Model, over: Over) -> Result<(), Why> {
    match over {
        Some(Overlay::Reply(reply)) => match reply.row() {
            Some(ReplyRow::Cause(cause)) if cause.step.is_none() => {
                no("no step is named for it", "")
            }
            Some(ReplyRow::Cause(_)) => Ok(()),
            Some(ReplyRow::Offer(_) | ReplyRow::Near(_, false)) => {
                let key = model.keys.press(ActionId::Attach, Places::REPLY);
                no("this runbook is not attached", format!("{key} attaches it"))
            }
            Some(ReplyRow::Near(..) | ReplyRow::Trouble(_)) | None => {
                no("this row leads to no step", "")
            }
        },
        _ => match over.and_then(|over| over.selected_at(Places::EVIDENCE)) {
            Some(selected) => of_evidence(model, selected),
            None => Ok(()),
        },
    }
}

fn of_evidence(model: &Model, selected: usize) -> Result<(), Why> {
    let rows = model.walk.as_ref().map(|walk| &walk.snapshot.evidence);
    let row = rows.and_then(|rows| rows.get(selected));
    match row.map(|row| row.finding.as_ref().map(|finding| &finding.step)) {
        None => no("there is no evidence", ""),
        Some(None) => {
            let key = model.keys.press(ActionId::Down, Places::EVIDENCE);
            no(
                "this row is a log",
                format!("{key} goes to what was found in it"),
            )
        }
        Some(Some(None)) => no("this signature points at no step", ""),
        Some(Some(Some(_))) => Ok(()),
    }
}

/// The box for a log, unless a look is under way.
fn free<'a>(model: &Model, over: Over<'a>) -> Result<Option<&'a LogBox>, Why> {
    let Some(Overlay::Log(log)) = over else {
        return Ok(None);
    };
    if log.running.is_some() {
        let key = model.keys.press(ActionId::Back, Places::LOG);
        no("the log is being looked through", format!("{key} stops it"))?;
    }
    Ok(Some(log))
}

fn is_typed(log: &LogBox) -> bool {
    !log.input.text().trim().is_empty()
}

/// Looking through a log.
pub fn look(model: &Model, over: Over) -> Result<(), Why> {
    match free(model, over)? {
        Some(log) if log.paste.is_empty() && !is_typed(log) && log.chosen().is_none() => {
            match log.of {
                BoxOf::Log => no(
                    "there is nothing to look through",
                    "paste a log, or type its path",
                ),
                BoxOf::Output(_) => no(
                    "there is no output yet",
                    "paste it, or type the path of its file",
                ),
            }
        }
        _ => Ok(()),
    }
}

/// Writing a path on.
pub fn complete(model: &Model, over: Over) -> Result<(), Why> {
    match free(model, over)? {
        Some(log) if !log.paste.is_empty() => no(
            "what was pasted is no file",
            "Backspace takes the paste back",
        ),
        _ => Ok(()),
    }
}

/// Following a log.
pub fn follow(model: &Model, over: Over) -> Result<(), Why> {
    complete(model, over)?;
    match over {
        Some(Overlay::Log(log)) if log.of != BoxOf::Log => {
            no("an output is not followed", "a log is")
        }
        Some(Overlay::Log(log)) if !is_typed(log) => {
            no("only a file can be followed", "type its path first")
        }
        _ => Ok(()),
    }
}

/// Attaching the runbook that a log speaks for.
pub fn attach(_: &Model, over: Over) -> Result<(), Why> {
    match over {
        Some(Overlay::Reply(reply)) if reply.offer().is_none() => {
            no("no other runbook fits better", "")
        }
        _ => Ok(()),
    }
}

/// Going forward again.
pub fn forward(model: &Model, _: Over) -> Result<(), Why> {
    match model.ahead.is_empty() {
        true => no("there is no place to go forward to", ""),
        false => Ok(()),
    }
}

/// Keeping a copy of a log.
pub fn keep(model: &Model, over: Over) -> Result<(), Why> {
    let Some(Overlay::Reply(reply)) = over else {
        return Ok(());
    };
    if model.drill().is_some() {
        return no("a drill's log is no file", "");
    }
    let mut logs = reply.looked.report.logs.iter();
    match logs.all(|log| log.path == "paste") {
        true => no(
            "what was pasted is not kept",
            "add the file itself, and keep that",
        ),
        false => Ok(()),
    }
}

/// Judging the selected cause.
pub fn judge(model: &Model, over: Over) -> Result<(), Why> {
    let Some(selected) = over.and_then(|over| over.selected_at(Places::CAUSES)) else {
        return Ok(());
    };
    let walk = model.walk.as_ref();
    let line = walk.and_then(|walk| Some((walk, walk.snapshot.causes.get(selected)?)));
    let Some((walk, line)) = line else {
        return no("its runbooks name no causes", "");
    };
    let judged = Payload::CauseJudged {
        cause: line.cause.cause.clone(),
        standing: Standing::Open,
        because: None,
    };
    let mut judged = event(model, None, judged);
    judged.runbook = Some(line.cause.runbook.clone());
    match legal::allowed(&walk.snapshot.state, &judged) {
        Ok(()) => Ok(()),
        Err(illegal) => Err(refused(model, illegal)),
    }
}
