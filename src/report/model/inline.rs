//! Words with what they are: an id, a moment, good or bad news. A format shows that in its own
//! way, and nothing is told by a colour alone.

use std::borrow::Cow;

use super::super::brief::clock;
use crate::domain::hidden::{Hidden, hidden};
use crate::domain::time::Timestamp;

/// Pieces in a row, without spaces between them but their own.
pub type Words = Vec<Inline>;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
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
        text => vec![Inline::Text(text)],
    }
}

/// News alone.
pub fn toned(tone: Tone, text: impl Into<String>) -> Words {
    vec![Inline::Toned(tone, text.into())]
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

/// Text from outside with nothing hidden in it: characters that are not drawn become visible
/// signs such as `\u{202e}`. Line ends and tabs stay; what only picks a letter's shape goes.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match hidden(letter) {
            Some(Hidden::Variant) => {}
            Some(_) if is_hidden(letter) => out.extend(letter.escape_unicode()),
            _ => out.push(letter),
        }
    }
    Cow::Owned(out)
}

fn is_hidden(letter: char) -> bool {
    !matches!(letter, '\n' | '\t' | '\r') && hidden(letter).is_some()
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
