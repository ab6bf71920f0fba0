//! `output`: what was run elsewhere and pasted back.

use serde_json::json;

use super::home::files;
use super::runs::{opened, runs};

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
    for file in files(&home.data()) {
        let text = std::fs::read(&file).unwrap();
        assert!(
            !String::from_utf8_lossy(&text).contains("Tango"),
            "{}",
            file.display()
        );
    }
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
