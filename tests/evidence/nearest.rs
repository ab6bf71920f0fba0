//! What failing lines are nearest to that no signature explains.

use std::sync::OnceLock;

use runsheet::evidence::{Look, Options, Report, Shaping};
use runsheet::search::Index;

use super::faults::{Case, cases};
use super::ordinary::Ordinary;
use super::{runbooks, shipped};

fn index() -> &'static Index {
    static READY: OnceLock<Index> = OnceLock::new();
    READY.get_or_init(|| Index::new(runbooks().iter().map(|runbook| &**runbook)))
}

fn options() -> Options {
    Options {
        shaping: Some(Shaping::default()),
        ..Options::default()
    }
}

fn asked(look: Look<'_>) -> Report {
    let mut report = look.finish();
    report.ask(shipped(), &|line| index().near(line));
    report
}

fn of_text(text: &str) -> Report {
    let mut look = Look::new(shipped(), options());
    look.stream("vpn.log", &mut text.as_bytes());
    asked(look)
}

fn of_case(case: &Case) -> Report {
    let mut look = Look::new(shipped(), options());
    for log in &case.logs {
        look.path(log);
    }
    asked(look)
}

fn told(report: &Report) -> String {
    let near = report.nearest.iter().map(|near| {
        let because = near.because.iter();
        let because = because.map(|b| format!("    {}\n      {:?}\n", b.line.text, b.terms));
        format!("  {} {:.2}\n{}", near.runbook, near.score, because.collect::<String>())
    });
    near.collect()
}

#[test]
fn healthy_servers_are_near_to_nothing() {
    let mut wrong = String::new();
    for case in cases().iter().filter(|case| case.right.is_empty()) {
        let report = of_case(case);
        if !report.nearest.is_empty() {
            wrong += &format!("{}:\n{}", case.name, told(&report));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn ordinary_logs_are_near_to_nothing() {
    for seed in 1..6 {
        let report = of_text(&Ordinary::new(seed).text(200_000));
        assert!(!report.shaped.failing.is_empty(), "some of it looks like a failure");
        assert!(report.nearest.is_empty(), "{}", told(&report));
    }
}

#[test]
fn silent_faults() {
    let (mut silent, mut first, mut shown, mut wrong) = (0, 0, 0, 0);
    let mut all = String::new();
    for case in cases().iter().filter(|case| !case.right.is_empty()) {
        let report = of_case(case);
        if !report.answer.runbooks.is_empty() {
            continue;
        }
        silent += 1;
        let is_right = |near: &runsheet::evidence::Near| case.right.contains(&near.runbook.to_string());
        first += usize::from(report.nearest.first().is_some_and(is_right));
        shown += report.nearest.len();
        wrong += report.nearest.iter().filter(|near| !is_right(near)).count();
        let shapes = report.shaped.failing.iter().take(4);
        let shapes: String = shapes.map(|s| format!("    - {}\n", s.first.text)).collect();
        all += &format!("{} wants {:?}\n{}{shapes}", case.name, case.right, told(&report));
    }
    println!("{all}\nsilent {silent}, first {first}, shown {shown}, wrong {wrong}");
}
