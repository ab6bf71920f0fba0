//! Our own process is killed while something runs: what it sent is lost, and said to be.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::json;

use super::contract::nothing_is_left;
use super::home::Home;
use super::runs::{opened, runs};

/// Our process with a command under way, the rest of what it says, and its first line: so it was
/// sent.
fn begun(home: &Home, text: &str) -> (Child, BufReader<ChildStdout>, String) {
    let mut child = home
        .command()
        .args(["run", "last", "--target", "local", "--risk", "read", "--"])
        .arg(text)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    (child, lines, line)
}

#[test]
fn a_run_whose_process_was_killed_is_lost_and_one_that_lives_is_not() {
    let home = opened();
    // Its first line has come: it was sent, so it is recorded.
    let (mut child, _lines, _) = begun(&home, "yes begun | head -n 20000; sleep 6002");
    assert_eq!(runs(&home)[0]["outcome"], json!(null), "its process lives");
    let refused = home.run(&[
        "mark", "last", "resolved", "--cause", "unknown", "--owner", "ana",
    ]);
    assert_eq!(refused.status, 1, "{refused:?}");
    child.kill().unwrap();
    child.wait().unwrap();
    let reply = home.run(&["status", "last"]);
    assert!(
        reply
            .stderr
            .contains("is lost: its process is gone, and it may have run"),
        "{}",
        reply.stderr
    );
    assert_eq!(runs(&home)[0]["outcome"], "lost");
    assert!(
        !home.run(&["status", "last"]).stderr.contains("is lost"),
        "it is told once"
    );
    // And it does not go on where nobody sees it.
    nothing_is_left("sleep 6002");
}

#[test]
fn a_signal_stops_what_runs_and_its_end_is_recorded() {
    let home = opened();
    let (mut child, mut lines, _) = begun(&home, "yes begun | head -n 20000; sleep 6003");
    let id = i32::try_from(child.id()).unwrap();
    let pid = rustix::process::Pid::from_raw(id).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    std::io::copy(&mut lines, &mut std::io::sink()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(runs(&home)[0]["outcome"], "stopped");
    nothing_is_left("sleep 6003");
}
