//! The program behind the screen: messages in, effects carried out against the session,
//! frames out. It does not know where messages come from or what draws its frames.
//!
//! Long because everything that an app works with is documented here.

mod copy;
mod drill;
mod follow;
mod follow_job;
mod incident;
mod learn;
mod links;
mod opening;
mod outputs;
mod perform;
mod program;
#[cfg(feature = "transports")]
mod run;
#[cfg(not(feature = "transports"))]
#[path = "run_none.rs"]
mod run;
#[cfg(feature = "transports")]
mod run_job;
mod scan;
mod wait;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::UnboundedSender;

use super::action::{Action, ActionId as Id, Places};
use super::effect::{Effect, HomeEffect, Msg, Outside};
use super::jobs::{Gather, Job, Jobs, ListAll, ReadHistory};
use super::keymap::Keymap;
use super::model::{Model, Overlay};
use super::notify::{self, Notifier};
use super::snapshot::Snapshot;
use super::theme::Theme;
use super::update::{settle, update};
use super::{paint, summary, view};
use crate::clipboard::Clipboard;
use crate::config::Title;
use crate::debug_log;
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::evidence::{Masks, Signatures};
use crate::library::Scenarios;
use crate::operations::catalogue::Catalogue;
use crate::operations::{Awaited, export};
use crate::report::ExportFormat;
use crate::session::{Session, SubmitOptions};
pub use outputs::RunTools;
use perform::EffectFailure;

/// Writes an incident to a file, or says what failed.
pub type ExportFn =
    Box<dyn Fn(&mut Session, IncidentId, &Path, ExportFormat) -> Result<(), export::ExportFailure>>;

/// What an app works with.
pub struct Tools {
    /// Writes incidents to files.
    pub export: ExportFn,
    /// The folder that they go to unless another one is named.
    pub export_dir: PathBuf,
    /// Takes what is copied.
    pub clipboard: Box<dyn Clipboard>,
    /// Gathers the figures over all incidents with a session of its own; without it they are
    /// gathered at once.
    pub gather: Option<Gather>,
    /// Reads the operator's drills with a session of its own; without it they are read at once.
    pub history: Option<ReadHistory>,
    /// Lists all incidents with a session of its own; without it they are listed at once.
    pub list: Option<ListAll>,
    /// Reads the scenarios that fit a library.
    pub scenarios: Box<dyn Fn(&Catalogue) -> Scenarios>,
    /// Takes what jobs have done, as messages. Without it logs are looked through at once, and
    /// none can be followed.
    pub tasks: Option<UnboundedSender<Msg>>,
    /// What is masked in logs beside the built-in rules.
    pub masks: Masks,
    /// The folder that logs are copied into, if there is one.
    pub kept: Option<PathBuf>,
    /// What is needed to send something to a box; without it nothing is, and no output is kept.
    pub runs: Option<RunTools>,
    /// Colours and glyphs.
    pub theme: Theme,
    /// What each key means.
    pub keys: Keymap,
    /// Tells beyond the frame what is due.
    pub notifier: Box<dyn Notifier>,
}

/// The model. Only messages change it.
struct Shown(Model);

impl Deref for Shown {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.0
    }
}

impl Shown {
    fn take(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.0, msg)
    }

    fn settle(&mut self, msg: &Msg) -> Option<Vec<Effect>> {
        settle(&mut self.0, msg)
    }
}

/// The screen and everything behind it.
pub struct App {
    session: Session,
    tools: Tools,
    model: Shown,
    jobs: Jobs,
    /// The incidents worked on since the start: leaving gives back their untouched steps.
    visited: BTreeSet<IncidentId>,
    exported: BTreeMap<IncidentId, PathBuf>,
    /// Made by the first look through a log.
    signatures: Arc<OnceLock<Arc<Signatures>>>,
    following: Option<follow::Following>,
    #[cfg(feature = "transports")]
    runs: run::Runs,
    pasting: Option<outputs::Pasting>,
    /// Read when drills are first asked for.
    scenarios: Option<Arc<Scenarios>>,
    suspend: bool,
    /// Acts wait for other processes beside the loop instead of in it.
    waits_beside: bool,
    waiting: Option<wait::Waiting>,
    /// Damaged incidents that were told.
    told_damaged: BTreeSet<String>,
    /// A text that is to be edited.
    edit: Option<String>,
    /// The alert that the first incident is opened for.
    pub awaited: Option<Awaited>,
    /// What tells the terminal where references lead.
    pub links: Option<paint::Links>,
    dirty: bool,
}

impl App {
    /// A home screen with the open incidents, or the walk of an incident.
    pub fn new(session: Session, tools: Tools, query: &str, incident: Option<IncidentId>) -> Self {
        let mut model = Model::new(tools.theme, query, session.now(), session.steady_ms());
        model.keys = tools.keys.clone();
        model.read_only = session.journal().is_read_only();
        model.actor = session.who().actor.clone();
        let jobs = Jobs::new(tools.tasks.clone());
        let mut app = Self {
            session,
            tools,
            model: Shown(model),
            jobs,
            visited: BTreeSet::new(),
            exported: BTreeMap::new(),
            signatures: Arc::default(),
            following: None,
            #[cfg(feature = "transports")]
            runs: run::Runs::default(),
            pasting: None,
            scenarios: None,
            suspend: false,
            waits_beside: false,
            waiting: None,
            told_damaged: BTreeSet::new(),
            edit: None,
            awaited: None,
            links: None,
            dirty: true,
        };
        let first = match incident {
            Some(id) => HomeEffect::Load(id),
            None => HomeEffect::PeekOpen,
        };
        app.carry_out(vec![Effect::Home(first)]);
        app
    }

    /// Says at the start that something is wrong, where there is no message for it.
    pub fn warn(&mut self, text: String, hint: &str) {
        let hint = Some(hint.to_owned());
        self.note(Outside::Warned { text, hint });
        self.dirty = true;
    }

    /// Leaving asks nothing from now on.
    pub fn leave_at_once(&mut self) {
        self.note(Outside::LeavesAtOnce);
    }

    /// Tells the model what happened around it. Nothing follows from that.
    fn note(&mut self, what: Outside) {
        let effects = self.model.take(Msg::Outside(what));
        debug_assert!(effects.is_empty(), "nothing follows from it");
    }

    /// Does something beside the loop if it can, and gives the message that comes of it if not.
    fn beside(
        &self,
        name: &str,
        work: impl FnOnce(Option<&Job>) -> Msg + Send + 'static,
    ) -> Result<Option<Msg>, EffectFailure> {
        let done = self.jobs.run(name, work);
        done.map_err(|error| (error.to_string(), None).into())
    }

    /// Takes a message and does everything that follows from it.
    pub fn handle(&mut self, msg: Msg) {
        if let Msg::Library(books) = &msg {
            // Those of large folders are compiled when somebody opens one.
            let rows = books.library.rows().iter().filter(|row| !row.is_unread());
            let entries = rows.filter_map(|row| row.entry().ok());
            self.session.know(entries.map(|entry| &entry.book));
            (self.signatures, self.scenarios) = (Arc::default(), None);
        }
        // Looking whether others wrote changes nothing by itself.
        self.dirty |= !matches!(msg, Msg::Refresh);
        let (refreshes, ticks) = (matches!(msg, Msg::Refresh), matches!(msg, Msg::Tick { .. }));
        if ticks {
            self.count_lines();
        }
        // One after another: what the first does may change what the next means.
        while let Some(effects) = self.model.settle(&msg) {
            self.carry_out(effects);
        }
        if matches!(msg, Msg::BoxAsks(_)) {
            self.note_question();
        }
        let (begun, named) = (
            debug_log::begun(),
            debug_log::is_on() && !refreshes && !ticks,
        );
        let named = named.then(|| debug_log::name(&msg));
        let effects = self.model.take(msg);
        if let Some(named) = named {
            let place = self.model.place().name();
            debug_log::note("message", || {
                format!("{named}, {}: {place}", debug_log::took(begun))
            });
        }
        self.carry_out(effects);
        self.mind_question();
        if refreshes || ticks {
            self.try_again();
        }
        if ticks {
            self.tell_waiting();
        }
        self.mind_following();
    }

    /// Draws a frame.
    pub fn draw<B: Backend>(&mut self, terminal: &mut Terminal<B>) -> Result<(), B::Error> {
        let size = terminal.size()?;
        self.model.take(Msg::Resized(size.width, size.height));
        if let Some(links) = &self.links {
            links.set(links::links(&self.model));
        }
        let mut overflow = 0;
        terminal.draw(|frame| {
            overflow = view::render(frame, &self.model);
            paint::mark_cut(frame.buffer_mut());
        })?;
        self.note(Outside::Framed { overflow });
        self.dirty = false;
        let notifier = &mut self.tools.notifier;
        match notifier.title_kind() {
            Title::Off => {}
            kind => notifier.title(&notify::title(&self.model, kind)),
        }
        Ok(())
    }

    /// Whether a frame would show anything new.
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// What the mouse asks for: the wheel moves, a click selects. Nothing is done by it.
    pub fn mouse(&self, event: MouseEvent) -> Option<Msg> {
        let target = view::target(&self.model, event.column, event.row);
        let is_text = target == view::MouseTarget::Text;
        let id = match event.kind {
            _ if self.model.is_cramped() => return None,
            MouseEventKind::ScrollUp if is_text => Id::PageUp,
            MouseEventKind::ScrollDown if is_text => Id::PageDown,
            MouseEventKind::ScrollUp => Id::Up,
            MouseEventKind::ScrollDown => Id::Down,
            MouseEventKind::Down(MouseButton::Left) => {
                return match target {
                    view::MouseTarget::Row(row) => Some(Msg::Select(row)),
                    view::MouseTarget::List | view::MouseTarget::Text => None,
                };
            }
            _ => return None,
        };
        Some(Msg::Act { id, digit: None })
    }

    /// Whether a key moves the focus along the checklist.
    pub fn moves_focus(&self, key: KeyEvent) -> bool {
        let moves = |action: &Action| matches!(action.id, Id::Up | Id::Down);
        let place = self.model.place();
        place == Places::WALK && self.model.keys.find(key, place).is_some_and(moves)
    }

    /// A key that moves the focus is held, or no longer.
    pub fn hurry(&mut self, hurried: bool) {
        self.dirty |= self.model.hurried && !hurried;
        self.note(Outside::Hurried(hurried));
    }

    /// Whether the program is to end.
    pub fn is_over(&self) -> bool {
        self.model.over
    }

    /// Whether it is to go to the background; asking resets it.
    pub fn take_suspend(&mut self) -> bool {
        std::mem::take(&mut self.suspend)
    }

    /// Shows everything in another theme from the next frame on.
    pub fn set_theme(&mut self, theme: Theme) {
        self.note(Outside::Themed(Box::new(theme)));
        self.dirty = true;
    }

    /// Whether the terminal is to be lent to an editor, or to a sign-in.
    pub fn is_lending(&self) -> bool {
        self.edit.is_some() || self.is_connecting()
    }

    /// The text that is to be edited; asking resets it.
    pub fn take_edit(&mut self) -> Option<String> {
        self.edit.take()
    }

    /// Whether a log is being looked through.
    pub fn is_looking(&self) -> bool {
        matches!(&self.model.overlay, Some(Overlay::Log(log)) if log.running.is_some())
    }

    /// What is shown.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The session.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The steady clock, for the arrival of a key.
    pub fn steady_ms(&self) -> i64 {
        self.session.steady_ms()
    }

    /// How long it takes until it is known whether the key that came last is held, if it waits
    /// for that.
    pub fn settles_in(&self) -> Option<Duration> {
        let left = self.model.taps.due_ms()? - self.session.steady_ms();
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
    }

    /// The clocks for the next tick.
    pub fn tick(&self) -> Msg {
        Msg::Tick {
            now: self.session.now(),
            steady_ms: self.session.steady_ms(),
        }
    }

    /// What stays in the shell: four lines about the incident last worked on.
    pub fn farewell(&self) -> Vec<String> {
        let Some(walk) = &self.model.walk else {
            return Vec::new();
        };
        let id = walk.snapshot.state.id;
        let exported = id.and_then(|id| self.exported.get(&id));
        summary::lines(
            &walk.snapshot,
            walk.snapshot.now(self.session.now()),
            exported.map(PathBuf::as_path),
        )
    }

    /// Carries out effects in order. After a failure the rest of them is dropped: it was
    /// asked for on the assumption that those before it are done.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let queue = self.queue_up(effects);
        self.work_off(queue, None);
    }

    /// Works effects off that may have waited since a moment of the steady clock.
    fn work_off(&mut self, mut queue: VecDeque<Effect>, since_ms: Option<i64>) {
        while let Some(effect) = queue.pop_front() {
            self.set_patience(&effect);
            let again = (self.waits_beside && wait::can_wait(&effect)).then(|| effect.clone());
            match self.perform(effect) {
                Ok(None) => {}
                Ok(Some(msg)) => {
                    self.dirty = true;
                    queue.extend(self.model.take(msg));
                }
                Err(failure) if self.keep_waiting(&failure, again, &mut queue, since_ms) => return,
                Err(failure) => {
                    self.dirty = true;
                    let (text, hint) = failure.words(&self.model.keys);
                    let refused = self.model.take(Msg::Refused { text, hint });
                    queue = VecDeque::from(refused);
                }
            }
        }
    }

    /// Gives back what the screen started and nobody touched, in every incident visited. It
    /// must not keep anyone from leaving: what fails here is only a step left active.
    pub fn release(&mut self) {
        self.end_following();
        for id in std::mem::take(&mut self.visited) {
            let _ = self
                .session
                .submit(id, Command::Release, SubmitOptions::default());
            let walk = self.model.walk.as_ref();
            if walk.is_some_and(|walk| walk.snapshot.state.id == Some(id))
                && let Some(incident) = self.session.incident(id)
            {
                let snapshot = Box::new(Snapshot::of(incident));
                self.note(Outside::Refolded(snapshot));
            }
        }
    }
}
