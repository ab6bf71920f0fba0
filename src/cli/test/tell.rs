//! What came of tests, for people and for programs.

use serde_json::{Value, json};

use super::super::output::visible;
use super::Tested;
use crate::library::Diagnostic;
use crate::operations::rehearse::Rehearsal;
use crate::report::counted;

/// So much of what is untested stands in a line.
const NAMED: usize = 6;

pub fn text(tested: &[Tested], wrong: &[Diagnostic]) -> String {
    let mut out: String = wrong.iter().map(|it| format!("{it}\n")).collect();
    for it in tested {
        out.push_str(&one(it));
    }
    let tests: usize = tested.iter().map(|it| it.done.len()).sum();
    let failed: usize = tested.iter().map(Tested::failed).sum();
    let without = tested.iter().filter(|it| it.done.is_empty()).count();
    out.push_str(&format!(
        "{}, {}, {failed} failed",
        counted(tested.len() as u64, "runbook"),
        counted(tests as u64, "test"),
    ));
    if without > 0 {
        out.push_str(&format!("; {without} without a test"));
    }
    out.push('\n');
    visible(&out)
}

fn one(it: &Tested) -> String {
    let id = it.book.book.runbook.id.as_str();
    let tests = match it.done.len() {
        0 => "no test".to_owned(),
        count => counted(count as u64, "test"),
    };
    let word = match it.failed() {
        0 => "ok",
        _ => "FAILED",
    };
    let lines = counted(it.lines as u64, "line");
    let mut out = format!("{id:<44} {tests}, {lines}  {word}\n");
    for (done, (path, _)) in it.done.iter().zip(&it.book.tests) {
        if !done.problems.is_empty() {
            out.push_str(&format!("  {}  ({})\n", done.name, path.display()));
            let problems = done.problems.iter();
            out.extend(problems.map(|problem| format!("    {problem}\n")));
            out.push_str(&format!("    walked: {}\n", walked(done)));
        }
    }
    for problem in &it.wrong_lines {
        out.push_str(&format!("  signature {problem}\n"));
    }
    let left = [
        ("cause", &it.left.causes),
        ("answer", &it.left.answers),
        ("rule on an output", &it.left.shows),
    ];
    for (what, left) in left {
        if !left.is_empty() && !it.done.is_empty() {
            let more = left.len().saturating_sub(NAMED);
            let named = left.iter().take(NAMED).cloned().collect::<Vec<_>>();
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let count = counted(left.len() as u64, what);
            out.push_str(&format!(
                "  {count} without a test: {}{more}\n",
                named.join("; ")
            ));
        }
    }
    out
}

fn walked(done: &Rehearsal) -> String {
    let ids = done.walked.iter().map(|id| id.as_str());
    ids.collect::<Vec<_>>().join(" ")
}

/// How the command ends where something failed.
pub fn failed(count: usize) -> String {
    match count {
        1 => "1 test or line failed".to_owned(),
        count => format!("{count} tests or lines failed"),
    }
}

/// How it ends where a runbook has no test.
pub fn bare(count: usize) -> String {
    format!("{} without a test", counted(count as u64, "runbook"))
}

pub fn json(tested: &[Tested], wrong: &[Diagnostic]) -> Value {
    let tests: usize = tested.iter().map(|it| it.done.len()).sum();
    let failed: usize = tested.iter().map(Tested::failed).sum();
    json!({
        "runbooks": tested.iter().map(one_json).collect::<Vec<_>>(),
        "errors": wrong.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "tests": tests,
        "failed": failed,
        "without_test": tested.iter().filter(|it| it.done.is_empty()).count(),
    })
}

fn one_json(it: &Tested) -> Value {
    let tests = it.done.iter().zip(&it.book.tests);
    let tests = tests.map(|(done, (path, _))| {
        json!({
            "name": done.name,
            "path": path,
            "passed": done.problems.is_empty(),
            "problems": done.problems,
            "walked": done.walked,
            "leads": done.leads,
            "because": done.because,
        })
    });
    json!({
        "runbook": it.book.book.runbook.id,
        "path": it.book.path,
        "tests": tests.collect::<Vec<_>>(),
        "signatures": {"lines": it.lines, "problems": it.wrong_lines},
        "untested": {
            "causes": it.left.causes,
            "answers": it.left.answers,
            "shows": it.left.shows,
        },
    })
}
