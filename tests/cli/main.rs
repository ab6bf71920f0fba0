//! The program from outside, by its command line, in a home of its own.

mod accessible;
mod agree;
mod alerts;
mod bad_input;
mod clocks;
mod commands;
mod completing;
mod export;
mod guide;
mod history;
mod html;
mod journal;
mod json;
mod lint;
mod listing;
mod masked;
mod merge;
mod new;
mod own_words;
mod readme;
mod scan;
mod secrets;
mod settings;
mod special;
mod stats;
mod steps;
mod unreadable;
mod walks;
mod words;

use runsheet_kit::{home, leaks, recompute};
