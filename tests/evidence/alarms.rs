//! Ordinary logs raise no alarm: lines from templates, and among them all that servers wrote
//! which nobody broke.

use std::fs;
use std::path::Path;

use super::look;
use super::ordinary::Ordinary;

/// How much is looked through, in bytes.
const ENOUGH: usize = 21_000_000;
/// At most one finding in so many lines.
const RARE: u64 = 100_000;

/// The logs of healthy servers in `tests/faults/logs`, by name.
pub(crate) fn healthy() -> Vec<String> {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/logs");
    let entries = fs::read_dir(logs).unwrap().map(|entry| entry.unwrap());
    let healthy = entries.filter(|e| e.file_name().to_string_lossy().starts_with("healthy-"));
    let files = healthy.flat_map(|folder| fs::read_dir(folder.path()).unwrap());
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "log"));
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Ordinary lines with a healthy server's log now and then; the same bytes each time.
fn ordinary() -> String {
    let logs = healthy();
    assert!(logs.len() >= 20, "only {} healthy logs", logs.len());
    let mut source = Ordinary::new(7);
    let mut text = String::new();
    for log in logs.iter().cycle() {
        text += &source.text(100_000);
        text += log;
        if text.len() >= ENOUGH {
            break;
        }
    }
    text
}

/// How many lines of a text hold something known, and which.
fn alarms(text: &str) -> (u64, String) {
    let report = look(text);
    assert_eq!(report.lines(), text.lines().count() as u64);
    let findings = report.answer.findings.iter();
    let told = findings.clone().map(|f| {
        format!(
            "{} {} {}: {}\n",
            f.count, f.runbook, f.signature, f.first.text
        )
    });
    (findings.map(|finding| finding.count).sum(), told.collect())
}

#[test]
fn twenty_megabytes_of_ordinary_logs_hold_nothing_known() {
    let mut text = ordinary();
    assert_eq!(text, ordinary());
    let lines = text.lines().count() as u64;
    assert!(lines >= RARE, "{lines} lines are too few to judge by");
    let (count, told) = alarms(&text);
    assert!(count <= lines / RARE, "{count} in {lines} lines:\n{told}");
    // An alarm among them would be counted.
    text += "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED\n";
    assert!(alarms(&text).0 > count);
}
