//! Every shipped runbook is walked with recorded answers, and a runbook that was broken fails.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use runsheet::evidence::Signatures;
use runsheet::library::{Library, read_tests, read_text, tests_files};
use runsheet::operations::rehearse::rehearse;

use crate::home::Home;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks")
}

/// The runbooks that the project began with.
const SEEDS: [&str; 3] = [
    "anyconnect-authentication-failure",
    "anyconnect-token-policy",
    "anyconnect-certificate-otp",
];

#[test]
fn every_shipped_runbook_has_a_test_and_passes_and_the_first_three_one_for_each_cause() {
    let library = Library::load(&[]);
    let find = |id: &str| library.get(id).map(|entry| entry.book.runbook.clone());
    let mut tested = HashSet::new();
    for file in tests_files(&shipped()) {
        let read = read_tests(&file, &find).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let book = &library.get(read.runbook.id.as_str()).unwrap().book;
        let signatures = Signatures::new([read.runbook.clone()]);
        let mut causes = HashSet::new();
        for test in &read.tests {
            let done = rehearse(book, &signatures, test);
            assert!(done.problems.is_empty(), "{}: {done:#?}", file.display());
            causes.extend(test.cause.clone());
        }
        if SEEDS.contains(&read.runbook.id.as_str()) {
            let without = read.runbook.causes.iter();
            let without: Vec<_> = without.filter(|it| !causes.contains(&it.id)).collect();
            assert!(without.is_empty(), "{}: {without:?}", read.runbook.id);
        }
        if !read.tests.is_empty() {
            tested.insert(read.runbook.id.to_string());
        }
    }
    let ids = library.entries().iter();
    let bare: Vec<String> = ids
        .map(|entry| entry.book.runbook.id.to_string())
        .filter(|id| !tested.contains(id))
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
}

const BOOK: &str = "\
format: runsheet.runbook/1.1
id: kiosk
title: Label printer lost its tunnel
revision: 1
causes:
  - {id: lease, title: The lease ran out}
  - {id: radius, title: The RADIUS server is gone}
signatures:
  - {id: no-answer, text: no answer from radius, causes: [radius], step: ask, examples: [\"gw: no answer from RADIUS 5\"]}
phases:
  - id: look
    title: Look
    steps:
      - {id: who, do: Who?, kind: ask, answers: [{id: one}, {id: all, goto: ask, cause: radius}]}
      - id: lease
        do: Is the printer in the lease list?
        kind: check
        suspects: [lease]
        rules_out: [lease]
        run:
          - {device: linux, text: \"leases\", shows: [{matches: expired, as: failed}, {matches: bound, as: done}]}
      - {id: renew, do: Renew it., kind: act, risk: change, rollback: None., when: {lease: failed}}
      - {id: ask, do: Ask the server., kind: check, suspects: [radius]}
      - {id: works, do: Print a label., kind: verify}
tests:
  - name: the lease ran out
    given:
      - {step: who, is: one}
      - {step: lease, run: 1, output: \"10.0.0.5 expired\"}
    cause: lease
    reaches: [who, lease, renew]
  - name: nobody can print
    given:
      - {log: \"gw: no answer from RADIUS 7\"}
      - {step: who, is: all}
    cause: radius
    reaches: [who, ask]
    avoids: [lease, renew]
";

#[test]
fn a_runbook_passes_as_written_and_fails_once_it_is_broken() {
    let broken = [
        ("", "", &[][..]),
        ("goto: ask, ", "", &["lease is reached", "nobody can print"]),
        (
            "{matches: expired, as: failed}",
            "{matches: gone, as: failed}",
            &["says nothing"],
        ),
        (
            "when: {lease: failed}",
            "when: {lease: done}",
            &["renew is not reached"],
        ),
        ("        suspects: [lease]\n", "", &["lease does not lead"]),
        (
            "text: no answer from radius",
            "regex: 'no answer from RADIUS \\b5'",
            &["no signature finds"],
        ),
    ];
    for (from, to, problems) in broken {
        let text = match from {
            "" => BOOK.to_owned(),
            from => BOOK.replacen(from, to, 1),
        };
        assert!(from.is_empty() || text != BOOK, "{from}");
        let book = read_text("kiosk.yaml", &text).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let signatures = Signatures::new([book.runbook.clone()]);
        let tests = book.runbook.tests.iter();
        let done: Vec<_> = tests
            .map(|test| rehearse(&book, &signatures, test))
            .collect();
        let said = format!("{done:#?}");
        assert_eq!(
            problems.is_empty(),
            done.iter().all(|it| it.problems.is_empty()),
            "{said}"
        );
        for problem in problems {
            assert!(said.contains(problem), "{from}: {problem}: {said}");
        }
    }
}

#[test]
fn test_tells_what_failed_and_what_is_untested() {
    let home = Home::new();
    home.write("books/kiosk.yaml", BOOK);
    let told = home.ok(&["test", "books"]);
    assert!(told.contains("1 runbook, 2 tests, 0 failed"), "{told}");
    assert!(
        told.contains("1 rule on an output without a test: lease, run 1: bound"),
        "{told}"
    );
    home.write(
        "books/bare.yaml",
        BOOK.replace("kiosk", "bare")
            .split("tests:")
            .next()
            .unwrap(),
    );
    assert_eq!(home.run(&["test", "books"]).status, 0);
    let denied = home.run(&["test", "books", "--deny", "untested"]);
    assert_eq!(denied.status, 1, "{denied:?}");
    // Beside the runbook, and broken.
    home.write(
        "books/tests/bare.yaml",
        "format: runsheet.tests/1\nrunbook: bare\ntests:\n  - {name: a, given: [{step: who, is: one}], cause: radius}\n",
    );
    let reply = home.run(&["test", "books/bare.yaml", "--json"]);
    assert_eq!(reply.status, 1, "{reply:?}");
    let said: serde_json::Value = serde_json::from_str(&reply.stdout).unwrap();
    let test = &said["runbooks"][0]["tests"][0];
    assert_eq!(test["passed"], false, "{said:#}");
    assert_eq!(
        test["problems"][0], "the cause radius does not lead: none does",
        "{said:#}"
    );
    home.write("books/tests/bare.yaml", "format: runsheet.tests/1\nrunbook: bare\ntests:\n  - {name: a, given: [{step: whom, is: one}], cause: radius}\n");
    let reply = home.run(&["test", "books"]);
    assert_eq!(reply.status, 65, "{reply:?}");
    assert!(reply.stdout.contains("did you mean \"who\"?"), "{reply:?}");
    assert_eq!(home.run(&["test", "nowhere"]).status, 66);
}

#[test]
fn a_recorded_incident_becomes_a_test_that_passes() {
    let home = Home::new();
    home.write("books/kiosk.yaml", BOOK);
    let with = |more: &[&str]| {
        let all: Vec<&str> = ["--runbooks", "books"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        home.ok(&all)
    };
    with(&["start", "kiosk", "--detach"]);
    home.write("gw.log", "x\ngw: no answer from RADIUS 9 for ana\n");
    with(&["scan", "gw.log", "--incident", "last"]);
    with(&["step", "last", "who", "done", "--answer", "all"]);
    with(&["step", "last", "ask", "failed", "--observed", "no answer"]);
    with(&["step", "last", "works", "done", "--observed", "ok"]);
    with(&["mark", "last", "resolved", "--cause", "radius"]);
    with(&["test", "--from-incident", "last", "-o", "kept.yaml"]);
    let text = std::fs::read_to_string(home.path("kept.yaml")).unwrap();
    assert!(!text.contains("ana"), "{text}");
    assert!(
        text.contains("{step: who, is: all}") && text.contains("cause: radius"),
        "{text}"
    );
    std::fs::create_dir(home.path("books/tests")).unwrap();
    std::fs::rename(home.path("kept.yaml"), home.path("books/tests/inc-1.yaml")).unwrap();
    let told = with(&["test", "books"]);
    assert!(told.contains("3 tests, 0 failed"), "{told}");
}
