//! Text being typed: one line, or several that came from an editor.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

use super::text;

/// The longest line, in characters: enough for any sentence, and a pasted log stays out.
const LONGEST: usize = 2_000;
/// As many characters of a paste are looked at: some of them are left out.
const LOOKED_AT: usize = 4 * LONGEST;

/// The longest text from an editor, in characters.
const LONGEST_EDITED: usize = 20_000;

/// One line of text and where the cursor stands in it, in bytes, at a grapheme's edge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    cursor: usize,
}

impl Input {
    /// A line with a text, the cursor behind it.
    pub fn of(text: &str) -> Self {
        let mut input = Self::default();
        input.insert(text);
        input
    }

    /// A text of several lines, the cursor behind it.
    pub fn of_lines(text: &str) -> Self {
        let lines = text.trim_end().lines().map(text::shown);
        let text = lines.collect::<Vec<_>>().join("\n");
        let text: String = text.chars().take(LONGEST_EDITED).collect();
        let cursor = text.len();
        Self { text, cursor }
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

    /// Adds text at the cursor. Line breaks and tabs become spaces, and what could steer a
    /// terminal is not taken in.
    pub fn insert(&mut self, more: &str) {
        let more = more.trim_end_matches(['\n', '\r']);
        let room = LONGEST.saturating_sub(self.text.chars().count());
        // Of a pasted log only the head is looked at: it may be as long as it likes.
        let head = more.char_indices().nth(LOOKED_AT);
        let head = text::shown(&more[..head.map_or(more.len(), |(end, _)| end)]);
        let more: String = head.chars().take(room).collect();
        self.text.insert_str(self.cursor, &more);
        self.cursor += more.len();
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes a key. `false` if it is none for a line of text.
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
                self.insert(letter.encode_utf8(&mut [0; 4]));
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
        input.insert("two\nlines\u{1b}\n");
        assert_eq!(input.text(), "atwo lines␛");
    }
}
