//! Key → action, by the table in `action` and whatever the operator bound otherwise.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{ACTIONS, Action, Places};

/// A key, with or without Ctrl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
}

/// Enter.
pub const ENTER: Chord = Chord::code(KeyCode::Enter);
/// Escape.
pub const ESC: Chord = Chord::code(KeyCode::Esc);
/// The space bar.
pub const SPACE: Chord = Chord::key(' ');
/// Tab.
pub const TAB: Chord = Chord::code(KeyCode::Tab);
/// The arrow down.
pub const DOWN: Chord = Chord::code(KeyCode::Down);
/// The arrow up.
pub const UP: Chord = Chord::code(KeyCode::Up);
/// Home.
pub const HOME: Chord = Chord::code(KeyCode::Home);
/// End.
pub const END: Chord = Chord::code(KeyCode::End);
/// Page down.
pub const PAGE_DOWN: Chord = Chord::code(KeyCode::PageDown);
/// Page up.
pub const PAGE_UP: Chord = Chord::code(KeyCode::PageUp);

impl Chord {
    const fn code(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    /// A printable key.
    pub const fn key(letter: char) -> Self {
        Self::code(KeyCode::Char(letter))
    }

    /// A letter with Ctrl.
    pub const fn ctrl(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            ctrl: true,
        }
    }

    /// A function key.
    pub const fn f(number: u8) -> Self {
        Self::code(KeyCode::F(number))
    }

    /// Whether a text box takes it as text.
    pub fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl
    }

    /// Its name on the screen.
    pub fn name(self) -> Cow<'static, str> {
        match self.code {
            KeyCode::Char(' ') => "Space".into(),
            KeyCode::Char(letter) if self.ctrl => {
                format!("Ctrl-{}", letter.to_ascii_uppercase()).into()
            }
            KeyCode::Char(letter) => letter.to_string().into(),
            KeyCode::Enter => "Enter".into(),
            KeyCode::Esc => "Esc".into(),
            KeyCode::Tab => "Tab".into(),
            KeyCode::Down => "Down".into(),
            KeyCode::Up => "Up".into(),
            KeyCode::Home => "Home".into(),
            KeyCode::End => "End".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::F(number) => format!("F{number}").into(),
            other => format!("{other:?}").into(),
        }
    }
}

impl From<KeyEvent> for Chord {
    fn from(key: KeyEvent) -> Self {
        Self {
            code: key.code,
            ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
        }
    }
}

/// Which keys mean which row of the table: its own, unless they were bound otherwise.
#[derive(Debug, Clone)]
pub struct Keymap(Vec<Vec<Chord>>);

impl Default for Keymap {
    fn default() -> Self {
        let own = ACTIONS.iter().map(|action| action.keys.to_vec());
        Self(own.collect())
    }
}

impl Keymap {
    /// The action that a key means at a place.
    pub fn find(&self, key: KeyEvent, place: Places) -> Option<&'static Action> {
        if key.modifiers.contains(KeyModifiers::ALT) {
            return None;
        }
        let chord = Chord::from(key);
        let rows = ACTIONS.iter().zip(&self.0);
        let mut here = rows.filter(|(action, _)| action.at.meets(place));
        let found = here.find(|(_, chords)| chords.contains(&chord));
        found.map(|(action, _)| action)
    }

    /// The keys of a row of the table.
    pub fn chords(&self, action: &'static Action) -> &[Chord] {
        let row = ACTIONS.iter().position(|row| std::ptr::eq(row, action));
        row.map_or(&[], |row| &self.0[row])
    }

    /// The name of the key that is shown for a row; empty if it has none.
    pub fn name(&self, action: &'static Action) -> Cow<'static, str> {
        let first = self.chords(action).first();
        first.map(|chord| chord.name()).unwrap_or_default()
    }
}
