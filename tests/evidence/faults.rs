//! Logs of real servers that were broken on purpose (`tests/faults/`) lead to the runbook
//! that an expert would open, and those of servers that nobody broke lead to none.
//!
//! Signatures were written with half of the first logs at hand; `tests/faults/README.md` tells
//! how each set did when it was counted for the first time, and what was read since. No set is
//! independent of the signatures any more. Four faults are still missed: nothing tells one spray
//! of passwords from many wrong ones but how many names there are; a home network with the
//! addresses of a pushed route needs two lines held against each other; a proxy that forbids
//! and narrowed selectors leave no message that means only that.

use std::fs;
use std::path::{Path, PathBuf};

use runsheet::evidence::{Scan, ScanOptions, ScanReport};
use serde_json::Value;

use super::shipped;

/// A folder of `tests/faults/logs`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) logs: Vec<PathBuf>,
    /// The runbooks that are right; none for a healthy server.
    pub(crate) right: Vec<String>,
}

impl Case {
    fn look(&self) -> ScanReport {
        let mut look = Scan::new(shipped(), ScanOptions::default());
        for log in &self.logs {
            look.path(log);
        }
        look.finish()
    }
}

pub(crate) fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/logs");
    let mut cases: Vec<Case> = files(&folder).iter().map(|path| case(path)).collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn case(folder: &Path) -> Case {
    let expect = fs::read_to_string(folder.join("expect.json")).expect("each folder says it");
    let expect: Value = serde_json::from_str(&expect).expect("it is JSON");
    let right = expect["runbook"].as_array().expect("it lists runbooks");
    let mut logs = files(folder);
    logs.retain(|path| path.extension().is_some_and(|ending| ending == "log"));
    Case {
        name: name_of(folder),
        logs,
        right: right
            .iter()
            .map(|id| id.as_str().unwrap_or_default().to_owned())
            .collect(),
    }
}

/// What lies in a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The runbooks in their order, with what speaks for them.
fn told(report: &ScanReport) -> String {
    let runbooks = report.answer.runbooks.iter().take(3);
    let ranked: Vec<String> = runbooks
        .map(|r| format!("{} {:.2}", r.runbook, r.score))
        .collect();
    let findings = report.answer.findings.iter().take(5);
    let lines: Vec<String> = findings
        .map(|f| format!("      {} {}: {}", f.runbook, f.signature, f.first.text))
        .collect();
    format!("{}\n{}", ranked.join(", "), lines.join("\n"))
}

#[test]
fn nine_of_ten_broken_servers_lead_to_the_right_runbook_first() {
    let (mut right, mut all) = (0, 0);
    let mut misses = String::new();
    for case in cases()
        .iter()
        .filter(|case| !case.right.is_empty() && !case.logs.is_empty())
    {
        let report = case.look();
        let first = report
            .answer
            .runbooks
            .first()
            .map(|r| r.runbook.to_string());
        let is_right = first.is_some_and(|first| case.right.contains(&first));
        all += 1;
        right += usize::from(is_right);
        if !is_right {
            let wanted = case.right.join(" or ");
            misses += &format!("  {}: wanted {wanted}, got {}\n", case.name, told(&report));
        }
    }
    assert!(all >= 126, "only {all} folders of faults were found");
    assert!(right * 10 >= all * 9, "{right} of {all}:\n{misses}");
}

#[test]
fn healthy_servers_lead_to_no_runbook() {
    let healthy: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.right.is_empty())
        .collect();
    assert!(healthy.len() >= 15, "only {} were found", healthy.len());
    for case in healthy {
        assert!(!case.logs.is_empty(), "{} has no log", case.name);
        let report = case.look();
        assert!(
            report.answer.runbooks.is_empty(),
            "{}: {}",
            case.name,
            told(&report)
        );
    }
}
