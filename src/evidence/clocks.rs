//! How the clocks of logs are read, so that the times of several logs can be held against one
//! another: by how much one is off and which zone it means, if somebody says so.
//!
//! Absent from here: which file a person means by a name, and the present moment's clock.

use jiff::tz::TimeZone;

use super::times::{LogTime, in_line};
use crate::domain::time::Timestamp;

/// What is said of the clock of one log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogClock {
    /// What is added to each of its times, in milliseconds.
    pub shift_ms: i64,
    /// The zone of times that name none; that of whoever looks if it is not said.
    pub zone: Option<TimeZone>,
}

/// What reading the times of all logs needs.
#[derive(Debug, Clone)]
pub struct Times {
    /// The present moment, for times without a year.
    pub now: Timestamp,
    /// The zone of times that name none, in logs of which nothing else is said.
    pub zone: TimeZone,
    /// The moment that parts the logs in before and after.
    pub since: Option<Timestamp>,
    /// What is said of single logs, by their paths.
    pub clocks: Vec<(String, LogClock)>,
}

/// The clock of a log, where times are read at all.
pub fn clock_of(times: Option<&Times>, path: &str) -> LogClock {
    times.map(|times| times.clock(path)).unwrap_or_default()
}

impl Times {
    /// Without a moment, and with nothing said of any log.
    pub fn new(now: Timestamp, zone: TimeZone) -> Self {
        Self {
            now,
            zone,
            since: None,
            clocks: Vec::new(),
        }
    }

    /// The clock of a log.
    pub fn clock(&self, path: &str) -> LogClock {
        let mut said = self.clocks.iter().filter(|(named, _)| named == path);
        said.next()
            .map(|(_, clock)| clock.clone())
            .unwrap_or_default()
    }

    /// The moment that a line tells, if it tells one, by the clock of its log.
    pub fn of_line(&self, text: &str, clock: &LogClock) -> Option<Timestamp> {
        self.at(&in_line(text)?.on(clock))
    }

    /// The moment that a line's time means.
    pub fn at(&self, time: &LogTime) -> Option<Timestamp> {
        Some(time.resolve(self.now, &self.zone)?.at)
    }

    /// Whether one line of another log is earlier, if both tell when they are.
    pub fn is_earlier(&self, one: Option<&LogTime>, other: Option<&LogTime>) -> bool {
        let at = |time: Option<&LogTime>| time.and_then(|time| self.at(time));
        at(one)
            .zip(at(other))
            .is_some_and(|(one, other)| one < other)
    }
}
