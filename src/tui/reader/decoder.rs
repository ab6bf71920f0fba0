//! Bytes and pauses → what the operator did and what the terminal answered.
//!
//! Where a paste ends cannot be left to what is pasted: the mark may stand in the text. So
//! a paste goes on until there is a pause behind the mark, which no pasted text can make.

use super::answers::{self, TerminalAnswer};
use super::burst::{self, Burst, BurstKind};
use super::keys::{self, Pressed};
use super::tokens::{Open, Token, Tokens};
use crossterm::event::MouseEvent;

/// The largest paste that is taken in, in bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The pauses, in milliseconds: an ESC alone is the key.
const ESCAPE: u64 = 40;
/// The same while answers are on their way, which begin with ESC and may come in pieces.
const ESCAPE_ASKED: u64 = 250;
/// Answers do not come later than this.
const ANSWERED: u64 = 2_000;
/// A sequence that has begun is given up.
const SEQUENCE: u64 = 1_000;
/// A paste is over, behind its mark.
const MARKED: u64 = 30;
/// A paste is over that had no marks.
const UNMARKED: u64 = 100;
/// The mark of a paste's end will not come any more. A line may stall for some seconds.
const LOST: u64 = 8_000;

const BEGIN: &[u8] = b"200";
const END: &[u8] = b"201";
const END_MARK: &[u8] = b"\x1b[201~";

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum TerminalInput {
    /// A key.
    Key(Pressed),
    /// Text in one piece.
    Paste(String),
    /// More text than is taken in.
    TooLong,
    /// An Enter that came with text at once, as the end of a paste does: it confirms nothing.
    EnterLeftOut,
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal said something about itself.
    Answer(TerminalAnswer),
    /// The terminal has gone.
    Gone,
}

#[derive(Debug, Default)]
enum Mode {
    #[default]
    Keys,
    /// Between the marks of a paste, or behind the last of them.
    Marked { ended: bool },
    /// In a paste that had no marks.
    Unmarked,
}

/// Reads what a terminal sends. Times are milliseconds of any steady clock.
#[derive(Debug, Default)]
pub struct Decoder {
    tokens: Tokens,
    mode: Mode,
    burst: Burst,
    pasted: Vec<u8>,
    too_long: bool,
    last: u64,
    asked: Option<u64>,
    out: Vec<TerminalInput>,
}

impl Decoder {
    /// Answers are on their way.
    pub fn asked(&mut self, now: u64) {
        self.asked = Some(now);
    }

    /// Takes bytes that came at once.
    pub fn feed(&mut self, bytes: &[u8], now: u64) {
        self.pause(now);
        self.last = now;
        let mut rest = bytes;
        while let Some((byte, behind)) = rest.split_first() {
            if let Mode::Marked { .. } = self.mode {
                rest = self.collect(rest);
                continue;
            }
            rest = behind;
            if let Some(token) = self.tokens.take(*byte) {
                self.token(token);
            }
        }
        if self.burst.is_plain() {
            self.let_through();
        }
    }

    /// When to look again if nothing comes.
    pub fn deadline(&self) -> Option<u64> {
        let open = match self.tokens.open() {
            Open::Nothing => None,
            Open::Escape if self.is_asked() => Some(ESCAPE_ASKED),
            Open::Escape => Some(ESCAPE),
            Open::Sequence => Some(SEQUENCE),
        };
        let mode = match self.mode {
            Mode::Keys => (!self.burst.is_empty()).then_some(burst::PAUSE),
            Mode::Marked { ended: true } => Some(MARKED),
            Mode::Marked { ended: false } => Some(LOST),
            Mode::Unmarked => Some(UNMARKED),
        };
        let first = open.into_iter().chain(mode).min()?;
        Some(self.last + first)
    }

    /// Nothing came until now.
    pub fn pause(&mut self, now: u64) {
        let quiet = now.saturating_sub(self.last);
        let escape = if self.is_asked() {
            ESCAPE_ASKED
        } else {
            ESCAPE
        };
        let given_up = match self.tokens.open() {
            Open::Escape => quiet >= escape,
            Open::Sequence => quiet >= SEQUENCE,
            Open::Nothing => false,
        };
        match self.mode {
            Mode::Keys if quiet >= burst::PAUSE => {
                self.let_through();
                self.burst.end();
            }
            Mode::Marked { ended: true } if quiet >= MARKED => self.paste(),
            Mode::Marked { ended: false } if quiet >= LOST => self.paste(),
            Mode::Unmarked if quiet >= UNMARKED => self.paste(),
            _ => {}
        }
        if given_up && let Some(token) = self.tokens.give_up() {
            self.token(token);
            self.let_through();
        }
        if self.asked.is_some_and(|asked| now >= asked + ANSWERED) {
            self.asked = None;
        }
    }

    /// What came, in order.
    pub fn take(&mut self) -> Vec<TerminalInput> {
        std::mem::take(&mut self.out)
    }

    fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    fn token(&mut self, token: Token) {
        let pressed = match token {
            Token::Control(held, b'~') if held == BEGIN => {
                self.let_through();
                self.mode = Mode::Marked { ended: false };
                return;
            }
            Token::Control(held, b'~') if held == END => return,
            Token::Control(held, last) if held.first() == Some(&b'<') => {
                let mouse = keys::mouse(&held, last);
                self.out.extend(mouse.map(TerminalInput::Mouse));
                return;
            }
            Token::Control(held, last) if held.first() == Some(&b'?') => {
                self.answer(answers::control(&held, last));
                return;
            }
            Token::Control(held, last) => keys::control(&held, last),
            Token::Command(held) => {
                self.answer(answers::command(&held));
                return;
            }
            Token::Short(last) => keys::short(last).into_iter().collect(),
            Token::Letter(letter) => vec![keys::letter(letter)],
            Token::Alt(letter) => {
                let mut pressed = keys::letter(letter);
                pressed.key.modifiers |= crossterm::event::KeyModifiers::ALT;
                vec![pressed]
            }
            Token::Skipped => return,
        };
        for pressed in pressed {
            self.press(pressed);
        }
    }

    fn press(&mut self, pressed: Pressed) {
        if let Mode::Unmarked = self.mode {
            if let Some(letter) = burst::letter(&pressed) {
                self.add(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            return;
        }
        self.burst.push(pressed);
        if self.burst.is_paste() {
            self.let_through();
        }
    }

    fn answer(&mut self, answer: Option<TerminalAnswer>) {
        match answer {
            Some(TerminalAnswer::Marks) => self.burst.marks = true,
            Some(TerminalAnswer::Last) => self.asked = None,
            _ => {}
        }
        self.out.extend(answer.map(TerminalInput::Answer));
    }

    fn let_through(&mut self) {
        if self.burst.is_empty() {
            return;
        }
        match self.burst.take() {
            BurstKind::Typed(keys, drops) => {
                self.out.extend(keys.into_iter().map(TerminalInput::Key));
                self.out
                    .extend(drops.then_some(TerminalInput::EnterLeftOut));
            }
            BurstKind::Pasted(text) => {
                self.mode = Mode::Unmarked;
                self.add(text.as_bytes());
            }
        }
    }

    /// Takes as much of a marked paste as there is; gives the rest.
    fn collect<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        self.add(bytes);
        // The mark may have come in pieces.
        let from = self
            .pasted
            .len()
            .saturating_sub(bytes.len() + END_MARK.len() - 1);
        let found = |part: &[u8]| part == END_MARK;
        if self.pasted[from..].windows(END_MARK.len()).any(found) {
            self.mode = Mode::Marked { ended: true };
        }
        &[]
    }

    fn add(&mut self, bytes: &[u8]) {
        // Past the limit there is nothing to keep but what may hold the mark of the end.
        if self.pasted.len() + bytes.len() > LARGEST {
            self.too_long = true;
            self.pasted.clear();
        }
        self.pasted.extend_from_slice(bytes);
    }

    /// A paste is over.
    fn paste(&mut self) {
        self.mode = Mode::Keys;
        self.burst.end();
        let bytes = std::mem::take(&mut self.pasted);
        if std::mem::take(&mut self.too_long) {
            self.out.push(TerminalInput::TooLong);
            return;
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.replace("\u{1b}[201~", "").replace("\u{1b}[200~", "");
        let text = match text.contains('\r') {
            true => text.replace("\r\n", "\n").replace('\r', "\n"),
            false => text,
        };
        if !text.is_empty() {
            self.out.push(TerminalInput::Paste(text));
        }
    }
}
