//! Text to the operator's clipboard, also from a machine far away.
//!
//! A terminal takes OSC 52; tmux ignores it by default and is given the text itself. Neither
//! says whether the text arrived, so that a text without secrets is also left in a file.
//! One with secrets goes to a pipe or to the terminal, never to a disk or a command line.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;

use crate::paths;

/// Many terminals take no longer text by OSC 52, in bytes: 100,000 of them once encoded.
const LONGEST: usize = 74_994;
/// How long tmux may take. The screen waits for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a copied text goes.
pub trait Clipboard {
    /// Sends a text. Says in a few words where it went, or what failed.
    fn copy(&mut self, text: &str) -> Result<String, String>;

    /// Leaves the text that was sent in a file as well, and says in which. Of a text that
    /// holds a secret, which is not given here, nothing is left, nor of the one before.
    fn keep(&mut self, _text: Option<&str>) -> Option<PathBuf> {
        None
    }
}

/// The clipboard that is at hand: that of tmux inside tmux, else the terminal's. The file is
/// for those that take nothing.
pub fn at_hand(in_tmux: bool, file: PathBuf) -> Box<dyn Clipboard> {
    match in_tmux {
        true => Box::new(AndFile(Tmux, file)),
        false => Box::new(AndFile(Osc52(io::stdout()), file)),
    }
}

/// A clipboard, and a file beside it.
#[derive(Debug)]
pub struct AndFile<C>(pub C, pub PathBuf);

impl<C: Clipboard> Clipboard for AndFile<C> {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        self.0.copy(text)
    }

    fn keep(&mut self, text: Option<&str>) -> Option<PathBuf> {
        let Some(text) = text else {
            // It would be taken for the text that was copied last. There may be none.
            let _ = fs::remove_file(&self.1);
            return None;
        };
        let folder = self.1.parent()?;
        paths::create_private_folder(folder).ok()?;
        let text = format!("{}\n", text.trim_end_matches('\n'));
        paths::write_whole(&self.1, text.as_bytes()).ok()?;
        Some(self.1.clone())
    }
}

/// The terminal's clipboard, by OSC 52.
#[derive(Debug)]
pub struct Osc52<W: Write>(pub W);

impl<W: Write> Clipboard for Osc52<W> {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        crossterm::execute!(self.0, CopyToClipboard::to_clipboard_from(text))
            .map_err(|error| format!("the terminal did not take it: {error}"))?;
        Ok(match text.len() > LONGEST {
            false => "sent to the terminal's clipboard".to_owned(),
            true => format!(
                "sent to the terminal, but many take no more than 74 of these {} KB",
                text.len().div_ceil(1_000)
            ),
        })
    }
}

/// The clipboard of tmux, which passes it on to its own terminal.
#[derive(Debug, Clone, Copy)]
pub struct Tmux;

impl Clipboard for Tmux {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        let mut tmux = Command::new("tmux");
        tmux.args(["load-buffer", "-w", "-"]);
        feed(tmux, text, PATIENCE)
            .map(|()| "sent to tmux and its clipboard".to_owned())
            .map_err(|what| format!("tmux did not take it: {what}"))
    }
}

/// Runs a command with a text as its input. One that does not end in time is ended.
fn feed(mut command: Command, text: &str, patience: Duration) -> Result<(), String> {
    let failed = |error: io::Error| error.to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        let text = text.to_owned();
        let name = thread::Builder::new().name("copy".to_owned());
        // A pipe that nobody reads takes no more at some point. The status tells the rest.
        name.spawn(move || stdin.write_all(text.as_bytes()))
            .map_err(failed)?;
    }
    let end = Instant::now() + patience;
    loop {
        match child.try_wait().map_err(failed)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(status.to_string()),
            None if Instant::now() >= end => return Err(give_up(&mut child, patience)),
            None => thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// Ends a child that takes too long.
fn give_up(child: &mut Child, patience: Duration) -> String {
    // It may have ended meanwhile.
    let _ = child.kill();
    let _ = child.wait();
    format!("no answer within {} ms", patience.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let long = "x".repeat(1_000_000);
        let patience = Duration::from_millis(100);
        for text in ["short", &long] {
            let start = Instant::now();
            let said = feed(shell("exec sleep 60"), text, patience);
            assert_eq!(said, Err("no answer within 100 ms".to_owned()));
            assert!(start.elapsed() < Duration::from_secs(30));
        }
    }

    #[test]
    fn a_command_gets_the_whole_text_and_its_status_counts() {
        let long = "x".repeat(1_000_000);
        let counts = "test $(wc -c) = 1000000";
        assert_eq!(feed(shell(counts), &long, Duration::from_secs(30)), Ok(()));
        let said = feed(shell("exit 3"), "text", Duration::from_secs(30));
        assert!(said.unwrap_err().contains('3'));
        let none = Command::new("/nowhere/tmux");
        assert!(feed(none, "text", PATIENCE).is_err());
    }

    #[test]
    fn the_file_holds_the_last_text_alone_and_no_secret() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/copied.txt");
        let mut clipboard = AndFile(Osc52(Vec::new()), path.clone());
        for text in ["show version with a long tail", "show clock"] {
            clipboard.copy(text).unwrap();
            assert_eq!(clipboard.keep(Some(text)), Some(path.clone()));
            assert_eq!(fs::read_to_string(&path).unwrap(), format!("{text}\n"));
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(clipboard.keep(None), None);
        assert!(!path.exists());
    }

    #[test]
    fn a_text_that_many_terminals_do_not_take_is_said() {
        let mut terminal = Osc52(Vec::new());
        assert!(terminal.copy("short").unwrap().ends_with("clipboard"));
        let said = terminal.copy(&"x".repeat(80_000)).unwrap();
        assert!(said.contains("74 of these 80 KB"), "{said}");
    }
}
