//! Lines from the terminal or a pipe, read on a thread: a read cannot be given up.

use std::io::{self, BufRead, BufReader};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Lines that come closer together than this were not typed.
const BURST: Duration = Duration::from_millis(20);

/// What came in.
#[derive(Debug)]
pub enum LineInput {
    /// A line.
    Line(String),
    /// Several lines at once, as a paste brings them.
    Several(Vec<String>),
}

/// The lines of standard input.
pub struct Lines {
    incoming: UnboundedReceiver<LineInput>,
    is_terminal: bool,
    /// The terminal's settings while typing is hidden.
    before: Option<Termios>,
}

impl Lines {
    /// Starts to read. From a terminal, lines that come at once are taken as a paste; a file
    /// or a pipe brings all of its lines at once.
    pub fn read(is_terminal: bool) -> io::Result<Self> {
        let (sender, incoming) = unbounded_channel();
        let reader = move || {
            let mut input = BufReader::new(io::stdin());
            while let Some(first) = line(&mut input) {
                let mut lines = vec![first];
                while is_terminal && more_at_once(&input) {
                    match line(&mut input) {
                        Some(next) => lines.push(next),
                        None => break,
                    }
                }
                let heard = match lines.len() {
                    1 => LineInput::Line(lines.remove(0)),
                    _ => LineInput::Several(lines),
                };
                if sender.send(heard).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new()
            .name("lines".to_owned())
            .spawn(reader)?;
        Ok(Self {
            incoming,
            is_terminal,
            before: None,
        })
    }

    /// The next line; `None` when they have ended.
    pub async fn next(&mut self) -> Option<LineInput> {
        self.incoming.recv().await
    }

    /// What is typed next is a secret.
    pub fn hide_typing(&mut self) {
        if !self.is_terminal {
            return;
        }
        let Ok(before) = tcgetattr(io::stdin()) else {
            return;
        };
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        hidden.local_modes.insert(LocalModes::ECHONL);
        if tcsetattr(io::stdin(), OptionalActions::Now, &hidden).is_ok() {
            self.before = Some(before);
        }
    }

    /// The secret has been typed.
    pub fn show_typing(&mut self) {
        if let Some(before) = self.before.take() {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.show_typing();
    }
}

/// One line, whatever its bytes are.
fn line(input: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    match input.read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => None,
        Ok(_) => {
            let text = String::from_utf8_lossy(&bytes);
            Some(text.trim_end_matches(['\n', '\r']).to_owned())
        }
    }
}

fn more_at_once(input: &BufReader<io::Stdin>) -> bool {
    if !input.buffer().is_empty() {
        return true;
    }
    let stdin = io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    let patience = Timespec::try_from(BURST).ok();
    poll(&mut wanted, patience.as_ref()).is_ok_and(|ready| ready > 0)
}
