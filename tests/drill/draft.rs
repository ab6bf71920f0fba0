//! A scenario from a real incident: it loads as it is, and names nobody.

use runsheet::library::{as_json, read_scenario_text};

use crate::format::validator;
use crate::home::Home;
use crate::world::library;

#[test]
fn a_real_incident_becomes_a_scenario_that_loads() {
    let home = Home::new();
    let runbook = "anyconnect-authentication-failure";
    home.ok(&[
        "start",
        runbook,
        "--detach",
        "--severity",
        "sev2",
        "--title",
        "Sales: \"no\" sign-in for ana",
        "--set",
        "user=bsmith",
    ]);
    home.ok(&["mark", "last", "acknowledged"]);
    home.ok(&[
        "set",
        "last",
        "--users",
        "13",
        "--scope",
        "sales of vpn.corp.com",
    ]);
    home.ok(&["step", "last", "scope", "done", "--answer", "group"]);
    home.ok(&[
        "step",
        "last",
        "account-active",
        "failed",
        "--observed",
        "bsmith is locked since 08:05:58, tried from 10.1.2.3 {user} by bob@corp.com",
    ]);
    home.ok(&[
        "step",
        "last",
        "unlock-account",
        "block",
        "--waiting-on",
        "identity team",
        "--reason",
        "call back",
    ]);
    home.ok(&["step", "last", "unlock-account", "unblock"]);
    home.ok(&["step", "last", "unlock-account", "done"]);
    home.ok(&[
        "update",
        "last",
        "thirteen people, ana works on it",
        "--audience",
        "all hands",
    ]);
    home.ok(&[
        "step",
        "last",
        "signed-in",
        "done",
        "--observed",
        "bsmith is in",
    ]);
    home.ok(&["mark", "last", "mitigated"]);
    home.ok(&["mark", "last", "resolved", "--cause", "account"]);
    let file = home.path("own.yaml");
    home.ok(&[
        "drill",
        "new",
        "--from",
        "last",
        "-o",
        file.to_str().unwrap(),
    ]);
    let text = std::fs::read_to_string(&file).unwrap();
    let script = read_scenario_text("own.yaml", &text, library());
    let script = script.unwrap_or_else(|found| panic!("{}\n{text}", found[0]));
    let json = as_json(&text).unwrap();
    let broken: Vec<String> = validator()
        .iter_errors(&json)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(broken, Vec::<String>::new(), "{text}");
    home.ok(&["lint", file.to_str().unwrap()]);
    for real in ["ana ", "bsmith", "10.1.2.3", "corp.com", "bob"] {
        assert!(!text.contains(real), "{real}: {text}");
    }
    assert!(text.contains("08:05:58"), "a time is no address: {text}");
    let scenario = &script.scenario;
    let parts = &scenario.script;
    assert_eq!(scenario.runbook.as_str(), runbook);
    assert_eq!(parts.observations.len(), 3, "{text}");
    assert_eq!(parts.injects.len(), 2, "a wait and a question: {text}");
    let expected: Vec<&str> = parts.expected.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(
        expected,
        [
            "did-scope",
            "did-account-active",
            "did-unlock-account",
            "did-signed-in",
            "service-is-back",
            "to-status-asked-2",
            "brought-to-its-end"
        ]
    );
    assert!(text.contains("cause: account"), "{text}");
}

/// The worst that people write survives the way into YAML.
#[test]
fn an_incident_of_which_little_is_known_becomes_a_scenario_too() {
    let home = Home::new();
    home.ok(&[
        "start",
        "asa-failover",
        "--detach",
        "--title",
        "\u{1b}[2J: - {x}: \"'#\u{202e}",
    ]);
    home.ok(&[
        "step",
        "last",
        "1.1",
        "inconclusive",
        "--reason",
        "%&*!|>{user: [\n---\n'\"",
    ]);
    let text = home.ok(&["drill", "new", "--from", "last"]);
    let read = read_scenario_text("own.yaml", &text, library());
    read.unwrap_or_else(|found| panic!("{}\n{text}", found[0]));
}
