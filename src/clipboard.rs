//! Text to the operator's clipboard, also from a machine far away.
//!
//! A terminal takes OSC 52; tmux ignores it by default and is given the text itself.
//! The text may hold secrets: it goes to a pipe or to the terminal, never on a command line.

use std::io::Write;
use std::process::{Command, Stdio};

use crossterm::clipboard::CopyToClipboard;

/// Where a copied text goes.
pub trait Clipboard {
    /// Sends a text. Says in a few words where it went, or what failed.
    fn copy(&mut self, text: &str) -> Result<String, String>;
}

/// The clipboard that is at hand: that of tmux inside tmux, else the terminal's.
pub fn at_hand(in_tmux: bool) -> Box<dyn Clipboard> {
    match in_tmux {
        true => Box::new(Tmux),
        false => Box::new(Terminal(std::io::stdout())),
    }
}

/// The terminal's clipboard, by OSC 52.
#[derive(Debug)]
pub struct Terminal<W: Write>(pub W);

impl<W: Write> Clipboard for Terminal<W> {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        crossterm::execute!(self.0, CopyToClipboard::to_clipboard_from(text))
            .map(|()| "sent to the terminal's clipboard".to_owned())
            .map_err(|error| format!("the terminal did not take it: {error}"))
    }
}

/// The clipboard of tmux, which passes it on to its own terminal.
#[derive(Debug, Clone, Copy)]
pub struct Tmux;

impl Clipboard for Tmux {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        let failed = |error: std::io::Error| format!("tmux did not take it: {error}");
        let mut tmux = Command::new("tmux")
            .args(["load-buffer", "-w", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        if let Some(mut stdin) = tmux.stdin.take() {
            stdin.write_all(text.as_bytes()).map_err(failed)?;
        }
        match tmux.wait().map_err(failed)? {
            status if status.success() => Ok("sent to tmux and its clipboard".to_owned()),
            status => Err(format!("tmux did not take it: {status}")),
        }
    }
}
