//! Runbook files: what is refused and how it is said, and that the shipped ones hold.

mod bad;
mod folders;
mod limits;
mod lint;
mod markdown;
mod mutations;
mod newer;
mod outputs;
mod shipped;
mod truth;

use runsheet_kit::support;

/// A small file that is valid, for tests to break.
pub const GOOD: &str = "\
format: runsheet.runbook/1
id: good
title: Good
revision: 1
causes:
  - {id: power, title: No power}
variables:
  - {name: host, ask: Which host}
phases:
  - id: only
    title: Only
    steps:
      - {id: first, do: Ask., kind: ask, answers: [{id: one}, {id: two}]}
      - {id: second, do: Look., kind: check}
";

#[test]
fn the_example_of_the_design_loads() {
    let text = include_str!("example.yaml");
    let (book, _) = support::book(text);
    assert_eq!(
        book.runbook.id.as_str(),
        "anyconnect-authentication-failure"
    );
    assert_eq!(book.runbook.steps().count(), 9);
    assert!(runsheet::library::read_text("good.yaml", GOOD).is_ok());
}
