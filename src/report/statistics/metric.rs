//! What is measured of an incident, and how far the measuring has come.

use crate::domain::event::Mode;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the contract")]
pub enum Metric {
    Ttd,
    Tta,
    Ttfa,
    Ttm,
    Ttr,
    TtrActive,
    Duration,
}

/// All of them, in the order of every listing and of their numbers.
pub const METRICS: [Metric; 7] = [
    Metric::Ttd,
    Metric::Tta,
    Metric::Ttfa,
    Metric::Ttm,
    Metric::Ttr,
    Metric::TtrActive,
    Metric::Duration,
];

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Nobody knows, or it never happened.
    Missing,
    /// So many milliseconds.
    Took(i64),
    /// So many milliseconds so far.
    Running(i64),
}

impl Metric {
    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Metric::Ttd => "ttd",
            Metric::Tta => "tta",
            Metric::Ttfa => "ttfa",
            Metric::Ttm => "ttm",
            Metric::Ttr => "ttr",
            Metric::TtrActive => "ttr_active",
            Metric::Duration => "duration",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Metric::Ttd => "impact to detection",
            Metric::Tta => "to acknowledgement",
            Metric::Ttfa => "to first action",
            Metric::Ttm => "to mitigation",
            Metric::Ttr => "to resolution",
            Metric::TtrActive => "the same, not held",
            Metric::Duration => "opening to end",
        }
    }

    /// What is measured of work in this mode.
    pub fn of_mode(mode: Mode) -> &'static [Metric] {
        match mode {
            Mode::Change => &[Metric::Duration],
            Mode::Live | Mode::Drill => &METRICS,
        }
    }

    /// What is compared in this mode: the two that a team steers by.
    pub fn headlines(mode: Mode) -> &'static [Metric] {
        match mode {
            Mode::Change => &[Metric::Duration],
            Mode::Live | Mode::Drill => &[Metric::Ttfa, Metric::Ttr],
        }
    }
}
