//! Logs, from bytes to causes: reading, scanning, ranking, masking and following.

mod alarms;
mod archives;
mod clocks;
mod consequences;
mod faults;
mod following;
mod masking;
mod masking_corpus;
mod messages;
mod messages_closed;
mod nearest;
mod ranking;
mod reading;
mod scanning;
mod shapes;
mod shapes_of_lines;
mod tunnels;

use runsheet_kit::ordinary;

use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;
use runsheet::domain::runbook::Runbook;
use runsheet::evidence::{Scan, ScanOptions, ScanReport, Signatures, Threading, Times};
use runsheet::library::{Library, read_text};

/// The signatures of all shipped runbooks.
pub(crate) fn shipped() -> &'static Arc<Signatures> {
    static READY: OnceLock<Arc<Signatures>> = OnceLock::new();
    READY.get_or_init(|| Arc::new(Signatures::new(runbooks())))
}

pub(crate) fn runbooks() -> Vec<Arc<Runbook>> {
    let library = Library::load(&[]);
    assert!(library.diagnostics.is_empty());
    let entries = library.entries().iter();
    entries.map(|entry| entry.book.runbook.clone()).collect()
}

pub(crate) fn options(threads: usize, block: usize) -> ScanOptions {
    ScanOptions {
        threading: Threading { threads, block },
        ..ScanOptions::default()
    }
}

/// How times are read: in UTC, a few days after those of the tests.
pub(crate) fn times(since: Option<&str>) -> Times {
    Times {
        now: "2026-11-20T12:00:00.000Z".parse().unwrap(),
        zone: TimeZone::UTC,
        since: since.map(|at| at.parse().unwrap()),
        clocks: Vec::new(),
    }
}

/// What a text holds.
pub(crate) fn look(text: impl AsRef<[u8]>) -> ScanReport {
    look_with(text, ScanOptions::default())
}

pub(crate) fn look_with(text: impl AsRef<[u8]>, options: ScanOptions) -> ScanReport {
    let mut look = Scan::new(shipped(), options);
    look.stream("paste", &mut text.as_ref());
    look.finish()
}

/// The ids of the signatures found, with their counts.
pub(crate) fn found(report: &ScanReport) -> Vec<(String, u64)> {
    let findings = report.answer.findings.iter();
    let mut found: Vec<(String, u64)> = findings
        .map(|f| (f.signature.to_string(), f.count))
        .collect();
    found.sort();
    found
}

/// A runbook of a few lines of YAML that a test cares for.
pub(crate) fn runbook(id: &str, causes_and_signatures: &str) -> Arc<Runbook> {
    let text = format!(
        "format: runsheet.runbook/1\nid: {id}\ntitle: {id}\nrevision: 1\ncategory: test\nmode: live\nsummary: A test.\nsymptoms: [{{says: it fails}}]\n{causes_and_signatures}\nphases:\n  - id: first\n    title: First\n    steps:\n      - {{id: look, do: Look at it., kind: check, risk: read}}\n      - {{id: again, do: Look again., kind: check, risk: read}}\n"
    );
    match read_text("test.yaml", &text) {
        Ok(book) => book.runbook,
        Err(found) => panic!(
            "{}\n{text}",
            found.iter().map(|d| d.to_string()).collect::<String>()
        ),
    }
}
