//! The terminal comes back, whichever way the program ends: each way twenty times, because
//! what goes wrong here goes wrong now and then.

use std::time::Duration;

use portable_pty::CommandBuilder;
use runsheet::tui::terminal::{TerminalGuard, lend};
use rustix::process::Signal;

use crate::home::Home;
use crate::panic::again;
use crate::terminal::{Terminal, at_home};

/// How often each way is gone, and how many go at once.
const ROUNDS: usize = 20;
const AT_ONCE: usize = 4;
/// The program ends within this.
const SOON: Duration = Duration::from_secs(2);

/// Goes a way often, each time in a home of its own.
pub fn rounds(way: impl Fn(&Home) + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                for _ in 0..ROUNDS / AT_ONCE {
                    way(&Home::new());
                }
            });
        }
    });
}

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
    terminal.prints("\u{1b}[>31u");
    assert_ne!(terminal.settings(), terminal.before);
    let mut modes = terminal.modes_left_on();
    // The title follows the first frame.
    modes.retain(|mode| mode != "title");
    assert_eq!(
        modes,
        ["1049", "2004", "keyboard"],
        "the screen of its own, marked pastes and all keys, and the cursor is seen"
    );
}

#[track_caller]
fn a_walk_is_given_back(terminal: &Terminal) {
    is_given_back(terminal);
    assert!(
        terminal.has_printed("\u{1b}]2;INC-1 0m 1.1"),
        "it had a title"
    );
}

#[track_caller]
fn is_given_back(terminal: &Terminal) {
    terminal.drain();
    assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
    terminal.settings_are_back();
}

#[test]
fn after_leaving() {
    rounds(|home| {
        let mut terminal = walking(home);
        terminal.keys("q").sees("Ctrl-C leave");
        terminal.keys("\x03").sees("Leave the program?").keys("y");
        assert!(terminal.ended_within(SOON).success());
        a_walk_is_given_back(&terminal);
        assert!(terminal.text().contains("runsheet resume INC-1"));
    });
}

#[test]
fn after_ctrl_c() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.keys("\u{3}").sees("Leave the program?").keys("y");
    assert!(terminal.ended().success());
    a_walk_is_given_back(&terminal);
}

#[test]
fn after_an_error_before_the_first_frame() {
    rounds(|home| {
        let mut terminal = Terminal::open(home, &["resume", "INC-99"]);
        assert_eq!(terminal.ended_within(SOON).exit_code(), 66);
        is_given_back(&terminal);
        assert!(terminal.text().contains("INC-99"));
    });
}

fn after(signal: Signal, status: u32) {
    rounds(|home| {
        let mut terminal = walking(home);
        terminal.signal(signal);
        assert_eq!(terminal.ended_within(SOON).exit_code(), status);
        a_walk_is_given_back(&terminal);
        assert_eq!(active_steps(home), 0, "{signal:?}: it gives back its step");
    });
}

#[test]
fn after_sigterm() {
    after(Signal::TERM, 143);
}

#[test]
fn after_sigint() {
    after(Signal::INT, 130);
}

#[test]
fn after_sigquit() {
    after(Signal::QUIT, 131);
}

#[test]
fn after_sighup() {
    after(Signal::HUP, 129);
}

#[test]
fn after_a_signal_with_a_question_open() {
    let home = Home::new();
    let mut terminal = walking(&home);
    terminal.keys("nhalf a no").sees("half a no");
    terminal.signal(Signal::TERM);
    terminal.ended();
    a_walk_is_given_back(&terminal);
    assert!(!terminal.text().contains("half a no"));
}

fn active_steps(home: &Home) -> usize {
    let status = home.json(&["status", "last", "--json"]);
    let steps = status["steps"].as_array().unwrap().iter();
    steps.filter(|step| step["state"] == "active").count()
}

#[test]
fn the_process_ends_when_the_terminal_is_gone() {
    rounds(|home| {
        let mut terminal = walking(home);
        terminal.hang_up();
        terminal.ended_within(SOON);
        assert_eq!(active_steps(home), 0);
    });
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
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| stop_and_go_on(&home));
        }
    });
}

fn stop_and_go_on(home: &Home) {
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.arg("-i");
    at_home(&mut shell, home);
    shell.env("PS1", "shell> ");
    shell.env("PATH", "/usr/bin:/bin");
    let mut terminal = Terminal::run(shell);
    terminal.sees("shell>");
    let before = terminal.settings();
    terminal.at_once(format!("'{}' resume\n", env!("CARGO_BIN_EXE_runsheet")));
    terminal.sees("Who is affected?").sees("1-4 answer");
    is_borrowed(&terminal);
    for round in 0..ROUNDS / AT_ONCE {
        match round % 2 {
            0 => drop(terminal.keys("\u{1a}")),
            _ => terminal.signal_in_front(Signal::TSTP),
        }
        terminal.sees("Stopped").sees("shell>");
        terminal.sees_no("Who is affected?");
        terminal.drain();
        assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
        assert_eq!(terminal.settings(), before);
        terminal.at_once("clear; fg\n");
        terminal.sees("1-4 answer").sees("Who is affected?");
        terminal.until_modes(&["1049", "2004", "keyboard", "title"]);
    }
    terminal.keys("\u{3}").sees("Leave the program?").keys("y");
    terminal.sees("go on with").sees("shell>");
    terminal.drain();
    assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
    assert_eq!(terminal.settings(), before);
    terminal.at_once("exit\n");
    terminal.ended();
}

#[test]
fn the_mouse_is_reported_where_it_was_asked_for_and_no_longer_afterwards() {
    let home = Home::new();
    std::fs::create_dir_all(home.path("config")).unwrap();
    std::fs::write(home.path("config/config.toml"), "mouse = true\n").unwrap();
    home.line("start anyconnect-authentication-failure --detach");
    let mut terminal = Terminal::open(&home, &["resume"]);
    terminal.until_modes(&["1000", "1006", "1049", "2004", "keyboard", "title"]);
    // The wheel, over the list.
    terminal.at_once("\u{1b}[<65;5;10M");
    terminal.until_cursor("the next step", |row| row.contains("1.2"));
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.ended_within(SOON).exit_code(), 143);
    a_walk_is_given_back(&terminal);
}

/// Set in the process that is to lend its terminal.
const LENDS: &str = "RUNSHEET_TEST_LENDS";

#[test]
fn an_editor_has_the_terminal_as_the_shell_had_it() {
    rounds(|home| {
        let mut terminal = again(home, "restore::lends", LENDS, "1");
        terminal.sees("the editor is there");
        terminal.drain();
        assert_eq!(terminal.modes_left_on(), Vec::<String>::new());
        terminal.settings_are_back();
        terminal.at_once("a line\r").prints("taken: a line");
        terminal.prints("has it again");
        assert_eq!(terminal.modes_left_on(), ["1049", "2004"]);
        assert_ne!(terminal.settings(), terminal.before);
        terminal.at_once("\r");
        assert!(terminal.ended_within(SOON).success());
        is_given_back(&terminal);
    });
}

/// Does nothing among the other tests.
#[test]
fn lends() {
    if std::env::var_os(LENDS).is_none() {
        return;
    }
    let guard = TerminalGuard::enter().unwrap();
    drop(guard);
    let edits = "echo the editor is there; read line; echo \"taken: $line\"";
    let mut editor = std::process::Command::new("sh");
    assert!(lend(editor.args(["-c", edits])).unwrap().success());
    let guard = TerminalGuard::enter().unwrap();
    println!("has it again");
    let mut line = [0];
    std::io::Read::read_exact(&mut std::io::stdin(), &mut line).unwrap();
    drop(guard);
}
