//! Keys and their names, and key → action: by the table in `action`, unless the operator bound
//! others (`bindings`). Whatever names a key on the screen asks here, so that it names the one
//! that is bound.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, ActionId, Places};

/// A key, with or without Ctrl and Alt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
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

/// The arrow left, with Alt.
pub const ALT_LEFT: Chord = Chord {
    alt: true,
    ..Chord::code(KeyCode::Left)
};
/// The arrow right, with Alt.
pub const ALT_RIGHT: Chord = Chord {
    alt: true,
    ..Chord::code(KeyCode::Right)
};

/// Keys with names, the first of which is shown. The others are understood too.
const NAMED: [(KeyCode, &[&str]); 16] = [
    (KeyCode::Char(' '), &["Space"]),
    (KeyCode::Enter, &["Enter", "Return"]),
    (KeyCode::Esc, &["Esc", "Escape"]),
    (KeyCode::Tab, &["Tab"]),
    (KeyCode::BackTab, &["Shift-Tab", "BackTab"]),
    (KeyCode::Down, &["Down"]),
    (KeyCode::Up, &["Up"]),
    (KeyCode::Left, &["Left"]),
    (KeyCode::Right, &["Right"]),
    (KeyCode::Home, &["Home"]),
    (KeyCode::End, &["End"]),
    (KeyCode::PageDown, &["PgDn", "PageDown"]),
    (KeyCode::PageUp, &["PgUp", "PageUp"]),
    (KeyCode::Backspace, &["Backspace"]),
    (KeyCode::Delete, &["Delete", "Del"]),
    (KeyCode::Insert, &["Insert", "Ins"]),
];

impl Chord {
    const fn code(code: KeyCode) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// A printable key.
    pub const fn key(letter: char) -> Self {
        Self::code(KeyCode::Char(letter))
    }

    /// A letter with Ctrl.
    pub const fn ctrl(letter: char) -> Self {
        Self {
            ctrl: true,
            ..Self::key(letter)
        }
    }

    /// A key with Alt.
    pub const fn alt(letter: char) -> Self {
        Self {
            alt: true,
            ..Self::key(letter)
        }
    }

    /// A function key.
    pub const fn f(number: u8) -> Self {
        Self::code(KeyCode::F(number))
    }

    /// Whether a text box takes it as text.
    pub fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl && !self.alt
    }

    /// Whether a text box has its own use for it: text, moving in the line and changing it.
    pub fn is_editing(self) -> bool {
        let edits = matches!(
            self.code,
            KeyCode::Backspace
                | KeyCode::Delete
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::Home
                | KeyCode::End
        );
        let letter = matches!(
            self.code,
            KeyCode::Char('a' | 'e' | 'u' | 'k' | 'w' | 'h') if self.ctrl && !self.alt
        );
        self.is_text() || edits || letter
    }

    /// Whether it moves among the answers of a question or the lines of the palette.
    pub fn is_choosing(self) -> bool {
        matches!(self.code, KeyCode::Up | KeyCode::Down)
    }

    /// The key with this name: `Space`, `R`, `Ctrl-P`, `Alt-x`, `F5`, `PgDn`. Else what is wrong.
    pub fn parse(name: &str) -> Result<Self, String> {
        let (mut ctrl, mut alt, mut rest) = (false, false, name);
        loop {
            let lower = rest.to_ascii_lowercase();
            match () {
                () if lower.starts_with("ctrl-") && rest.len() > 5 && !ctrl => {
                    (ctrl, rest) = (true, &rest[5..]);
                }
                () if lower.starts_with("alt-") && rest.len() > 4 && !alt => {
                    (alt, rest) = (true, &rest[4..]);
                }
                () => break,
            }
        }
        let mut code = Self::code_of(rest).ok_or_else(|| {
            let known = NAMED.iter().map(|(_, names)| names[0]);
            match crate::config::nearest(rest, known) {
                Some(near) if rest.chars().count() > 1 => {
                    format!("there is no key {name}; did you mean {near}?")
                }
                _ => format!(
                    "there is no key {name}; write it as x, Space, F5, PgDn, Ctrl-P or Alt-x"
                ),
            }
        })?;
        if ctrl {
            code = match code {
                KeyCode::Char(letter) if letter.is_ascii_alphabetic() => {
                    KeyCode::Char(letter.to_ascii_lowercase())
                }
                KeyCode::Char(_) | KeyCode::Enter | KeyCode::Esc | KeyCode::Tab => {
                    return Err(format!("terminals send no {name}; Ctrl goes with letters"));
                }
                other => other,
            };
            if let KeyCode::Char(letter @ ('i' | 'm' | 'j' | 'h')) = code {
                let same = match letter {
                    'i' => "Tab",
                    'h' => "Backspace",
                    _ => "Enter",
                };
                return Err(format!("terminals send the same for {name} as for {same}"));
            }
        }
        Ok(Self { code, ctrl, alt })
    }

    fn code_of(name: &str) -> Option<KeyCode> {
        let mut letters = name.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return (!letter.is_control()).then_some(KeyCode::Char(letter));
        }
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        let named = NAMED
            .iter()
            .find(|(_, names)| names.iter().any(|known| is(known)));
        let function = || {
            let number: u8 = name.strip_prefix(['F', 'f'])?.parse().ok()?;
            (1..=24).contains(&number).then_some(KeyCode::F(number))
        };
        named.map(|(code, _)| *code).or_else(function)
    }

    /// Its name on the screen.
    pub fn name(self) -> Cow<'static, str> {
        let named = NAMED.iter().find(|(code, _)| *code == self.code);
        let bare: Cow<'static, str> = match (named, self.code) {
            (Some((_, names)), _) => names[0].into(),
            (None, KeyCode::Char(letter)) if self.ctrl => {
                letter.to_ascii_uppercase().to_string().into()
            }
            (None, KeyCode::Char(letter)) => letter.to_string().into(),
            (None, KeyCode::F(number)) => format!("F{number}").into(),
            (None, other) => format!("{other:?}").into(),
        };
        match (self.ctrl, self.alt) {
            (false, false) => bare,
            (true, false) => format!("Ctrl-{bare}").into(),
            (false, true) => format!("Alt-{bare}").into(),
            (true, true) => format!("Ctrl-Alt-{bare}").into(),
        }
    }
}

impl From<KeyEvent> for Chord {
    fn from(key: KeyEvent) -> Self {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let code = match key.code {
            KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
            code => code,
        };
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        Self { code, ctrl, alt }
    }
}

/// The name of an action in the settings: `start-step` for `StartStep`.
pub fn action_name(id: ActionId) -> String {
    let mut name = String::new();
    for letter in format!("{id:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Which keys mean which row of the table: its own, unless they were bound otherwise.
#[derive(Debug, Clone)]
pub struct Keymap {
    rows: &'static [Action],
    chords: Vec<Vec<Chord>>,
}

impl Keymap {
    /// The keys of each row of the table, in its order.
    pub(super) fn of(rows: &'static [Action], chords: Vec<Vec<Chord>>) -> Self {
        Self { rows, chords }
    }

    /// The action that a key means at a place.
    pub fn find(&self, key: KeyEvent, place: Places) -> Option<&'static Action> {
        let chord = Chord::from(key);
        let rows = self.rows.iter().zip(&self.chords);
        let mut here = rows.filter(|(action, _)| action.at.meets(place));
        let found = here.find(|(_, chords)| chords.contains(&chord));
        found.map(|(action, _)| action)
    }

    /// The keys of a row of the table.
    pub fn chords(&self, action: &'static Action) -> &[Chord] {
        let row = self.rows.iter().position(|row| std::ptr::eq(row, action));
        row.map_or(&[], |row| &self.chords[row])
    }

    /// The row of an action at a place, if it is available there.
    pub fn row(&self, id: ActionId, place: Places) -> Option<&'static Action> {
        let mut rows = self.rows.iter();
        rows.find(|row| row.id == id && row.at.meets(place))
    }

    /// The name of the key that is shown for a row; empty if it has none.
    pub fn name(&self, action: &'static Action) -> Cow<'static, str> {
        let first = self.chords(action).first();
        first.map(|chord| chord.name()).unwrap_or_default()
    }

    /// What to press for an action at a place, for sentences: its key; if it has none, the key
    /// of the palette and its name there.
    pub fn press(&self, id: ActionId, place: Places) -> Cow<'static, str> {
        let Some(action) = self.row(id, place) else {
            return "".into();
        };
        match self.name(action) {
            key if !key.is_empty() => key,
            _ => {
                let palette = self.row(ActionId::Palette, place).map(|row| self.name(row));
                format!("{} {}", palette.unwrap_or_default(), action.label).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::actions::ACTIONS;

    #[test]
    fn a_key_is_read_by_the_name_that_is_shown() {
        for action in ACTIONS {
            for key in action.keys {
                assert_eq!(Chord::parse(&key.name()), Ok(*key), "{}", key.name());
            }
        }
        for name in [
            "Alt-x",
            "Ctrl-Down",
            "Ctrl-Alt-P",
            "F12",
            "Shift-Tab",
            "-",
            "é",
            "Alt--",
        ] {
            let key = Chord::parse(name).unwrap_or_else(|wrong| panic!("{wrong}"));
            assert_eq!(key.name(), name);
        }
        assert_eq!(Chord::parse("ctrl-p"), Ok(Chord::ctrl('p')));
        assert_eq!(Chord::parse("pagedown"), Ok(PAGE_DOWN));
        assert_ne!(Chord::parse("r"), Chord::parse("R"));
    }

    #[test]
    fn a_name_that_is_none_says_what_to_write() {
        for (name, says) in [
            ("Spce", "did you mean Space?"),
            ("", "write it as"),
            ("F99", "write it as"),
            ("Ctrl-1", "Ctrl goes with letters"),
            ("Ctrl-I", "the same for Ctrl-I as for Tab"),
            ("Hyper-x", "write it as"),
        ] {
            let wrong = Chord::parse(name).expect_err(name);
            assert!(wrong.contains(says), "{name}: {wrong}");
        }
    }

    #[test]
    fn alt_makes_another_key() {
        let keys = Keymap::default();
        let alt = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::ALT);
        assert!(keys.find(alt, Places::WALK).is_none());
        let shifted = KeyEvent::new(KeyCode::Char('R'), KeyModifiers::SHIFT);
        let found = keys.find(shifted, Places::WALK).map(|action| action.id);
        assert_eq!(found, Some(ActionId::Resolve));
    }
}
