//! The terminal comes back, whichever way the program ends.

use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::home::Home;
use crate::terminal::{Terminal, at_home};

/// The walk screen of an incident, drawn.
fn walking(home: &Home) -> Terminal {
    home.line("start anyconnect-authentication-failure --detach");
    let terminal = Terminal::open(home, &["resume"]);
    terminal.sees("Who is affected?").sees("1-4 answer");
    is_borrowed(&terminal);
    terminal
}

/// Nothing below would prove anything if the program had changed nothing.
fn is_borrowed(terminal: &Terminal) {
    assert_ne!(terminal.settings(), terminal.before);
    let mut modes = terminal.modes_left_on();
    // The title follows the first frame.
    modes.retain(|mode| mode != "title");
    assert_eq!(
        modes,
        ["1049", "2004"],
        "the screen of its own and marked pastes, and the cursor is seen"
    );
}

#[track_caller]
fn is_given_back(terminal: &Terminal) {
    terminal.drain();
    assert!(
        terminal.has_printed("\u{1b}]2;INC-1 0m 1.1"),
        "it had a title"
    );
    assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
    terminal.settings_are_back();
}

#[test]
fn after_leaving() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.keys("q").sees("/ search");
    terminal.keys("q").sees("Leave the program?").keys("y");
    assert!(terminal.ended().success());
    is_given_back(&terminal);
    assert!(terminal.text().contains("runsheet resume INC-1"));
}

#[test]
fn after_ctrl_c() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.keys("\u{3}").sees("Leave the program?").keys("y");
    assert!(terminal.ended().success());
    is_given_back(&terminal);
}

#[test]
fn after_a_signal() {
    let signals = [
        (Signal::TERM, 143),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
        (Signal::HUP, 129),
    ];
    for (signal, status) in signals {
        let home = Home::new();
        let mut terminal = walking(&home);
        terminal.signal(signal);
        assert_eq!(terminal.ended().exit_code(), status);
        is_given_back(&terminal);
        assert_eq!(active_steps(&home), 0, "{signal:?}: it gives back its step");
    }
}

#[test]
fn after_a_signal_with_a_question_open() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.keys("nhalf a no").sees("half a no");
    terminal.signal(Signal::TERM);
    terminal.ended();
    is_given_back(&terminal);
    assert!(!terminal.text().contains("half a no"));
}

fn active_steps(home: &Home) -> usize {
    let status = home.json(&["status", "last", "--json"]);
    let steps = status["steps"].as_array().unwrap().iter();
    steps.filter(|step| step["state"] == "active").count()
}

#[test]
fn the_process_ends_when_the_terminal_is_gone() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.hang_up();
    terminal.ended_within(Duration::from_secs(2));
    assert_eq!(active_steps(&home), 0);
    home.line("note last 'another terminal works'");
}

#[test]
fn the_process_ends_when_the_terminal_takes_no_more_output() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.stop_reading();
    terminal.signal(Signal::TERM);
    let status = terminal.ended_within(Duration::from_secs(3));
    assert_eq!(status.exit_code(), 143, "it did not end by itself");
}

/// A shell with job control in a terminal of its own, and the program in it.
#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    for by_signal in [false, true] {
        let home = Home::new();
        home.line("start anyconnect-authentication-failure --detach");
        let mut shell = CommandBuilder::new("/bin/sh");
        shell.arg("-i");
        at_home(&mut shell, &home);
        shell.env("PS1", "shell> ");
        shell.env("PATH", "/usr/bin:/bin");
        let mut terminal = Terminal::run(shell);
        terminal.sees("shell>");
        let before = terminal.settings();
        terminal.keys(format!("'{}' resume\n", env!("CARGO_BIN_EXE_runsheet")));
        terminal.sees("Who is affected?").sees("1-4 answer");
        is_borrowed(&terminal);
        match by_signal {
            false => drop(terminal.keys("\u{1a}")),
            true => terminal.signal_in_front(Signal::TSTP),
        }
        terminal.sees("Stopped").sees("shell>");
        terminal.sees_no("Who is affected?");
        assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
        assert_eq!(terminal.settings(), before);
        terminal
            .keys("fg\n")
            .sees("1-4 answer")
            .sees("Who is affected?");
        is_borrowed(&terminal);
        terminal.keys("1").sees("1.1 done");
        terminal.keys("\u{3}").sees("Leave the program?").keys("y");
        terminal.sees("go on with").sees("shell>");
        terminal.drain();
        assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
        assert_eq!(terminal.settings(), before);
        terminal.keys("exit\n");
        terminal.ended();
    }
}
