//! Ordinary logs raise no alarm.

use super::look;
use super::ordinary::Ordinary;

#[test]
fn twenty_megabytes_of_ordinary_logs_hold_nothing_known() {
    let text = Ordinary::new(7).text(21_000_000);
    let report = look(&text);
    let lines = report.lines();
    assert_eq!(lines, text.lines().count() as u64);
    let count: u64 = report
        .answer
        .findings
        .iter()
        .map(|finding| finding.count)
        .sum();
    let findings = report.answer.findings.iter();
    let told: Vec<String> = findings
        .map(|f| {
            format!(
                "{} {} {}: {}",
                f.count, f.runbook, f.signature, f.first.text
            )
        })
        .collect();
    assert!(
        count <= lines / 100_000,
        "{count} in {lines} lines:\n{}",
        told.join("\n")
    );
}
