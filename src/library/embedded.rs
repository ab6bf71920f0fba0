//! The runbooks and the scenarios inside the program, listed by `build.rs`.

/// A runbook inside the program.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    /// The name of its file.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
    /// The same as JSON: reading all of them as YAML would take longer than looking through
    /// a log. Empty if the file is no YAML.
    pub json: &'static str,
    /// SHA-256 of the text, in hex.
    pub sha256: &'static str,
}

/// Every embedded runbook, by the name of its file.
pub const RUNBOOKS: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The SHA-256 of each text, in lower-case hex.
pub fn shipped_hashes() -> impl Iterator<Item = &'static str> {
    RUNBOOKS.iter().map(|embedded| embedded.sha256)
}

/// The day on which the embedded runbooks were last held against their references.
pub const CHECKED: &str = "2026-11-20";

/// File name and text of every embedded scenario.
pub const SCENARIOS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// What the first frame shows of an embedded runbook: written when the program is built, so
/// that it need not wait until all of them are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedRunbook {
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
pub const LISTED: &[ListedRunbook] = include!(concat!(env!("OUT_DIR"), "/listed.rs"));
