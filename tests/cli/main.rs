//! The program from outside, by its command line, in a home of its own.

#[path = "../recompute/mod.rs"]
mod recompute;

mod accessible;
mod bad_input;
mod export;
mod home;
mod json;
mod scan;
mod secrets;
mod settings;
mod stats;
mod walks;
mod words;
