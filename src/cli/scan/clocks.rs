//! What the command line says of the clocks of logs: `--shift FILE=+90s`, `--zone FILE=ZONE`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;

use super::ScanArgs;
use crate::cli::failure::Failure;
use crate::domain::time::parse_span_ms;
use crate::evidence::{LogClock, logs_in};

/// A clock that is off by more than ten years is off by its date, not by a shift.
const MOST_MS: i64 = 3_660 * 86_400_000;
/// So many names are told of those that would have been right.
const TOLD: usize = 5;

/// The clocks of which something is said, by the paths of their logs.
pub fn said(args: &ScanArgs) -> Result<Vec<(String, LogClock)>, Failure> {
    if args.shift.is_empty() && args.zone.is_empty() {
        return Ok(Vec::new());
    }
    let given = Given::of(&args.files);
    let mut clocks: Vec<(String, LogClock)> = Vec::new();
    let mut taken = BTreeSet::new();
    let shifts = args.shift.iter().map(|text| ("--shift", text));
    for (flag, text) in shifts.chain(args.zone.iter().map(|text| ("--zone", text))) {
        let Some((file, value)) = text.rsplit_once('=').filter(|(file, _)| !file.is_empty()) else {
            let what = format!("{flag} {text} names no file");
            return Err(Failure::usage(what).hint(EXAMPLES));
        };
        for path in given.meant(flag, file)? {
            if !taken.insert((flag, path)) {
                let what = format!("{flag} is said twice of {path}");
                return Err(Failure::usage(what).hint("say it once for each log"));
            }
            let known = clocks.iter().position(|(known, _)| known == path);
            let known = known.unwrap_or_else(|| {
                clocks.push((path.clone(), LogClock::default()));
                clocks.len() - 1
            });
            let clock = &mut clocks[known].1;
            match flag {
                "--shift" => clock.shift_ms = shift(value)?,
                _ => clock.zone = Some(zone(value)?),
            }
        }
    }
    Ok(clocks)
}

const EXAMPLES: &str = "write --shift client.log=+90s or --zone client.log=America/New_York";

/// A span with its sign: what is to be added to the log's times.
fn shift(text: &str) -> Result<i64, Failure> {
    let span = |sign: char| text.strip_prefix(sign).and_then(parse_span_ms);
    let ms = span('+').or_else(|| span('-').map(|ms| -ms));
    ms.filter(|ms| ms.abs() <= MOST_MS).ok_or_else(|| {
        let what = format!("--shift: {text} is no shift");
        let hint =
            "write what to add to the log's times, with its sign and up to ten years: +90s, -1h30m";
        Failure::usage(what).hint(hint)
    })
}

fn zone(text: &str) -> Result<TimeZone, Failure> {
    let offset = || {
        let is_offset = text.starts_with(['+', '-']);
        let parsed = DateTimeParser::new().parse_time_zone(text);
        parsed.ok().filter(|_| is_offset)
    };
    let zone = TimeZone::get(text).ok().or_else(offset);
    zone.ok_or_else(|| {
        let what = format!("--zone: there is no time zone {text}");
        Failure::usage(what).hint("write its name, such as America/New_York, or an offset: -05:00")
    })
}

/// What a shift adds, as it would be typed.
pub fn shift_text(ms: i64) -> String {
    let sign = if ms < 0 { '-' } else { '+' };
    let seconds = ms.unsigned_abs() / 1_000;
    let parts = [
        (seconds / 86_400, 'd'),
        (seconds / 3_600 % 24, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let text: String = parts
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    format!("{sign}{}", if text.is_empty() { "0s" } else { &text })
}

/// What was named on the command line, each with the logs in it.
struct Given(Vec<(String, Vec<String>)>);

impl Given {
    fn of(files: &[PathBuf]) -> Self {
        let stdin = [PathBuf::from("-")];
        let files = if files.is_empty() { &stdin } else { files };
        let each = files.iter().map(|file| {
            let name = file.display().to_string();
            let logs = match file == Path::new("-") {
                true => vec![name.clone()],
                false => logs_in(file),
            };
            (name, logs)
        });
        Self(each.collect())
    }

    /// The logs that somebody means by a path or a file's name: one log, or all that lie in a
    /// folder or an archive.
    fn meant(&self, flag: &str, name: &str) -> Result<&[String], Failure> {
        let given = self.0.iter().map(|(name, logs)| (name.as_str(), &logs[..]));
        let logs = self.0.iter().flat_map(|(_, logs)| logs);
        let logs = logs.map(|log| (log.as_str(), std::slice::from_ref(log)));
        let all: Vec<(&str, &[String])> = given.chain(logs).collect();
        let plain = |path: &str| path.trim_start_matches("./").to_owned();
        if let Some((_, logs)) = all.iter().find(|(path, _)| plain(path) == plain(name)) {
            return Ok(logs);
        }
        let is_called =
            |path: &str| path.trim_end_matches('/').rsplit(['/', '\\', '!']).next() == Some(name);
        let mut fits: Vec<(&str, &[String])> = Vec::new();
        for (path, logs) in all.iter().filter(|(path, _)| is_called(path)) {
            if !fits.iter().any(|(known, _)| known == path) {
                fits.push((path, logs));
            }
        }
        match &fits[..] {
            [(_, logs)] => Ok(logs),
            [] => {
                let what = format!("{flag}: none of the logs given is called {name}");
                Err(Failure::usage(what).hint(format!("there are {}", listed(&all))))
            }
            _ => {
                let what = format!("{flag}: several of the logs given are called {name}");
                Err(Failure::usage(what).hint(format!("say which: {}", listed(&fits))))
            }
        }
    }
}

fn listed(all: &[(&str, &[String])]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in all {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(TOLD);
    names.truncate(TOLD);
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_have_a_sign_and_read_back() {
        for (text, ms, told) in [
            ("+90s", 90_000, "+1m30s"),
            ("-1h", -3_600_000, "-1h"),
            ("+2d 4h", 187_200_000, "+2d4h"),
            ("-0s", 0, "+0s"),
        ] {
            assert_eq!(shift(text).ok(), Some(ms), "{text}");
            assert_eq!(shift_text(ms), told);
        }
        for text in ["90s", "+", "", "+-5s", "+90", "soon", "+99999d"] {
            assert!(shift(text).is_err(), "{text}");
        }
    }

    #[test]
    fn zones_have_names_or_offsets() {
        assert!(zone("America/New_York").is_ok());
        assert!(zone("UTC").is_ok());
        assert_eq!(
            zone("-05:00").ok(),
            Some(TimeZone::fixed(jiff::tz::offset(-5)))
        );
        for text in ["", "Mars/Olympus", "/etc/passwd", "../UTC"] {
            assert!(zone(text).is_err(), "{text}");
        }
    }
}
