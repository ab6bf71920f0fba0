//! What the disk has when the power goes, and what the program says when the system
//! refuses. Needs Linux, strace and a C compiler, so it stands behind the feature
//! `torture`.
#![cfg(feature = "torture")]

mod disk;
mod faults;
mod powercut;
mod strace;

use runsheet_kit::crash;

/// Not a test of its own: what the others start as a second process.
#[test]
fn acts_when_asked() {
    crash::actor::act_if_asked();
}
