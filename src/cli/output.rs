//! What is printed: one JSON value or plain lines on stdout, everything else on stderr.
//! Text from outside never reaches the terminal as control characters.

use std::io::{IsTerminal, Write};

use serde_json::{Value, json};

use super::failure::{Exit, Failure};
use crate::domain::hidden::{Hidden, hidden};
use crate::journal::Head;
use crate::session::Submitted;

/// Prints words to stdout, and nothing in them that is not drawn: whoever reads a pipe may be
/// a terminal in the end. A closed pipe is no failure: the reader has seen enough.
pub fn print(text: &str) -> Result<(), Failure> {
    write(&visible(text))
}

/// Prints one JSON value to stdout.
pub fn print_json(value: &Value) -> Result<(), Failure> {
    print_data(&format!("{value:#}\n"))
}

/// Prints JSON to stdout: exactly into a pipe; on a terminal what is not drawn is escaped,
/// which means the same.
pub fn print_data(json: &str) -> Result<(), Failure> {
    match std::io::stdout().is_terminal() {
        true => write(&escaped(json)),
        false => write(json),
    }
}

/// Prints a document that has made its texts drawable itself: exactly into a pipe.
pub fn print_document(text: &str) -> Result<(), Failure> {
    match std::io::stdout().is_terminal() {
        true => print(text),
        false => write(text),
    }
}

fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::output("stdout", &error)),
        Ok(()) => Ok(()),
    }
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

/// Asks a question that `y` alone affirms. `None` where nobody can be asked.
pub fn confirms(question: &str) -> Option<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let asked = visible(&format!("{question} [y/N] "));
    let _ = std::io::stderr().write_all(asked.as_bytes());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    Some(matches!(line.trim(), "y" | "Y" | "yes"))
}

/// Asks for a word. `None` where nobody can be asked.
pub fn asks(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let _ = std::io::stderr().write_all(visible(&format!("{question} ")).as_bytes());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    Some(line.trim().to_owned())
}

/// Tells what a command recorded: its events on stdout, and in words that it is recorded on
/// stderr.
pub fn outcome(head: Head, outcome: &Submitted, json: bool) -> Result<(), Failure> {
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
    match outcome.events.len() {
        0 => remark(&format!("nothing to record in {key}")),
        1 => remark(&format!("recorded in {key}:")),
        count => remark(&format!("recorded in {key}, {count} events:")),
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

/// Characters that are not drawn as visible signs; line ends and tabs stay, and what only picks
/// a letter's shape goes.
pub fn visible(text: &str) -> String {
    let drawn = |letter: char| match (letter, hidden(letter)) {
        ('\n' | '\t', _) | (_, None) => Some(letter),
        (_, Some(Hidden::Variant)) => None,
        (_, Some(_)) => Some('\u{fffd}'),
    };
    text.chars().filter_map(drawn).collect()
}

/// JSON with its characters that are not drawn as `\uXXXX`. Line ends stand between its values
/// only.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        match hidden(letter) {
            Some(_) if letter != '\n' => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            _ => out.push(letter),
        }
    }
    out
}

/// A wrong combination of options.
pub fn usage(what: &str, hint: &str) -> Failure {
    Failure::new(Exit::Usage, what).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::clean;
    use crate::tui::text::shown;

    /// Every code point that is not drawn, on each of the three ways out: commands, screen and
    /// reports.
    #[test]
    fn what_is_not_drawn_leaves_on_no_way() {
        let all = (0..=0x10_ffff).filter_map(char::from_u32);
        let hidden_ones: Vec<char> = all.filter(|letter| hidden(*letter).is_some()).collect();
        assert!(hidden_ones.len() > 4_000, "{}", hidden_ones.len());
        for letter in hidden_ones {
            let text = format!("a{letter}b");
            let stays = |allowed: &[char], out: &str| {
                let left = out.chars().find(|c| hidden(*c).is_some());
                assert!(
                    left.is_none_or(|c| allowed.contains(&c)),
                    "{letter:?}: {out:?}"
                );
                assert!(out.starts_with('a') && out.ends_with('b'), "{out:?}");
            };
            stays(&['\n', '\t'], &visible(&text));
            stays(&[], &shown(&text));
            stays(&['\n', '\t', '\r'], &clean(&text));
        }
    }

    #[test]
    fn escaped_json_means_the_same() {
        let value = json!({"a": "\u{9b}31m\u{202e}\u{e0041}\u{feff}é"});
        let text = format!("{value:#}\n");
        let escaped = escaped(&text);
        assert!(escaped.contains("\\u009b") && escaped.contains("\\udb40\\udc41"));
        assert!(escaped.chars().all(|c| c == '\n' || hidden(c).is_none()));
        let same: Value = serde_json::from_str(&escaped).unwrap();
        assert_eq!(same, value);
    }
}
