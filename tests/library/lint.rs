//! Each code of `lint` with a file that has it and one that has not, and a snapshot of what a
//! person sees. `RENEW_LINT=1` writes the snapshot anew.

use runsheet::library::code::{CODES, Code, DiagnosticSeverity};
use runsheet::library::{Diagnostic, Library, lint, lint_text};

const TODAY: &str = "2026-11-30";

/// A file in which nothing is wrong or doubtful, for tests to break.
const CLEAN: &str = "\
format: runsheet.runbook/1.1
id: clean
title: The link is down
revision: 1
causes:
  - {id: power, title: No power}
signatures:
  - {id: down, text: 'LINK-3-UPDOWN: changed state to down', causes: [power], examples: ['%LINK-3-UPDOWN: changed state to down']}
variables:
  - {name: port, ask: Which port}
phases:
  - id: look
    title: Look
    steps:
      - {id: who, do: Who is affected?, kind: ask, answers: [{id: one}, {id: many}]}
      - {id: light, do: Look at the light., kind: check, suspects: [power], run: [{device: ios, text: 'show interface {{port}}'}]}
  - id: change
    title: Change
    steps:
      - id: bounce
        do: Restart the port.
        kind: act
        risk: disrupt
        rollback: Enter no shutdown.
        run: [{device: ios, text: 'shutdown'}]
        undo: [{device: ios, text: 'no shutdown'}]
      - {id: works, do: Have the user try again., kind: verify, critical: true}
";

/// A code, what is replaced in the clean file, and by what.
const TABLE: &[(&str, &str, &str)] = &[
    ("RS001", "title: The link is down", "title: LARGE"),
    (
        "RS002",
        "title: The link is down",
        "title: The link: is down",
    ),
    (
        "RS003",
        "title: The link is down",
        "title: &a The link is down",
    ),
    (
        "RS004",
        "title: The link is down",
        "title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ),
    ("RS010", "causes:\n", "cuases:\n"),
    ("RS011", "title: The link is down\n", ""),
    ("RS012", "causes:\n", "symptoms: [dark]\ncauses:\n"),
    ("RS013", "kind: verify", "kind: verfy"),
    ("RS014", "id: clean", "id: Clean Link"),
    ("RS015", "id: works", "id: light"),
    ("RS016", "runbook/1.1", "runbook/7"),
    ("RS017", "runbook/1.1", "runbook/1"),
    ("RS020", "suspects: [power]", "suspects: [pwoer]"),
    (
        "RS021",
        "kind: verify, critical: true",
        "kind: verify, when: {who: few}",
    ),
    ("RS022", "kind: verify", "kind: verify, takes: soon"),
    (
        "RS023",
        "text: 'LINK-3-UPDOWN: changed state to down'",
        "regex: 'LINK-3(.*'",
    ),
    (
        "RS024",
        "text: 'LINK-3-UPDOWN: changed state to down', ",
        "",
    ),
    (
        "RS025",
        "examples: ['%LINK-3-UPDOWN: changed",
        "examples: ['%LINK-4-UPDOWN: changed",
    ),
    ("RS026", "        risk: disrupt\n", ""),
    (
        "RS027",
        "title: The link is down",
        "title: The link is down\nshort: More words than a narrow place has",
    ),
    ("RS028", "title: The link is down", "title: ' '"),
    (
        "RS101",
        "      - {id: who, do: Who is affected?, kind: ask, answers: [{id: one}, {id: many}]}\n",
        "",
    ),
    (
        "RS102",
        "do: Restart the port.",
        "do: Restart the port, then look at the light.",
    ),
    (
        "RS103",
        "        undo: [{device: ios, text: 'no shutdown'}]\n",
        "",
    ),
    (
        "RS104",
        "      - {id: works, do: Have the user try again., kind: verify, critical: true}\n",
        "      - {id: tell, do: Tell the user., kind: escalate}\n",
    ),
    ("RS105", "rollback: Enter no shutdown.", "rollback: n/a"),
    (
        "RS106",
        ", examples: ['%LINK-3-UPDOWN: changed state to down']",
        "",
    ),
    (
        "RS107",
        "text: 'LINK-3-UPDOWN: changed state to down', causes: [power], examples: ['%LINK-3-UPDOWN: changed state to down']",
        "text: user, causes: [power], examples: [a user]",
    ),
    (
        "RS108",
        "kind: verify, critical: true",
        "kind: verify, critical: true, when: {who: one}",
    ),
    (
        "RS109",
        "  - {id: power, title: No power}\n",
        "  - {id: power, title: No power}\n  - {id: rain, title: Rain}\n",
    ),
    (
        "RS110",
        "      - {id: works,",
        "      - {id: only-one, do: Ask them., kind: check, when: {who: one}}\n      - {id: never, do: Ask all., kind: check, when: {only-one: done, who: many}}\n      - {id: works,",
    ),
    (
        "RS111",
        "text: 'show interface {{port}}'",
        "text: 'username admin password Sommer2026x'",
    ),
    ("RS112", "text: 'show interface {{port}}'", "text: reload"),
    (
        "RS114",
        "suspects: [power], run:",
        "rules_out: [power], why: A light proves nothing., run:",
    ),
];

fn broken(code: &str) -> String {
    let (_, from, to) = TABLE.iter().find(|(known, ..)| *known == code).unwrap();
    assert!(CLEAN.contains(from), "{code}: {from}");
    let text = CLEAN.replacen(from, to, 1);
    text.replace("LARGE", &"x".repeat(1 << 20))
}

fn has(found: &[Diagnostic], code: &str) -> bool {
    found.iter().any(|problem| problem.code.to_string() == code)
}

#[test]
fn the_clean_file_is_clean() {
    let found = lint_text("clean.yaml", CLEAN, TODAY);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn each_code_is_told_where_it_holds() {
    for (code, ..) in TABLE {
        let found = lint_text("broken.yaml", &broken(code), TODAY);
        assert!(has(&found, code), "{code}: {found:#?}");
    }
    // The others are of Markdown and of scenarios, and are held there.
    let elsewhere = ["RS030", "RS113", "RS115", "RS116", "RS117"];
    for about in CODES {
        let code = about.code.to_string();
        let is_held = TABLE.iter().any(|(known, ..)| *known == code);
        assert!(
            is_held || elsewhere.contains(&&*code),
            "{code} has no example"
        );
    }
}

#[test]
fn what_a_person_sees() {
    let mut seen = String::new();
    for (code, ..) in TABLE {
        let found = lint_text("broken.yaml", &broken(code), TODAY);
        for problem in found
            .iter()
            .filter(|problem| problem.code.to_string() == *code)
        {
            seen.push_str(&format!("{problem}\n"));
        }
        seen.push('\n');
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/lint.txt");
    if std::env::var_os("RENEW_LINT").is_some() {
        std::fs::write(path, &seen).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(seen, kept);
}

#[test]
fn a_warning_stops_no_file_and_can_be_allowed() {
    for (code, ..) in TABLE.iter().filter(|(code, ..)| code.starts_with("RS1")) {
        let text = broken(code);
        assert!(
            runsheet::library::read_text("a.yaml", &text).is_ok(),
            "{code}"
        );
        let allowed = format!("# runsheet: allow {code} it is meant so\n{text}");
        let found = lint_text("a.yaml", &allowed, TODAY);
        assert!(!has(&found, code), "{code}: {found:#?}");
    }
    // On the line before, it holds for the next line only.
    let text = broken("RS102");
    let allowed = text.replace(
        "      - id: bounce",
        "      # runsheet: allow RS102 one look\n      - id: bounce",
    );
    assert!(!has(&lint_text("a.yaml", &allowed, TODAY), "RS102"));
    let elsewhere = text.replace("phases:", "# runsheet: allow RS102 one look\nphases:");
    assert!(has(&lint_text("a.yaml", &elsewhere, TODAY), "RS102"));
}

#[test]
fn an_error_cannot_be_allowed() {
    let text = format!("# runsheet: allow RS010 no\n{}", broken("RS010"));
    assert!(has(&lint_text("a.yaml", &text, TODAY), "RS010"));
}

#[test]
fn all_of_a_file_is_told_at_once() {
    let text = broken("RS010").replace("suspects: [power]", "suspects: [power], expects: x");
    let text = text.replace("kind: verify", "kind: verify, takes: soon");
    let found = lint_text("a.yaml", &text, TODAY);
    assert!(
        has(&found, "RS010") && has(&found, "RS022") && has(&found, "RS020"),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .filter(|problem| problem.code.to_string() == "RS010")
            .count()
            == 2
    );
}

#[test]
fn a_symptom_is_told_in_the_words_of_the_format() {
    let found = lint_text("a.yaml", &broken("RS012"), TODAY);
    let what = "symptoms[0] must be `{says: …}` or `{sees: …}`";
    assert!(
        found.iter().any(|problem| problem.what == what),
        "{found:#?}"
    );
}

#[test]
fn what_is_safe_is_put_right() {
    let text = broken("RS017");
    let found = lint_text("a.yaml", &text, TODAY);
    assert_eq!(lint::fix(&text, &found).as_deref(), Some(CLEAN));
    assert_eq!(lint::fix(CLEAN, &[]), None);
}

#[test]
fn a_code_is_read_as_it_is_written() {
    for about in CODES {
        assert_eq!(about.code.to_string().parse(), Ok(about.code));
    }
    assert_eq!("RS999".parse::<Code>(), Err(()));
    assert_eq!("RS10".parse::<Code>(), Err(()));
}

#[test]
fn every_shipped_runbook_lints_clean() {
    let library = Library::load(&[]);
    let mut told = Vec::new();
    for entry in library.entries() {
        let path = format!("{}.yaml", entry.book.runbook.id);
        told.extend(
            lint_text(&path, &entry.text, TODAY)
                .iter()
                .map(Diagnostic::to_string),
        );
        for line in entry
            .text
            .lines()
            .filter(|line| line.contains("runsheet: allow"))
        {
            let reason = line
                .split_once("allow ")
                .map(|(_, rest)| rest.split_whitespace().count());
            assert!(
                reason.is_some_and(|words| words > 2),
                "{path}: {line} gives no reason"
            );
        }
    }
    assert!(told.is_empty(), "{} told\n{}", told.len(), told.join("\n"));
}

#[test]
fn errors_and_warnings_are_told_apart_by_their_number() {
    assert_eq!(Code(28).severity(), DiagnosticSeverity::Error);
    assert_eq!(Code(101).severity(), DiagnosticSeverity::Warning);
}
