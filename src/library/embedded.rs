//! The runbooks inside the program: the file name and text of each, listed by `build.rs`.

/// File name and text of every embedded runbook.
pub const RUNBOOKS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
