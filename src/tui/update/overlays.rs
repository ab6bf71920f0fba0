//! What lies over the main screens: keys and text for it.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::effect::Effect;
use super::super::form::Ask;
use super::super::input::Input;
use super::super::model::{Focus, Model, Overlay, Screen};
use super::{answers, attach, home, logs, palette, timeline};

/// The text box with the focus, if one has it.
pub fn focused_input(model: &mut Model) -> Option<&mut Input> {
    match &mut model.overlay {
        Some(Overlay::Form(form)) => {
            let takes_text = form.question().is_some_and(|question| {
                matches!(question.ask, Ask::Text { .. } | Ask::Secret | Ask::Typed(_))
            });
            takes_text.then_some(&mut form.input)
        }
        Some(Overlay::Palette(finder)) => Some(&mut finder.input),
        Some(Overlay::Timeline(timeline)) if timeline.typing => Some(&mut timeline.filter),
        Some(Overlay::Attach(finder)) => Some(&mut finder.input),
        Some(Overlay::Log(log)) => Some(&mut log.input),
        Some(_) => None,
        None if model.screen == Screen::Home && model.home.focus == Focus::Search => {
            Some(&mut model.home.input)
        }
        None => None,
    }
}

/// After text came into the focused box.
pub fn typed(model: &mut Model) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Palette(_)) => palette::find(model),
        Some(Overlay::Timeline(timeline)) => timeline::narrow(timeline),
        Some(Overlay::Attach(_)) => attach::find(model),
        Some(_) => {}
        None => {
            model.status = None;
            return home::search(model);
        }
    }
    Vec::new()
}

/// A key that is no action here: text for the focused box, or an answer to a question.
pub fn type_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        match form.question_mut().map(|question| &mut question.ask) {
            Some(Ask::Choice { .. }) => return choose(model, key),
            Some(Ask::Yes) => {
                let first = key.kind == crossterm::event::KeyEventKind::Press;
                return match key.code {
                    KeyCode::BackTab | KeyCode::Up => {
                        back_in_form(model);
                        Vec::new()
                    }
                    KeyCode::Char('y') if first => answers::answer(model, "yes".to_owned()),
                    KeyCode::Char('n') => {
                        model.leave_form();
                        model.say("cancelled; nothing was recorded");
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
            }
            _ => {}
        }
    }
    if let Some(Overlay::Palette(finder)) = &mut model.overlay {
        let last = finder.found.len().saturating_sub(1);
        match key.code {
            KeyCode::Down => finder.selected = (finder.selected + 1).min(last),
            KeyCode::Up => finder.selected = finder.selected.saturating_sub(1),
            KeyCode::PageDown => finder.selected = (finder.selected + 10).min(last),
            KeyCode::PageUp => finder.selected = finder.selected.saturating_sub(10),
            _ => {
                let before = finder.input.text().len();
                if finder.input.key(key) && finder.input.text().len() != before {
                    model.status = None;
                    palette::find(model);
                }
            }
        }
        return Vec::new();
    }
    if let Some(Overlay::Log(_)) = &model.overlay {
        return logs::key(model, key);
    }
    if let Some(Overlay::Attach(_)) = &model.overlay {
        attach::key(model, key);
        return Vec::new();
    }
    if matches!(key.code, KeyCode::BackTab | KeyCode::Up) && back_in_form(model) {
        return Vec::new();
    }
    if let Some(input) = focused_input(model) {
        let before = input.text().len();
        if input.key(key) {
            if input.text().len() != before {
                return typed(model);
            }
        } else if let Some((count, limit)) = input.near_limit().filter(|(n, all)| n == all) {
            let text = format!("the text is full: {count} of {limit} characters");
            model.complain(text, None);
        }
    }
    Vec::new()
}

/// Back to the question before.
fn back_in_form(model: &mut Model) -> bool {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return false;
    };
    let goes = form.back();
    if goes {
        model.status = None;
    }
    goes
}

fn choose(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    let Some(Ask::Choice { options, selected }) = form.question_mut().map(|q| &mut q.ask) else {
        return Vec::new();
    };
    let last = options.len().saturating_sub(1);
    match key.code {
        KeyCode::BackTab => {
            back_in_form(model);
        }
        KeyCode::Down | KeyCode::Char('j') => {
            *selected = Some(selected.map_or(0, |at| (at + 1).min(last)));
        }
        KeyCode::Up | KeyCode::Char('k') => {
            *selected = Some(selected.map_or(last, |at| at.saturating_sub(1)));
        }
        KeyCode::Char(digit @ '1'..='9') => {
            let index = digit as usize - '1' as usize;
            if let Some((id, _)) = options.get(index) {
                *selected = Some(index);
                let id = id.clone();
                return answers::answer(model, id);
            }
        }
        _ => {}
    }
    Vec::new()
}
