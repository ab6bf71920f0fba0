//! From an action to whoever carries it out, if it can be done where the operator is.

use crossterm::event::KeyEvent;

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay, Screen};
use super::{
    answers, attach, availability, causes, changes, drill, drills, evidence, find, home, logs,
    pages, palette, reply, statistics, timeline, turning_back, variables, walk,
};

/// Carries out an action at the present place.
pub fn act(model: &mut Model, id: Id, key: Option<KeyEvent>) -> Vec<Effect> {
    if let Err(why) = availability::availability(model, model.place(), id) {
        if id != Id::Resolve || !turning_back::instead_of_resolving(model, &why) {
            model.refuse(why);
        }
        return Vec::new();
    }
    match id {
        Id::Help => pages::help(model),
        Id::Palette => palette::open(model),
        Id::Zoom => pages::zoom(model),
        Id::Find => find::ask(model),
        Id::Leave => return leave(model),
        Id::Suspend => return vec![Effect::Suspend],
        Id::Back => return back(model),
        Id::Statistics => return statistics::open(model),
        Id::Drills => return drills::list(model),
        Id::FirstShift => return drills::first_shift(model),
        _ if model.overlay.is_some() => return over(model, id),
        _ => {
            model.status = None;
            model.under_form = None;
            return match model.screen {
                Screen::Home => home::act(model, id),
                Screen::Walk => walk::act(model, id, key),
            };
        }
    }
    Vec::new()
}

/// One level back. Never out of the program.
fn back(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    if timeline::back(model) || logs::back(model) {
        return Vec::new();
    }
    match model.overlay.take() {
        Some(Overlay::Help { under, .. } | Overlay::Zoom { under, .. }) => {
            model.overlay = under.map(|under| *under)
        }
        Some(Overlay::Palette(finder)) => model.overlay = finder.under.map(|under| *under),
        Some(Overlay::Form(_)) => model.leave_form(),
        // A runbook that was looked at is left for the search that found it.
        Some(Overlay::Preview(preview)) => model.overlay = preview.finder.map(Overlay::Attach),
        Some(_) => {}
        None => match model.screen {
            Screen::Walk => {
                // A time that was given must not be lost unseen.
                if walk::act_now(model) {
                    model.say("the next act happens now");
                    return Vec::new();
                }
                model.screen = Screen::Home;
                let mut effects = home::go_home(model);
                effects.extend([Effect::ListOpen, Effect::Statistics]);
                return effects;
            }
            Screen::Home => return home::back(model),
        },
    }
    Vec::new()
}

fn leave(model: &mut Model) -> Vec<Effect> {
    let unfinished = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = unfinished.filter(|s| s.status.is_some_and(|status| status.is_unfinished()));
    let Some(state) = unfinished else {
        return vec![Effect::Quit];
    };
    let key = state.key();
    let word = state.status.map_or("open", |status| status.word());
    let stays = match model.drill_runs() {
        true => format!("The drill {key} is held meanwhile: its clock stands."),
        false => format!("{key} stays {word}; every act is recorded."),
    };
    let notice = vec![stays, format!("Go on later with: runsheet resume {key}")];
    let question = Question::yes("Leave the program?", notice);
    model.ask(Form::new(Purpose::Leave, "Leave", vec![question]));
    Vec::new()
}

/// Carries out an action of what lies over the main screen.
fn over(model: &mut Model, id: Id) -> Vec<Effect> {
    match &model.overlay {
        Some(Overlay::Palette(_)) if id == Id::Confirm => confirm(model),
        Some(Overlay::Form(_)) if id == Id::Confirm => answers::confirm(model),
        Some(Overlay::Form(_)) if id == Id::Edit => answers::edit(model),
        Some(Overlay::Attach(_)) if id == Id::Confirm => attach::choose(model),
        Some(
            Overlay::Preview(_)
            | Overlay::Help { .. }
            | Overlay::Zoom { .. }
            | Overlay::Brief { .. },
        ) => pages::act(model, id),
        Some(Overlay::Timeline(_)) => timeline::act(model, id),
        Some(Overlay::Changes { .. }) => changes::act(model, id),
        Some(Overlay::Causes { .. }) => causes::act(model, id),
        Some(Overlay::Variables { .. }) => variables::act(model, id),
        Some(Overlay::Evidence { .. }) => evidence::act(model, id),
        Some(Overlay::Log(_)) => logs::act(model, id),
        Some(Overlay::Reply(_)) => reply::act(model, id),
        Some(Overlay::Drills(_)) => drills::act(model, id),
        Some(Overlay::Story { .. } | Overlay::Debrief(_)) => drill::act(model, id),
        Some(Overlay::Statistics(_)) => statistics::act(model, id),
        _ => Vec::new(),
    }
}

/// Does what is selected in the palette, or says why it cannot be done.
fn confirm(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Palette(finder)) = &mut model.overlay else {
        return Vec::new();
    };
    let Some(chosen) = finder.found.get(finder.selected).cloned() else {
        return Vec::new();
    };
    if let Some(why) = chosen.why {
        model.refuse(why);
        return Vec::new();
    }
    if chosen.action.id == Id::Palette {
        return Vec::new();
    }
    let under = finder.under.take();
    model.overlay = under.map(|under| *under);
    model.status = None;
    act(model, chosen.action.id, None)
}
