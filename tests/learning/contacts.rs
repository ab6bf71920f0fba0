//! Whom to call: listed, shown where a step hands over, in the brief; and what has run out says so.

use crate::home::Home;

const CONTACTS: &str = "\
format: runsheet.contacts/1
contacts:
  - {who: Network on call, role: admin, reach: [\"+44 20 7946 0000\", room 12], hours: always, valid_until: 2099-01-31}
  - {who: Acme Support, role: vendor, reach: [\"+44 20 7946 0001\"], valid_until: 2020-01-31, note: Have the serial number ready.}
  - {who: Plumber, reach: [\"+44 20 7946 0002\"]}
";

const BOOK: &str = "\
format: runsheet.runbook/1
id: kiosk
title: Label printer lost its tunnel
revision: 1
phases:
  - id: look
    title: Look
    steps:
      - {id: lease, do: Look., kind: check}
      - {id: hand-over, do: Hand it over., kind: escalate, by: vendor}
escalation: {to: the network on call, with: the log}
";

fn home() -> Home {
    let home = Home::new();
    home.write("books/kiosk.yaml", BOOK);
    home.write("data/contacts.yaml", CONTACTS);
    home
}

#[test]
fn contacts_are_listed_and_what_has_run_out_says_so() {
    let home = home();
    let told = home.run(&["contacts"]);
    assert!(
        told.stdout
            .contains("Network on call (admin): +44 20 7946 0000, room 12; always\n"),
        "{told:?}"
    );
    assert!(
        told.stdout
            .contains("valid until 2020-01-31, which has passed"),
        "{told:?}"
    );
    assert!(told.stderr.contains("1 of 3 have run out"), "{told:?}");
    let some = home.json(&["contacts", "vendor", "--json"]);
    assert_eq!(some.as_array().unwrap().len(), 1);
    assert_eq!(some[0]["has_run_out"], true);
    assert_eq!(home.run(&["contacts", "nobody"]).status, 66);
    // Beside runbooks, too, and no runbook of its own.
    home.write(
        "books/contacts.yaml",
        "format: runsheet.contacts/1\ncontacts:\n  - {who: Depot, reach: [bell]}\n",
    );
    let told = home.run(&["--runbooks", "books", "contacts"]);
    assert!(told.stdout.contains("Depot: bell"), "{told:?}");
    assert_eq!(home.run(&["lint", "books"]).status, 0);
    home.write("books/contacts.yaml", "format: runsheet.contacts/1\ncontacts:\n  - {who: Depot, reach: []}\n  - {who: Bo, reach: [bell], valid_until: soon}\n");
    let found = home.run(&["lint", "books", "--json"]);
    assert_eq!(found.status, 65, "{found:?}");
    assert!(
        found.stdout.contains("nobody can reach them") && found.stdout.contains("is no day"),
        "{found:?}"
    );
}

#[test]
fn the_brief_names_whom_to_call_at_the_steps_that_are_left() {
    let home = home();
    home.ok(&["--runbooks", "books", "start", "kiosk", "--detach"]);
    let brief = home.ok(&["--runbooks", "books", "handoff", "last"]);
    assert!(
        brief.contains("call: Network on call (admin): +44 20 7946 0000"),
        "{brief}"
    );
    assert!(brief.contains("call: Acme Support (vendor)"), "{brief}");
    assert!(!brief.contains("Plumber"), "{brief}");
    assert!(brief.lines().count() <= 12);
    home.ok(&[
        "--runbooks",
        "books",
        "step",
        "last",
        "hand-over",
        "done",
        "--observed",
        "they have it",
    ]);
    let brief = home.ok(&["--runbooks", "books", "handoff", "last"]);
    assert!(!brief.contains("call:"), "{brief}");
}

#[test]
fn the_contacts_of_a_source_call_nobody() {
    let home = home();
    home.write("theirs/theirs.yaml", BOOK.replace("kiosk", "theirs"));
    home.write("theirs/contacts.yaml", "format: runsheet.contacts/1\ncontacts:\n  - {who: Mallory, role: vendor, reach: [\"+1 555\"]}\n");
    home.ok(&["runbooks", "add", "theirs"]);
    assert!(
        home.json(&["runbooks", "--json"])
            .to_string()
            .contains("\"theirs\"")
    );
    assert!(!home.ok(&["contacts"]).contains("Mallory"));
}
