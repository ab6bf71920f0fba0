//! Telling beyond the window that something is due, and what its title says: the bell, the
//! notifications that terminals know, the title. Off until asked for, but for the title.
//!
//! Absent from here: when something is due (`due`), and the text of incidents. Only a key, a
//! step's number and what is due leave the program, cleaned of whatever could steer a terminal.

use std::io::Write;

use super::model::{Model, Screen};
pub use super::notice::Notice;
use super::terminal;
use super::text::clock;
use crate::config::{Notify, Title};
use crate::domain::event::Mode;
use crate::domain::state::Status;
use crate::paths::Surroundings;

/// The longest text that is sent, in characters.
const LONGEST: usize = 160;

/// Whatever tells people beyond the frame.
pub trait Notifier {
    /// Tells that something is due.
    fn notify(&mut self, notice: &Notice);

    /// What the title is to tell.
    fn title_kind(&self) -> Title;

    /// Shows a title. Only a new one is written.
    fn title(&mut self, title: &str);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Notifier for Silent {
    fn notify(&mut self, _: &Notice) {}

    fn title_kind(&self) -> Title {
        Title::Off
    }

    fn title(&mut self, _: &str) {}
}

/// Tells through the terminal.
#[derive(Debug)]
pub struct TerminalNotifier<W: Write> {
    out: W,
    asked: Notify,
    in_tmux: bool,
    shown: String,
}

impl<W: Write> TerminalNotifier<W> {
    /// Tells what was asked for, as far as the terminal can.
    pub fn new(out: W, asked: Notify, around: &Surroundings) -> Self {
        Self {
            out,
            asked: within(asked, around),
            in_tmux: around.tmux,
            shown: String::new(),
        }
    }

    /// One command to the terminal, handed through tmux if it runs there.
    fn command(&self, body: &str) -> String {
        match self.in_tmux {
            true => format!("\u{1b}Ptmux;\u{1b}\u{1b}]{body}\u{7}\u{1b}\\"),
            false => format!("\u{1b}]{body}\u{7}"),
        }
    }
}

impl<W: Write> Notifier for TerminalNotifier<W> {
    fn notify(&mut self, notice: &Notice) {
        let (incident, text) = (plain(&notice.incident), plain(&notice.text));
        let mut bytes = String::new();
        if self.asked.osc9 {
            bytes += &self.command(&format!("9;{incident}: {text}"));
        }
        if self.asked.osc777 {
            bytes += &self.command(&format!("777;notify;{incident};{text}"));
        }
        if self.asked.bell {
            bytes.push('\u{7}');
        }
        // A terminal that has gone is noticed by the next frame.
        let _ = self.out.write_all(bytes.as_bytes());
        let _ = self.out.flush();
    }

    fn title_kind(&self) -> Title {
        self.asked.title
    }

    fn title(&mut self, title: &str) {
        // After a stay in the shell the terminal has its own title again.
        let is_saved_now = terminal::save_title(&mut self.out);
        if title == self.shown && !is_saved_now {
            return;
        }
        let _ = write!(self.out, "\u{1b}]2;{}\u{7}", plain(title));
        let _ = self.out.flush();
        title.clone_into(&mut self.shown);
    }
}

/// What remains of the wishes: consoles have no title, and tmux keeps notifications unless they
/// are handed through.
fn within(asked: Notify, around: &Surroundings) -> Notify {
    let passes = !around.tmux || asked.tmux_passthrough;
    Notify {
        osc9: asked.osc9 && passes,
        osc777: asked.osc777 && passes,
        title: match around.term.as_deref() {
            None | Some("linux" | "dumb" | "vt100" | "vt220") => Title::Off,
            Some(_) => asked.title,
        },
        ..asked
    }
}

/// What is told and what is not, for `doctor`.
pub fn told(asked: Notify, around: &Surroundings) -> String {
    let get = within(asked, around);
    let all = [
        ("bell", asked.bell, get.bell),
        ("osc9", asked.osc9, get.osc9),
        ("osc777", asked.osc777, get.osc777),
        ("title", asked.title != Title::Off, get.title != Title::Off),
    ];
    let words = all.iter().filter(|(_, asked, _)| *asked);
    let words: Vec<String> = words
        .map(|(word, _, gets)| match (*gets, *word) {
            (true, _) => (*word).to_owned(),
            (false, "title") => "no title (TERM knows none)".to_owned(),
            (false, _) => format!("no {word} (tmux keeps it; set tmux-passthrough)"),
        })
        .collect();
    match words.is_empty() {
        true => "nothing".to_owned(),
        false => words.join(", "),
    }
}

/// Printable ASCII without the semicolon, which parts the fields of a command.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter {
        ';' => ',',
        ' '..='~' => letter,
        _ => '?',
    });
    letters.take(LONGEST).collect()
}

/// The title: `INC-12 7m 1.2` on an incident, the program's name at home.
pub fn title(model: &Model, kind: Title) -> String {
    let walk = model.walk.as_ref().filter(|_| model.screen == Screen::Walk);
    let Some(walk) = walk else {
        return "runsheet".to_owned();
    };
    let state = &walk.snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
    let key = state.key();
    if !status.is_unfinished() {
        return format!("{key} {}", status.word());
    }
    let since = match state.mode() {
        Mode::Change => state.opened_at,
        _ => state.milestones.detected.map(|mark| mark.at),
    };
    let ms = since.map_or(0, |at| walk.snapshot.now(model.now).since(at).max(0));
    let elapsed = match (kind, ms / 60_000) {
        (Title::Seconds, _) => clock(ms),
        (_, minutes @ ..60) => format!("{minutes}m"),
        (_, minutes) => format!("{}h{:02}m", minutes / 60, minutes % 60),
    };
    // The step being worked on: the focus may be looking ahead.
    let current = state.current_step();
    let number = current.map_or_else(String::new, |at| state.number_of(&at));
    format!("{key} {elapsed} {number}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Notify = Notify {
        bell: true,
        osc9: true,
        osc777: true,
        tmux_passthrough: false,
        title: Title::Minutes,
    };

    fn around(tmux: bool, term: &str) -> Surroundings {
        Surroundings {
            tmux,
            term: Some(term.to_owned()),
            ..Surroundings::default()
        }
    }

    fn sent(asked: Notify, tmux: bool, text: &str) -> String {
        let mut terminal = TerminalNotifier::new(Vec::new(), asked, &around(tmux, "xterm"));
        terminal.notify(&Notice {
            incident: "INC-1".to_owned(),
            text: text.to_owned(),
        });
        String::from_utf8(terminal.out).expect("text")
    }

    #[test]
    fn only_what_was_asked_for_is_sent() {
        assert_eq!(sent(Notify::default(), false, "due"), "");
        let bell = Notify {
            bell: true,
            ..Notify::default()
        };
        assert_eq!(sent(bell, true, "due"), "\u{7}");
        assert_eq!(
            sent(ALL, false, "due"),
            "\u{1b}]9;INC-1: due\u{7}\u{1b}]777;notify;INC-1;due\u{7}\u{7}"
        );
    }

    #[test]
    fn tmux_is_handed_notifications_through_only_if_asked() {
        assert_eq!(sent(ALL, true, "due"), "\u{7}");
        let through = Notify {
            bell: false,
            osc777: false,
            tmux_passthrough: true,
            ..ALL
        };
        assert_eq!(
            sent(through, true, "due"),
            "\u{1b}Ptmux;\u{1b}\u{1b}]9;INC-1: due\u{7}\u{1b}\\"
        );
        let says = told(ALL, &around(true, "linux"));
        assert_eq!(
            says,
            "bell, no osc9 (tmux keeps it; set tmux-passthrough), \
             no osc777 (tmux keeps it; set tmux-passthrough), no title (TERM knows none)"
        );
        assert_eq!(told(Notify::default(), &around(false, "xterm")), "title");
    }

    #[test]
    fn nothing_that_is_sent_steers_a_terminal() {
        let text = "a\u{7}\u{1b}\\\u{9c};b\u{202e}\n".repeat(40);
        let sent = sent(ALL, false, &text);
        assert_eq!(
            sent.matches('\u{7}').count(),
            3,
            "one end each, and the bell"
        );
        assert_eq!(sent.matches('\u{1b}').count(), 2);
        assert!(sent.is_ascii() && sent.len() < 400);
    }

    #[test]
    fn a_title_is_saved_once_written_when_new_and_given_back() {
        let mut terminal = TerminalNotifier::new(Vec::new(), ALL, &around(false, "xterm"));
        for title in ["one", "one", "two"] {
            terminal.title(title);
        }
        let saved = "\u{1b}[22;0t\u{1b}]2;one\u{7}\u{1b}]2;two\u{7}";
        assert_eq!(String::from_utf8_lossy(&terminal.out), saved);
        let mut given_back = Vec::new();
        terminal::restore_title(&mut given_back);
        terminal::restore_title(&mut given_back);
        assert_eq!(given_back, b"\x1b[23;0t");
        terminal.title("two");
        let again = format!("{saved}\u{1b}[22;0t\u{1b}]2;two\u{7}");
        assert_eq!(String::from_utf8_lossy(&terminal.out), again);
    }
}
