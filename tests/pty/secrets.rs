//! Secrets in a log that is pasted, read and followed on the screen are in nothing that the
//! program writes: neither to the terminal nor to any file.

use std::io::Write;

use crate::home::{Home, files};
use crate::leaks::{SECRETS, leaked, log};
use crate::terminal::{Terminal, program};

/// Every place in which a log's lines can be seen is looked at.
fn looks_around(terminal: &Terminal) {
    terminal.sees("What ").sees("[masked ");
    for _ in 0..8 {
        terminal.keys("j");
        shows_none(terminal);
    }
    terminal.keys("\x1b").sees_no("What ");
    terminal.keys("E").sees("Evidence");
    for _ in 0..12 {
        terminal.keys("j");
        shows_none(terminal);
    }
    terminal.keys("\x1b").sees_no("Evidence");
}

/// A secret that is broken over lines is one, too.
#[track_caller]
fn shows_none(terminal: &Terminal) {
    let text = terminal.text();
    let joined: String = text.split_whitespace().collect();
    assert_eq!(leaked(joined.as_bytes()), [""; 0], "{text}");
}

/// No file of the home holds one: the journal and what belongs to it, settings, exports, and
/// what was left in the folder for temporary files.
#[track_caller]
fn keeps_none(home: &Home) {
    let mut found = files(&home.path(""));
    found.sort();
    let has_journal = found.iter().any(|path| path.ends_with("journal.db"));
    assert!(has_journal, "{found:?}");
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(leaked(&bytes), [""; 0], "{}", path.display());
    }
}

#[test]
fn secrets_in_logs_reach_neither_the_terminal_nor_a_disk() {
    let home = Home::new();
    let logs = tempfile::tempdir().unwrap();
    let (still, grows) = (logs.path().join("asa.log"), logs.path().join("grows.log"));
    std::fs::write(&still, log()).unwrap();
    std::fs::write(&grows, "all is well\n").unwrap();
    std::fs::create_dir(home.path("tmp")).unwrap();
    let mut command = program(&home, &[]);
    command.env("TMPDIR", home.path("tmp"));
    let mut terminal = Terminal::run(command);
    terminal.sees("type what you see");
    terminal.keys("stuck at authenticating\r").sees("s start");
    terminal.keys("s").sees("INC-1");
    terminal.keys("l").sees("Paste the log here");
    terminal.at_once(format!("\x1b[200~{}\x1b[201~", log()));
    terminal.sees("18 lines pasted");
    shows_none(&terminal);
    terminal.keys("\r");
    looks_around(&terminal);
    terminal.keys("l").sees("Paste the log here");
    terminal.at_once(format!("\x1b[200~{}\x1b[201~", still.display()));
    terminal.sees("asa.log").keys("\r");
    looks_around(&terminal);
    // What comes while a log is followed takes another way into the journal.
    terminal.keys("l").sees("Paste the log here");
    terminal.at_once(format!("\x1b[200~{}\x1b[201~", grows.display()));
    terminal.sees("grows.log").at_once("\x06");
    terminal.sees("nothing known in 1 line so far");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&grows)
        .unwrap();
    file.write_all(log().as_bytes()).unwrap();
    terminal.sees("grows.log line ");
    terminal.keys("L").sees("no longer followed");
    terminal.keys("t").sees("log grows.log");
    shows_none(&terminal);
    terminal.keys("q").sees("1-4 answer").keys("e");
    terminal.sees("format").keys("1");
    terminal.sees("file >").keys("\r").sees("exported to");
    // The journal is open: its log file is there, too.
    keeps_none(&home);
    terminal.keys("q").sees("Ctrl-C leave").keys("\x03");
    terminal.sees("stays open").keys("y");
    assert!(terminal.ended().success());
    terminal.drain();
    for secret in SECRETS {
        assert!(!terminal.has_printed(secret), "{secret}");
    }
    keeps_none(&home);
}
