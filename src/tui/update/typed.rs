//! What the keyboard means beyond single keys of the table: letters of other alphabets and
//! pasted text.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::action::{ActionId, Places};
use super::super::effect::Effect;
use super::super::forms::output;
use super::super::logs::Paste;
use super::super::model::{Model, Overlay};
use super::act::availability;
use super::{logs, overlays};

/// In a text box a letter is text. Anywhere else it is a command, and then the place of
/// the key counts if its letter is none of the table's.
pub fn in_place(model: &mut Model, key: KeyEvent, base: char) -> KeyEvent {
    let is_known = matches!(key.code, KeyCode::Char(letter) if letter.is_ascii());
    let is_command = key.modifiers.contains(KeyModifiers::CONTROL);
    if is_known || overlays::focused_input(model).is_some() && !is_command {
        return key;
    }
    KeyEvent {
        code: KeyCode::Char(base),
        ..key
    }
}

/// Takes pasted text into the text box with the focus, if there is one. Where a step asks for
/// a log it goes into the box for logs, and where it runs something into the one for outputs; both
/// do nothing before Enter.
pub fn paste(model: &mut Model, text: String) -> Vec<Effect> {
    if model.is_cramped() {
        return Vec::new();
    }
    if matches!(model.overlay, Some(Overlay::Log(_))) || is_log_asked_for(model) {
        return logs::paste(model, text);
    }
    if is_output_asked_for(model) {
        let mut paste = Paste::default();
        if paste.add(text) && !paste.text().trim().is_empty() {
            model.status = None;
            output::pasted(model, paste);
        }
        return Vec::new();
    }
    match overlays::focused_input(model) {
        Some(input) => match input.insert(&text) {
            Ok(()) => return overlays::typed(model),
            Err(too_long) => {
                let hint = "a long text can be written in your editor, a log added as a log";
                model.complain(too_long.to_string(), Some(hint.to_owned()));
            }
        },
        None => {
            let place = model.place();
            let key = |id| {
                model
                    .keys
                    .row(id, place)
                    .map(|_| model.keys.press(id, place))
            };
            let hint = key(ActionId::AddLog).map(|log| match key(ActionId::Note) {
                Some(note) => format!("{log} takes a log, {note} writes a note; paste it there"),
                None => format!("{log} takes a log; paste it there"),
            });
            model.complain("pasted text is not taken as keys", hint);
        }
    }
    Vec::new()
}

/// Whether a log can be added at once: a step that asks for one has the focus.
fn is_log_asked_for(model: &Model) -> bool {
    let is_walk = model.place() == Places::WALK;
    let asks = model.walk.as_ref().and_then(logs::collecting).is_some();
    is_walk && asks && availability(model, Places::WALK, ActionId::AddLog).is_ok()
}

/// Whether what is pasted is what the step with the focus runs said: it runs something.
fn is_output_asked_for(model: &Model) -> bool {
    let is_walk = model.place() == Places::WALK;
    is_walk && availability(model, Places::WALK, ActionId::Output).is_ok()
}

/// Says that a paste was refused.
pub fn too_long(model: &mut Model) {
    model.complain(
        "more than 64 MiB were pasted; nothing of it was taken",
        None,
    );
}
