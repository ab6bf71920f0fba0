//! What the keyboard means beyond single keys of the table: letters of other alphabets and
//! pasted text.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::action::{Id, row};
use super::super::model::Model;
use super::overlays;

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

/// Takes pasted text into the text box with the focus, if there is one.
pub fn paste(model: &mut Model, text: &str) {
    if model.is_cramped() {
        return;
    }
    match overlays::focused_input(model) {
        Some(input) => {
            input.insert(text);
            overlays::typed(model);
        }
        None => {
            let note = row(Id::Note, model.place()).map(|_| {
                let key = model.keys.press(Id::Note, model.place());
                format!("{key} writes a note, and there it can be pasted")
            });
            model.complain("pasted text is not taken as keys", note);
        }
    }
}

/// Says that a paste was refused.
pub fn too_long(model: &mut Model) {
    model.complain(
        "more than 64 MiB were pasted; nothing of it was taken",
        None,
    );
}
