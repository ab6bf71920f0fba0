//! Whole lines where there are no keys: an answer or a query.

use super::super::action::ActionId;
use super::super::effect::Effect;
use super::super::form::Ask;
use super::super::input::Input;
use super::super::model::{Focus, Model, Overlay};
use super::act::act;
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
        return act(model, ActionId::Confirm, None);
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
            *selected = Some(index);
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
