//! The lines that a runbook says its signatures know, and those that they must not, looked at as
//! a log is: one that an expression matches may still slip past what finds lines in logs.

use super::scan::{ScanInput, scan};
use crate::domain::command::Book;
use crate::evidence::{ScanOptions, Signatures, Threading};

/// How many lines were looked at, and what is not as the runbook says.
pub fn known_lines(book: &Book, signatures: &Signatures) -> (usize, Vec<String>) {
    let (mut tried, mut problems) = (0, Vec::new());
    for (number, signature) in (0..).zip(&book.runbook.signatures) {
        let found = |line: &str| {
            let options = ScanOptions {
                threading: Threading {
                    threads: 1,
                    ..Threading::default()
                },
                ..ScanOptions::default()
            };
            let scanned = scan(signatures, options, &[ScanInput::Text("log", line)], None);
            let mut hits = scanned.report.logs.iter().flat_map(|log| &log.hits);
            hits.any(|hit| hit.signature == number)
        };
        tried += signature.examples.len() + signature.not.len();
        let lost = signature.examples.iter().filter(|line| !found(line));
        problems.extend(lost.map(|line| format!("{} does not find: {line}", signature.id)));
        let taken = signature.not.iter().filter(|line| found(line));
        problems.extend(taken.map(|line| format!("{} takes, and must not: {line}", signature.id)));
    }
    (tried, problems)
}
