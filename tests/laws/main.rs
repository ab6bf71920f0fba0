//! Laws that hold for every sequence of commands, sensible or not.
//!
//! Each law runs on 10,000 sequences in memory and 200 on files. A failure prints the
//! shortest sequence found that breaks it.

mod merge;
mod moves;
mod round_trip;
mod single;
mod summaries;

use runsheet_kit::{recompute, support};

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

/// Sequences per law on the memory journal.
pub const IN_MEMORY: u32 = 10_000;
/// Sequences per law on files.
pub const ON_FILES: u32 = 200;
/// The longest sequence of a law; the slower laws take shorter ones.
pub const LONGEST: usize = 12;

/// Runs a law, and says how long it took.
pub fn law<S: Strategy>(
    cases: u32,
    strategy: S,
    holds: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S::Value: Debug,
{
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..Config::default()
    };
    let began = std::time::Instant::now();
    let result = TestRunner::new(config).run(&strategy, holds);
    eprintln!("{cases} cases in {:.1} s", began.elapsed().as_secs_f64());
    if let Err(broken) = result {
        panic!("{broken}");
    }
}
