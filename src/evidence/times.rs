//! The time that a line tells, in the ways that logs write it.

use std::sync::OnceLock;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regex::{Captures, Regex};

use super::clocks::LogClock;
use super::stated::{Stated, expression, stated};
use crate::domain::time::{Precision, Reported, Timestamp};

/// A time as a line tells it, on the clock of its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTime {
    told: Told,
    clock: LogClock,
}

impl From<Told> for LogTime {
    fn from(told: Told) -> Self {
        let clock = LogClock::default();
        Self { told, clock }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// By the calendar.
    Calendar(Calendar),
    /// As milliseconds since 1970, in UTC.
    Epoch { ms: i64, precision: Precision },
}

/// A time of the calendar: the year and the zone may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Calendar {
    year: Option<i16>,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    millisecond: Option<i16>,
    zone: Option<Stated>,
}

const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";

/// Every form: year, month, day, hour, minute, second, fraction and half of day by their
/// groups' names. `ZONE` is where a zone may stand.
const FORMS: &[&str] = &[
    // ISO 8601, RFC 5424, FortiGate's date= time=.
    r#"\b(?:date=)?(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ]| time=)(?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?ZONE"#,
    r"\b(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d) (?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?:[.,:](?P<f>\d{1,9}))?ZONE",
    // RFC 3164, with or without a year, and ctime with the year at the end.
    r"\b(?P<n>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)) {1,2}(?P<d>\d{1,2})(?: (?P<y>\d{4}))? (?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)(?:\.(?P<f>\d{1,9}))?ZONE(?: ?(?P<y2>\d{4})\b)?",
    // Web servers.
    r"\b(?P<d>\d\d)/(?P<n>[A-Z][a-z]{2})/(?P<y>\d{4}):(?P<h>\d\d):(?P<i>\d\d):(?P<s>\d\d)ZONE",
    // Windows and GlobalProtect, the month first.
    r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d),? (?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)(?:[.:](?P<f>\d{1,9}))?(?:\s?(?P<p>[AP]M))?ZONE",
    r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}),? (?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?ZONE",
    // AnyConnect's log: one line for the date, one for the time.
    r"(?s)\bDate\s*: (?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})\s.*?\bTime\s*: (?P<h>\d{1,2}):(?P<i>\d\d):(?P<s>\d\d)",
];

/// Seconds since 1970, or fractions of a second by the number of their digits: at the head of a
/// line, of Linux's audit, in JSON.
const EPOCHS: &[&str] = &[
    r"^\s*\[?(?P<e>1\d{9})(?:\.(?P<f>\d{1,9}))?[\]:\s]",
    r"\baudit\((?P<e>1\d{9})(?:\.(?P<f>\d{1,9}))?:",
    r#""(?:ts|time|timestamp|epoch)"\s*:\s*"?(?P<e>1\d{9}(?:\d{3}){0,3})(?:\.(?P<f>\d{1,9}))?\b"#,
];

/// What states the moment of a line, wherever it stands: FortiGate's own count.
const EVENT_TIME: &str = r"\beventtime=(?P<e>1\d{9}(?:\d{3}){0,3})\b";

/// What states the zone of a line beside its time: FortiGate's.
const ZONE_KEY: &str = r#"\btz="?(?:UTC|GMT)?(?P<z>[+-]\d\d:?\d\d)"#;

/// How far into a line a time is looked for, in bytes.
const NEAR: usize = 200;
/// How far into a line what it says of its zone is looked for.
const NEAR_ZONE: usize = 1_000;

/// All expressions, made once.
struct Ready {
    forms: Vec<Regex>,
    epochs: Vec<Regex>,
    event_time: Option<Regex>,
    zone_key: Option<Regex>,
}

fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| {
        let zone = expression();
        let forms = FORMS.iter().map(|text| text.replace("ZONE", &zone));
        Ready {
            forms: forms.filter_map(|text| Regex::new(&text).ok()).collect(),
            epochs: EPOCHS
                .iter()
                .filter_map(|text| Regex::new(text).ok())
                .collect(),
            event_time: Regex::new(EVENT_TIME).ok(),
            zone_key: Regex::new(ZONE_KEY).ok(),
        }
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

/// The first time in a line. A moment or a zone that the line states elsewhere wins.
pub fn in_line(line: &str) -> Option<LogTime> {
    let ready = ready();
    let whole = head(line, NEAR_ZONE);
    let stated = ready
        .event_time
        .as_ref()
        .filter(|_| whole.contains("eventtime="));
    if let Some(found) = stated.and_then(|form| form.captures(whole)) {
        return epoch(&found);
    }
    let near = head(line, NEAR);
    let forms = ready.forms.iter().filter_map(|form| form.captures(near));
    let calendar = forms.filter_map(|found| Some((found.get(0)?.start(), read(&found)?)));
    let epochs = ready.epochs.iter().filter_map(|form| form.captures(near));
    let epochs = epochs.filter_map(|found| Some((found.get(0)?.start(), epoch(&found)?)));
    let mut first = calendar.chain(epochs).min_by_key(|(start, _)| *start)?.1;
    if let Told::Calendar(calendar) = &mut first.told
        && calendar.zone.is_none()
        && whole.contains("tz=")
    {
        let found = ready
            .zone_key
            .as_ref()
            .and_then(|form| form.captures(whole));
        calendar.zone = found.and_then(|found| stated_in(&found));
    }
    Some(first)
}

fn head(line: &str, most: usize) -> &str {
    &line[..line.floor_char_boundary(most)]
}

fn stated_in(found: &Captures<'_>) -> Option<Stated> {
    stated(found.name("z")?.as_str())
}

/// A count since 1970, in seconds or thousandths, millionths, billionths of one.
fn epoch(found: &Captures<'_>) -> Option<LogTime> {
    let digits = found.name("e")?.as_str();
    let seconds: i64 = digits.get(..10)?.parse().ok()?;
    let fraction = found
        .name("f")
        .map_or(&digits[10..], |fraction| fraction.as_str());
    let ms = thousandths(fraction);
    let precision = match ms {
        Some(_) => Precision::Millisecond,
        None => Precision::Second,
    };
    let ms = seconds * 1_000 + i64::from(ms.unwrap_or(0));
    Some(Told::Epoch { ms, precision }.into())
}

/// A fraction of a second, from its digits; `None` if there are none.
fn thousandths(fraction: &str) -> Option<i16> {
    if fraction.is_empty() {
        return None;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    digits.parse().ok()
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
    let calendar = Calendar {
        year,
        month,
        day: small("d")?,
        hour,
        minute: small("i")?,
        second: small("s")?.min(59),
        millisecond: found.name("f").and_then(|f| thousandths(f.as_str())),
        zone: stated_in(found),
    };
    let exists = calendar.civil(year.unwrap_or(2024)).is_some();
    exists.then_some(Told::Calendar(calendar).into())
}

impl LogTime {
    /// The same, by what is said of its log's clock.
    pub fn on(self, clock: &LogClock) -> Self {
        let clock = clock.clone();
        Self { clock, ..self }
    }

    /// Whether the line itself says which moment it is, zone included.
    pub fn states_zone(&self) -> bool {
        match &self.told {
            Told::Calendar(calendar) => calendar.zone.is_some(),
            Told::Epoch { .. } => true,
        }
    }

    /// Whether neither the line nor anybody else says which zone is meant.
    pub fn assumes_zone(&self) -> bool {
        !self.states_zone() && self.clock.zone.is_none()
    }

    /// The moment that is meant. If nothing is said of its log, that is of a machine in this
    /// zone. Without a year, it is the latest that is not ahead by more than a day.
    pub fn resolve(&self, now: Timestamp, zone: &TimeZone) -> Option<Reported> {
        let zone = self.clock.zone.as_ref().unwrap_or(zone);
        let told = match &self.told {
            Told::Calendar(calendar) => calendar.resolve(now, zone)?,
            Told::Epoch { ms, precision } => Reported {
                at: Timestamp::from_ms(*ms),
                precision: *precision,
            },
        };
        let at = told.at.checked_plus_ms(self.clock.shift_ms)?;
        Some(Reported { at, ..told })
    }
}

impl Calendar {
    fn civil(&self, year: i16) -> Option<DateTime> {
        let nanosecond = i32::from(self.millisecond.unwrap_or(0)) * 1_000_000;
        let (hour, minute, second) = (self.hour, self.minute, self.second);
        DateTime::new(year, self.month, self.day, hour, minute, second, nanosecond).ok()
    }

    fn resolve(&self, now: Timestamp, zone: &TimeZone) -> Option<Reported> {
        let moment = |year: i16| {
            let local = self.civil(year)?;
            let at = match self.zone {
                Some(stated) => stated.offset(local, zone)?.to_timestamp(local).ok()?,
                None => local.to_zoned(zone.clone()).ok()?.timestamp(),
            };
            Some(Timestamp::from_ms(at.as_millisecond()))
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
            (
                "Nov 16 2026 08:05:58.123 EST: %ASA-4-113019",
                "2026-11-16T13:05:58.123Z",
            ),
            ("Nov 16 08:05:58 PDT: %SYS-5", "2026-11-16T15:05:58.000Z"),
            ("Mon Nov 16 08:05:58 CET 2026 x", "2026-11-16T07:05:58.000Z"),
            (
                "date=2026-11-16 time=08:05:58 devname=\"fg\" tz=\"-0500\" logid=1",
                "2026-11-16T13:05:58.000Z",
            ),
            (
                "date=2026-11-16 time=08:05:58 eventtime=1794834358123456789 tz=\"+0100\"",
                "2026-11-16T13:05:58.123Z",
            ),
            ("1794834358.5 vpn x", "2026-11-16T13:05:58.500Z"),
            (
                "type=AVC msg=audit(1794834358.123:45): x",
                "2026-11-16T13:05:58.123Z",
            ),
            (
                r#"{"level":"error","ts":1794834358123,"msg":"x"}"#,
                "2026-11-16T13:05:58.123Z",
            ),
            ("2026-11-16 08:05:58 GMT+2 x", "2026-11-16T06:05:58.000Z"),
            (
                "2026-11-16 08:05:58 ESTONIA-1 x",
                "2026-11-16T08:05:58.000Z",
            ),
            ("2026-11-16 08:05:58 CEST", "2026-11-16T06:05:58.000Z"),
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

    #[test]
    fn letters_of_the_own_zone_mean_that_zone() {
        let now = "2026-11-20T12:00:00.000Z".parse().unwrap();
        let line = "Nov 16 2026 08:05:58 CST: x";
        let at = |zone: &str| {
            let zone = TimeZone::get(zone).unwrap();
            in_line(line)
                .unwrap()
                .resolve(now, &zone)
                .unwrap()
                .at
                .to_string()
        };
        assert_eq!(at("Asia/Shanghai"), "2026-11-16T00:05:58.000Z");
        assert_eq!(at("Europe/London"), "2026-11-16T14:05:58.000Z");
    }

    #[test]
    fn a_clock_that_is_off_is_moved_and_a_stated_zone_wins_over_one_that_is_said() {
        let now = "2026-11-20T12:00:00.000Z".parse().unwrap();
        let clock = LogClock {
            shift_ms: 90_000,
            zone: Some(TimeZone::get("America/New_York").unwrap()),
        };
        for (line, wanted) in [
            ("Nov 16 2026 08:05:58 asa1", "2026-11-16T13:07:28.000Z"),
            // Before the clocks went back there.
            ("Oct 16 08:05:58 vpn x", "2026-10-16T12:07:28.000Z"),
            ("2026-11-16T08:05:58+01:00 x", "2026-11-16T07:07:28.000Z"),
            ("1794834358.5 vpn x", "2026-11-16T13:07:28.500Z"),
        ] {
            let time = in_line(line).unwrap().on(&clock);
            let at = time.resolve(now, &TimeZone::UTC).unwrap().at;
            assert_eq!(at.to_string(), wanted, "{line}");
            assert!(!time.assumes_zone(), "{line}");
        }
        let far = LogClock {
            shift_ms: i64::MAX,
            zone: None,
        };
        let time = in_line("Nov 16 2026 08:05:58 asa1").unwrap().on(&far);
        assert!(time.assumes_zone());
        assert_eq!(time.resolve(now, &TimeZone::UTC), None, "beyond all dates");
    }

    #[test]
    fn what_is_assumed_is_known() {
        for (line, states) in [
            ("Nov 16 2026 08:05:58 asa1", false),
            ("Nov 16 2026 08:05:58 EST: x", true),
            ("2026-11-16T08:05:58Z x", true),
            ("1794834358 x", true),
            ("date=2026-11-16 time=08:05:58 tz=\"-0500\"", true),
            // Of several countries: which is meant cannot be known.
            ("Nov 16 2026 08:05:58 IST: x", false),
        ] {
            assert_eq!(in_line(line).unwrap().states_zone(), states, "{line}");
        }
    }
}
