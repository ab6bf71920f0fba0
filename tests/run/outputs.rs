//! `output`: what was run elsewhere and pasted back.

use serde_json::json;

use super::runs::{nothing_holds, opened, runs};

#[test]
fn what_is_pasted_is_masked_kept_and_read() {
    let home = opened();
    let text = "password hunter2-Tango-7391\nwrite failed: No space left on device\n";
    let reply = home.run_with(&["output", "last", "look", "2", "-", "--json"], text);
    assert_eq!(reply.status, 0, "{reply:?}");
    let told: serde_json::Value = serde_json::from_str(&reply.stdout).unwrap();
    assert_eq!(
        (&told["index"], &told["lines"], &told["target"]),
        (&json!(2), &json!(2), &json!(null))
    );
    assert_eq!(told["findings"][0]["first"]["line"], 2);
    let document = home.json(&["export", "last"]);
    assert_eq!(document["runs"][0]["via"], "paste");
    assert_eq!(document["causes"][0]["standing"], "suspected");
    assert!(!document["milestones"]["first_action"].is_null());
    let hash = document["runs"][0]["sha256"].as_str().unwrap();
    assert!(home.path(&format!("data/runs/{hash}.zst")).is_file());
    nothing_holds(&home, "Tango");
}

#[test]
fn a_file_is_taken_too_and_an_output_without_a_number() {
    let home = opened();
    home.write("out.txt", "altered\n");
    home.ok(&["output", "last", "alter", "out.txt"]);
    let run = &runs(&home)[0];
    assert_eq!(
        (&run["index"], &run["head"]),
        (&json!(1), &json!("altered\n"))
    );
    home.ok(&["output", "last", "works", "out.txt"]);
    assert_eq!(runs(&home)[1]["index"], json!(null));
}

#[test]
fn what_cannot_be_taken_is_refused() {
    let home = opened();
    for (arguments, status) in [
        (&["output", "last", "look", "9", "-"][..], 66),
        (&["output", "last", "look", "gone.txt"][..], 66),
        (&["output", "last", "nowhere", "-"][..], 66),
        (&["output", "last", "look", "x", "-"][..], 2),
    ] {
        let reply = home.run_with(arguments, "text\n");
        assert_eq!(reply.status, status, "{arguments:?}: {reply:?}");
    }
    assert_eq!(runs(&home), json!([]));
}

const SHOWS: &str = "\
format: runsheet.runbook/1.1
id: sessions-test
title: Nobody has a session
revision: 1
category: test
summary: For tests.
symptoms: [{says: nothing}]
causes: [{id: full, title: It is full, class: server}]
variables:
  - {name: sessions, ask: How many sessions, example: \"12\"}
phases:
  - id: first
    title: First
    steps:
      - id: count
        do: Count the sessions.
        kind: check
        expect: Some.
        suspects: [full]
        rules_out: [full]
        run:
          - device: asa
            text: show vpn-sessiondb summary
            shows:
              - {matches: 'Active : +(?P<n>[1-9][0-9]*)', as: done, sets: {sessions: n}}
              - {not: 'Active : +[1-9]', as: failed}
      - {id: works, do: See that it works., kind: verify, critical: true}
";

#[test]
fn what_an_output_shows_proposes_an_outcome_and_a_person_decides() {
    let home = opened();
    home.write("data/runbooks/sessions-test.yaml", SHOWS);
    home.ok(&["start", "sessions-test", "--detach"]);
    let told = |text: &str| -> serde_json::Value {
        let reply = home.run_with(&["output", "last", "count", "-", "--json"], text);
        assert_eq!(reply.status, 0, "{reply:?}");
        serde_json::from_str(&reply.stdout).unwrap()
    };
    let some = told("Active :  241 : 1024\n");
    assert_eq!(
        some["proposed"],
        json!({"outcome": "done", "because": ["Active :  241 : 1024"]})
    );
    assert_eq!(some["captured"], json!({"sessions": "241"}));
    let none = told("Active :  0 : 1024\n");
    assert_eq!(none["proposed"]["outcome"], "failed");
    let refused = told("ERROR: Command authorization failed\n");
    assert_eq!(refused["proposed"]["outcome"], "inconclusive");
    assert_eq!(told("\n")["proposed"], json!(null));
    // It is proposed, and no more.
    let document = home.json(&["export", "last"]);
    assert_eq!(document["steps"][0]["state"], "pending");
    assert_eq!(document["runs"][0]["captured"], json!({"sessions": "241"}));
    let reply = home.run_with(&["output", "last", "count", "-"], "Active : 7\n");
    assert!(
        reply.stderr.contains("by what it shows: done") && reply.stderr.contains("sessions = 7"),
        "{}",
        reply.stderr
    );
}
