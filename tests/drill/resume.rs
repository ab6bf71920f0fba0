//! A drill that is killed goes on with its clock and its injects right: through the binary.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::Value;

use crate::format::example;
use crate::home::Home;

const SPEED: f64 = 60.0;

/// Asks until it is so.
fn wait_for(home: &Home, is_it: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..2_000 {
        let status = home.json(&["drill", "status", "last", "--json"]);
        if is_it(&status) {
            return status;
        }
    }
    panic!("it never comes about");
}

fn wall(text: &Value) -> f64 {
    let at: runsheet::domain::time::Timestamp = text.as_str().unwrap().parse().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "today is far below 2^53 ms")]
    let seconds = at.ms() as f64 / 1000.0;
    seconds
}

#[test]
fn a_killed_drill_goes_on_with_its_clock_and_injects_right() {
    let home = Home::new();
    let folder = home.path("books/drills");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("own.yaml"), example()).unwrap();
    let books = home.path("books");
    let books = books.to_str().unwrap();
    home.ok(&[
        "--runbooks",
        books,
        "drill",
        "signin-rejected",
        "--detach",
        "--speed",
        "60",
        "--seed",
        "3",
    ]);
    let runbook = "anyconnect-authentication-failure";
    home.ok(&[
        "attach",
        "last",
        runbook,
        "--found-by",
        "stuck at authenticating",
    ]);
    // Somebody works on it, and the process is killed in the middle.
    let mut child = home
        .command()
        .args(["--accessible", "resume", "last"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    input.write_all(b"help\n").unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    // The scenario's file is gone too: what was kept is played.
    std::fs::remove_dir_all(home.path("books")).unwrap();
    let status = wait_for(&home, |s| !s["injects"].as_array().unwrap().is_empty());
    let inject = &status["injects"][0];
    assert_eq!(inject["id"], "status-asked");
    let document = home.json(&["export", "last"]);
    let opened = wall(&document["events"][0]["occurred_at"]);
    assert_eq!(
        wall(&inject["at"]) - opened,
        360.0,
        "at its own time, whenever it was noticed"
    );
    // The clock is what the wall's says, times the speed.
    let last = document["events"].as_array().unwrap().last().unwrap();
    let real = wall(&last["recorded_at"]) - opened;
    let status = home.json(&["drill", "status", "last", "--json"]);
    assert!(status["elapsed_s"].as_f64().unwrap() >= real * SPEED);
    // Stopped, its clock stands, and nothing is played in twice.
    home.ok(&["drill", "stop", "last"]);
    let held = home.json(&["drill", "status", "last", "--json"]);
    let later = home.json(&["drill", "status", "last", "--json"]);
    assert_eq!(held["elapsed_s"], later["elapsed_s"]);
    assert_eq!(later["status"], "held");
    assert_eq!(later["injects"].as_array().unwrap().len(), 1);
    home.ok(&["drill", "resume", "last"]);
    let on = wait_for(&home, |s| {
        s["elapsed_s"].as_f64() > held["elapsed_s"].as_f64()
    });
    assert_eq!(on["status"], "open");
}
