//! The parts of a typed time: a day, a time of day, an offset.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;

use crate::domain::time::Precision;

/// Which day a time is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Yesterday,
    Today,
    Tomorrow,
    Next(Weekday),
    On(Date),
}

/// A time of day as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The words before it, which name the day.
    before: String,
    /// It without its offset.
    clock: String,
    pub day: Option<Day>,
    pub time: Time,
    pub precision: Precision,
    pub offset: Option<Offset>,
}

impl Typed {
    /// The same text with an offset.
    pub fn with_offset(&self, offset: &str) -> String {
        format!("{}{}{offset}", self.before, self.clock)
    }
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Reads `[DAY ]HH:MM[:SS][OFFSET]`.
pub fn typed(text: &str) -> Option<Typed> {
    let clock = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let before = &text[..text.len() - clock.len()];
    let day = match before.trim() {
        "" => None,
        words => Some(day(words)?),
    };
    let (clock, offset) = split_offset(clock)?;
    let (time, precision) = time(clock)?;
    Some(Typed {
        before: before.to_owned(),
        clock: clock.to_owned(),
        day,
        time,
        precision,
        offset,
    })
}

fn day(words: &str) -> Option<Day> {
    let words = words.to_lowercase();
    Some(match words.as_str() {
        "yesterday" => Day::Yesterday,
        "today" => Day::Today,
        "tomorrow" => Day::Tomorrow,
        word => match word.parse::<Date>() {
            Ok(date) => Day::On(date),
            Err(_) => {
                let named =
                    |(name, _): &&(&str, Weekday)| word.len() >= 3 && name.starts_with(word);
                Day::Next(WEEKDAYS.iter().find(named)?.1)
            }
        },
    })
}

fn split_offset(clock: &str) -> Option<(&str, Option<Offset>)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(Offset::UTC)));
    }
    let Some(at) = clock.find(['+', '-']) else {
        return Some((clock, None));
    };
    let (clock, offset) = clock.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let digits = offset[1..].replacen(':', "", 1);
    let is_number = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = digits
        .get(2..)
        .filter(|m| !m.is_empty())
        .map_or(Ok(0), str::parse)
        .ok()?;
    let seconds = sign * (hours * 3_600 + minutes * 60);
    Some((clock, Some(Offset::from_seconds(seconds).ok()?)))
}

fn time(text: &str) -> Option<(Time, Precision)> {
    let parts: Option<Vec<i8>> = text.split(':').map(|p| p.parse().ok()).collect();
    match parts?[..] {
        [hour, minute] => Some((Time::new(hour, minute, 0, 0).ok()?, Precision::Minute)),
        [hour, minute, second] => {
            Some((Time::new(hour, minute, second, 0).ok()?, Precision::Second))
        }
        _ => None,
    }
}

/// How exact `-5m` is.
pub fn precision_of_span(text: &str) -> Precision {
    match text.contains('s') {
        true => Precision::Second,
        false => Precision::Minute,
    }
}

/// How exact a full time is.
pub fn precision_of_full(text: &str) -> Precision {
    match text.contains('.') {
        true => Precision::Millisecond,
        false => Precision::Second,
    }
}

/// An offset as it is typed: `+02:00`.
pub fn offset_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
