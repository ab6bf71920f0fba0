//! What an operator does, once: each act is a request in, and what was done or what stood
//! against it out, as data. The screen and the command line only ask for it and tell of it.
//!
//! Absent from here: words for keys, flags and exit statuses, and every terminal.

pub mod attach;
pub mod awaited;
pub mod catalogue;
pub mod copy;
pub mod differences;
pub mod drill;
pub mod exchange;
pub mod export;
pub mod follow;
pub mod hints;
pub mod history;
pub mod keep;
pub mod known_lines;
pub mod learn;
pub mod open;
pub mod outputs;
pub mod recorded_test;
pub mod rehearse;
pub mod remembered;
pub mod revised;
pub mod run;
pub mod samples;
pub mod scan;
pub mod sources;
pub mod team;
pub mod untested;

pub use awaited::Awaited;
pub use samples::{GatheredSamples, samples};
