//! The runbooks and the scenarios inside the program: the file name and text of each, listed
//! by `build.rs`.

/// File name and text of every embedded runbook.
pub const RUNBOOKS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// File name and text of every embedded scenario.
pub const SCENARIOS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// What the first frame shows of an embedded runbook: written when the program is built, so
/// that it need not wait until all of them are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The title in few columns.
    pub short: Option<&'static str>,
    /// When it is the right one.
    pub summary: &'static str,
}

/// Every embedded runbook, by title.
pub const LISTED: &[Listed] = include!(concat!(env!("OUT_DIR"), "/listed.rs"));
