//! Words with what they are: an id, a moment, good or bad news. A format shows that in its own
//! way, and nothing is told by a colour alone.

use std::borrow::Cow;

use super::super::brief::clock;
use crate::domain::time::Timestamp;

/// Pieces in a row, without spaces between them but their own.
pub type Words = Vec<Piece>;

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// Something that a machine wrote or reads.
    Code(String),
    /// News.
    Toned(Tone, String),
    /// What must not be overlooked.
    Strong(Tone, String),
    /// What counts no more.
    Struck(String),
    /// A moment.
    At(Timestamp),
}

/// What kind of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
    Doubtful,
    /// None worth a look.
    Faint,
}

/// A text alone.
pub fn text(text: impl Into<String>) -> Words {
    match text.into() {
        text if text.is_empty() => Vec::new(),
        text => vec![Piece::Text(text)],
    }
}

/// News alone.
pub fn toned(tone: Tone, text: impl Into<String>) -> Words {
    vec![Piece::Toned(tone, text.into())]
}

/// A span, or a dash for none.
pub fn span(ms: Option<i64>) -> Words {
    match ms {
        Some(ms) => text(clock(ms)),
        None => toned(Tone::Faint, "–"),
    }
}

/// The day of a moment.
pub fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// Text from outside with nothing hidden in it: control characters, and those that turn or
/// hide text, become visible signs such as `\u{202e}`. Line breaks stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_hidden(letter) {
            true => out.extend(letter.escape_unicode()),
            false => out.push(letter),
        }
    }
    Cow::Owned(out)
}

fn is_hidden(letter: char) -> bool {
    match letter {
        '\n' | '\t' | '\r' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_becomes_visible_and_the_rest_stays() {
        assert_eq!(
            clean("a\0b\u{1b}[1m\u{202e}c\u{2066}\u{feff}"),
            "a\\u{0}b\\u{1b}[1m\\u{202e}c\\u{2066}\\u{feff}"
        );
        let plain = "Zürich\n\tתוכנה 服务器 ☂\r\n";
        assert!(matches!(clean(plain), Cow::Borrowed(same) if same == plain));
    }
}
