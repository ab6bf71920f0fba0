//! A table of broken files, each with the line, what is said, and what is advised.

use crate::GOOD;
use runsheet::library::{Diagnostic, read_text};

pub fn diagnostics(text: &str) -> Vec<Diagnostic> {
    match read_text("bad.yaml", text) {
        Ok(_) => panic!("it was accepted:\n{text}"),
        Err(found) => found,
    }
}

/// What is broken, and the line, the words and the advice that must come of it.
struct Bad {
    name: &'static str,
    replace: (&'static str, &'static str),
    line: u32,
    says: &'static str,
    advises: &'static str,
}

const fn bad(
    name: &'static str,
    replace: (&'static str, &'static str),
    line: u32,
    says: &'static str,
    advises: &'static str,
) -> Bad {
    Bad {
        name,
        replace,
        line,
        says,
        advises,
    }
}

const SECOND: &str = "{id: second, do: Look., kind: check}";

const TABLE: &[Bad] = &[
    bad("invalid YAML", ("title: Good", "title: Go: od"), 3, "", ""),
    bad(
        "a key nobody knows",
        ("causes:", "cuases:"),
        5,
        "unknown key \"cuases\"",
        "did you mean \"causes\"?",
    ),
    bad(
        "a key far from all",
        ("causes:", "zzzzzzzzzz:"),
        5,
        "unknown key",
        "known are: ",
    ),
    bad(
        "an unknown key in a step",
        (SECOND, "{id: second, do: Look., kind: check, expects: x}"),
        14,
        "unknown key \"expects\"",
        "did you mean \"expect\"?",
    ),
    bad(
        "an unknown word",
        (SECOND, "{id: second, do: Look., kind: chekc}"),
        14,
        "unknown word \"chekc\"",
        "did you mean \"check\"?",
    ),
    bad(
        "a missing key",
        ("title: Good\n", ""),
        1,
        "the key \"title\" is missing",
        "add \"title: …\"",
    ),
    bad(
        "a step without its kind",
        (SECOND, "{id: second, do: Look.}"),
        14,
        "the key \"kind\" is missing",
        "add \"kind: …\"",
    ),
    bad(
        "a key twice",
        ("title: Good\n", "title: Good\ntitle: Better\n"),
        4,
        "a key stands twice",
        "keep one",
    ),
    bad(
        "an anchor",
        ("title: Good", "title: &t Good"),
        3,
        "anchors are not allowed",
        "write the value out",
    ),
    bad(
        "an alias",
        ("title: Good", "title: *t"),
        3,
        "aliases are not allowed",
        "write the value out",
    ),
    bad(
        "a merge key",
        (
            SECOND,
            "{id: second, do: Look., kind: check, <<: {note: x}}",
        ),
        14,
        "merge keys are not allowed",
        "write the keys out",
    ),
    bad(
        "yes is no boolean",
        (
            SECOND,
            "{id: second, do: Look., kind: check, critical: yes}",
        ),
        14,
        "boolean",
        "",
    ),
    bad(
        "on is no boolean",
        (
            SECOND,
            "{id: second, do: Look., kind: check, temporary: on}",
        ),
        14,
        "boolean",
        "",
    ),
    bad(
        "a second document",
        ("revision: 1", "revision: 1\n---\nid: b"),
        5,
        "a second document begins here",
        "keep one document",
    ),
    bad(
        "an id that is none",
        ("id: good", "id: Good Book"),
        2,
        "\"Good Book\" is not an id",
        "",
    ),
    bad(
        "an empty title",
        ("title: Good", "title: \" \""),
        3,
        "the title is empty",
        "",
    ),
    bad(
        "a step's id twice",
        ("id: second", "id: first"),
        14,
        "the step id \"first\" stands twice",
        "its own id",
    ),
    bad(
        "a cause's id twice",
        (
            "  - {id: power, title: No power}\n",
            "  - {id: power, title: No power}\n  - {id: power, title: B}\n",
        ),
        7,
        "the cause id \"power\" stands twice",
        "its own id",
    ),
    bad(
        "a variable's name twice",
        (
            "  - {name: host, ask: Which host}\n",
            "  - {name: host, ask: Which host}\n  - {name: host, ask: B}\n",
        ),
        9,
        "the variable id \"host\" stands twice",
        "its own id",
    ),
    bad(
        "an answer's id twice",
        ("{id: two}", "{id: one}"),
        13,
        "the answer id \"one\" stands twice",
        "its own id",
    ),
    bad(
        "a name that is none",
        ("name: host", "name: ho-st"),
        8,
        "\"ho-st\" is no name",
        "letters",
    ),
    bad(
        "a step that is not there",
        ("{id: two}", "{id: two, goto: secnd}"),
        13,
        "there is no step \"secnd\"",
        "did you mean \"second\"?",
    ),
    bad(
        "a cause that is not there",
        ("{id: two}", "{id: two, cause: pwer}"),
        13,
        "there is no cause \"pwer\"",
        "did you mean \"power\"?",
    ),
    bad(
        "a cause to rule out",
        (
            SECOND,
            "{id: second, do: Look., kind: check, rules_out: [light]}",
        ),
        14,
        "there is no cause \"light\"",
        "",
    ),
    bad(
        "a cause to suspect",
        (
            SECOND,
            "{id: second, do: Look., kind: check, suspects: [powr]}",
        ),
        14,
        "there is no cause \"powr\"",
        "\"power\"",
    ),
    bad(
        "a cause to follow",
        ("title: No power", "title: No power, follows: [grid]"),
        6,
        "there is no cause \"grid\"",
        "",
    ),
    bad(
        "a condition on no step",
        (
            SECOND,
            "{id: second, do: Look., kind: check, when: {frist: one}}",
        ),
        14,
        "there is no step \"frist\"",
        "did you mean \"first\"?",
    ),
    bad(
        "a condition on no answer",
        (
            SECOND,
            "{id: second, do: Look., kind: check, when: {first: three}}",
        ),
        14,
        "\"three\" is no answer or outcome of first",
        "it has one, two, done, failed, inconclusive",
    ),
    bad(
        "a step that waits for itself",
        (
            SECOND,
            "{id: second, do: Look., kind: check, when: {second: done}}",
        ),
        14,
        "\"second\" waits for itself",
        "take one",
    ),
    bad(
        "a variable that is not there",
        (
            SECOND,
            "{id: second, do: Look., kind: check, run: [{device: asa, text: \"ping {{hots}}\"}]}",
        ),
        14,
        "there is no variable \"hots\"",
        "did you mean \"host\"?",
    ),
    bad(
        "a variable in an expectation",
        (
            SECOND,
            "{id: second, do: Look., kind: check, expect: \"{{unheard}} answers\"}",
        ),
        14,
        "there is no variable \"unheard\"",
        "add {name: unheard",
    ),
    bad(
        "no duration",
        (
            SECOND,
            "{id: second, do: Look., kind: check, takes: 5 minutes}",
        ),
        14,
        "\"5 minutes\" is no duration",
        "30s, 5m or 1h30m",
    ),
    bad(
        "a target without duration",
        ("causes:", "targets: [{resolve: soon}]\ncauses:"),
        5,
        "\"soon\" is no duration",
        "30s, 5m or 1h30m",
    ),
    bad(
        "a target of nothing",
        ("causes:", "targets: [{for: server}]\ncauses:"),
        5,
        "first_action or resolve",
        "{first_action: 5m}",
    ),
    bad(
        "a broken regex",
        ("causes:", "signatures: [{id: s, regex: 'a(b'}]\ncauses:"),
        5,
        "regular expression is not valid: error: unclosed group",
        "",
    ),
    bad(
        "a regex that is too large",
        (
            "causes:",
            "signatures: [{id: s, regex: '(\\w{200}){200}'}]\ncauses:",
        ),
        5,
        "regular expression is not valid",
        "",
    ),
    bad(
        "text and regex",
        (
            "causes:",
            "signatures: [{id: s, text: a, regex: a}]\ncauses:",
        ),
        5,
        "either a text or a regex",
        "text: literal words",
    ),
    bad(
        "a signature that misses its example",
        (
            "causes:",
            "signatures: [{id: s, text: a, examples: [b]}]\ncauses:",
        ),
        5,
        "does not match its example: b",
        "",
    ),
    bad(
        "a signature that takes a near miss",
        (
            "causes:",
            "signatures: [{id: s, text: a, not: [ba]}]\ncauses:",
        ),
        5,
        "matches a line of its \"not\": ba",
        "",
    ),
    bad(
        "a signature with no step",
        (
            "causes:",
            "signatures: [{id: s, text: a, step: thrid}]\ncauses:",
        ),
        5,
        "there is no step \"thrid\"",
        "",
    ),
    bad(
        "a symptom that does both",
        ("causes:", "symptoms: [{says: a, sees: b}]\ncauses:"),
        5,
        "either says or sees",
        "{says:",
    ),
    bad(
        "run without device",
        (
            SECOND,
            "{id: second, do: Look., kind: check, run: [{text: ping}]}",
        ),
        14,
        "on what device",
        "add \"device: …\"",
    ),
    bad(
        "act without risk",
        (SECOND, "{id: second, do: Look., kind: act}"),
        14,
        "acts and does not say its risk",
        "risk: change",
    ),
    bad(
        "change without rollback",
        (SECOND, "{id: second, do: Look., kind: act, risk: change}"),
        14,
        "risk: change without a rollback",
        "add \"rollback: …\"",
    ),
    bad(
        "disrupt without rollback",
        (
            SECOND,
            "{id: second, do: Look., kind: check, risk: disrupt}",
        ),
        14,
        "risk: disrupt without a rollback",
        "add \"rollback: …\"",
    ),
    bad(
        "short is too wide",
        (
            "title: Good",
            "title: Good\nshort: twenty-three columns wide",
        ),
        4,
        "columns wide; 22 are the most",
        "fewer words",
    ),
    bad(
        "short in wide letters",
        (
            SECOND,
            "{id: second, do: Look., kind: check, short: 認証に失敗しました全員です}",
        ),
        14,
        "\"short\" is 26 columns wide",
        "fewer words",
    ),
    bad(
        "a newer format",
        ("runbook/1", "runbook/2"),
        1,
        "reads \"runsheet.runbook/1.1\", not \"runsheet.runbook/2\"",
        "a newer version",
    ),
    bad(
        "another format",
        ("format: runsheet.runbook/1", "format: playbook"),
        1,
        "not \"playbook\"",
        "write \"format: runsheet.runbook/1\"",
    ),
];

#[test]
fn every_case_of_the_table() {
    let mut wrong = Vec::new();
    for case in TABLE {
        let (from, to) = case.replace;
        assert!(GOOD.contains(from), "{}", case.name);
        let text = GOOD.replacen(from, to, 1);
        let Err(found) = read_text("bad.yaml", &text) else {
            wrong.push(format!("{}: it was accepted", case.name));
            continue;
        };
        let fits = |d: &Diagnostic| {
            let advice = d.instead.as_deref().unwrap_or_default();
            d.line == case.line && d.what.contains(case.says) && advice.contains(case.advises)
        };
        if !found.iter().any(fits) {
            wrong.push(format!("{}: {found:?}", case.name));
        }
        for diagnostic in &found {
            let line = text.lines().nth((diagnostic.line as usize).wrapping_sub(1));
            assert_eq!(diagnostic.path, "bad.yaml", "{}", case.name);
            assert_eq!(line.unwrap_or_default(), diagnostic.text, "{}", case.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = GOOD
        .replacen("{id: two}", "{id: two, goto: nowhere, cause: nothing}", 1)
        .replacen("kind: check", "kind: check, suspects: [nobody]", 1);
    let found = diagnostics(&text);
    assert!(found.len() >= 2, "{found:?}");
}

#[test]
fn a_circle_of_conditions_is_named() {
    let text = GOOD.replacen(
        "      - {id: second, do: Look., kind: check}\n",
        "      - {id: a, do: A., kind: check, when: {c: done}}\n      - {id: b, do: B., kind: check, when: {a: done}}\n      - {id: c, do: C., kind: check, when: {b: failed}}\n",
        1,
    );
    let found = diagnostics(&text);
    assert!(
        found[0].what.contains("waits for itself through"),
        "{found:?}"
    );
    assert_eq!(found[0].line, 14);
}

#[test]
fn a_diagnostic_shows_where_and_what_to_write() {
    let text = GOOD.replacen("causes:", "cuases:", 1);
    let shown = diagnostics(&text)[0].to_string();
    assert!(
        shown.starts_with("bad.yaml:5:1: unknown key \"cuases\""),
        "{shown}"
    );
    assert!(
        shown.contains("    5 | cuases:") && shown.contains("= did you mean"),
        "{shown}"
    );
}

#[test]
fn the_type_of_a_variable_wants_the_newer_format() {
    let typed = "{name: x, type: host, ask: Where, example: asa1}";
    let text = GOOD.replace("{name: host, ask: Which host}", typed);
    let found = diagnostics(&text).remove(0).to_string();
    assert!(
        found.contains("\"type\" is a key of runsheet.runbook/1.1"),
        "{found}"
    );
    assert!(
        found.contains("write \"format: runsheet.runbook/1.1\""),
        "{found}"
    );
    let newer = text.replace("runsheet.runbook/1\n", "runsheet.runbook/1.1\n");
    assert!(read_text("good.yaml", &newer).is_ok());
    let example = newer.replace("example: asa1", "example: 'a b'");
    let found = diagnostics(&example).remove(0).to_string();
    assert!(found.contains("the example of x must be"), "{found}");
    let unknown = diagnostics(&newer.replace("type: host", "type: hots"))
        .remove(0)
        .to_string();
    assert!(unknown.contains("hots"), "{unknown}");
    let newest = GOOD.replace("runsheet.runbook/1\n", "runsheet.runbook/1.2\n");
    let found = diagnostics(&newest).remove(0).to_string();
    assert!(
        found.contains("a newer version of runsheet reads it"),
        "{found}"
    );
}
