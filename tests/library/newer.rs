//! The keys of format 1.1: they are read, they are checked, and a file of 1 cannot have them.

use crate::GOOD;
use crate::bad::diagnostics;
use runsheet::domain::runbook::*;
use runsheet::library::read_text;

/// A file with every key of 1.1.
const FULL: &str = include_str!("newer.yaml");

#[test]
fn every_key_is_read() {
    let (book, _) = crate::support::book(FULL);
    let runbook = &book.runbook;
    let steps: Vec<&Step> = runbook.steps().map(|(_, step)| step).collect();
    let run = &steps[0].run[0];
    assert_eq!(run.at.as_deref(), Some("{{headend}}"));
    assert_eq!((run.mode, run.ends), (RunMode::Exec, Ends::Prompt));
    assert_eq!(run.timeout_ms, Some(30_000));
    assert_eq!(run.compare, Some(Compare::Before));
    assert_eq!(run.only_on, Some(OnlyOn::Active));
    let shown = &run.shows[0];
    assert_eq!(shown.means, Some(ShownAs::Done));
    assert_eq!(shown.sets, [("sessions".to_owned(), "count".to_owned())]);
    assert_eq!(shown.pattern.capture("Active : 12", "count"), Some("12"));
    assert!(run.shows[1].negated);
    assert_eq!(run.shows[1].suspects[0].as_str(), "full");
    assert_eq!(
        (steps[1].run[0].ends, steps[1].run[0].for_ms),
        (Ends::Never, Some(20_000))
    );
    let wait = steps[2].wait.as_ref().unwrap();
    assert_eq!((wait.every_ms, wait.for_ms), (Some(10_000), 300_000));
    assert!(wait.until.as_ref().unwrap().is_match("state: up"));
    assert!(wait.abort.is_some());
    assert_eq!(steps[2].run[0].mode, RunMode::Config);
    assert_eq!(steps[2].run[0].severs, Some(Severs::Path));
    let Some(Undo::Runs(undo)) = &steps[2].undo else {
        panic!("{:?}", steps[2].undo)
    };
    assert_eq!(undo[0].run.mode, RunMode::Config);
    assert_eq!(steps[2].undo.as_ref().unwrap().takes_ms(), Some(60_000));
    assert!(matches!(
        &steps[3].undo,
        Some(Undo::ByHand {
            takes_ms: Some(600_000),
            ..
        })
    ));
    assert!(matches!(&steps[4].undo, Some(Undo::Nothing { .. })));
    let test = &runbook.tests[0];
    assert_eq!(test.given.len(), 2);
    assert_eq!(test.given[1].act, GivenAct::Is(Expectation::Failed));
    assert_eq!(test.cause.as_ref().unwrap().as_str(), "full");
    assert_eq!(test.reaches.len(), 2);
}

#[test]
fn a_file_of_the_first_format_has_no_newer_key() {
    let text = FULL.replace("runsheet.runbook/1.1", "runsheet.runbook/1");
    let found = diagnostics(&text);
    for key in [
        "at", "ends", "for", "timeout", "shows", "compare", "severs", "only_on", "mode", "wait",
        "undo", "tests", "type",
    ] {
        let what = format!("\"{key}\" is a key of runsheet.runbook/1.1");
        let told = found.iter().find(|problem| problem.what == what);
        let told = told.unwrap_or_else(|| panic!("{key}: {found:#?}"));
        let instead = told.instead.as_deref();
        assert_eq!(
            instead,
            Some("write \"format: runsheet.runbook/1.1\" in the first line")
        );
    }
}

#[test]
fn what_is_wrong_with_a_newer_key_is_told() {
    let table = [
        (
            "sets: {sessions: count}",
            "sets: {sessions: cuont}",
            "no group \"cuont\"",
            "\"count\"",
        ),
        (
            "sets: {sessions: count}",
            "sets: {sesions: count}",
            "no variable \"sesions\"",
            "sessions",
        ),
        (
            "(?P<count>",
            "(?P<count",
            "regular expression is not valid",
            "",
        ),
        (
            "{not: 'Active'",
            "{not: 'Active', matches: a",
            "either matches or does not",
            "not:",
        ),
        (
            "suspects: [full]}",
            "suspects: [ful]}",
            "no cause \"ful\"",
            "\"full\"",
        ),
        (
            "as: failed, suspects: [full]",
            "",
            "what follows",
            "as: done",
        ),
        (
            "timeout: 30s",
            "timeout: soon",
            "\"soon\" is no duration",
            "30s",
        ),
        (
            "ends: prompt",
            "ends: promt",
            "unknown word \"promt\"",
            "\"prompt\"",
        ),
        (", for: 20s", "", "how long it goes on", "for: 30s"),
        (
            "at: \"{{headend}}\"",
            "at: \"{{haedend}}\"",
            "no variable \"haedend\"",
            "headend",
        ),
        ("every: 10s, ", "", "go together", "every"),
        (
            "{by_hand: Move them back., takes: 10m}",
            "{takes: 10m}",
            "by hand or not at all",
            "none",
        ),
        (
            "{by_hand: Move them back., takes: 10m}",
            "[]",
            "nothing is run",
            "by_hand",
        ),
        ("is: failed", "is: red", "no answer or outcome", "done"),
        (
            "run: 1, output",
            "run: 4, output",
            "nothing with the number 4",
            "1 to 1",
        ),
        (
            "cause: full\n",
            "cause: fool\n",
            "no cause \"fool\"",
            "full",
        ),
        (
            "reaches: [look, watch]",
            "reaches: [loook]",
            "no step \"loook\"",
            "look",
        ),
    ];
    for (from, to, what, instead) in table {
        assert!(FULL.contains(from), "{from}");
        let found = diagnostics(&FULL.replacen(from, to, 1));
        let fits = found.iter().any(|problem| {
            let advice = problem.instead.as_deref().unwrap_or_default();
            problem.what.contains(what) && advice.contains(instead) && problem.line > 0
        });
        assert!(fits, "{from} -> {to}: {found:#?}");
    }
}

#[test]
fn both_formats_are_read() {
    assert!(read_text("one.yaml", GOOD).is_ok());
    let newer = GOOD.replace("runsheet.runbook/1\n", "runsheet.runbook/1.1\n");
    assert!(read_text("newer.yaml", &newer).is_ok());
}
