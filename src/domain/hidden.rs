//! Characters that are not drawn: they steer a terminal, turn or break a line, or stand in a
//! text unseen. The one table of them; each way out only decides what to show instead.
//!
//! Source: the Unicode Character Database, version 16: the general categories Cc, Cf, Zl and
//! Zp, and the property Default_Ignorable_Code_Point.

/// Why a character is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// A control character: C0, C1 or DEL. Line ends and tabs are among them.
    Control,
    /// A line or paragraph separator.
    Break,
    /// It turns the line, tags it, or takes no room.
    Format,
    /// It only says in which shape the letter before it is drawn.
    Variant,
}

/// First and last of each run, in order.
const FORMATS: &[(u32, u32)] = &[
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x600, 0x605),
    (0x61c, 0x61c),
    (0x6dd, 0x6dd),
    (0x70f, 0x70f),
    (0x890, 0x891),
    (0x8e2, 0x8e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180e, 0x180e),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0x110bd, 0x110bd),
    (0x110cd, 0x110cd),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

/// Why this character is not drawn, if it is not.
pub fn hidden(letter: char) -> Option<Hidden> {
    let code = letter as u32;
    // Most text is ASCII.
    if (0x20..0x7f).contains(&code) {
        return None;
    }
    match code {
        _ if letter.is_control() => Some(Hidden::Control),
        0x2028 | 0x2029 => Some(Hidden::Break),
        0x180b..=0x180d | 0x180f | 0xfe00..=0xfe0f => Some(Hidden::Variant),
        _ => FORMATS
            .binary_search_by(|(from, to)| match code {
                _ if code < *from => std::cmp::Ordering::Greater,
                _ if code > *to => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Equal,
            })
            .is_ok()
            .then_some(Hidden::Format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_not_hidden() {
        for letter in "aZ 0~\u{a0}éßç字服תוכنة☂🦀\u{301}\u{fffd}".chars() {
            assert_eq!(hidden(letter), None, "{letter:?}");
        }
        assert_eq!(hidden('\u{1b}'), Some(Hidden::Control));
        assert_eq!(hidden('\u{9b}'), Some(Hidden::Control));
        assert_eq!(hidden('\u{2028}'), Some(Hidden::Break));
        assert_eq!(hidden('\u{202e}'), Some(Hidden::Format));
        assert_eq!(hidden('\u{e0041}'), Some(Hidden::Format));
        assert_eq!(hidden('\u{fe0f}'), Some(Hidden::Variant));
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(FORMATS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(FORMATS.iter().all(|(from, to)| from <= to));
    }
}
