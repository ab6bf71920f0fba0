//! What is sent to boxes: the ways there, each held to the same contract, and what the program
//! makes of what comes back.

mod contract;
mod device;
#[cfg(feature = "run-tests")]
mod factor;
#[cfg(feature = "run-tests")]
mod identity;
mod local;
mod lost;
mod outputs;
#[cfg(feature = "run-tests")]
mod rounds;
mod runs;
#[cfg(feature = "run-tests")]
mod secrets;
#[cfg(feature = "run-tests")]
mod ssh;
#[cfg(feature = "run-tests")]
mod sshd;
mod targets;
#[cfg(feature = "run-tests")]
mod tmux;
mod transcripts;
mod values;

use runsheet_kit::{home, hostile};
