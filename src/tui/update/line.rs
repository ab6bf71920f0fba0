//! Whole lines where there are no keys: an answer, a query, a row by its number.

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::form::Ask;
use super::super::input::Input;
use super::super::model::{Focus, Model, Overlay, Screen};
use super::super::overlay;
use super::super::variables::variable_rows;
use super::{answers, attach, home, timeline};

/// Takes a line as the answer to the present question. An empty one takes what stands there
/// already, as Enter does on the screen.
pub fn answer(model: &mut Model, line: &str) -> Vec<Effect> {
    model.status = None;
    if let Some(Overlay::Timeline(timeline)) = &mut model.overlay {
        // An empty filter lets everything through.
        timeline.filter = Input::of(line);
        timeline.typing = false;
        timeline::narrow(timeline);
        return Vec::new();
    }
    if matches!(model.overlay, Some(Overlay::Log(_))) {
        query(model, line);
        return super::act(model, Id::Confirm, None);
    }
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    let ask = form.question_mut().map(|question| &mut question.ask);
    match ask {
        Some(Ask::Choice { options, selected }) => {
            let by_number = line.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let by_number = by_number.filter(|index| *index < options.len());
            let by_words = || {
                let mut named = options.iter();
                named.position(|(id, words)| id == line || words.eq_ignore_ascii_case(line))
            };
            let Some(index) = by_number.or_else(by_words) else {
                let count = options.len();
                let hint = Some("back leaves the question".to_owned());
                model.complain(format!("a number from 1 to {count} is wanted"), hint);
                return Vec::new();
            };
            *selected = index;
        }
        Some(Ask::Yes) => {
            return match line {
                "y" | "yes" => answers::answer(model, "yes".to_owned()),
                _ => {
                    model.leave_form();
                    model.say("cancelled; nothing was recorded");
                    Vec::new()
                }
            };
        }
        Some(_) if !line.is_empty() => {
            let mut input = Input::answer("");
            if let Err(too_long) = input.insert(line) {
                model.complain(too_long.to_string(), None);
                return Vec::new();
            }
            form.input = input;
        }
        _ => {}
    }
    answers::confirm(model)
}

/// Searches for a text, among the runbooks of an incident where they are asked for.
pub fn query(model: &mut Model, text: &str) -> Vec<Effect> {
    model.status = None;
    if let Some(Overlay::Log(log)) = &mut model.overlay {
        log.input = Input::of(text);
        return Vec::new();
    }
    if let Some(Overlay::Attach(finder)) = &mut model.overlay {
        finder.input = Input::of(text);
        attach::find(model);
        return Vec::new();
    }
    model.home.input = Input::of(text);
    model.home.focus = Focus::List;
    home::search(model)
}

/// Selects a row, from 0, of whatever is listed.
pub fn select(model: &mut Model, row: usize) {
    model.status = None;
    let within = |count: usize| overlay::within(row, count);
    let snapshot = model.walk.as_ref().map(|walk| &walk.snapshot);
    match &mut model.overlay {
        Some(Overlay::Timeline(timeline)) => timeline.selected = within(timeline.shown.len()),
        Some(Overlay::Changes { selected }) => {
            let count = snapshot.map_or(0, |s| s.state.changes_in_force().count());
            *selected = within(count);
        }
        Some(Overlay::Causes { selected }) => {
            *selected = within(snapshot.map_or(0, |s| s.causes.len()));
        }
        Some(Overlay::Variables { selected }) => {
            *selected = within(model.walk.as_ref().map_or(0, |w| variable_rows(w).len()));
        }
        Some(Overlay::Evidence { selected }) => {
            *selected = within(snapshot.map_or(0, |s| s.evidence.len()));
        }
        Some(Overlay::Statistics(figures)) => figures.selected = within(figures.runbooks.len()),
        Some(Overlay::Attach(finder)) => finder.selected = within(finder.found.len()),
        Some(Overlay::Drills(drills)) => drills.selected = within(drills.count()),
        Some(Overlay::Reply(reply)) => reply.selected = within(reply.rows.len()),
        Some(_) => {}
        None if model.screen == Screen::Walk => {
            if let Some(walk) = &mut model.walk {
                walk.cursor = within(walk.snapshot.rows.len());
                walk.scroll = 0;
            }
        }
        None => {
            model.home.focus = Focus::List;
            model.home.selected = within(model.home_rows());
        }
    }
}
