//! Points in time and spans, in whole milliseconds, UTC.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod words;

pub use words::UnknownWord;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// As text it is RFC 3339 in UTC with exactly three decimals and `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// A text that is no point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a time such as 2026-03-01T14:05:00.000Z")]
pub struct BadTimestamp(pub String);

/// 0001-01-01T00:00:00Z and 9999-12-30T22:00:00.000Z: every moment between has a text form, and
/// a date in every zone. The calendar's library ends there, so that the same holds for it.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_207_200_000;

impl Timestamp {
    /// From milliseconds since 1970-01-01T00:00:00Z; clamped to the years 1 to 9999.
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(*RANGE.start(), *RANGE.end()))
    }

    /// From milliseconds since 1970-01-01T00:00:00Z, unless they lie outside the years 1 to 9999.
    pub fn checked_from_ms(ms: i64) -> Option<Self> {
        RANGE.contains(&ms).then_some(Self(ms))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// The span from `earlier` to this point in milliseconds; negative when it lies after. Both
    /// lie within the range, so it fits.
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0 - earlier.0
    }

    /// This point moved by `ms` milliseconds; at most to the end of the range.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// This point moved by `ms` milliseconds, unless that lies outside the range. What a person
    /// typed goes by this: a moment that was not meant must not be recorded.
    pub fn checked_plus_ms(self, ms: i64) -> Option<Self> {
        Self::checked_from_ms(self.0.checked_add(ms)?)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = jiff::Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{moment:.3}")
    }
}

impl FromStr for Timestamp {
    type Err = BadTimestamp;
    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        let moment: jiff::Timestamp = text.parse().map_err(|_| BadTimestamp(text.to_owned()))?;
        let within = Self::checked_from_ms(moment.as_millisecond());
        within.ok_or_else(|| BadTimestamp(text.to_owned()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Who says when something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSource {
    /// The clock, at the moment of recording.
    Clock,
    /// A person, afterwards.
    Reported,
    /// A log line or another program.
    Imported,
}

/// How exact a time is. It only marks: arithmetic always uses milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Milliseconds.
    Millisecond,
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
}

/// A time that a person gives for something that happened earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The time given.
    pub at: Timestamp,
    /// How exact it is.
    pub precision: Precision,
}

/// A stretch of time; open while `to` is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends, once it has.
    pub to: Option<Timestamp>,
}

impl Span {
    /// An open span.
    pub fn open(from: Timestamp) -> Self {
        Self { from, to: None }
    }

    /// Its length in milliseconds, once it has ended.
    pub fn length_ms(&self) -> Option<i64> {
        self.to.map(|to| to.since(self.from))
    }
}

/// Disjoint, ordered stretches of time in milliseconds, for unions and differences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpanSet(Vec<(i64, i64)>);

impl SpanSet {
    /// The union of the spans given; an empty or backward one covers nothing.
    pub fn of(spans: impl IntoIterator<Item = (Timestamp, Timestamp)>) -> Self {
        let mut all: Vec<(i64, i64)> = spans
            .into_iter()
            .map(|(from, to)| (from.0, to.0))
            .filter(|(from, to)| from < to)
            .collect();
        all.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(all.len());
        for (from, to) in all {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Everything that either covers.
    pub fn union(&self, other: &Self) -> Self {
        Self::of(
            self.0
                .iter()
                .chain(&other.0)
                .map(|&(from, to)| (Timestamp(from), Timestamp(to))),
        )
    }

    /// What this covers and `other` does not.
    pub fn minus(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        for &(mut from, to) in &self.0 {
            for &(cut_from, cut_to) in &other.0 {
                if cut_to <= from || cut_from >= to {
                    continue;
                }
                if cut_from > from {
                    left.push((from, cut_from));
                }
                from = cut_to.min(to);
            }
            if from < to {
                left.push((from, to));
            }
        }
        Self(left)
    }

    /// What lies within `[from, to]`.
    pub fn clip(&self, from: Timestamp, to: Timestamp) -> Self {
        Self(
            self.0
                .iter()
                .map(|&(a, b)| (a.max(from.0), b.min(to.0)))
                .filter(|(a, b)| a < b)
                .collect(),
        )
    }

    /// The covered time in milliseconds.
    pub fn total_ms(&self) -> i64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }
}

/// Reads a span such as `1h30m`, `5m` or `2d 4h`: a sum of whole d, h, m and s, in
/// milliseconds. `None` if it is anything else.
pub fn parse_span_ms(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    let mut digits = String::new();
    let mut parts = 0;
    for letter in text.chars().filter(|c| *c != ' ') {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        let unit = match letter {
            'd' => 86_400_000,
            'h' => 3_600_000,
            'm' => 60_000,
            's' => 1_000,
            _ => return None,
        };
        let count: i64 = digits.parse().ok()?;
        total = total.checked_add(count.checked_mul(unit)?)?;
        digits.clear();
        parts += 1;
    }
    (parts > 0 && digits.is_empty()).then_some(total)
}

/// Milliseconds as a clock: `0:34`, `12:41`, `1:02:03`.
pub fn clock(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let seconds = ms.unsigned_abs() / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{sign}{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_sums_of_units() {
        assert_eq!(parse_span_ms("5m"), Some(300_000));
        assert_eq!(parse_span_ms("1h30m"), Some(5_400_000));
        assert_eq!(parse_span_ms("1d 2s"), Some(86_402_000));
        for bad in [
            "",
            "5",
            "m",
            "1.5m",
            "-5m",
            "5 minutes",
            "99999999999999999999d",
        ] {
            assert_eq!(parse_span_ms(bad), None, "{bad}");
        }
    }

    #[test]
    fn text_has_three_decimals_and_z() {
        for text in ["2026-03-01T14:05:00.000Z", "1969-12-31T23:59:59.999Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        let offset: Timestamp = "2026-03-01T15:05:00+01:00".parse().unwrap();
        assert_eq!(offset.to_string(), "2026-03-01T14:05:00.000Z");
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn every_moment_of_the_range_has_a_text_and_a_date_in_every_zone() {
        for ms in [*RANGE.start(), *RANGE.end(), i64::MIN, i64::MAX] {
            let at = Timestamp::from_ms(ms);
            let text = at.to_string();
            assert_eq!(text.parse(), Ok(at), "{text}");
            for hours in [-25, 25] {
                let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(hours));
                let moment = jiff::Timestamp::from_millisecond(at.ms()).unwrap();
                assert!(!moment.to_zoned(zone).to_string().is_empty());
            }
        }
        let end = Timestamp::from_ms(i64::MAX);
        assert_eq!(end.checked_plus_ms(1), None);
        assert_eq!(end.checked_plus_ms(i64::MAX), None);
        assert_eq!(end.plus_ms(i64::MAX), end);
        assert_eq!(Timestamp::from_ms(i64::MIN).checked_plus_ms(-1), None);
        assert!("9999-12-30T22:00:00.001Z".parse::<Timestamp>().is_err());
    }

    fn cover(spans: &[(i64, i64)]) -> SpanSet {
        SpanSet::of(spans.iter().map(|&(a, b)| (Timestamp(a), Timestamp(b))))
    }

    #[test]
    fn coverage_is_a_set_of_moments() {
        assert_eq!(cover(&[(5, 9), (0, 3), (2, 4)]).0, [(0, 4), (5, 9)]);
        assert_eq!(cover(&[(3, 3), (9, 1)]).0, []);
        let left = cover(&[(0, 10), (20, 30)]).minus(&cover(&[(2, 4), (8, 22), (29, 40)]));
        assert_eq!(left.0, [(0, 2), (4, 8), (22, 29)]);
        let clipped = cover(&[(0, 10), (20, 30)]).clip(Timestamp(5), Timestamp(25));
        assert_eq!(clipped.total_ms(), 10);
        assert_eq!(cover(&[(0, 2)]).union(&cover(&[(1, 5)])).0, [(0, 5)]);
    }
}
