//! Runsheet: a timed runbook for the terminal.
//!
//! The modules in reading order are the map of the program.

pub mod domain;

pub mod files;

pub mod signature;

pub mod library;

pub mod search;

pub mod masks;

pub mod evidence;

pub mod history;

pub mod journal;

pub mod clock;
pub mod paths;

pub mod config;

pub mod debug_log;

pub mod session;

pub mod drill;

pub mod report;

pub mod run;

pub mod exchange;

pub mod clipboard;

pub mod operations;

pub mod tui;

pub mod cli;
