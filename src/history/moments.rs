//! A moment as lists write it: RFC 3339, `2020-02-12 11:51`, `12.02.2020 11:51`, `2/12/2020
//! 11:51 AM`, `12/Feb/20 11:51 AM`. Day before month or after it is not guessed, and neither is the
//! zone; an hour that a clock change doubles is told, one that it lacks is refused.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::domain::time::{Precision, Timestamp};

/// What comes first in `02/03/2020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// The day.
    DayFirst,
    /// The month.
    MonthFirst,
}

/// How moments without a zone, and with slashes, are read.
#[derive(Debug, Clone)]
pub struct Zones {
    /// The zone of those that state none.
    pub zone: TimeZone,
    /// What comes first.
    pub order: DateOrder,
}

/// A moment as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    day: Day,
    time: Time,
    precision: Precision,
    /// Its offset from UTC in seconds, if it states one.
    offset: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Sure(Date),
    /// Two numbers, of which one is the day, and the year.
    Numbers(i8, i8, i16),
}

/// What was read of a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When it was, and how exactly it is written.
    pub at: (Timestamp, Precision),
    /// What is doubtful about it.
    pub doubt: Option<String>,
}

impl Written {
    /// Reads a text; `None` if it is no moment.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, rest) = day(text)?;
        let rest = rest.trim_start_matches(['T', 't', ',', ' ']).trim_end();
        let (time, precision, rest) = time(rest)?;
        let offset = match rest.trim() {
            "" => None,
            "Z" | "z" | "UTC" | "GMT" | "utc" => Some(0),
            other => Some(offset(other)?),
        };
        Some(Self {
            day,
            time,
            precision,
            offset,
        })
    }

    /// Whether it states its zone.
    pub fn has_zone(&self) -> bool {
        self.offset.is_some()
    }

    /// The order that it proves, if its day is given by two numbers: `None` inside if both fit.
    pub fn order(&self) -> Option<Option<DateOrder>> {
        match self.day {
            Day::Sure(_) => None,
            Day::Numbers(first, second, _) => Some(match (first > 12, second > 12) {
                (true, false) => Some(DateOrder::DayFirst),
                (false, true) => Some(DateOrder::MonthFirst),
                _ => None,
            }),
        }
    }

    /// Whether it is the same day in both orders.
    pub fn is_same_in_both(&self) -> bool {
        matches!(self.day, Day::Numbers(first, second, _) if first == second)
    }

    /// When it was.
    pub fn told(&self, zones: &Zones) -> Result<Told, String> {
        let date = match (self.day, zones.order) {
            (Day::Sure(date), _) => Ok(date),
            (Day::Numbers(day, month, year), DateOrder::DayFirst)
            | (Day::Numbers(month, day, year), DateOrder::MonthFirst) => {
                Date::new(year, month, day)
            }
        };
        let date = date.map_err(|_| "there is no such day".to_owned())?;
        let civil = DateTime::from_parts(date, self.time);
        let mut doubt = None;
        let at = match self.offset {
            Some(offset) => {
                let utc = TimeZone::UTC.to_timestamp(civil);
                utc.map(|at| at.as_millisecond() - i64::from(offset) * 1_000)
            }
            None => {
                let ambiguous = zones.zone.to_ambiguous_timestamp(civil);
                match ambiguous.offset() {
                    AmbiguousOffset::Unambiguous { .. } => {}
                    AmbiguousOffset::Fold { .. } => {
                        doubt = Some(format!(
                            "{civil} comes twice that night; the first is taken"
                        ));
                    }
                    AmbiguousOffset::Gap { .. } => {
                        return Err(format!(
                            "{civil} does not come that night, because clocks go forward"
                        ));
                    }
                }
                ambiguous.earlier().map(|at| at.as_millisecond())
            }
        };
        let at = at.ok().and_then(Timestamp::checked_from_ms);
        let at = at.ok_or_else(|| "it lies outside the years 1 to 9999".to_owned())?;
        Ok(Told {
            at: (at, self.precision),
            doubt,
        })
    }
}

/// A day at the beginning of a text, and what follows it.
fn day(text: &str) -> Option<(Day, &str)> {
    let first = text.find(['-', '.', '/', ' '])?;
    let mark = text[first..].chars().next()?;
    let after = &text[first + 1..];
    let second = after.find([mark, ' '])?;
    let rest = &after[second + 1..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (a, b, c, left) = (&text[..first], &after[..second], &rest[..end], &rest[end..]);
    if let Some(month) = month(b) {
        return Some((Day::Sure(date(year(c)?, month, a.parse().ok()?)?), left));
    }
    if let Some(month) = month(a) {
        let b = b.trim_end_matches(',');
        return Some((Day::Sure(date(year(c)?, month, b.parse().ok()?)?), left));
    }
    let number = |text: &str| text.parse::<i8>().ok().filter(|n| (1..=31).contains(n));
    match (a.len(), mark) {
        (4, '-' | '/' | '.') => Some((
            Day::Sure(date(a.parse().ok()?, number(b)?, number(c)?)?),
            left,
        )),
        // Dots are written where the day comes first.
        (1 | 2, '.') if c.len() == 4 => Some((
            Day::Sure(date(c.parse().ok()?, number(b)?, number(a)?)?),
            left,
        )),
        (1 | 2, '/' | '-') if c.len() == 4 => {
            Some((Day::Numbers(number(a)?, number(b)?, c.parse().ok()?), left))
        }
        _ => None,
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn year(text: &str) -> Option<i16> {
    match text.len() {
        2 => Some(2_000 + text.parse::<i16>().ok()?),
        4 => text.parse().ok(),
        _ => None,
    }
}

fn month(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let lower = text.to_lowercase();
    let place = MONTHS.iter().position(|m| lower.starts_with(m))?;
    i8::try_from(place + 1).ok()
}

/// A time of day at the beginning of a text, how exact it is, and what follows it.
fn time(text: &str) -> Option<(Time, Precision, &str)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
        .unwrap_or(text.len());
    let (digits, mut rest) = (&text[..end], &text[end..]);
    let mut parts = digits.split(':');
    let mut hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let seconds = parts.next();
    let (second, fraction) = match seconds {
        None => ("0", None),
        Some(seconds) => match seconds.split_once('.') {
            Some((second, fraction)) => (second, Some(fraction)),
            None => (seconds, None),
        },
    };
    let half = rest.trim_start();
    for (word, noon) in [("am", 0), ("pm", 12)] {
        if half.get(..2).is_some_and(|h| h.eq_ignore_ascii_case(word)) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + noon;
            rest = &half[2..];
        }
    }
    let ns: i32 = match fraction {
        None => 0,
        Some("") => return None,
        Some(f) => format!("{f:0<3}").get(..3)?.parse::<i32>().ok()? * 1_000_000,
    };
    let precision = match (seconds, fraction) {
        (None, _) => Precision::Minute,
        (_, None) => Precision::Second,
        _ => Precision::Millisecond,
    };
    let time = Time::new(hour, minute, second.parse().ok()?, ns).ok()?;
    Some((time, precision, rest))
}

/// `+02:00`, `+0200` or `+02` in seconds.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hours, minutes): (i32, i32) = match digits.len() {
        2 => (digits.parse().ok()?, 0),
        4 => (
            digits.get(..2)?.parse().ok()?,
            digits.get(2..)?.parse().ok()?,
        ),
        _ => return None,
    };
    let seconds = hours * 3_600 + minutes * 60;
    (hours <= 14 && minutes < 60).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(order: DateOrder) -> Zones {
        let zone = TimeZone::get("Europe/London").unwrap();
        Zones { zone, order }
    }

    fn at(text: &str) -> String {
        let told = Written::of(text).unwrap().told(&zones(DateOrder::DayFirst));
        told.unwrap().at.0.to_string()
    }

    #[test]
    fn moments_as_lists_write_them() {
        for (text, expected) in [
            ("2020-02-12 11:51:00", "2020-02-12T11:51:00.000Z"),
            ("2020-07-12 11:51", "2020-07-12T10:51:00.000Z"),
            ("2020-07-12T11:51:02.5Z", "2020-07-12T11:51:02.500Z"),
            ("2020-07-12T11:51:02+02:00", "2020-07-12T09:51:02.000Z"),
            ("2020-07-12 11:51:02 UTC", "2020-07-12T11:51:02.000Z"),
            ("12.02.2020 11:51", "2020-02-12T11:51:00.000Z"),
            ("3/2/2020 9:15 PM", "2020-02-03T21:15:00.000Z"),
            ("12/Mar/26 9:15 AM", "2026-03-12T09:15:00.000Z"),
            ("Mar 12, 2026 12:15 AM", "2026-03-12T00:15:00.000Z"),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
        for text in [
            "",
            "soon",
            "2020-02-12",
            "2020-13-01 10:00",
            "1 2 3",
            "10:00",
            "2020-02-12 25:00",
        ] {
            assert_eq!(Written::of(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_clock_change_doubles_is_told_and_what_it_lacks_is_refused() {
        let zones = zones(DateOrder::DayFirst);
        let twice = Written::of("2021-10-31 01:30")
            .unwrap()
            .told(&zones)
            .unwrap();
        assert_eq!(twice.at.0.to_string(), "2021-10-31T00:30:00.000Z");
        assert!(twice.doubt.unwrap().contains("twice"));
        let never = Written::of("2021-03-28 01:30").unwrap().told(&zones);
        assert!(never.unwrap_err().contains("does not come"));
    }

    #[test]
    fn a_day_above_twelve_proves_the_order() {
        let order = |text: &str| Written::of(text).unwrap().order();
        assert_eq!(order("13/02/2020 10:00"), Some(Some(DateOrder::DayFirst)));
        assert_eq!(order("02/13/2020 10:00"), Some(Some(DateOrder::MonthFirst)));
        assert_eq!(order("02/03/2020 10:00"), Some(None));
        assert_eq!(order("02.03.2020 10:00"), None);
    }
}
