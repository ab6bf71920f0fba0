//! The terminal is asked about itself, behind the first frame and only where it may answer;
//! and what is pasted into it is text.

use std::time::Duration;

use crate::home::Home;
use crate::terminal::{Terminal, program};

const BACKGROUND: &str = "\u{1b}]11;?";
const LAST: &str = "\u{1b}[c";

/// Dim text on a light background.
const LIGHT: &str = "38;5;240";

fn opened(home: &Home, variables: &[(&str, &str)]) -> Terminal {
    let mut command = program(home, &[]);
    for (name, value) in variables {
        command.env(name, value);
    }
    let terminal = Terminal::run(command);
    terminal.sees("runbooks").sees("Ctrl-P all");
    terminal
}

#[test]
fn a_light_background_is_heard_of_behind_the_first_frame() {
    let home = Home::new();
    let terminal = opened(&home, &[]);
    terminal.prints(LIGHT);
    assert!(terminal.has_printed_before("runbooks", BACKGROUND));
    assert!(terminal.has_printed_before(BACKGROUND, LIGHT));
}

#[test]
fn nobody_asks_for_a_background_that_does_not_matter() {
    for variable in [("NO_COLOR", "1"), ("RUNSHEET_THEME", "dark")] {
        let home = Home::new();
        let terminal = opened(&home, &[variable]);
        terminal.prints(LAST);
        assert!(!terminal.has_printed(BACKGROUND), "{variable:?}");
    }
}

#[test]
fn a_terminal_that_does_not_answer_is_not_asked() {
    let home = Home::new();
    let terminal = opened(&home, &[("TERM", "linux")]);
    // Whoever answers a key has asked what there was to ask.
    terminal.keys("stuck").sees("> stuck");
    assert!(!terminal.has_printed(LAST) && !terminal.has_printed(BACKGROUND));
}

#[test]
fn a_pasted_log_of_a_million_lines_is_one_text_and_no_key() {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach");
    let terminal = Terminal::open(&home, &["resume"]);
    terminal.sees("Who is affected?").sees("f failed");
    let log = "R y 1 q\r".repeat(1_000_000);
    terminal.at_once(format!("\u{1b}[200~{log}\u{1b}[201~"));
    terminal.sees("pasted text is not taken as keys");
    // Behind the mark there is a pause, else it would be part of the text.
    std::thread::sleep(Duration::from_millis(100));
    terminal.keys("n").sees("note >");
    terminal.at_once("first line\rsecond line\r");
    terminal.sees("first line second line");
    std::thread::sleep(Duration::from_millis(200));
    terminal.keys("\r").sees("noted");
}
