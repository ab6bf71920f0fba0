//! Commands that are sent, and outputs that come back: what of it is shown, and what of it is
//! decided. Absent from here: sending anything.

use super::super::effect::{Effect, RunEffect};
use super::super::focus;
use super::super::forms::{complete, fail as fail_form, inconclusive as inconclusive_form};
use super::super::forms::{leave, run, stopped_run};
use super::super::model::{Model, Overlay};
use super::super::places::outputs::rows;
use super::super::runs::{OutputPage, OutputState, RunAsk, RunWant, Sending};
use super::super::snapshot::Snapshot;
use super::super::submit::stamped;
use super::{arriving, logs, timeline};
use crate::domain::command::Command;
use crate::domain::id::StepRef;
use crate::domain::run::RunOutcome;
use crate::domain::shown::Proposed;

/// So much of what an output says goes into what was observed.
const OBSERVED: usize = 300;

/// A command is ready: it is shown in the place of the questions about it.
pub fn sending(model: &mut Model, sending: Box<Sending>) {
    model.close();
    model.overlay = Some(Overlay::Sending(sending));
}

/// Something has to be said before it can be sent.
pub fn wants(model: &mut Model, (ask, want): (RunAsk, RunWant)) {
    run::wants(model, ask, want);
}

/// Sends what is shown.
pub fn send(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Run(RunEffect::Send)]
}

/// It is sent; what comes back is shown from now on.
pub fn begun(model: &mut Model, snapshot: Box<Snapshot>, page: Box<OutputPage>) -> Vec<Effect> {
    arriving::take_in(model, snapshot);
    model.close();
    model.overlay = Some(Overlay::Output(page));
    timeline::read_again(model)
}

/// The page of what comes, whatever lies over it.
fn coming(model: &mut Model) -> Option<&mut OutputPage> {
    model.places_mut().find_map(|place| match place {
        Overlay::Output(page) if page.comes() => Some(&mut **page),
        _ => None,
    })
}

/// More of it is there.
pub fn lines(model: &mut Model, lines: Vec<String>, before: u64) {
    if let Some(page) = coming(model) {
        (page.lines, page.before) = (lines, before);
    }
}

/// Stops what runs; where nothing does, the program is left as everywhere.
pub fn stop(model: &mut Model) -> Vec<Effect> {
    let Some(page) = coming(model) else {
        return leave::ask(model);
    };
    if let OutputState::Comes { is_stopping, .. } = &mut page.state {
        *is_stopping = true;
    }
    model.say("stopping");
    vec![Effect::Run(RunEffect::Stop)]
}

/// An output is recorded: it is shown where it was awaited, and told where somebody went on.
pub fn taken(
    model: &mut Model,
    snapshot: Option<Box<Snapshot>>,
    page: Box<OutputPage>,
) -> Vec<Effect> {
    if let Some(snapshot) = snapshot {
        arriving::take_in(model, snapshot);
    }
    let step = page.step.as_ref().map(|(at, _)| at.clone());
    let stopped = page.end().is_some_and(|end| {
        end.outcome == RunOutcome::Stopped && end.may_have_altered && page.target.is_some()
    });
    let said = ended(&page);
    if page.target.is_none() {
        // The box that took the paste has done its work.
        logs::failed(model);
        model.close();
        model.overlay = Some(Overlay::Output(page));
        model.say(said);
    } else if let Some(coming) = coming(model) {
        *coming = *page;
        model.say(said);
    } else {
        let key = model.keys.press(
            super::super::action::ActionId::Outputs,
            super::super::places::Places::WALK,
        );
        model.remind(format!("{said}: {key} shows it"));
        return timeline::read_again(model);
    }
    if stopped {
        stopped_run::ask(model, step);
    }
    timeline::read_again(model)
}

/// How an output ended, in a few words.
fn ended(page: &OutputPage) -> String {
    let number = page.step.as_ref().map(|(_, number)| number.as_str());
    let what = number.unwrap_or("the command");
    let Some(end) = page.end() else {
        return format!("{what} runs");
    };
    match &page.target {
        None => "recorded as its output".to_owned(),
        Some(target) => format!(
            "{what} on {target} {}",
            end.outcome.word().replace('_', " ")
        ),
    }
}

/// An output of the incident that was asked for.
pub fn shown(model: &mut Model, page: Box<OutputPage>) {
    model.cover(Overlay::Output(page));
}

/// Shows the selected output.
pub fn show(model: &mut Model) -> Vec<Effect> {
    let selected = model.overlay.as_ref().and_then(|over| {
        let listing = over.listing()?;
        Some(listing.selected())
    });
    let walk = model.walk.as_ref();
    let run = walk.zip(selected).and_then(|(walk, selected)| {
        let run = rows::runs(walk).nth(selected)?;
        Some(run.event)
    });
    run.map(|event| Effect::Run(RunEffect::Show(event)))
        .into_iter()
        .collect()
}

/// The step of the output, and what it says of that.
fn page(model: &Model) -> Option<(StepRef, Option<Proposed>, String)> {
    let Some(Overlay::Output(page)) = &model.overlay else {
        return None;
    };
    let (at, _) = page.step.clone()?;
    let end = page.end()?;
    let mut observed = end.shown.because.join("; ");
    observed.truncate(observed.floor_char_boundary(OBSERVED));
    Some((at, end.shown.proposed, observed))
}

/// Records what the output says of its step. Where it says nothing, how the step went is asked.
pub fn decide(model: &mut Model) -> Vec<Effect> {
    let Some((at, proposed, observed)) = page(model) else {
        return Vec::new();
    };
    focus::go_to(model, &at);
    match proposed {
        None => complete::ask(model),
        Some(Proposed::Done) => complete::observed(model, observed),
        Some(Proposed::Failed) => fail_form::observed(model, observed),
        Some(Proposed::Inconclusive) => {
            let number = number(model, &at);
            let reason = observed;
            let command = Command::FindInconclusive { step: at, reason };
            stamped(model, command, format!("{number} inconclusive"), true)
        }
    }
}

fn number(model: &Model, at: &StepRef) -> String {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    state.map_or_else(|| at.to_string(), |state| state.number_of(at))
}

/// The step is not as expected, whatever the output says.
pub fn fail(model: &mut Model) {
    if let Some((at, ..)) = page(model) {
        focus::go_to(model, &at);
        fail_form::ask(model);
    }
}

/// The step could not be checked, whatever the output says.
pub fn inconclusive(model: &mut Model) {
    if let Some((at, ..)) = page(model) {
        focus::go_to(model, &at);
        inconclusive_form::ask(model);
    }
}
