//! What a box asks on the way is asked of whoever sits at the terminal; a password unseen. It is
//! held in memory only.

use std::io::{IsTerminal, Write};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::output::visible;

/// Whether somebody sits here.
pub fn is_attended() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// The answer of whoever sits here; `None` if nobody does, or none was given.
pub fn ask(question: &str) -> Option<String> {
    if !is_attended() {
        return None;
    }
    let lower = question.to_lowercase();
    let is_hidden = lower.contains("pass") || lower.contains("code");
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{} ", visible(question.trim()));
    let _ = stderr.flush();
    let before = is_hidden
        .then(|| tcgetattr(std::io::stdin()).ok())
        .flatten();
    if is_hidden {
        let mut hidden = before.clone()?;
        hidden.local_modes.remove(LocalModes::ECHO);
        hidden.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(std::io::stdin(), OptionalActions::Now, &hidden).ok()?;
    }
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    if let Some(before) = before {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &before);
    }
    match read {
        Ok(count) if count > 0 => Some(line.trim_end_matches(['\n', '\r']).to_owned()),
        _ => None,
    }
}
