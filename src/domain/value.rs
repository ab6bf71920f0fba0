//! What a variable's value may be: its type, and what no value may hold.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::domain::hidden::hidden;

/// The longest value, in characters.
pub const LONGEST: usize = 1_000;

/// What kind of thing a variable stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// Any text of one line.
    #[default]
    Text,
    /// The name or address of a machine.
    Host,
    /// An IP address.
    Ip,
    /// A whole number.
    Int,
    /// One word: the name of a user, a group or an object.
    Name,
}

impl ValueType {
    /// Whether it is the type of a variable that names none.
    pub fn is_text(&self) -> bool {
        *self == Self::Text
    }

    fn wanted(self) -> &'static str {
        match self {
            ValueType::Text => "one line of text",
            ValueType::Host => "the name or address of a machine, such as asa1.example.net",
            ValueType::Ip => "an IP address, such as 192.0.2.10",
            ValueType::Int => "a whole number, such as 443",
            ValueType::Name => "one word of letters, digits and . _ - @ \\ $ +, such as jdoe",
        }
    }
}

/// What is wrong with a value, in words that follow the variable's name. It never tells the
/// value: that may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadValue {
    /// It holds a line break.
    Lines,
    /// It holds a character that is not drawn.
    Unseen(char),
    /// It is longer than [`LONGEST`].
    Long,
    /// It is not of the variable's type.
    Type(ValueType),
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadValue::Lines => f.write_str("must be on one line"),
            BadValue::Unseen(letter) => write!(
                f,
                "holds an invisible character (U+{:04X})",
                u32::from(*letter)
            ),
            BadValue::Long => write!(f, "is longer than {LONGEST} characters"),
            BadValue::Type(kind) => write!(f, "must be {}", kind.wanted()),
        }
    }
}

/// Whether a variable of this type may have this value. An empty one unsets it.
pub fn check(kind: ValueType, value: &str) -> Result<(), BadValue> {
    if let Some(letter) = value.chars().find(|letter| hidden(*letter).is_some()) {
        return Err(match letter {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => BadValue::Lines,
            other => BadValue::Unseen(other),
        });
    }
    if value.chars().count() > LONGEST {
        return Err(BadValue::Long);
    }
    let fits = value.is_empty()
        || match kind {
            ValueType::Text => true,
            ValueType::Host => is_host(value),
            ValueType::Ip => value.parse::<IpAddr>().is_ok(),
            ValueType::Int => value.parse::<i64>().is_ok() && !value.starts_with('+'),
            ValueType::Name => is_name(value),
        };
    fits.then_some(()).ok_or(BadValue::Type(kind))
}

fn is_host(value: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let named = value.strip_suffix('.').unwrap_or(value);
    value.parse::<IpAddr>().is_ok() || named.len() <= 253 && named.split('.').all(is_label)
}

fn is_name(value: &str) -> bool {
    let first = value.chars().next();
    first.is_some_and(|c| c.is_alphanumeric() || c == '_')
        && value
            .chars()
            .all(|c| c.is_alphanumeric() || "._-@\\$+".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_takes_what_it_is_for() {
        use ValueType::*;
        for (kind, good, bad) in [
            (
                Text,
                &["", "a b; c | d", "O'Brien", "字"][..],
                &["a\nb", "a\tb", "a\u{202e}b"][..],
            ),
            (
                Host,
                &[
                    "asa1",
                    "asa1.example.net.",
                    "192.0.2.1",
                    "2001:db8::1",
                    "a_b",
                ],
                &["-f", "a..b", "a b", "asa1;reboot", "$(id)", "a/b", "a-"],
            ),
            (
                Ip,
                &["192.0.2.1", "2001:db8::1"],
                &["asa1", "192.0.2", "192.0.2.1/24", "192.0.2.1 "],
            ),
            (
                Int,
                &["0", "443", "-5"],
                ["", "4 4", "4.5", "+4", "0x10", "1e3"][1..].as_ref(),
            ),
            (
                Name,
                &["jdoe", "CORP\\jdoe", "j@example.net", "PC$", "Müller"],
                &["-x", "a b", "a;b", "a'b", "@x"],
            ),
        ] {
            for value in good {
                assert_eq!(check(kind, value), Ok(()), "{kind:?} {value:?}");
            }
            for value in bad {
                assert!(check(kind, value).is_err(), "{kind:?} {value:?}");
            }
        }
    }

    #[test]
    fn no_type_takes_what_is_not_seen() {
        for letter in (0..=0x10_ffff).filter_map(char::from_u32) {
            if hidden(letter).is_some() {
                let value = format!("a{letter}b");
                assert!(check(ValueType::Text, &value).is_err(), "{letter:?}");
            }
        }
        assert_eq!(
            check(ValueType::Text, &"x".repeat(LONGEST + 1)),
            Err(BadValue::Long)
        );
    }
}
