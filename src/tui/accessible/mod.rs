//! The same incident as numbered lines and prompts: nothing is redrawn, the terminal stays
//! as it is, and a screen reader, a braille line or a serial console can follow. It also
//! takes its lines from a file or a pipe.
//!
//! Absent from here: acts. Whatever can be done is done by the screen's own actions and
//! questions; this only reads them out and takes answers as lines.

mod announced;
pub mod conversation;
mod drill;
mod lines;
mod log_lines;
mod logs;
mod page;
mod places;
mod reading;
mod searching;
mod standing;
mod words;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{MissedTickBehavior, interval};

use super::effect::Msg;
use super::library_watch::{self, LibraryFolders};
use super::notify::Silent;
use super::signals::{self, Signal};
use super::{ScreenExit, ScreenStart, TuiError, begin};
use crate::clipboard::Clipboard;
use crate::config::Title;
use crate::session::Session;
use conversation::Conversation;
use lines::{LineInput, Lines};

/// Talks until the operator leaves or the lines end.
pub fn run(session: Session, mut start: ScreenStart) -> Result<ScreenExit, TuiError> {
    // The title belongs to a screen that gives it back.
    start.settings.notify.title = Title::Off;
    let (sender, tasks) = unbounded_channel();
    let results = sender.clone();
    let (folders, app) = begin(session, start, |tools| {
        tools.tasks = Some(results);
        if !io::stdout().is_terminal() {
            tools.clipboard = Box::new(Printed);
            tools.notifier = Box::new(Silent);
        }
    });
    let mut talk = Conversation::new(app);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let signalled = runtime.block_on(listen(&mut talk, folders, (sender, tasks)))?;
    let app = talk.app();
    app.release();
    Ok(ScreenExit {
        lines: app.farewell(),
        signalled,
    })
}

async fn listen(
    talk: &mut Conversation,
    folders: LibraryFolders,
    (books, mut tasks): (UnboundedSender<Msg>, UnboundedReceiver<Msg>),
) -> io::Result<Option<i32>> {
    let (sender, mut signals) = unbounded_channel();
    signals::listen(sender)?;
    let _library = library_watch::load(folders, books)?;
    // The search needs the library; nothing is drawn meanwhile that could show it later.
    if let Some(msg) = tasks.recv().await {
        talk.wake(msg);
    }
    let is_terminal = io::stdin().is_terminal();
    let mut out = Out { is_terminal };
    let first = talk.greeting();
    out.say(&first)?;
    let mut lines = Lines::read(is_terminal)?;
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Skip);
    out.ask(talk)?;
    loop {
        if talk.app().is_over() {
            return Ok(None);
        }
        tokio::select! {
            biased;
            caught = signals.recv() => match caught {
                Some(Signal::End(status)) => return Ok(Some(status)),
                Some(Signal::Vanished) | None => return Ok(Some(129)),
                Some(Signal::Suspend) => {
                    super::terminal::stop();
                    out.ask(talk)?;
                }
                // Lines wrap by themselves.
                Some(Signal::Resize) => {}
            },
            Some(msg) = tasks.recv() => {
                let said = talk.wake(msg);
                out.interrupt(talk, said)?;
            },
            // What comes next is an answer to what the log says.
            heard = lines.next(), if !talk.app().is_looking() => {
                lines.show_typing();
                let said = match heard {
                    Some(LineInput::Line(line)) => talk.hear(&line),
                    Some(LineInput::Several(lines)) => talk.paste(&lines),
                    None if talk.is_pasting() => {
                        // The lines of the log ended with the rest.
                        talk.hear("")
                    }
                    None => return Ok(None),
                };
                if talk.app().is_connecting() {
                    out.say(&said)?;
                    talk.app().connect();
                    out.say(&talk.after_connecting())?;
                    out.ask(talk)?;
                    continue;
                }
                if talk.app().take_suspend() {
                    super::terminal::stop();
                }
                out.say(&said)?;
                if !talk.app().is_over() {
                    if talk.wants_secret() {
                        lines.hide_typing();
                    }
                    out.ask(talk)?;
                }
            },
            _ = second.tick() => {
                let mut said = talk.wake(Msg::Refresh);
                let tick = talk.app().tick();
                said.extend(talk.wake(tick));
                out.interrupt(talk, said)?;
            },
        }
    }
}

/// A pipe has no clipboard: what is copied is a line of its own there.
struct Printed;

impl Clipboard for Printed {
    fn copy(&mut self, text: &str) -> Result<String, String> {
        let written = writeln!(io::stdout().lock(), "{text}");
        written
            .map(|()| "printed".to_owned())
            .map_err(|error| format!("it cannot be printed: {error}"))
    }
}

/// Where lines and prompts go.
struct Out {
    is_terminal: bool,
}

impl Out {
    fn say(&mut self, lines: &[String]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in lines {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }

    /// Says what came by itself. The prompt stands there: it begins a line of its own.
    fn interrupt(&mut self, talk: &Conversation, mut said: Vec<String>) -> io::Result<()> {
        if said.is_empty() {
            return Ok(());
        }
        said.insert(0, String::new());
        self.say(&said)?;
        self.ask(talk)
    }

    /// Prompts are for people: a pipe gets none.
    fn ask(&mut self, talk: &Conversation) -> io::Result<()> {
        if !self.is_terminal {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        write!(out, "{}", talk.prompt())?;
        out.flush()
    }
}
