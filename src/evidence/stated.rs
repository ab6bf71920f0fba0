//! The zone that a log line states itself, as an offset or as letters.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// What a line says of its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// Seconds east of UTC.
    Offset(i32),
    /// Letters of the table.
    Letters(&'static str),
}

/// Letters that devices write for their zone, and the seconds east of UTC that they mean where
/// the machine's own zone has no other meaning for them. Those that are common for several
/// (IST, AST) are left out: a wrong time is worse than one that is said to be assumed.
const LETTERS: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("WEST", 3_600),
    ("BST", 3_600),
    ("CET", 3_600),
    ("CEST", 7_200),
    ("MEZ", 3_600),
    ("MESZ", 7_200),
    ("EET", 7_200),
    ("EEST", 10_800),
    ("MSK", 10_800),
    ("SGT", 28_800),
    ("HKT", 28_800),
    ("AWST", 28_800),
    ("JST", 32_400),
    ("KST", 32_400),
    ("AEST", 36_000),
    ("AEDT", 39_600),
    ("NZST", 43_200),
    ("NZDT", 46_800),
    ("EST", -18_000),
    ("EDT", -14_400),
    ("CST", -21_600),
    ("CDT", -18_000),
    ("MST", -25_200),
    ("MDT", -21_600),
    ("PST", -28_800),
    ("PDT", -25_200),
];

/// An expression for a zone behind a time, with the group `z`.
pub fn expression() -> String {
    let letters: Vec<&str> = LETTERS.iter().map(|(letters, _)| *letters).collect();
    let letters = letters.join("|");
    // What only begins like one of them, such as a host name, is none.
    format!(
        r"(?: ?(?P<z>Z\b|[+-]\d\d:?\d\d\b|(?:UTC|GMT)[+-]\d{{1,2}}(?::?\d\d)?\b|(?:{letters})(?:[ :,\])]|$)))?"
    )
}

/// What the text of that group states.
pub fn stated(text: &str) -> Option<Stated> {
    let text = text.trim_end_matches([' ', ':', ',', ']', ')']);
    if let Some((letters, _)) = LETTERS.iter().find(|(letters, _)| *letters == text) {
        return Some(Stated::Letters(letters));
    }
    let digits = text.trim_start_matches(['U', 'T', 'C', 'G', 'M', 'Z']);
    let sign = match digits.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some(Stated::Offset(0)),
    };
    let digits = digits[1..].replace(':', "");
    let (hours, minutes) = digits.split_at(match digits.len() {
        1 | 3 => 1,
        _ => 2,
    });
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    Some(Stated::Offset(sign * (hours * 3_600 + minutes * 60)))
}

impl Stated {
    /// The offset that is meant at a time of day, on a machine in this zone.
    pub fn offset(self, local: DateTime, own: &TimeZone) -> Option<Offset> {
        let letters = match self {
            Stated::Offset(seconds) => return Offset::from_seconds(seconds).ok(),
            Stated::Letters(letters) => letters,
        };
        let candidates = match own.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => vec![offset],
            AmbiguousOffset::Fold { before, after } | AmbiguousOffset::Gap { before, after } => {
                vec![before, after]
            }
        };
        let is_own = |offset: &Offset| {
            let at = offset.to_timestamp(local);
            at.is_ok_and(|at| own.to_offset_info(at).abbreviation() == letters)
        };
        if let Some(own) = candidates.into_iter().find(is_own) {
            return Some(own);
        }
        let (_, seconds) = LETTERS.iter().find(|(known, _)| *known == letters)?;
        Offset::from_seconds(*seconds).ok()
    }
}
