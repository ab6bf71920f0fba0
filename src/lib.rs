//! Runsheet: a timed runbook for the terminal.
//!
//! The modules in reading order are the map of the program.

pub mod domain;
