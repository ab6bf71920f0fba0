//! Tokens into keys: xterm's sequences and those of kitty's keyboard protocol.

use crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// A key, and what the key in its place says on an English keyboard, if the terminal tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressed {
    /// The key.
    pub key: KeyEvent,
    /// The letter in its place.
    pub base: Option<char>,
}

impl Pressed {
    /// A key of which no more is known.
    pub fn plain(code: KeyCode, modifiers: KeyModifiers) -> Self {
        Self {
            key: KeyEvent::new(code, modifiers),
            base: None,
        }
    }
}

/// The key that a character stands for.
pub fn letter(letter: char) -> Pressed {
    let (code, modifiers) = match letter {
        '\r' | '\n' => (KeyCode::Enter, KeyModifiers::NONE),
        '\t' => (KeyCode::Tab, KeyModifiers::NONE),
        '\u{7f}' | '\u{8}' => (KeyCode::Backspace, KeyModifiers::NONE),
        '\u{1b}' => (KeyCode::Esc, KeyModifiers::NONE),
        '\0' => (KeyCode::Char(' '), KeyModifiers::CONTROL),
        '\u{1}'..='\u{1a}' => {
            let letter = char::from(letter as u8 - 1 + b'a');
            (KeyCode::Char(letter), KeyModifiers::CONTROL)
        }
        '\u{1c}'..='\u{1f}' => {
            let digit = char::from(letter as u8 - 0x1c + b'4');
            (KeyCode::Char(digit), KeyModifiers::CONTROL)
        }
        _ => (KeyCode::Char(letter), KeyModifiers::NONE),
    };
    Pressed::plain(code, modifiers)
}

/// The key of `ESC O` and a letter.
pub fn short(last: u8) -> Option<Pressed> {
    let code = match last {
        b'M' => KeyCode::Enter,
        _ => cursor(last)?,
    };
    Some(Pressed::plain(code, KeyModifiers::NONE))
}

/// The keys of a sequence; none if it is no key. Text from an input method may be several.
pub fn control(held: &[u8], last: u8) -> Vec<Pressed> {
    let Ok(text) = std::str::from_utf8(held) else {
        return Vec::new();
    };
    let fields: Vec<Vec<Option<u32>>> = text
        .split(';')
        .map(|field| field.split(':').map(|part| part.parse().ok()).collect())
        .collect();
    let number = |field: usize, part: usize| *fields.get(field)?.get(part)?;
    let (modifiers, kind) = how(number(1, 0), number(1, 1));
    let with = |code| {
        let mut pressed = Pressed::plain(code, modifiers);
        pressed.key.kind = kind;
        vec![pressed]
    };
    match last {
        b'u' => {
            let text: Vec<char> = fields.get(2).map_or(Vec::new(), |part| {
                part.iter()
                    .flatten()
                    .filter_map(|c| char::from_u32(*c))
                    .collect()
            });
            let codes = [number(0, 0), number(0, 1), number(0, 2)];
            kitty(codes, &text, modifiers, kind)
        }
        b'~' => match (number(0, 0), number(2, 0)) {
            // What xterm sends for other keys with modifiers.
            (Some(27), Some(code)) => {
                let code = char::from_u32(code).unwrap_or('\u{fffd}');
                with(letter(code).key.code)
            }
            (Some(number), _) => numbered(number).map_or(Vec::new(), with),
            _ => Vec::new(),
        },
        b'Z' => with(KeyCode::BackTab),
        // An answer with the place of the cursor ends the same way as F3 with modifiers,
        // which means nothing here.
        b'R' => Vec::new(),
        _ if text.is_empty() || text.starts_with('1') => cursor(last).map_or(Vec::new(), with),
        _ => Vec::new(),
    }
}

fn how(modifiers: Option<u32>, kind: Option<u32>) -> (KeyModifiers, KeyEventKind) {
    let mask = modifiers.unwrap_or(1).saturating_sub(1);
    let mut held = KeyModifiers::NONE;
    held.set(KeyModifiers::SHIFT, mask & 1 != 0);
    held.set(KeyModifiers::ALT, mask & 2 != 0);
    held.set(KeyModifiers::CONTROL, mask & 4 != 0);
    // Super, hyper and meta make no text either.
    held.set(KeyModifiers::SUPER, mask & 0b11_1000 != 0);
    let kind = match kind {
        Some(2) => KeyEventKind::Repeat,
        Some(3) => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    (held, kind)
}

/// A key of kitty's protocol: its code, that with Shift, and that of the key in its place.
fn kitty(
    [code, shifted, base]: [Option<u32>; 3],
    text: &[char],
    modifiers: KeyModifiers,
    kind: KeyEventKind,
) -> Vec<Pressed> {
    let code = code.unwrap_or(0);
    let base = base.and_then(char::from_u32);
    let shift = modifiers.contains(KeyModifiers::SHIFT);
    let make = |code, base: Option<char>| {
        let mut key = KeyEvent::new(code, modifiers);
        key.kind = kind;
        Pressed { key, base }
    };
    match functional(code) {
        Some(KeyCode::Tab) if shift => return vec![make(KeyCode::BackTab, None)],
        Some(code) => return vec![make(code, None)],
        None => {}
    }
    // Keys such as Shift itself, and combinations that belong to the desktop.
    if (57344..=63743).contains(&code) || modifiers.contains(KeyModifiers::SUPER) {
        return Vec::new();
    }
    let base = base.map(|base| {
        if shift {
            base.to_ascii_uppercase()
        } else {
            base
        }
    });
    if !text.is_empty() {
        let plain = |c: &&char| !c.is_control();
        let many = text.iter().filter(plain);
        return many.map(|c| make(KeyCode::Char(*c), base)).collect();
    }
    let shifted = shifted.filter(|_| shift).or(Some(code));
    match shifted.and_then(char::from_u32).filter(|c| !c.is_control()) {
        Some(letter) => vec![make(KeyCode::Char(letter), base)],
        None => Vec::new(),
    }
}

fn functional(code: u32) -> Option<KeyCode> {
    Some(match code {
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        57399..=57413 | 57415 => {
            let keypad = b"0123456789./*-+ =";
            let at = usize::try_from(code - 57399).ok()?;
            KeyCode::Char(char::from(*keypad.get(at)?))
        }
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    let number = u8::try_from(number).ok()?;
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23 | 24 => KeyCode::F(number - 12),
        _ => return None,
    })
}

fn cursor(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

/// What the mouse did, if that means something here: the wheel and the first button.
pub fn mouse(held: &[u8], last: u8) -> Option<MouseEvent> {
    let text = std::str::from_utf8(held).ok()?.strip_prefix('<')?;
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let (button, x, y) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let kind = match (button.ok()?, last) {
        (0, b'M') => MouseEventKind::Down(MouseButton::Left),
        (64, b'M') => MouseEventKind::ScrollUp,
        (65, b'M') => MouseEventKind::ScrollDown,
        _ => return None,
    };
    Some(MouseEvent {
        kind,
        column: x.ok()?.saturating_sub(1),
        row: y.ok()?.saturating_sub(1),
        modifiers: KeyModifiers::NONE,
    })
}
