//! What closed products can say about failing access, row by row from their message references:
//! the scanner holds to the decision of each row in `tests/messages`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{look, shipped};

/// The tables, each with the shapes that its product writes besides the plain line.
const TABLES: [(&str, &[Shape]); 36] = [
    ("anyconnect", &[]),
    ("asa", &[rfc3164, threat_defense]),
    ("aws", &[]),
    ("azure", &[]),
    ("checkpoint", &[]),
    ("clearpass", &[]),
    ("duo", &[]),
    ("entra", &[]),
    ("forticlient", &[]),
    ("fortios", &[rfc3164]),
    ("fortios-debug", &[]),
    ("globalprotect", &[]),
    ("http-portal", &[]),
    ("ike-errors", &[]),
    ("ike-notify", &[rfc3164]),
    ("ios", &[]),
    ("ise", &[]),
    ("ivanti", &[]),
    ("junos", &[]),
    ("kerberos", &[]),
    ("ldap", &[]),
    ("linux-sign-in", &[]),
    ("meraki", &[]),
    ("mikrotik", &[]),
    ("netscaler", &[]),
    ("nps", &[]),
    ("nps-mfa", &[]),
    ("okta", &[]),
    ("panos", &[rfc3164]),
    ("ras-errors", &[]),
    ("rsa", &[]),
    ("secure-client", &[]),
    ("sonicwall", &[]),
    ("tools", &[]),
    ("windows-system", &[]),
    ("zyxel", &[]),
];

/// What a row may be passed over for.
const REASONS: [&str; 9] = [
    "harmless",
    "too general",
    "not about VPN access",
    "not about VPN access today",
    "not about a sign-in",
    "informational",
    "a consequence",
    "Easy VPN and its hardware clients",
    "no runbook for it",
];

type Shape = fn(&str) -> String;

/// A line as a syslog server keeps it.
fn rfc3164(line: &str) -> String {
    format!("<163>Nov 16 08:05:58 fw1.example.com {line}")
}

/// The same message from Secure Firewall Threat Defense.
fn threat_defense(line: &str) -> String {
    line.replacen("%ASA-", "%FTD-", 1)
}

/// One row: the line, where it comes from, what is decided and why.
struct Row {
    line: String,
    decision: String,
}

fn table(name: &str) -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages");
    let text = fs::read_to_string(folder.join(format!("{name}.tsv"))).unwrap();
    let rows = text.lines().map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        assert!((3..=4).contains(&columns.len()), "{name}: {line}");
        assert!(columns.iter().all(|c| !c.is_empty()), "{name}: {line}");
        Row {
            line: columns[0].replace("\\t", "\t"),
            decision: columns[2].to_owned(),
        }
    });
    rows.collect()
}

/// What is wrong with the scanner's answer to a line, if anything.
fn differs(line: &str, decision: &str) -> Option<String> {
    let report = look(line);
    let findings = report.answer.findings.iter();
    let names: Vec<String> = findings
        .map(|f| format!("{}/{}", f.runbook, f.signature))
        .collect();
    let fits = match decision.strip_prefix("pass: ") {
        Some(_) => names.is_empty(),
        None => names.iter().any(|name| name == decision),
    };
    (!fits).then(|| format!("{decision}, but {names:?}: {line}"))
}

#[test]
fn every_row_is_decided_and_the_scanner_holds_to_it() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for (name, shapes) in TABLES {
        let table = table(name);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for Row { line, decision } in &table {
            let kind = match decision.starts_with("pass: ") {
                true => "passed over",
                false => "found",
            };
            *counts.entry(kind).or_default() += 1;
            wrong.extend(differs(line, decision));
            let shaped = shapes.iter().map(|shape| shape(line));
            wrong.extend(shaped.filter_map(|line| differs(&line, decision)));
        }
        println!("{name}: {} rows, {counts:?}", table.len());
        rows += table.len();
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows >= 1_900, "{rows} decisions");
}

#[test]
fn a_decision_names_a_signature_or_a_reason() {
    let signatures = shipped();
    let all = (0..signatures.len() as u32).map(|number| {
        let (runbook, signature) = signatures.get(number);
        format!("{}/{}", runbook.id, signature.id)
    });
    let all: Vec<String> = all.collect();
    for (name, _) in TABLES {
        for Row { line, decision } in table(name) {
            let known = match decision.strip_prefix("pass: ") {
                Some(reason) => REASONS.contains(&reason),
                None => all.contains(&decision),
            };
            assert!(known, "{name}: {decision}: {line}");
        }
    }
}

#[test]
fn no_row_stands_twice() {
    for (name, _) in TABLES {
        let mut lines: Vec<String> = table(name).into_iter().map(|row| row.line).collect();
        lines.sort();
        let before = lines.len();
        lines.dedup();
        assert_eq!(lines.len(), before, "{name}");
    }
}

/// A decision that the scanner does not hold to is told, either way.
#[test]
fn a_wrong_decision_is_seen() {
    let marked =
        "%ASA-2-113022: AAA Marking RADIUS server 10.1.1.5 in aaa-server group RAD as FAILED";
    let id = "aaa-server-unreachable/asa-marked-failed";
    assert_eq!(differs(marked, id), None);
    assert!(differs(marked, "pass: harmless").is_some());
    assert!(differs("%ASA-1-101001: (Primary) Failover cable OK.", id).is_some());
}
