//! Text being typed: one line, or several that came from an editor.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

use super::text::{self, counted};

/// The longest line to search or to look for something with, in characters: a pasted log
/// stays out.
const LINE: usize = 2_000;

/// The longest answer to a question, in characters. Whatever an editor gives back fits.
const ANSWER: usize = 64 * 1024;

/// As many bytes for each character that fits are looked at of a text that is to be taken in:
/// a character has at most four, and some of a text is left out.
const LOOKED_AT: usize = 16;

/// A text that does not fit. Nothing of it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that is too long: {} fit; nothing of it was taken", counted(self.limit as u64, "character"))]
pub struct TooLong {
    /// How many characters fit.
    pub limit: usize,
}

/// One line of text and where the cursor stands in it, in bytes, at a grapheme's edge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    cursor: usize,
    /// It is the answer to a question, which may be long.
    is_answer: bool,
}

impl Input {
    /// A line with a text that was not typed here, the cursor behind it.
    pub fn of(text: &str) -> Self {
        let text = text::shown(text.trim_end_matches(['\n', '\r'])).into_owned();
        let cursor = text.len();
        Self {
            text,
            cursor,
            is_answer: false,
        }
    }

    /// The same as the answer to a question.
    pub fn answer(text: &str) -> Self {
        Self {
            is_answer: true,
            ..Self::of(text)
        }
    }

    /// An answer of several lines, the cursor behind it.
    pub fn of_lines(text: &str) -> Self {
        let lines = text.trim_end().lines().map(text::shown);
        let text = lines.collect::<Vec<_>>().join("\n");
        let cursor = text.len();
        Self {
            text,
            cursor,
            is_answer: true,
        }
    }

    /// How many characters there are and how many fit, if the limit is near.
    pub fn near_limit(&self) -> Option<(usize, usize)> {
        let limit = self.limit();
        // Bytes are quick to count, and never fewer than characters.
        if self.text.len() < limit / 10 * 9 {
            return None;
        }
        let count = self.text.chars().count();
        (count >= limit / 10 * 9).then_some((count, limit))
    }

    fn limit(&self) -> usize {
        match self.is_answer {
            true => ANSWER,
            false => LINE,
        }
    }

    /// Where the cursor stands, in bytes.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns before the cursor.
    pub fn column(&self) -> usize {
        text::width(&self.text[..self.cursor])
    }

    /// Adds text at the cursor, all of it or nothing. Line breaks and tabs become spaces, and
    /// what could steer a terminal is not taken in.
    pub fn insert(&mut self, more: &str) -> Result<(), TooLong> {
        let limit = self.limit();
        let more = more.trim_end_matches(['\n', '\r']);
        // Some of a text is left out, but not most of it; a whole log is not even looked at.
        if more.len() > LOOKED_AT * limit {
            return Err(TooLong { limit });
        }
        let more = text::shown(more);
        let length = self.text.chars().count() + more.chars().count();
        if length > limit && !more.is_empty() {
            return Err(TooLong { limit });
        }
        self.text.insert_str(self.cursor, &more);
        self.cursor += more.len();
        Ok(())
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    /// Takes a key. `false` if it is none for a line of text, or if the line is full.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.text.len(),
            KeyCode::Char('u') if control => {
                self.text.drain(..self.cursor);
                self.cursor = 0;
            }
            KeyCode::Char('k') if control => self.text.truncate(self.cursor),
            KeyCode::Char('w') if control => self.cut_word(),
            KeyCode::Char('h') if control => self.cut_before(),
            KeyCode::Char(letter) if !control && !alt => {
                return self.insert(letter.encode_utf8(&mut [0; 4])).is_ok();
            }
            KeyCode::Backspace => self.cut_before(),
            KeyCode::Delete => {
                let after = self.after();
                self.text.drain(self.cursor..after);
            }
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            _ => return false,
        }
        true
    }

    fn before(&self) -> usize {
        let last = self.text[..self.cursor].graphemes(true).next_back();
        self.cursor - last.map_or(0, str::len)
    }

    fn after(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }

    fn cut_before(&mut self) {
        let before = self.before();
        self.text.drain(before..self.cursor);
        self.cursor = before;
    }

    fn cut_word(&mut self) {
        let head = self.text[..self.cursor].trim_end();
        let from = head.rfind(' ').map_or(0, |space| space + 1);
        self.text.drain(from..self.cursor);
        self.cursor = from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(input: &mut Input, code: KeyCode) {
        assert!(input.key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    #[test]
    fn it_edits_by_graphemes() {
        let mut input = Input::of("ae\u{301}字");
        press(&mut input, KeyCode::Left);
        assert_eq!(input.column(), 2);
        press(&mut input, KeyCode::Backspace);
        assert_eq!(input.text(), "a字");
        press(&mut input, KeyCode::Delete);
        assert_eq!(input.text(), "a");
        input.insert("two\nlines\u{1b}\n").unwrap();
        assert_eq!(input.text(), "atwo lines␛");
    }

    #[test]
    fn what_does_not_fit_is_refused_whole() {
        for (mut input, limit) in [(Input::default(), LINE), (Input::answer(""), ANSWER)] {
            assert_eq!(input.near_limit(), None);
            for long in [limit + 1, 10 * limit] {
                let refused = input.insert(&"字".repeat(long));
                assert_eq!(refused, Err(TooLong { limit }));
            }
            assert_eq!(input.text(), "");
            input.insert(&"字".repeat(limit)).unwrap();
            assert_eq!(input.near_limit(), Some((limit, limit)));
            let key = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
            assert!(!input.key(key), "it is full");
            assert_eq!(input.text().chars().count(), limit);
        }
    }
}
