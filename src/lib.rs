//! Runsheet: a timed runbook for the terminal.
//!
//! The modules in reading order are the map of the program.

pub mod clipboard;
pub mod clock;
pub mod domain;
pub mod journal;
pub mod library;
pub mod paths;
pub mod search;
pub mod session;
pub mod tui;
