//! What is told to others, from the command line.

use super::home::Home;

#[test]
fn a_draft_is_read_and_recorded_when_it_is_sent() {
    let home = Home::new();
    home.ok(&["start", "anyconnect-authentication-failure", "--detach"]);
    home.ok(&["set", "last", "--users", "400", "--severity", "sev2"]);
    let said = home.ok(&["update", "last", "--draft", "--next-due", "15m"]);
    for part in ["(sev2)", "Affected: 400 users.", "follows in 1", " UTC."] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let document = || home.ok(&["export", "last"]);
    assert!(!document().contains("Affected: 400 users."));
    let draft = home.run(&["update", "last", "--draft"]);
    assert!(draft.stderr.contains("nothing was recorded"), "{draft:?}");
    assert!(draft.stderr.contains("update INC-1 TEXT"), "{draft:?}");
    let sent = home.run_with(&["update", "last"], &draft.stdout);
    assert_eq!(sent.status, 0, "{sent:?}");
    assert!(sent.stderr.contains("recorded in INC-1"), "{sent:?}");
    assert!(document().contains("Affected: 400 users."));
    let both = home.run(&["update", "last", "a text", "--draft"]);
    assert_eq!(both.status, 2);
}

#[test]
fn the_brief_is_read_unless_it_is_handed_to_somebody() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let events = || {
        home.ok(&["export", "last", "--format", "ndjson"])
            .matches("\"kind\"")
            .count()
    };
    let before = events();
    let read = home.run(&["handoff", "last"]);
    assert_eq!(read.status, 0, "{read:?}");
    assert!(read.stdout.starts_with("INC-1 "), "{read:?}");
    assert!(read.stderr.contains("nothing was recorded"), "{read:?}");
    assert!(read.stderr.contains("handoff INC-1 --to NAME"), "{read:?}");
    let json = home.json(&["handoff", "last", "--json"]);
    assert_eq!(json["events"], serde_json::json!([]));
    assert!(json["text"].as_str().unwrap().starts_with("INC-1 "));
    assert_eq!(home.run(&["handoff", "last", "--at", "-5m"]).status, 2);
    assert_eq!(events(), before);
    let handed = home.run(&["handoff", "last", "--to", "bob"]);
    assert!(handed.stderr.contains("recorded in INC-1"), "{handed:?}");
    assert!(handed.stdout.contains("handoff.recorded"), "{handed:?}");
    home.ok(&["handoff", "last", "what is left: the certificate"]);
    assert_eq!(events(), before + 2);
}
