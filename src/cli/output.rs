//! What is printed: one JSON value or plain lines on stdout, everything else on stderr.
//! Text from outside never reaches the terminal as control characters.

use std::io::{IsTerminal, Write};

use serde_json::{Value, json};

use super::failure::{Exit, Failure};
use crate::journal::Head;
use crate::session::Outcome;

/// Prints text to stdout. A closed pipe is no failure: the reader has seen enough.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let result = match stdout.is_terminal() {
        true => stdout.write_all(visible(text).as_bytes()),
        false => stdout.write_all(text.as_bytes()),
    };
    match result.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::output("stdout", &error)),
        Ok(()) => Ok(()),
    }
}

/// Prints one JSON value to stdout.
pub fn print_json(value: &Value) -> Result<(), Failure> {
    print(&format!("{value:#}\n"))
}

/// Says what went wrong.
pub fn complain(failure: &Failure) {
    let mut text = format!("runsheet: {}", failure.what);
    if let Some(hint) = &failure.hint {
        text.push_str("\n  ");
        text.push_str(hint);
    }
    remark(&text);
}

/// A line on stderr. `eprintln!` would panic where the terminal is gone.
pub fn remark(text: &str) {
    // Nobody is left to tell if stderr is closed.
    let _ = std::io::stderr().write_all(visible(&format!("{text}\n")).as_bytes());
}

/// Tells what a command recorded.
pub fn outcome(head: Head, outcome: &Outcome, json: bool) -> Result<(), Failure> {
    let key = head.key();
    if json {
        let events: Vec<Value> = outcome
            .events
            .iter()
            .map(|r| {
                json!({
                    "id": r.id,
                    "kind": r.event.payload.kind(),
                    "occurred_at": r.event.occurred_at,
                    "recorded_at": r.recorded_at,
                })
            })
            .collect();
        return print_json(&json!({"incident": key, "id": head.id, "events": events}));
    }
    let mut lines = String::new();
    for recorded in &outcome.events {
        let event = &recorded.event;
        let step = event
            .step
            .as_ref()
            .map(|s| format!(" {s}"))
            .unwrap_or_default();
        let kind = event.payload.kind();
        let (at, id) = (event.occurred_at, recorded.id.short());
        lines.push_str(&format!("{key} {kind}{step} {at} {id}\n"));
    }
    print(&lines)
}

/// Control characters, and characters that turn or hide text, as visible signs; line ends
/// and tabs stay.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' => letter,
            c if c.is_control() => '\u{fffd}',
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            '\u{feff}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// A wrong combination of options.
pub fn usage(what: &str, hint: &str) -> Failure {
    Failure::new(Exit::Usage, what).hint(hint)
}
