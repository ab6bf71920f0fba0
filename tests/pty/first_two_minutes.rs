//! The first two minutes of a new user, in the terminal that most of them have: tmux, and
//! here without colours.

use serde_json::Value;

use crate::home::{Home, files};
use crate::terminal::{Terminal, program};

fn open(home: &Home) -> Terminal {
    let mut command = program(home, &[]);
    command.env("TERM", "tmux-256color");
    command.env("NO_COLOR", "1");
    Terminal::run(command)
}

#[test]
fn from_a_symptom_to_the_exported_timeline() {
    let home = Home::new();
    let terminal = open(&home);
    terminal.sees("type what you see");
    terminal.keys("stuck at authenticating");
    terminal.until("the right runbook first, and why", |screen| {
        let first = screen.lines().find(|line| line.starts_with("> "))?;
        let right = first.contains("AnyConnect rejects the sign-in");
        (right && screen.contains("said ")).then_some(())
    });
    // Two keys from the result to a running clock.
    terminal.keys("\r").sees("s start").sees("symptoms");
    terminal.keys("s").sees("INC-1").sees("no action yet");
    terminal.sees("Who is affected?").keys("1").sees("1.1 done");
    terminal.sees("first action 0:0");
    // What a step runs is copied; the first time it asks which.
    terminal.keys("j").sees("y copy");
    terminal.keys("y").sees("copy which").keys("1");
    // What is missing in it is asked first.
    terminal.sees("what is missing in it").keys("jdoe\r");
    terminal
        .sees("Get-ADUser -Identity jdoe")
        .sees_no("what is missing");
    terminal.keys("k ").sees("observed >").keys("\r");
    terminal.sees("1.2 as expected");
    // A log is pasted; what it says leads to a step.
    terminal.keys("l").sees("Paste the log here");
    terminal.keys("\x1b[200~state 1\nvpnagent: AAA denied for user jdoe\nstate 3\n\x1b[201~");
    terminal.sees("3 lines pasted").keys("\r");
    terminal
        .sees("What the pasted text shows")
        .sees("step 1.2")
        .sees("AAA denied for user jdoe");
    // The same key at once would be one that is held.
    terminal.keys("j\r").sees_no("What the pasted text shows");
    terminal.sees("Check with the user").keys("j").sees("1.3");
    // The terminal is closed by accident.
    let mut lost = terminal;
    lost.hang_up();
    assert_eq!(lost.ended().exit_code(), 129);
    let mut terminal = open(&home);
    terminal.sees("1 open").sees("INC-1").sees("go on");
    terminal.keys("\r").sees("1.2").sees("you were at 1.3");
    // It says what is missing, and leads there.
    terminal.keys("R").sees("it cannot be resolved yet");
    terminal.keys("\r").sees_no("it cannot be resolved yet");
    terminal
        .keys(" ")
        .sees("observed >")
        .keys("\r")
        .sees("7.1 done");
    terminal.keys("R").sees("the cause");
    terminal.keys("1").sees("detected at >").keys("-20m\r");
    terminal.sees("service back at >").keys("-1s\r");
    terminal.sees("contributing >").keys("2\r");
    terminal.sees("summary >").keys("a typing error\r");
    terminal.sees("Resolve INC-1?").keys("y");
    terminal
        .sees("resolved in ")
        .sees("target missed")
        .sees("first action");
    terminal.keys("e").sees("format").keys("1");
    terminal.sees("file >").keys("\r").sees("exported to");
    terminal.keys("q").sees("Ctrl-C leave").keys("\x03");
    assert!(terminal.ended().success());
    terminal.drain();
    let shell = terminal.text();
    let lines: Vec<&str> = shell.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 4, "{shell}");
    terminal.settings_are_back();
    let found = files(&home.path(""));
    let export = found
        .iter()
        .find(|p| p.extension().is_some_and(|e| e == "json"));
    let document = std::fs::read(export.unwrap()).unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(document["incident"]["status"], "resolved");
    assert_eq!(document["incident"]["summary"], "a typing error");
    assert!(document["metrics"]["ttfa_s"].is_number());
    home.ok(&["verify", export.unwrap().to_str().unwrap()]);
}
