//! The clocks, and times as people type them. The only reader of the time.

pub mod when;
pub mod zone;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub use zone::zone;

use crate::domain::time::Timestamp;

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
        // A clock beyond the calendar stands at its end.
        let now = jiff::Timestamp::try_from(std::time::SystemTime::now());
        Timestamp::from_ms(now.unwrap_or(jiff::Timestamp::MAX).as_millisecond())
    }

    fn steady_ms(&self) -> i64 {
        // On Linux CLOCK_MONOTONIC stands still in suspend and CLOCK_BOOTTIME does not;
        // on macOS it is the other way round with CLOCK_MONOTONIC, which runs on.
        #[cfg(target_os = "linux")]
        let id = rustix::time::ClockId::Boottime;
        #[cfg(not(target_os = "linux"))]
        let id = rustix::time::ClockId::Monotonic;
        let time = rustix::time::clock_gettime(id);
        time.tv_sec
            .saturating_mul(1_000)
            .saturating_add(time.tv_nsec / 1_000_000)
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

/// The time of day of a moment in the team's zone, or this machine's: `08:05:58`.
pub fn local_hms(at: Timestamp) -> String {
    local(at, "%H:%M:%S")
}

/// The day and the minute of a moment in the same zone: `2026-03-03 09:00`.
pub fn local_minute(at: Timestamp) -> String {
    local(at, "%Y-%m-%d %H:%M")
}

fn local(at: Timestamp, format: &str) -> String {
    match jiff::Timestamp::from_millisecond(at.ms()) {
        Ok(moment) => moment.to_zoned(zone()).strftime(format).to_string(),
        Err(_) => at.to_string(),
    }
}
