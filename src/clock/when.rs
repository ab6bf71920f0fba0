//! Times as people type them: RFC 3339, `-5m`, `14:05`, `yesterday 22:10`, `sat 02:40`. In the
//! night when clocks change a time may come twice or never: `02:40+02:00` says which is meant.

mod typed;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, ToSpan};

use super::zone::zone;
use crate::domain::time::{Reported, Timestamp, parse_span_ms};
use typed::{Day, Typed, typed};

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
    /// It has passed.
    #[error("{0} has passed")]
    Passed(String),
    /// Clocks were set back: it comes twice.
    #[error("{text} comes twice that night: {} and {}", .choices[0], .choices[1])]
    Twice {
        /// What was typed.
        text: String,
        /// The same with the offset of the first and of the second.
        choices: [String; 2],
    },
    /// Clocks were set forward: it never comes.
    #[error("{text} does not come that night, because clocks go forward: {} or {} is meant", .choices[0], .choices[1])]
    Never {
        /// What was typed.
        text: String,
        /// The same by the clock of before and of after.
        choices: [String; 2],
    },
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
            BadTime::OutOfRange(_) => "write fewer days, or a full time with its date".to_owned(),
            BadTime::UnreadableAhead(_) => {
                "write +30m, 14:05, \"tomorrow 02:40\", \"sat 02:40\" or 2026-03-01T14:05:00Z"
                    .to_owned()
            }
            BadTime::Passed(_) => "write a time that is still to come, or +30m".to_owned(),
            BadTime::Twice { choices, .. } | BadTime::Never { choices, .. } => {
                format!("write {} or {}", choices[0], choices[1])
            }
        }
    }

    /// The texts of which one is meant, where two may be.
    pub fn choices(&self) -> Option<&[String; 2]> {
        match self {
            BadTime::Twice { choices, .. } | BadTime::Never { choices, .. } => Some(choices),
            _ => None,
        }
    }
}

/// How far back `14:05` may mean, in milliseconds.
const HALF_DAY_MS: i64 = 12 * 3_600_000;

/// A time that has passed.
pub fn past(text: &str, now: Timestamp) -> Result<Reported, BadTime> {
    past_in(text, now, &zone())
}

/// A date (its local midnight), or a time that has passed.
pub fn date_or_past(text: &str, now: Timestamp) -> Result<Timestamp, BadTime> {
    if let Ok(date) = text.trim().parse::<Date>()
        && !text.contains([':', 'T'])
    {
        let midnight = date.to_zoned(zone()).ok();
        let at = midnight.and_then(|at| moment(at.timestamp()));
        return at.ok_or_else(|| out_of_range(text));
    }
    Ok(past(text, now)?.at)
}

/// A time to come: RFC 3339, `+30m` or `30m`, `14:05` for the next such time, and with a day:
/// `tomorrow 02:40`, `sat 02:40`, `2026-03-07 02:40`.
pub fn future(text: &str, now: Timestamp) -> Result<Timestamp, BadTime> {
    future_in(text, now, &zone())
}

fn past_in(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Reported, BadTime> {
    let text = text.trim();
    let unreadable = || BadTime::Unreadable(text.to_owned());
    if let Some(span) = text.strip_prefix('-').and_then(parse_span_ms) {
        let precision = typed::precision_of_span(text);
        let at = now.checked_plus_ms(-span);
        let at = at.ok_or_else(|| out_of_range(text))?;
        return Ok(Reported { at, precision });
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        let precision = typed::precision_of_full(text);
        return Ok(Reported { at, precision });
    }
    let typed = typed(text).ok_or_else(unreadable)?;
    let today = date_of(now, zone).ok_or_else(unreadable)?;
    let days = match typed.day {
        None | Some(Day::Today) => vec![today, plus(today, -1).ok_or_else(unreadable)?],
        Some(Day::Yesterday) => vec![plus(today, -1).ok_or_else(unreadable)?],
        Some(Day::On(date)) => vec![date],
        Some(Day::Tomorrow | Day::Next(_)) => return Err(unreadable()),
    };
    let precision = typed.precision;
    let reported = |at| Reported { at, precision };
    if typed.day.is_some() {
        let found = moments(text, days[0], &typed, zone)?;
        return Ok(reported(
            found.only(text, &typed, |_| true)?.ok_or_else(unreadable)?,
        ));
    }
    // The latest that is not ahead.
    for day in days {
        let found = moments(text, day, &typed, zone)?;
        if let Some(at) = found.only(text, &typed, |at| at <= now)? {
            return match now.since(at) > HALF_DAY_MS {
                true => Err(BadTime::Ambiguous(text.to_owned())),
                false => Ok(reported(at)),
            };
        }
    }
    Err(BadTime::Ambiguous(text.to_owned()))
}

fn future_in(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, BadTime> {
    let text = text.trim();
    let unreadable = || BadTime::UnreadableAhead(text.to_owned());
    let span = text.strip_prefix('+').unwrap_or(text);
    if let Some(span) = parse_span_ms(span) {
        let at = now.checked_plus_ms(span);
        return at.ok_or_else(|| out_of_range(text));
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let typed = typed(text).ok_or_else(unreadable)?;
    let today = date_of(now, zone).ok_or_else(unreadable)?;
    let on = |days: i64| plus(today, days);
    let days: Vec<Option<Date>> = match typed.day {
        None => vec![on(0), on(1)],
        Some(Day::Today) => vec![on(0)],
        Some(Day::Tomorrow) => vec![on(1)],
        Some(Day::Next(weekday)) => {
            let ahead = i64::from(weekday.since(today.weekday()));
            vec![on(ahead), on(ahead + 7)]
        }
        Some(Day::On(date)) => vec![Some(date)],
        Some(Day::Yesterday) => return Err(BadTime::Passed(text.to_owned())),
    };
    for day in days {
        let found = moments(text, day.ok_or_else(unreadable)?, &typed, zone)?;
        if let Some(at) = found.only(text, &typed, |at| at >= now)? {
            return Ok(at);
        }
    }
    Err(BadTime::Passed(text.to_owned()))
}

/// The moments that a time of day may mean on one day.
enum Moments {
    One(Timestamp),
    /// Clocks go back: the same twice, each with its offset.
    Two([(Timestamp, String); 2]),
    /// Clocks go forward: by the clock of before and of after.
    None([(Timestamp, String); 2]),
}

impl Moments {
    /// The one that fits, if any does; refused where two fit, or none is right.
    fn only(
        self,
        text: &str,
        typed: &Typed,
        fits: impl Fn(Timestamp) -> bool,
    ) -> Result<Option<Timestamp>, BadTime> {
        let choices = |two: &[(Timestamp, String); 2]| {
            [0, 1].map(|index: usize| typed.with_offset(&two[index].1))
        };
        let text = text.to_owned();
        match self {
            Moments::One(at) => Ok(Some(at).filter(|at| fits(*at))),
            Moments::Two(two) => match (fits(two[0].0), fits(two[1].0)) {
                (true, true) => Err(BadTime::Twice {
                    text,
                    choices: choices(&two),
                }),
                (true, false) => Ok(Some(two[0].0)),
                (false, true) => Ok(Some(two[1].0)),
                (false, false) => Ok(None),
            },
            Moments::None(two) => match fits(two[0].0) || fits(two[1].0) {
                true => Err(BadTime::Never {
                    text,
                    choices: choices(&two),
                }),
                false => Ok(None),
            },
        }
    }
}

fn moments(text: &str, day: Date, typed: &Typed, zone: &TimeZone) -> Result<Moments, BadTime> {
    let unreadable = || BadTime::Unreadable(text.to_owned());
    let local = day.to_datetime(typed.time);
    let by = |offset: jiff::tz::Offset| {
        let at = offset.to_timestamp(local).map_err(|_| unreadable())?;
        let at = moment(at).ok_or_else(|| out_of_range(text))?;
        Ok((at, typed::offset_text(offset)))
    };
    if let Some(offset) = typed.offset {
        return Ok(Moments::One(by(offset)?.0));
    }
    Ok(match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => Moments::One(by(offset)?.0),
        AmbiguousOffset::Fold { before, after } => Moments::Two([by(before)?, by(after)?]),
        AmbiguousOffset::Gap { before, after } => Moments::None([by(before)?, by(after)?]),
    })
}

/// A moment of the calendar, if it can be told.
fn moment(at: jiff::Timestamp) -> Option<Timestamp> {
    Timestamp::checked_from_ms(at.as_millisecond())
}

fn out_of_range(text: &str) -> BadTime {
    BadTime::OutOfRange(text.trim().to_owned())
}

fn date_of(now: Timestamp, zone: &TimeZone) -> Option<Date> {
    let now = jiff::Timestamp::from_millisecond(now.ms()).ok()?;
    let now: Zoned = now.to_zoned(zone.clone());
    Some(now.date())
}

fn plus(date: Date, days: i64) -> Option<Date> {
    let span: Span = days.days();
    date.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Precision;

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
            ("08:30Z", "2026-03-01T08:30:00.000Z", Precision::Minute),
            (
                "yesterday 22:10",
                "2026-02-28T21:10:00.000Z",
                Precision::Minute,
            ),
            (
                "2026-02-20 22:10",
                "2026-02-20T21:10:00.000Z",
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
            (
                "tomorrow 09:00",
                BadTime::Unreadable("tomorrow 09:00".to_owned()),
            ),
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
                    let local = jiff::Timestamp::from_millisecond(found.ms()).unwrap();
                    assert!(!local.to_zoned(zone.clone()).to_string().is_empty());
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
    fn times_to_come_are_the_next_such() {
        let now = at("2026-03-01T14:06:00.000Z"); // A Sunday.
        for (text, expected) in [
            ("+30m", "2026-03-01T14:36:00.000Z"),
            ("30m", "2026-03-01T14:36:00.000Z"),
            ("+3h", "2026-03-01T17:06:00.000Z"),
            ("15:15", "2026-03-01T15:15:00.000Z"),
            ("04:00", "2026-03-02T04:00:00.000Z"),
            ("14:05", "2026-03-02T14:05:00.000Z"),
            ("tomorrow 02:40", "2026-03-02T02:40:00.000Z"),
            ("sat 02:40", "2026-03-07T02:40:00.000Z"),
            ("Sunday 15:00", "2026-03-01T15:00:00.000Z"),
            ("sun 02:40", "2026-03-08T02:40:00.000Z"),
            ("2026-03-05 02:40", "2026-03-05T02:40:00.000Z"),
            ("today 23:00", "2026-03-01T23:00:00.000Z"),
        ] {
            let read = future_in(text, now, &TimeZone::UTC);
            assert_eq!(read, Ok(at(expected)), "{text}");
        }
        for text in ["today 02:40", "yesterday 02:40", "2026-02-27 02:40"] {
            let read = future_in(text, now, &TimeZone::UTC);
            assert_eq!(read, Err(BadTime::Passed(text.to_owned())), "{text}");
        }
        for text in ["later", "su 02:40", "tomorrow", "26:00"] {
            let read = future_in(text, now, &TimeZone::UTC);
            assert_eq!(
                read,
                Err(BadTime::UnreadableAhead(text.to_owned())),
                "{text}"
            );
        }
    }

    fn london() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    #[test]
    fn a_time_that_comes_twice_is_asked_about() {
        // On 25 October 2026 London's clocks go back from 02:00 to 01:00.
        let twice = |text: &str, choices: [&str; 2]| BadTime::Twice {
            text: text.to_owned(),
            choices: choices.map(str::to_owned),
        };
        let now = at("2026-10-25T03:00:00.000Z");
        let wrong = past_in("01:40", now, &london()).unwrap_err();
        assert_eq!(wrong, twice("01:40", ["01:40+01:00", "01:40+00:00"]));
        assert_eq!(wrong.hint(), "write 01:40+01:00 or 01:40+00:00");
        let read = |text| past_in(text, now, &london()).map(|read| read.at);
        assert_eq!(read("01:40+01:00"), Ok(at("2026-10-25T00:40:00.000Z")));
        assert_eq!(read("01:40+00:00"), Ok(at("2026-10-25T01:40:00.000Z")));
        // As long as only the first has been, it is meant; once it has, only the second.
        let now = at("2026-10-25T00:50:00.000Z");
        assert_eq!(
            past_in("01:40", now, &london()).unwrap().at,
            at("2026-10-25T00:40:00.000Z")
        );
        assert_eq!(
            future_in("01:40", now, &london()),
            Ok(at("2026-10-25T01:40:00.000Z"))
        );
        let now = at("2026-10-24T20:00:00.000Z");
        let wrong = future_in("tomorrow 01:40", now, &london()).unwrap_err();
        let choices = ["tomorrow 01:40+01:00", "tomorrow 01:40+00:00"];
        assert_eq!(wrong, twice("tomorrow 01:40", choices));
        assert!(future_in(choices[1], now, &london()).is_ok());
    }

    #[test]
    fn a_time_that_never_comes_is_asked_about() {
        // On 29 March 2026 London's clocks go forward from 01:00 to 02:00.
        let now = at("2026-03-29T09:00:00.000Z");
        let wrong = past_in("01:40", now, &london()).unwrap_err();
        let BadTime::Never { choices, .. } = &wrong else {
            panic!("{wrong}");
        };
        assert_eq!(choices, &["01:40+00:00", "01:40+01:00"]);
        let now = at("2026-03-28T22:00:00.000Z");
        assert!(matches!(
            future_in("01:40", now, &london()),
            Err(BadTime::Never { .. })
        ));
    }
}
