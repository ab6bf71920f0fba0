//! Nothing is lost when the program is killed, and two at once do not get in each
//! other's way.
//!
//! A plain kill leaves the system's memory of the files alone, so it proves the order of
//! telling and committing, and that the program finds its way back. Whether the disk has it
//! is asked by the torture tests, with a simulated power cut.

mod kill;
mod together;

use runsheet_kit::crash;

/// Not a test of its own: what the others start as a second process.
#[test]
fn acts_when_asked() {
    crash::actor::act_if_asked();
}
