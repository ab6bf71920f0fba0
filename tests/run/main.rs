//! What is sent to boxes: the ways there, each held to the same contract, and what the program
//! makes of what comes back.

#[path = "../cli/home.rs"]
#[allow(dead_code, reason = "the command line's own suite uses all of it")]
mod home;

mod contract;
mod local;
mod lost;
mod outputs;
mod runs;
mod targets;
