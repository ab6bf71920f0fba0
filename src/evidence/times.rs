//! The time that a line tells, in the ways that logs write it.

use std::sync::OnceLock;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use regex::{Captures, Regex};

use crate::domain::time::{Precision, Reported, Timestamp};

/// A time as a line tells it: the year and the zone may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogTime {
    year: Option<i16>,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    millisecond: Option<i16>,
    /// Seconds east of UTC.
    offset: Option<i32>,
}

const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";

/// Every form: year, month, day, hour, minute, second, fraction, zone and half of day by
/// their groups' names.
const FORMS: &[&str] = &[
    // ISO 8601, RFC 5424, FortiGate's date= time=.
    r#"\b(?:date=)?(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ]| time=)(?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?(?: ?(?P<z>Z|[+-]\d\d:?\d\d)\b)?"#,
    r"\b(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d) (?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?:[.,:](?P<f>\d{1,9}))?",
    // RFC 3164, with or without a year, and ctime with the year at the end.
    r"\b(?P<n>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)) {1,2}(?P<d>\d{1,2})(?: (?P<y>\d{4}))? (?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?:\.(?P<f>\d{1,9}))?(?: (?P<z>UTC|GMT))?(?: (?P<y2>\d{4})\b)?",
    // Web servers.
    r"\b(?P<d>\d\d)/(?P<n>[A-Z][a-z]{2})/(?P<y>\d{4}):(?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?: (?P<z>[+-]\d{4}))?",
    // Windows and GlobalProtect, the month first.
    r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d),? (?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)(?:[.:](?P<f>\d{1,9}))?(?:\s?(?P<p>[AP]M))?",
    r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}),? (?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?",
    // AnyConnect's log: one line for the date, one for the time.
    r"(?s)\bDate\s*: (?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})\s.*?\bTime\s*: (?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)",
];

/// How far into a line a time is looked for, in bytes.
const NEAR: usize = 200;

fn forms() -> &'static [Regex] {
    static READY: OnceLock<Vec<Regex>> = OnceLock::new();
    READY.get_or_init(|| {
        FORMS
            .iter()
            .filter_map(|text| Regex::new(text).ok())
            .collect()
    })
}

/// The time that a line tells; else the one that a heading just before it tells.
pub fn time_of(line: &str, before: &[String]) -> Option<LogTime> {
    in_line(line).or_else(|| {
        let start = before.iter().rposition(|line| is_date_heading(line))?;
        in_line(&before[start..].join("\n"))
    })
}

fn is_date_heading(line: &str) -> bool {
    line.trim_start().starts_with("Date") && line.contains(" : ")
}

/// The first time in a line.
pub fn in_line(line: &str) -> Option<LogTime> {
    let end = (0..=line.len().min(NEAR))
        .rev()
        .find(|&at| line.is_char_boundary(at))?;
    let near = &line[..end];
    let found = forms().iter().filter_map(|form| form.captures(near));
    let read = found.filter_map(|found| {
        let start = found.get(0)?.start();
        Some((start, read(&found)?))
    });
    read.min_by_key(|(start, _)| *start).map(|(_, time)| time)
}

fn read(found: &Captures<'_>) -> Option<LogTime> {
    let number = |name: &str| found.name(name)?.as_str().parse::<i16>().ok();
    let small = |name: &str| i8::try_from(number(name)?).ok();
    let year = number("y").or_else(|| number("y2"));
    let year = year.map(|year| if year < 100 { year + 2000 } else { year });
    let month = match found.name("n") {
        Some(name) => {
            let at = MONTHS.find(&name.as_str().to_ascii_lowercase())?;
            i8::try_from(at / 3 + 1).ok()?
        }
        None => small("m")?,
    };
    let mut hour = small("h")?;
    match found.name("p").map(|half| half.as_str()) {
        Some("PM") if hour < 12 => hour += 12,
        Some("AM") if hour == 12 => hour = 0,
        _ => {}
    }
    let millisecond = found.name("f").and_then(|fraction| {
        let digits: String = fraction
            .as_str()
            .chars()
            .chain("000".chars())
            .take(3)
            .collect();
        digits.parse().ok()
    });
    let time = LogTime {
        year,
        month,
        day: small("d")?,
        hour,
        minute: small("i")?,
        second: small("s")?.min(59),
        millisecond,
        offset: found.name("z").and_then(|zone| offset(zone.as_str())),
    };
    time.civil(year.unwrap_or(2024)).map(|_| time)
}

fn offset(zone: &str) -> Option<i32> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours: i32 = zone.get(1..3)?.parse().ok()?;
    let minutes: i32 = zone.get(zone.len() - 2..)?.parse().ok()?;
    Some(sign * (hours * 3600 + minutes * 60))
}

impl LogTime {
    fn civil(&self, year: i16) -> Option<DateTime> {
        let nanosecond = i32::from(self.millisecond.unwrap_or(0)) * 1_000_000;
        let (hour, minute, second) = (self.hour, self.minute, self.second);
        DateTime::new(year, self.month, self.day, hour, minute, second, nanosecond).ok()
    }

    /// The moment that is meant, if the log is of a machine in this zone: without a year,
    /// the latest that is not ahead by more than a day.
    pub fn resolve(&self, now: Timestamp, zone: &TimeZone) -> Option<Reported> {
        let zone = match self.offset {
            Some(seconds) => TimeZone::fixed(Offset::from_seconds(seconds).ok()?),
            None => zone.clone(),
        };
        let moment = |year: i16| {
            let at = self.civil(year)?.to_zoned(zone.clone()).ok()?;
            Some(Timestamp::from_ms(at.timestamp().as_millisecond()))
        };
        let at = match self.year {
            Some(year) => moment(year)?,
            None => {
                let now_ms = jiff::Timestamp::from_millisecond(now.ms()).ok()?;
                let this = now_ms.to_zoned(zone.clone()).year();
                let is_past = |at: &Timestamp| at.since(now) <= 86_400_000;
                // The 29th of February may lie up to eight years back.
                (0..9).find_map(|back| moment(this + 1 - back).filter(is_past))?
            }
        };
        let precision = match self.millisecond {
            Some(_) => Precision::Millisecond,
            None => Precision::Second,
        };
        Some(Reported { at, precision })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: &str) -> String {
        let now = "2026-11-20T12:00:00.000Z".parse().unwrap();
        let time = in_line(line).and_then(|time| time.resolve(now, &TimeZone::UTC));
        time.map_or_else(|| "none".to_owned(), |time| time.at.to_string())
    }

    #[test]
    fn logs_write_times_in_many_ways() {
        let cases = [
            (
                "<163>Nov 16 2026 08:05:58 asa1 : %ASA-3",
                "2026-11-16T08:05:58.000Z",
            ),
            (
                "Nov  6 08:05:58 vpn ocserv[1]: x",
                "2026-11-06T08:05:58.000Z",
            ),
            (
                "Dec 31 23:59:59 vpn ocserv[1]: x",
                "2025-12-31T23:59:59.000Z",
            ),
            (
                "Mon Nov 16 08:05:58 2026 : Error: x",
                "2026-11-16T08:05:58.000Z",
            ),
            (
                "<165>1 2026-11-16T08:05:58.003+01:00 h app",
                "2026-11-16T07:05:58.003Z",
            ),
            ("2026-11-16 08:05:58,123 INFO", "2026-11-16T08:05:58.123Z"),
            ("2026/11/16 08:05:58 [error] x", "2026-11-16T08:05:58.000Z"),
            (
                "11/16/2026 8:05:58 PM RasClient",
                "2026-11-16T20:05:58.000Z",
            ),
            (
                "(P123-T456)Debug( 12): 11/16/26 08:05:58:123 x",
                "2026-11-16T08:05:58.123Z",
            ),
            ("16.11.2026 08:05:58 x", "2026-11-16T08:05:58.000Z"),
            (
                "1.2.3.4 - - [16/Nov/2026:08:05:58 +0100] GET",
                "2026-11-16T07:05:58.000Z",
            ),
            (
                "date=2026-11-16 time=08:05:58 devname=x",
                "2026-11-16T08:05:58.000Z",
            ),
            ("99/99/2026 08:05:58", "none"),
            ("no time at all", "none"),
        ];
        for (line, wanted) in cases {
            assert_eq!(at(line), wanted, "{line}");
        }
    }

    #[test]
    fn anyconnect_tells_the_time_in_a_heading() {
        let before = [
            "*****",
            "",
            "Date        : 11/16/2026",
            "Time        : 08:05:58",
            "Type        : Error",
        ];
        let before: Vec<String> = before.map(str::to_owned).into();
        let time = time_of("Description : Termination reason code 59", &before).unwrap();
        let now = "2026-11-20T12:00:00.000Z".parse().unwrap();
        let at = time.resolve(now, &TimeZone::UTC).unwrap().at;
        assert_eq!(at.to_string(), "2026-11-16T08:05:58.000Z");
    }
}
