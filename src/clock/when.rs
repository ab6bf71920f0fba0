//! Times as people type them: RFC 3339, `-5m`, `14:05`, `yesterday 22:10`.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::domain::time::{Precision, Reported, Timestamp, parse_span_ms};

/// A text that is no time, or that may mean two.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    /// It cannot be read.
    #[error("\"{0}\" is no time")]
    Unreadable(String),
    /// It lies ahead, or too far back to be sure.
    #[error("{0} is ambiguous: it lies ahead, or more than 12 hours back")]
    Ambiguous(String),
    /// It cannot be read as a time to come.
    #[error("\"{0}\" is no time to come")]
    UnreadableAhead(String),
    /// It lies outside the years that can be told.
    #[error("{0} lies outside the years 1 to 9999")]
    OutOfRange(String),
    /// It has passed, or lies too far ahead to be sure.
    #[error("{0} is ambiguous: it is past, or more than 12 hours ahead")]
    AmbiguousAhead(String),
}

impl BadTime {
    /// What to write instead.
    pub fn hint(&self) -> String {
        match self {
            BadTime::Unreadable(_) => {
                "write -5m, 14:05, \"yesterday 22:10\" or 2026-03-01T14:05:00Z".to_owned()
            }
            BadTime::Ambiguous(text) => {
                format!("write \"yesterday {text}\", or a full time with its date")
            }
            BadTime::UnreadableAhead(_) => "write +30m, 14:05 or 2026-03-01T14:05:00Z".to_owned(),
            BadTime::OutOfRange(_) => "write fewer days, or a full time with its date".to_owned(),
            BadTime::AmbiguousAhead(_) => "write a full time with its date, or +30m".to_owned(),
        }
    }
}

/// How far back `14:05` may mean, in milliseconds.
const HALF_DAY_MS: i64 = 12 * 3_600_000;

/// A time that has passed.
pub fn past(text: &str, now: Timestamp) -> Result<Reported, BadTime> {
    past_in(text, now, &super::zone())
}

/// A date (its local midnight), or a time that has passed.
pub fn date_or_past(text: &str, now: Timestamp) -> Result<Timestamp, BadTime> {
    if let Ok(date) = text.trim().parse::<jiff::civil::Date>()
        && !text.contains([':', 'T'])
    {
        let midnight = date.to_zoned(super::zone()).ok();
        let at = midnight.and_then(|at| moment(at.timestamp()));
        return at.ok_or_else(|| out_of_range(text));
    }
    Ok(past(text, now)?.at)
}

/// A time to come: RFC 3339, `+30m` or `30m`, or `14:05` within the next twelve hours.
pub fn future(text: &str, now: Timestamp) -> Result<Timestamp, BadTime> {
    future_in(text, now, &super::zone())
}

fn past_in(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Reported, BadTime> {
    let text = text.trim();
    if let Some(span) = text.strip_prefix('-').and_then(parse_span_ms) {
        let precision = match text.contains('s') {
            true => Precision::Second,
            false => Precision::Minute,
        };
        let at = now.checked_plus_ms(-span);
        let at = at.ok_or_else(|| out_of_range(text))?;
        return Ok(Reported { at, precision });
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        let precision = match text.contains('.') {
            true => Precision::Millisecond,
            false => Precision::Second,
        };
        return Ok(Reported { at, precision });
    }
    let lower = text.to_lowercase();
    let (days_back, clock) = match lower.strip_prefix("yesterday") {
        Some(rest) => (1, rest.trim()),
        None => (0, lower.as_str()),
    };
    let (time, precision) = clock_time(clock).ok_or_else(|| unreadable(text))?;
    let today = zoned(now, zone);
    let mut at = on_day(&today, -days_back, time).ok_or_else(|| unreadable(text))?;
    if days_back == 0 {
        if at > now {
            at = on_day(&today, -1, time).ok_or_else(|| unreadable(text))?;
        }
        if now.since(at) > HALF_DAY_MS {
            return Err(BadTime::Ambiguous(text.to_owned()));
        }
    }
    Ok(Reported { at, precision })
}

fn future_in(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, BadTime> {
    let text = text.trim();
    let span = text.strip_prefix('+').unwrap_or(text);
    if let Some(span) = parse_span_ms(span) {
        let at = now.checked_plus_ms(span);
        return at.ok_or_else(|| out_of_range(text));
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let (time, _) = clock_time(text).ok_or_else(|| unreadable_future(text))?;
    let today = zoned(now, zone);
    let found = [0, 1]
        .into_iter()
        .filter_map(|days| on_day(&today, days, time))
        .find(|at| *at >= now && at.since(now) <= HALF_DAY_MS);
    found.ok_or_else(|| BadTime::AmbiguousAhead(text.to_owned()))
}

fn clock_time(text: &str) -> Option<(Time, Precision)> {
    let parts: Vec<i8> = text
        .split(':')
        .map(|p| p.parse().ok())
        .collect::<Option<_>>()?;
    match parts[..] {
        [hour, minute] => Some((Time::new(hour, minute, 0, 0).ok()?, Precision::Minute)),
        [hour, minute, second] => {
            Some((Time::new(hour, minute, second, 0).ok()?, Precision::Second))
        }
        _ => None,
    }
}

fn zoned(now: Timestamp, zone: &TimeZone) -> Zoned {
    jiff::Timestamp::from_millisecond(now.ms())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
}

fn on_day(today: &Zoned, days: i64, time: Time) -> Option<Timestamp> {
    let date = today.date().checked_add(days.days()).ok()?;
    let at = date
        .to_datetime(time)
        .to_zoned(today.time_zone().clone())
        .ok()?;
    moment(at.timestamp())
}

/// A moment of the calendar, if it can be told.
fn moment(at: jiff::Timestamp) -> Option<Timestamp> {
    Timestamp::checked_from_ms(at.as_millisecond())
}

fn out_of_range(text: &str) -> BadTime {
    BadTime::OutOfRange(text.trim().to_owned())
}

fn unreadable(text: &str) -> BadTime {
    BadTime::Unreadable(text.to_owned())
}

fn unreadable_future(text: &str) -> BadTime {
    BadTime::UnreadableAhead(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// 10:00 in Berlin, which is an hour ahead of UTC on that day.
    fn parse(text: &str) -> Result<Reported, BadTime> {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        past_in(text, at("2026-03-01T09:00:00.000Z"), &zone)
    }

    #[test]
    fn times_are_read_as_people_mean_them() {
        for (text, expected, precision) in [
            ("-5m", "2026-03-01T08:55:00.000Z", Precision::Minute),
            ("-1h30m", "2026-03-01T07:30:00.000Z", Precision::Minute),
            ("-90s", "2026-03-01T08:58:30.000Z", Precision::Second),
            ("09:30", "2026-03-01T08:30:00.000Z", Precision::Minute),
            ("23:30", "2026-02-28T22:30:00.000Z", Precision::Minute),
            (
                "yesterday 22:10",
                "2026-02-28T21:10:00.000Z",
                Precision::Minute,
            ),
            (
                "2026-03-01T08:00:00Z",
                "2026-03-01T08:00:00.000Z",
                Precision::Second,
            ),
            (
                "2026-03-01T09:00:00.250+01:00",
                "2026-03-01T08:00:00.250Z",
                Precision::Millisecond,
            ),
        ] {
            let reported = parse(text).unwrap();
            assert_eq!(reported.at, at(expected), "{text}");
            assert_eq!(reported.precision, precision, "{text}");
        }
    }

    #[test]
    fn what_may_mean_yesterday_is_refused() {
        for (text, error) in [
            ("11:00", BadTime::Ambiguous("11:00".to_owned())),
            ("25:00", BadTime::Unreadable("25:00".to_owned())),
            ("soon", BadTime::Unreadable("soon".to_owned())),
        ] {
            assert_eq!(parse(text).unwrap_err(), error);
        }
    }

    /// Nothing that can be typed panics, and what is read has a text and a date in every zone.
    fn reads_or_refuses(text: &str) {
        let ends = [i64::MIN, 0, 1_772_366_400_000, i64::MAX];
        for now in ends.map(Timestamp::from_ms) {
            for zone in [-25, 0, 25].map(|hours| TimeZone::fixed(jiff::tz::offset(hours))) {
                let past = past_in(text, now, &zone).map(|reported| reported.at);
                for found in [past, future_in(text, now, &zone)].into_iter().flatten() {
                    assert_eq!(found.to_string().parse(), Ok(found), "{text} at {now}");
                    assert!(!zoned(found, &zone).to_string().is_empty());
                }
            }
            if let Ok(at) = date_or_past(text, now) {
                assert!(!at.to_string().is_empty());
            }
        }
    }

    #[test]
    fn extreme_times_are_read_or_refused() {
        for text in [
            "+2913000d",
            "-2913000d",
            "+99999999d",
            "-99999999d",
            "+106751991167d",
            "-106751991167d",
            "-9223372036854775807s",
            "+9223372036854775s",
            "9999-12-30T22:00:00Z",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59-25:59",
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+25:59",
            "-009999-01-02T00:00:00Z",
            "9999-12-31",
            "0001-01-01",
            "-009999-01-01",
            "23:59:59",
            "yesterday 00:00",
            "-0s",
        ] {
            reads_or_refuses(text);
        }
        let now = at("2026-03-01T09:00:00.000Z");
        let far = "+2913000d".to_owned();
        let refused = future_in(&far, now, &TimeZone::UTC);
        assert_eq!(refused, Err(BadTime::OutOfRange(far)));
        assert!(date_or_past("-009999-01-01", now).is_err());
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(
            text in proptest::prop_oneof![
                "[-+]?[0-9]{1,20}[dhms]( ?[0-9]{1,4}[dhms]){0,2}",
                "(yesterday )?[0-9]{1,3}:[0-9]{1,3}(:[0-9]{1,3})?",
                "[-+]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[-+][0-9]{2}:?[0-9]{2})?)?",
                ".{0,24}",
            ]
        ) {
            reads_or_refuses(&text);
        }
    }

    #[test]
    fn due_times_lie_ahead() {
        let zone = TimeZone::UTC;
        let now = at("2026-03-01T09:00:00.000Z");
        let read = |text| future_in(text, now, &zone).map(|t| t.to_string());
        assert_eq!(read("+30m").unwrap(), "2026-03-01T09:30:00.000Z");
        assert_eq!(read("30m").unwrap(), "2026-03-01T09:30:00.000Z");
        assert_eq!(read("10:15").unwrap(), "2026-03-01T10:15:00.000Z");
        assert!(read("08:00").is_err());
    }
}
