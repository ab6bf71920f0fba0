//! What the tests, the benches and the examples share: homes and terminals to run the program in,
//! sessions to act in, a second reading of the rules, and texts that nobody should obey.

pub mod crash;
pub mod home;
pub mod hostile;
pub mod leaks;
pub mod ordinary;
pub mod recompute;
pub mod support;
pub mod terminal;
pub mod timed;
pub mod unrelated;

use std::path::PathBuf;

/// The program, built beside whatever runs now: a test, a bench or an example.
pub fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a test is a file");
    let folder = own.parent().and_then(|deps| deps.parent());
    folder.expect("it was built by cargo").join("runsheet")
}
