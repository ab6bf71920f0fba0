//! The screen: key → action → message → effect → session → frame.
//!
//! A key comes in through [`event_loop`], [`keymap`] finds its action, `update` turns it
//! into changes of the model and into effects, [`app`] carries the effects out against the
//! session, and [`view`] draws the model. Nothing is shown as done before the session has
//! made it durable. Absent from here: rules, files and the environment.
//!
//! Long because everything that the screen starts with is documented here.

pub mod accessible;
pub mod action;
pub mod actions;
pub mod app;
pub mod appearance;
pub mod bindings;
mod bookmark;
mod draw;
pub mod drills;
pub mod due;
mod editor;
pub mod effect;
mod embedded;
pub mod event_line;
pub mod event_loop;
pub mod figures;
pub mod findings;
mod focus;
pub mod form;
mod forms;
mod hints;
pub mod history;
mod input;
mod jobs;
pub mod kept;
pub mod keymap;
mod labels;
mod library_watch;
mod listing;
pub mod loaded_library;
pub mod logs;
pub mod model;
mod moved;
mod moving;
mod notice;
pub mod notify;
pub mod open_incident;
pub mod overlay;
mod own_colours;
pub mod paint;
pub mod places;
pub mod reader;
pub mod reply;
pub mod runs;
mod saying;
mod signals;
pub mod snapshot;
pub mod status;
mod submit;
mod summary;
pub mod taps;
pub mod terminal;
pub(crate) mod text;
pub mod theme;
mod times;
mod update;
pub mod view;
pub mod walk;

use std::io;
use std::path::PathBuf;

use ratatui::Terminal;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use app::{App, Tools};
use effect::Msg;
use event_loop::Ended;
pub use jobs::{Gather, ListAll, ReadHistory};
use library_watch::LibraryFolders;
use reader::TerminalReader;

use crate::clipboard;
use crate::config::{LeaveChoice, Settings};
use crate::domain::id::IncidentId;
use crate::evidence::Masks;
use crate::journal::JournalWatch;
use crate::library::Scenarios;
use crate::operations::{Awaited, export};
use crate::paths::Surroundings;
use crate::session::Session;

/// What the screen starts with.
pub struct ScreenStart {
    /// The user's folders of runbooks.
    pub folders: Vec<PathBuf>,
    /// The folder where what was read of large ones is kept.
    pub index: PathBuf,
    /// What stands in the search box.
    pub query: String,
    /// The incident to go on with.
    pub incident: Option<IncidentId>,
    /// The alert that the first incident is opened for.
    pub awaited: Option<Awaited>,
    /// The drills are listed first.
    pub drills: bool,
    /// Whether to use colour; as the environment says if nothing is said.
    pub color: Option<bool>,
    /// What the operator has set.
    pub settings: Settings,
    /// The folder that exports go to.
    pub export_dir: PathBuf,
    /// The folder of the journal: what is written there by others is looked for.
    pub data: PathBuf,
    /// The file that a copied text is left in.
    pub copied: PathBuf,
    /// Gathers the figures over all incidents, with a session of its own.
    pub gather: Gather,
    /// Reads the operator's drills, with a session of its own.
    pub history: ReadHistory,
    /// Lists all incidents, with a session of its own.
    pub list: ListAll,
    /// What is masked in logs beside the built-in rules.
    pub masks: Masks,
    /// The folder that logs are copied into.
    pub kept: PathBuf,
    /// What is needed to send something to a box.
    pub runs: app::RunTools,
}

/// Why the screen could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The terminal refused.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
}

/// What is left when the screen has gone.
#[derive(Debug)]
pub struct ScreenExit {
    /// For the shell.
    pub lines: Vec<String>,
    /// The status to end with, if a signal ended the screen.
    pub signalled: Option<i32>,
}

/// Shows the screen until the operator leaves.
pub fn run(session: Session, start: ScreenStart) -> Result<ScreenExit, TuiError> {
    if start.settings.mouse {
        terminal::want_mouse();
    }
    let editor = start.settings.editor.clone();
    let editor = editor.unwrap_or_else(|| Surroundings::find().editor);
    let (sender, tasks) = unbounded_channel();
    let results = sender.clone();
    // Without a watch the journal is looked at all the time.
    let stirred = sender.clone();
    let tell = move || drop(stirred.send(Msg::Stirred));
    let watch = JournalWatch::start(&start.data, tell).ok();
    // Spoken line by line, what is asked for is waited for; here a frame must not wait.
    let (gather, history) = (start.gather.clone(), start.history.clone());
    let (folders, mut app) = begin(session, start, |tools| {
        (tools.gather, tools.history) = (Some(gather), Some(history));
        tools.tasks = Some(results);
    });
    app.wait_beside_the_loop();
    let shown = show(&mut app, (folders, sender), tasks, &editor, watch.is_some());
    if shown.is_err() {
        // Whatever failed, nobody works on the steps any more.
        app.release();
    }
    Ok(ScreenExit {
        signalled: shown?,
        lines: app.farewell(),
    })
}

/// Shows an app until it ends; says the status to end with if a signal did it. The runbooks of
/// the folders are sent by a thread.
fn show(
    app: &mut App,
    unloaded: (LibraryFolders, UnboundedSender<Msg>),
    mut tasks: UnboundedReceiver<Msg>,
    editor: &str,
    is_watched: bool,
) -> Result<Option<i32>, TuiError> {
    let (sender, mut signals) = unbounded_channel();
    let (mut unloaded, mut library) = (Some(unloaded), None);
    let links = paint::Links::default();
    let questions = match Surroundings::find().answers() {
        true => {
            // What answers no questions may write addresses out.
            app.links = Some(links.clone());
            reader::questions(app.model().theme.follows)
        }
        false => Vec::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    terminal::restore_on_panic();
    let mut guard = terminal::TerminalGuard::enter()?;
    signals::listen(sender)?;
    // One channel for the whole time: no key is lost while a reader stops and another
    // starts.
    let (came, mut input) = unbounded_channel();
    let signalled = loop {
        let mut screen = Terminal::new(terminal::screen(links.clone())?)?;
        let mut reader = None;
        let ended: io::Result<Ended> = runtime.block_on(async {
            // The first frame waits neither for the thread that reads keys nor for the
            // library: it lists the embedded runbooks as they were known at build time, and
            // a thread that reads them all would take its memory and its processor.
            if app.draw(&mut screen).is_err() {
                return Ok(Ended::Vanished);
            }
            if let Some((folders, books)) = unloaded.take() {
                library = Some(library_watch::load(folders, books)?);
            }
            let reading = reader.insert(TerminalReader::start(came.clone())?);
            // Asked behind the first frame, which waits for no answer.
            if !questions.is_empty() {
                reading.expect_answers();
                if terminal::ask(&questions).is_err() {
                    return Ok(Ended::Vanished);
                }
            }
            Ok(event_loop::run(
                app,
                &mut screen,
                &mut input,
                &mut tasks,
                &mut signals,
                is_watched,
            )
            .await)
        });
        match ended? {
            Ended::Over => break None,
            Ended::Signalled(status) => break Some(status),
            Ended::Suspended => {
                drop(reader);
                drop(guard);
                terminal::stop();
                guard = terminal::TerminalGuard::enter()?;
                app.handle(Msg::Returned);
            }
            Ended::Lend => {
                // Its thread would take keys that are meant for the editor.
                drop(reader);
                drop(guard);
                let edited = app.take_edit().map(|text| editor::edit(editor, &text));
                if app.is_connecting() {
                    app.connect();
                }
                guard = terminal::TerminalGuard::enter()?;
                if let Some(edited) = edited {
                    app.handle(Msg::Edited(edited));
                }
            }
            Ended::Vanished => {
                app.release();
                // A hangup may also come from someone who still has the terminal. If it has
                // gone, writing to it fails at once.
                terminal::restore();
                std::process::exit(129);
            }
        }
    };
    drop(library);
    drop(guard);
    Ok(signalled)
}

/// The user's folders of runbooks, and an app where it is to begin. What it works with can be
/// changed before.
fn begin(
    session: Session,
    start: ScreenStart,
    change: impl FnOnce(&mut Tools),
) -> (LibraryFolders, App) {
    let surroundings = Surroundings::find();
    let (keys, refused) = bindings::bind(&start.settings.keys);
    let notifier =
        notify::TerminalNotifier::new(io::stdout(), start.settings.notify, &surroundings);
    let mut tools = Tools {
        export: Box::new(export::to_file),
        export_dir: start.export_dir,
        clipboard: clipboard::at_hand(surroundings.tmux, start.copied),
        theme: appearance::choose(start.color, &surroundings, &start.settings)
            .theme()
            .colored(start.settings.colors),
        keys,
        notifier: Box::new(notifier),
        gather: None,
        history: None,
        list: None,
        scenarios: {
            let folders = start.folders.clone();
            Box::new(move |library| Scenarios::load(library, &folders))
        },
        tasks: None,
        masks: start.masks,
        kept: Some(start.kept),
        runs: Some(start.runs),
    };
    change(&mut tools);
    let mut app = App::new(session, tools, &start.query, start.incident);
    app.awaited = start.awaited;
    if start.settings.leave == LeaveChoice::AtOnce {
        app.leave_at_once();
    }
    if start.drills {
        app.list_drills();
    }
    if let Some(warning) = start.settings.warnings.iter().chain(&refused).min() {
        app.warn(warning.brief(), "runsheet doctor lists everything");
    }
    let folders = LibraryFolders {
        folders: start.folders,
        kept: start.index,
    };
    (folders, app)
}
