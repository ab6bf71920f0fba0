//! What else incidents teach, where it is put, and that one that taught nothing says so.

use serde_json::Value;

use crate::home::Home;

const BOOK: &str = "\
# The printers of the depot.
format: runsheet.runbook/1
id: kiosk
title: Label printer lost its tunnel
revision: 4
causes:
  - {id: lease, title: The lease ran out}
# What we do.
phases:
  - id: look
    title: Look
    steps:
      - {id: lease, do: Is the printer in the lease list?, kind: check, expect: It is there., suspects: [lease]}
      # Slow on Mondays.
      - {id: cable, do: Is the cable in?, kind: check}
      - id: renew
        do: Renew the lease.
        kind: act
        risk: change
        rollback: Give the old lease back.   # from the list
      - {id: works, do: Print a label., kind: verify}
";

fn with(home: &Home, more: &[&str]) -> String {
    let all: Vec<&str> = ["--runbooks", "books"]
        .iter()
        .chain(more)
        .copied()
        .collect();
    home.ok(&all)
}

fn git(home: &Home, folder: &str, arguments: &[&str]) {
    let mut command = home.program("git");
    let path = std::env::var_os("PATH").unwrap();
    let out = command
        .env("PATH", path)
        .arg("-C")
        .arg(home.path(folder))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

/// Learns, and takes the patches in.
fn taken(home: &Home, arguments: &[&str], folder: &str) -> Vec<Value> {
    let all: Vec<&str> = arguments.iter().chain(&["--json"]).copied().collect();
    let said: Value = serde_json::from_str(&with(home, &all)).unwrap();
    let patches = said["patches"].as_array().unwrap().clone();
    let all: Vec<&str> = arguments
        .iter()
        .chain(&["-o", "taught.patch", "--force"])
        .copied()
        .collect();
    with(home, &all);
    let patch = home.path("taught.patch").display().to_string();
    git(home, folder, &["apply", &patch]);
    patches
}

fn kinds(patches: &[Value]) -> Vec<&str> {
    patches
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect()
}

fn resolve(home: &Home) {
    with(
        home,
        &["step", "last", "works", "done", "--observed", "a label"],
    );
    with(home, &["mark", "last", "resolved", "--cause", "lease"]);
}

#[test]
fn what_was_done_undone_said_and_passed_over_becomes_patches_that_apply() {
    let home = Home::new();
    home.write("books/kiosk.yaml", BOOK);
    git(&home, "books", &["init", "-q"]);
    for _ in 0..2 {
        with(&home, &["start", "kiosk", "--detach"]);
        with(
            &home,
            &[
                "step",
                "last",
                "lease",
                "done",
                "--observed",
                "the list names it twice",
            ],
        );
        with(
            &home,
            &[
                "step",
                "last",
                "cable",
                "skip",
                "--reason",
                "the printer has no cable",
            ],
        );
        with(
            &home,
            &["step", "last", "renew", "done", "--observed", "ok"],
        );
        with(
            &home,
            &[
                "step",
                "last",
                "renew",
                "revert",
                "--reason",
                "set the old lease in the list by hand",
            ],
        );
        with(
            &home,
            &[
                "act",
                "last",
                "clear the printer's ARP entry",
                "--risk",
                "change",
                "--rollback",
                "It fills by itself",
            ],
        );
        resolve(&home);
    }
    let patches = taken(&home, &["learn", "last"], "books");
    assert_eq!(
        kinds(&patches),
        ["step", "undo", "note", "expect"],
        "{patches:#?}"
    );
    for patch in &patches {
        assert!(!patch["reason"].as_str().unwrap().is_empty());
        assert_eq!(patch["event"].as_str().unwrap().len(), 36);
    }
    let after = std::fs::read_to_string(home.path("books/kiosk.yaml")).unwrap();
    for part in [
        "# The printers of the depot.\nformat: runsheet.runbook/1.1\n",
        "revision: 5\n",
        "# Slow on Mondays.",
        "# from the list",
        "expect: The list names it twice., suspects: [lease]}",
        "note: \"Always skipped so far: the printer has no cable\"",
        "undo: {by_hand: set the old lease in the list by hand}",
        "      - id: clear-the-printer-s\n        do: Clear the printer's ARP entry.\n",
    ] {
        let is_there =
            after.contains(part) || part.contains("clear-the") && after.contains("ARP entry.");
        assert!(is_there, "{part}: {after}");
    }
    assert_eq!(home.run(&["lint", "books"]).status, 0, "{after}");
    let again: Value = serde_json::from_str(&with(&home, &["learn", "last", "--json"])).unwrap();
    // The incident is told of the runbook as it was walked; what is in the file by now is not
    // asked for twice where its place is taken.
    assert!(again["patches"].as_array().unwrap().len() <= patches.len());
}

#[test]
fn a_phrase_goes_beside_and_a_shipped_runbook_learns_in_a_copy_that_says_so() {
    let home = Home::new();
    let id = "vpn-mtu-fragmentation";
    with_plain(&home, &["start", id, "--detach"]);
    home.ok(&[
        "attach",
        "last",
        "vpn-dns-resolution",
        "--found-by",
        "names and pages are odd today",
    ]);
    home.ok(&["set-aside", "last", id, "--reason", "it was the names"]);
    home.ok(&["act", "last", "restart the stub resolver", "--risk", "read"]);
    let status: Value = home.json(&["status", "last", "--json"]);
    for step in status["steps"].as_array().unwrap() {
        if step["critical"] == true && step["runbook"] == "vpn-dns-resolution" {
            let id = step["id"].as_str().unwrap();
            let _ = home.run(&[
                "step",
                "last",
                id,
                "skip",
                "--reason",
                "x",
                "--override",
                id,
            ]);
        }
    }
    home.ok(&[
        "mark",
        "last",
        "resolved",
        "--cause",
        "unknown",
        "--summary",
        "names",
        "--reason",
        "x",
        "--owner",
        "ana",
    ]
    .as_slice()
    .iter()
    .filter(|it| **it != "--reason" && **it != "x")
    .copied()
    .collect::<Vec<_>>());
    let said = home.json(&["learn", "last", "--json"]);
    let patches = said["patches"].as_array().unwrap();
    let kinds: Vec<&str> = patches
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.ends_with(&["copy", "step"]), "{said:#}");
    home.ok(&["learn", "last", "-o", "taught.patch"]);
    let books = home.data().join("runbooks");
    std::fs::create_dir_all(&books).unwrap();
    let patch = home.path("taught.patch").display().to_string();
    git(&home, "data/runbooks", &["apply", &patch]);
    let copy = std::fs::read_to_string(books.join("vpn-dns-resolution.yaml")).unwrap();
    assert!(
        copy.starts_with(
            "# Stands in the place of the shipped runbook vpn-dns-resolution, revision "
        ),
        "{copy}"
    );
    assert!(copy.contains("do: Restart the stub resolver."));
    let listed = home.json(&["runbooks", "--json"]);
    let ours = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "vpn-dns-resolution")
        .unwrap();
    assert_eq!(ours["origin"], "replaces embedded");
}

fn with_plain(home: &Home, arguments: &[&str]) {
    home.ok(arguments);
}

#[test]
fn an_act_becomes_an_item_of_a_markdown_list() {
    let home = Home::new();
    let text = "# Printer is offline\n\nWhat to do:\n\n1. Look at the **cable**.\n   - both ends\n2. Print a label.\n\nThat is all.\n";
    home.write("books/printer-offline.md", text);
    let listed: Value = serde_json::from_str(&with(&home, &["runbooks", "--json"])).unwrap();
    let ours = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["origin"] == "file")
        .unwrap();
    let id = ours["id"].as_str().unwrap();
    with(&home, &["start", id, "--detach"]);
    with(&home, &["step", "last", "1.1", "done", "--observed", "in"]);
    with(
        &home,
        &["act", "last", "feed the paper again", "--risk", "read"],
    );
    with(
        &home,
        &[
            "mark", "last", "resolved", "--cause", "unknown", "--owner", "ana",
        ],
    );
    git(&home, "books", &["init", "-q"]);
    let patches = taken(&home, &["learn", "last"], "books");
    assert_eq!(kinds(&patches), ["step"], "{patches:#?}");
    let after = std::fs::read_to_string(home.path("books/printer-offline.md")).unwrap();
    let line = after
        .lines()
        .position(|line| line.contains("Feed the paper again."))
        .unwrap();
    assert_eq!(after.lines().count(), text.lines().count() + 1);
    assert!(line > 4 && after.ends_with("That is all.\n"), "{after}");
}

#[test]
fn an_incident_that_taught_nothing_says_so() {
    let home = Home::new();
    home.write("books/kiosk.yaml", BOOK);
    with(&home, &["start", "kiosk", "--detach"]);
    with(
        &home,
        &[
            "step",
            "last",
            "lease",
            "failed",
            "--observed",
            "it is gone",
        ],
    );
    resolve(&home);
    let reply = home.run(&["--runbooks", "books", "learn", "last"]);
    assert_eq!((reply.status, reply.stdout.as_str()), (0, ""), "{reply:?}");
    assert!(reply.stderr.contains("INC-1 taught nothing"), "{reply:?}");
    with(&home, &["start", "kiosk", "--detach"]);
    let said: Value =
        serde_json::from_str(&with(&home, &["learn", "--since", "-1h", "--json"])).unwrap();
    assert_eq!(said["nothing"], serde_json::json!(["INC-1", "INC-2"]));
    assert_eq!(home.run(&["learn"]).status, 2);
}
