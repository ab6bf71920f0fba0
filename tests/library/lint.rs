//! Each code of `lint` with a file that has it and one that has not, and a snapshot of what a
//! person sees. `RENEW_LINT=1` writes the snapshot anew.

use runsheet::library::code::{CODES, Code, DiagnosticSeverity};
use runsheet::library::{Diagnostic, Library, Scenarios, lint, lint_scenario, lint_text};

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
        "RS118",
        "        run: [{device: ios, text: 'shutdown'}]\n",
        "        run: [{device: ios, mode: config, text: 'shutdown'}]\n",
    ),
    (
        "RS114",
        "suspects: [power], run:",
        "rules_out: [power], why: A light proves nothing., run:",
    ),
];

/// A code of Markdown, a file that has it, and what is replaced so that it has not.
const MARKDOWN: &[(&str, &str, &str, &str)] = &[
    (
        "RS113",
        "---\ntitle: A disk is full\nlast_reviewed_on: 2024-01-01\nreview_in: 6 months\n---\n\n## Look\n\n1. Look at the disk.\n2. Ask who fills it.\n",
        "2024-01-01",
        "2026-10-01",
    ),
    (
        "RS116",
        "# A disk is full\n",
        "full\n",
        "full\n\n- Look at the disk.\n",
    ),
    (
        "RS117",
        "# A disk is full\n\nLook at the disk:\n\n```sh\ndf -h\n",
        "df -h\n",
        "df -h\n```\n",
    ),
];

/// A code of scenarios, and what is replaced in a shipped one by what. The last rests on a
/// question that decides whether its step counts.
const SCENARIOS: &[(&str, &str, &str)] = &[
    ("RS030", "\nminutes: ", "\nminutes: 0 # "),
    (
        "RS115",
        "  - {id: chosen, step: which-ca, answer: third-party, within: 10m, critical: true}\n",
        "",
    ),
];

/// The codes that no YAML of a runbook has, each with what is told of a file that has it, or of
/// the same file without it.
fn elsewhere(has_it: bool) -> Vec<(&'static str, Vec<Diagnostic>)> {
    let markdown = MARKDOWN.iter().map(|(code, text, from, to)| {
        assert!(text.contains(from), "{code}: {from}");
        let good = text.replacen(from, to, 1);
        let text = if has_it { *text } else { &good };
        (*code, lint_text("broken.md", text, TODAY))
    });
    let library = Library::load(&[]);
    let scenarios = Scenarios::load(&library, &[]);
    let shipped = &scenarios.get("certificates-by-friday").unwrap().text;
    let scenarios = SCENARIOS.iter().map(|(code, from, to)| {
        assert!(shipped.contains(from), "{code}: {from}");
        let bad = shipped.replacen(from, to, 1);
        let text = if has_it { &bad } else { &**shipped };
        (*code, lint_scenario("broken.yaml", text, &library))
    });
    markdown.chain(scenarios).collect()
}

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
    for (code, found) in elsewhere(true) {
        assert!(has(&found, code), "{code}: {found:#?}");
    }
    for about in CODES {
        let code = about.code.to_string();
        let is_held = TABLE.iter().any(|(known, ..)| *known == code);
        let is_elsewhere = MARKDOWN.iter().any(|(known, ..)| *known == code)
            || SCENARIOS.iter().any(|(known, ..)| *known == code);
        assert!(is_held || is_elsewhere, "{code} has no example");
    }
}

#[test]
fn no_code_is_told_where_nothing_is_wrong() {
    for (code, found) in elsewhere(false) {
        assert!(!has(&found, code), "{code}: {found:#?}");
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
    for (code, found) in elsewhere(true) {
        let of_code = found.iter().filter(|p| p.code.to_string() == code);
        seen.extend(of_code.map(|problem| format!("{problem}\n")));
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

/// The clean file with this undo and this rollback for its only change.
fn changed(undo: &str, rollback: &str) -> Vec<Diagnostic> {
    let text = CLEAN.replace("undo: [{device: ios, text: 'no shutdown'}]", undo);
    let text = text.replace("rollback: Enter no shutdown.", rollback);
    lint_text("a.yaml", &text, TODAY)
}

#[test]
fn an_undo_that_does_it_again_and_a_rollback_of_empty_words_are_told() {
    let again = changed(
        "undo: [{device: ios, text: ' shutdown'}]",
        "rollback: Enter it.",
    );
    assert!(has(&again, "RS105"), "{again:#?}");
    for words in ["Reverse the change.", "Put it back", "See above."] {
        let bare = changed("undo: {none: it heals}", &format!("rollback: {words}"));
        assert!(has(&bare, "RS105"), "{words}: {bare:#?}");
    }
    let good = changed("undo: {by_hand: ask}", "rollback: Put the old key back.");
    assert!(!has(&good, "RS105"), "{good:#?}");
}

#[test]
fn a_configuration_is_saved_or_is_to_be_gone_again() {
    let text = broken("RS118");
    let saved = "{id: works, do: Have the user try again., kind: verify, critical: true}\n      - {id: keep, do: Save it., kind: act, risk: change, rollback: Nothing to undo., run: [{device: ios, text: 'write memory'}]}";
    let keeps = text.replace(
        "{id: works, do: Have the user try again., kind: verify, critical: true}",
        saved,
    );
    assert!(!has(&lint_text("a.yaml", &keeps, TODAY), "RS118"));
    let brief = text.replace("risk: disrupt", "risk: disrupt\n        temporary: true");
    assert!(!has(&lint_text("a.yaml", &brief, TODAY), "RS118"));
    // A Linux box keeps its files.
    let linux = text.replace("device: ios, mode: config", "device: linux, mode: config");
    assert!(!has(&lint_text("a.yaml", &linux, TODAY), "RS118"));
}

#[test]
fn errors_and_warnings_are_told_apart_by_their_number() {
    assert_eq!(Code(28).severity(), DiagnosticSeverity::Error);
    assert_eq!(Code(101).severity(), DiagnosticSeverity::Warning);
}
