//! `new` and `schema`: from nothing to a runbook that is walked.

use crate::home::Home;

#[test]
fn a_new_runbook_is_clean_and_walked_as_it_stands() {
    let home = Home::new();
    let said = home.ok(&["new", "--title", "VPN slow: \"again\"", "-o", "vpn.yaml"]);
    assert_eq!(said.trim(), "vpn.yaml");
    let reply = home.run(&["lint", "vpn.yaml", "--deny", "warnings"]);
    assert_eq!(reply.status, 0, "{reply:?}");
    let reply = home.run(&["new", "--title", "Another", "-o", "vpn.yaml"]);
    assert_eq!(reply.status, 73, "{reply:?}");
    let key = home.ok(&["--runbooks", ".", "start", "vpn-slow-again", "--detach"]);
    assert!(key.contains("INC-1"), "{key}");
}

#[test]
fn a_schema_lies_beside_it_if_it_is_asked_for() {
    let home = Home::new();
    home.ok(&["new", "--title", "VPN slow", "--with-schema"]);
    let text = std::fs::read_to_string(home.path("vpn-slow.runsheet.yaml")).unwrap();
    let first = "# yaml-language-server: $schema=runbook-1.schema.json\n";
    assert!(text.starts_with(first), "{text}");
    let schema = std::fs::read_to_string(home.path("runbook-1.schema.json")).unwrap();
    assert!(schema.contains("draft-07"), "{schema}");
    let reply = home.run(&["lint", "."]);
    assert_eq!(reply.status, 0, "{reply:?}");
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let home = Home::new();
    let reply = home.run(&["new"]);
    assert_eq!(reply.status, 2, "{reply:?}");
    assert!(reply.stderr.contains("give --title TEXT"), "{reply:?}");
    let reply = home.run(&["new", "--title", "Größe", "--id", "Größe"]);
    assert_eq!(reply.status, 2, "{reply:?}");
}

#[test]
fn an_own_runbook_with_just_that_title_comes_first() {
    let home = Home::new();
    std::fs::create_dir(home.path("books")).unwrap();
    home.write(
        "books/slow.md",
        "# VPN slow\n\n## Fix\n\n1. Look at the graph.\n2. Call the provider.\n",
    );
    let found = home.json(&["--runbooks", "books", "search", "vpn slow", "--json"]);
    assert_eq!(found["results"][0]["runbook"], "slow", "{found:#}");
}
