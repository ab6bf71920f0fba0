//! The clocks. The only reader of the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::time::{Precision, Reported, Timestamp, parse_span_ms};

/// A wall clock and a steady one.
pub trait Clock: Send {
    /// The present moment by the wall clock.
    fn now(&self) -> Timestamp;
    /// Milliseconds of a clock that never jumps and runs through suspend.
    fn steady_ms(&self) -> i64;
}

/// The system's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(jiff::Timestamp::now().as_millisecond())
    }

    fn steady_ms(&self) -> i64 {
        // On Linux CLOCK_MONOTONIC stands still in suspend and CLOCK_BOOTTIME does not;
        // on macOS it is the other way round with CLOCK_MONOTONIC, which runs on.
        #[cfg(target_os = "linux")]
        let id = rustix::time::ClockId::Boottime;
        #[cfg(not(target_os = "linux"))]
        let id = rustix::time::ClockId::Monotonic;
        let time = rustix::time::clock_gettime(id);
        time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}

/// A clock that stands until it is moved, for tests. Clones share it.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at `at`.
    pub fn at(at: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(at.ms())))
    }

    /// Moves it by `ms` milliseconds.
    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    fn steady_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The time of day of a moment where this machine stands: `08:05:58`.
pub fn local_hms(at: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(at.ms()) {
        Ok(moment) => moment
            .to_zoned(jiff::tz::TimeZone::system())
            .strftime("%H:%M:%S")
            .to_string(),
        Err(_) => at.to_string(),
    }
}

/// Reads a time that a person gives: `-5m`, `14:05` (the latest that is not in the future,
/// at most 12 hours back), or a full RFC 3339 time. The error says what will do.
pub fn parse_when(text: &str, now: Timestamp) -> Result<Reported, String> {
    let text = text.trim();
    if let Some(back) = text.strip_prefix('-') {
        let ms = parse_span_ms(back).ok_or_else(|| format!("\"{text}\" is no span such as -5m"))?;
        let precision = match back.ends_with('s') {
            true => Precision::Second,
            false => Precision::Minute,
        };
        let at = now.plus_ms(-ms);
        return Ok(Reported { at, precision });
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        let precision = Precision::Second;
        return Ok(Reported { at, precision });
    }
    let time: jiff::civil::Time = match text.matches(':').count() {
        1 | 2 => text.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| format!("\"{text}\" is no time such as -5m or 14:05"))?;
    let zoned = jiff::Timestamp::from_millisecond(now.ms())
        .map_err(|_| format!("\"{text}\" cannot be read now"))?
        .to_zoned(jiff::tz::TimeZone::system());
    let on = |day: jiff::civil::Date| day.to_datetime(time).to_zoned(zoned.time_zone().clone());
    let yesterday = zoned.date().yesterday();
    let days = [Ok(zoned.date()), yesterday].into_iter().flatten();
    days.filter_map(|day| on(day).ok())
        .map(|at| Timestamp::from_ms(at.timestamp().as_millisecond()))
        .find(|at| *at <= now)
        .filter(|at| now.since(*at) <= 12 * 3_600_000)
        .map(|at| Reported {
            at,
            precision: Precision::Minute,
        })
        .ok_or_else(|| format!("{text} is more than 12 hours ago; give the date too"))
}
