//! Keys that came too fast for fingers.
//!
//! A terminal that does not mark pastes sends pasted text as if it were typed. What tells
//! the two apart is speed: a person types a key every 50 ms, a held key comes every 25 to
//! 40 ms, a paste comes at once. Over a line that stalls, however, some typed keys may
//! come at once, too. The rules, for keys of text that came without a pause of 10 ms:
//!
//! - one key is a key, at once;
//! - an Enter with text behind it makes all of it pasted text;
//! - more than a handful of keys are pasted text, unless they are all the same letter (a
//!   held key on a line that stalled, for a few seconds at most). A handful is 8 keys; of a
//!   terminal that said that it marks pastes, 32;
//! - what is left is keys, but an Enter at the end confirms nothing and is left out, which is said,
//!   unless the terminal marks pastes.

use crossterm::event::{KeyCode, KeyModifiers};

use super::keys::Pressed;

/// A pause that parts bursts, in milliseconds.
pub const PAUSE: u64 = 10;
/// As many keys may come at once from a person.
const HANDFUL: usize = 8;
/// The same for a terminal that marks pastes.
const HANDFUL_MARKED: usize = 32;
/// As often a held key comes while a line stalls for some seconds.
const LONGEST_HELD: usize = 256;

/// Keys that came without a pause.
#[derive(Debug, Default)]
pub struct Burst {
    keys: Vec<Pressed>,
    /// How many keys of text were let through before the present ones.
    before: usize,
    /// The terminal marks pastes.
    pub marks: bool,
}

/// What a burst is.
#[derive(Debug, PartialEq)]
pub enum BurstKind {
    /// Keys; with an Enter at the end that was left out.
    Typed(Vec<Pressed>, bool),
    /// Pasted text.
    Pasted(String),
}

impl Burst {
    /// Adds a key.
    pub fn push(&mut self, pressed: Pressed) {
        self.keys.push(pressed);
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether it is certain already that this is a paste.
    pub fn is_paste(&self) -> bool {
        let letters: Vec<char> = self.letters().collect();
        let inside = letters.iter().rev().skip(1).any(|letter| *letter == '\n');
        let count = letters.len() + self.before;
        let same = letters.windows(2).all(|pair| pair[0] == pair[1]);
        let held =
            same && letters.first().is_some_and(|c| !c.is_whitespace()) && count <= LONGEST_HELD;
        let handful = if self.marks { HANDFUL_MARKED } else { HANDFUL };
        inside || count > handful && !held
    }

    /// Whether it may be let through without a look at what follows: no text at all, or one
    /// key of it behind a pause.
    pub fn is_plain(&self) -> bool {
        let count = self.letters().count();
        count == 0 || count + self.before == 1
    }

    /// What it is, and nothing of it waits any more.
    pub fn take(&mut self) -> BurstKind {
        if self.is_paste() {
            let text = self.letters().collect();
            self.end();
            return BurstKind::Pasted(text);
        }
        let count = self.letters().count() + self.before;
        let mut keys = std::mem::take(&mut self.keys);
        let enters = keys.last().is_some_and(|last| letter(last) == Some('\n'));
        let drops = count > 1 && enters && !self.marks;
        if drops {
            keys.pop();
        }
        self.before = count;
        BurstKind::Typed(keys, drops)
    }

    /// A pause: what comes next is another burst.
    pub fn end(&mut self) {
        self.keys.clear();
        self.before = 0;
    }

    fn letters(&self) -> impl Iterator<Item = char> {
        self.keys.iter().filter_map(letter)
    }
}

/// The text that a key makes, if a paste could have made it.
pub fn letter(pressed: &Pressed) -> Option<char> {
    // Pasted text never says which key stands in its place.
    if pressed.base.is_some() || pressed.key.modifiers != KeyModifiers::NONE {
        return None;
    }
    match pressed.key.code {
        KeyCode::Char(letter) => Some(letter),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}
