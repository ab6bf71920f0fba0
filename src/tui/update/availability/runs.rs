//! What can be done with commands that are sent, and with outputs. Whether a target takes a command
//! is asked of the rules once it is made ready.

use super::super::super::action::ActionId;
use super::super::super::model::{Model, Overlay, Why};
use super::super::super::places::Places;
use super::super::super::runs::OutputPage;
use super::{Over, incident, no, step};

/// Running what the step runs.
pub fn run(model: &Model, over: Over) -> Result<(), Why> {
    real(model, over)?;
    step::note(model, over)?;
    match runs(model) {
        0 => no("this step runs nothing", "$ runs a command of your own"),
        _ => Ok(()),
    }
}

/// How many commands the step with the focus has.
fn runs(model: &Model) -> usize {
    let walk = model.walk.as_ref();
    let step = walk.and_then(|walk| walk.snapshot.state.step(walk.step()?));
    step.map_or(0, |(_, step)| step.run.len())
}

/// A command of one's own.
pub fn typed(model: &Model, over: Over) -> Result<(), Why> {
    real(model, over)
}

/// Nothing is sent in a drill, nor from an incident that is over.
fn real(model: &Model, over: Over) -> Result<(), Why> {
    if model.drill().is_some() {
        let key = model.keys.press(ActionId::Copy, Places::WALK);
        return no(
            "this is a drill, and nothing is run in one",
            format!("{key} copies it, and shows what it would say"),
        );
    }
    incident::act_outside(model, over)
}

/// Giving an output back. Steps without a command have one too: what a person saw.
pub fn output(model: &Model, over: Over) -> Result<(), Why> {
    incident::act_outside(model, over)?;
    step::note(model, over)?;
    if model.books.is_none() {
        return no("the runbooks are still being loaded", "");
    }
    match runs(model) {
        0 => {
            let key = model.keys.press(ActionId::AddLog, Places::WALK);
            no(
                "this step runs nothing that could say something",
                format!("{key} takes a log"),
            )
        }
        _ => Ok(()),
    }
}

/// Showing the selected output.
pub fn show(model: &Model, _: Over) -> Result<(), Why> {
    let runs = model.walk.as_ref().map(|walk| &walk.snapshot.state.runs);
    match runs.is_some_and(|runs| runs.iter().next().is_some()) {
        true => Ok(()),
        false => no("there is no output", ""),
    }
}

/// Sending with Enter alone.
pub fn send(model: &Model, over: Over) -> Result<(), Why> {
    match over {
        Some(Overlay::Sending(sending)) if !sending.is_plain() => {
            let key = model.keys.press(ActionId::SendChange, Places::SENDING);
            no("Enter alone does not send this", format!("{key} does"))
        }
        _ => Ok(()),
    }
}

fn page<'a>(over: Over<'a>) -> Option<&'a OutputPage> {
    match over? {
        Overlay::Output(page) => Some(page),
        _ => None,
    }
}

/// Saying how the step of an output went.
pub fn of_step(_: &Model, over: Over) -> Result<(), Why> {
    match page(over) {
        Some(page) if page.comes() => no("it is not over yet", ""),
        Some(page) if page.step.is_none() => no("it belongs to no step", ""),
        _ => Ok(()),
    }
}

/// Recording what an output says of its step.
pub fn decide(model: &Model, over: Over) -> Result<(), Why> {
    of_step(model, over)?;
    let step = page(over).and_then(|page| page.step.as_ref());
    let walk = model.walk.as_ref();
    let state = walk.zip(step).and_then(|(walk, (at, number))| {
        let state = walk.snapshot.state.step_state(at)?;
        Some((state, number))
    });
    match state {
        Some((state, number)) if state.is_ended() => {
            let key = model.keys.press(ActionId::Reopen, Places::WALK);
            no(
                format!("step {number} is {}", state.word()),
                format!("{key} reopens it, with a reason"),
            )
        }
        _ => Ok(()),
    }
}
