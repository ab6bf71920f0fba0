//! The program behind the screen: messages in, effects carried out against the session,
//! frames out. It does not know where messages come from or what draws its frames.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use ratatui::Terminal;
use ratatui::backend::Backend;

use super::effect::{Effect, Hidden, Msg};
use super::model::{Model, OpenIncident, Screen};
use super::snapshot::{Snapshot, short_title, timeline};
use super::text::clock;
use super::theme::Theme;
use super::update::update;
use super::{summary, view};
use crate::clipboard::Clipboard;
use crate::domain::command::{Command, Opening};
use crate::domain::fill::filled;
use crate::domain::id::IncidentId;
use crate::domain::state::key;
use crate::session::{Manner, Session, SessionError};

/// Writes the timeline of an incident into a folder and says where, or what failed.
pub type Export = Box<dyn Fn(&mut Session, IncidentId, &Path) -> Result<PathBuf, String>>;

/// What an app works with.
pub struct Tools {
    /// Writes timelines.
    pub export: Export,
    /// The folder that they go to.
    pub export_dir: PathBuf,
    /// Takes what is copied.
    pub clipboard: Box<dyn Clipboard>,
    /// Colours and glyphs.
    pub theme: Theme,
}

/// The screen and everything behind it.
pub struct App {
    session: Session,
    tools: Tools,
    model: Model,
    /// The incidents worked on since the start: leaving gives back their untouched steps.
    visited: BTreeSet<IncidentId>,
    exported: BTreeMap<IncidentId, PathBuf>,
    suspend: bool,
    dirty: bool,
}

impl App {
    /// A home screen with the open incidents, or the walk of an incident.
    pub fn new(session: Session, tools: Tools, query: &str, incident: Option<IncidentId>) -> Self {
        let model = Model::new(tools.theme, query, session.now(), session.steady_ms());
        let mut app = Self {
            session,
            tools,
            model,
            visited: BTreeSet::new(),
            exported: BTreeMap::new(),
            suspend: false,
            dirty: true,
        };
        app.model.read_only = app.session.journal().is_read_only();
        app.carry_out(match incident {
            Some(id) => vec![Effect::ListOpen, Effect::Load(id)],
            None => vec![Effect::ListOpen],
        });
        app
    }

    /// Takes a message and does everything that follows from it.
    pub fn handle(&mut self, msg: Msg) {
        if let Msg::Library(books) = &msg {
            self.session
                .know(books.library.entries().iter().map(|e| &e.book));
        }
        // Looking whether others wrote changes nothing by itself.
        self.dirty |= !matches!(msg, Msg::Refresh);
        let effects = update(&mut self.model, msg);
        self.carry_out(effects);
    }

    /// Draws a frame.
    pub fn draw<B: Backend>(&mut self, terminal: &mut Terminal<B>) -> Result<(), B::Error> {
        let model = &mut self.model;
        let mut overflow = 0;
        terminal.draw(|frame| {
            model.size = (frame.area().width, frame.area().height);
            overflow = view::render(frame, model);
        })?;
        view::keep_scroll(model, overflow);
        self.dirty = false;
        Ok(())
    }

    /// Whether a frame would show anything new.
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Whether the program is to end.
    pub fn is_over(&self) -> bool {
        self.model.over
    }

    /// Whether it is to go to the background; asking resets it.
    pub fn take_suspend(&mut self) -> bool {
        std::mem::take(&mut self.suspend)
    }

    /// What is shown.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The session.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
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
            self.session.now(),
            exported.map(PathBuf::as_path),
        )
    }

    /// Carries out effects in order. After a failure the rest of them is dropped: it was
    /// asked for on the assumption that those before it are done.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            match self.perform(effect) {
                Ok(None) => {}
                Ok(Some(msg)) => {
                    self.dirty = true;
                    queue.extend(update(&mut self.model, msg));
                }
                Err((text, hint)) => {
                    self.dirty = true;
                    let refused = update(&mut self.model, Msg::Refused { text, hint });
                    queue = VecDeque::from(refused);
                }
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Result<Option<Msg>, Failure> {
        match effect {
            Effect::ListOpen => Ok(Some(Msg::OpenIncidents(self.open_incidents()?))),
            Effect::Open { entry, chosen } => self.open(entry, chosen).map(Some),
            Effect::Load(id) => {
                let snapshot = Snapshot::of(self.session.load(id).map_err(failure)?);
                self.visited.insert(id);
                Ok(Some(Msg::Walk(Box::new(snapshot))))
            }
            Effect::Submit {
                command,
                at,
                said,
                follow,
            } => {
                let manner = Manner {
                    at,
                    auto_start: true,
                };
                let resolves = matches!(command, Command::Resolve { .. });
                let id = self.walked()?;
                self.session.submit(id, command, manner).map_err(failure)?;
                let snapshot = self.snapshot(id)?;
                let (said, hint) = match resolves {
                    true => resolved(&snapshot),
                    false => (said, None),
                };
                let snapshot = Box::new(snapshot);
                Ok(Some(Msg::Recorded {
                    snapshot,
                    said,
                    hint,
                    follow,
                }))
            }
            Effect::KeepSecret { name, value } => {
                let Hidden(value) = value;
                self.session.secrets.set(name.clone(), value);
                Ok(Some(Msg::Kept(name)))
            }
            Effect::Copy { step, index } => self.copy(step, index).map(Some),
            Effect::Export => {
                let id = self.walked()?;
                let hint = || Some("check the folder and its permissions, then e again".to_owned());
                let path = (self.tools.export)(&mut self.session, id, &self.tools.export_dir)
                    .map_err(|what| (what, hint()))?;
                let said = format!("exported to {}", path.display());
                self.exported.insert(id, path);
                Ok(Some(Msg::Said(said)))
            }
            Effect::Timeline => {
                let id = self.walked()?;
                let lines = self.session.incident(id).map(timeline);
                Ok(Some(Msg::Timeline(lines.unwrap_or_default())))
            }
            Effect::Refresh => self.refresh(),
            Effect::Suspend => {
                self.suspend = true;
                Ok(None)
            }
            Effect::Quit => {
                self.release();
                self.model.over = true;
                Ok(None)
            }
        }
    }

    /// Gives back what the screen started and nobody touched, in every incident visited. It
    /// must not keep anyone from leaving: what fails here is only a step left active.
    pub fn release(&mut self) {
        for id in std::mem::take(&mut self.visited) {
            let _ = self.session.submit(id, Command::Release, Manner::default());
            if let Some(walk) = &mut self.model.walk
                && walk.snapshot.state.id == Some(id)
                && let Some(incident) = self.session.incident(id)
            {
                *walk.snapshot = Snapshot::of(incident);
            }
        }
    }

    fn walked(&self) -> Result<IncidentId, Failure> {
        let walk = self.model.walk.as_ref();
        walk.and_then(|walk| walk.snapshot.state.id)
            .ok_or_else(|| ("no incident is open here".to_owned(), None))
    }

    fn snapshot(&self, id: IncidentId) -> Result<Snapshot, Failure> {
        let incident = self.session.incident(id);
        incident
            .map(Snapshot::of)
            .ok_or_else(|| (format!("there is no incident {id}"), None))
    }

    fn open(&mut self, entry: usize, chosen: Option<(String, u32)>) -> Result<Msg, Failure> {
        let books = self.model.books.clone();
        let entry = books.as_ref().and_then(|b| b.library.entries().get(entry));
        let Some(entry) = entry else {
            return Err(("the runbook is no longer there".to_owned(), None));
        };
        let opening = Opening {
            number: 0,
            book: entry.book.clone(),
            title: None,
            mode: None,
            severity: None,
            source: Some("operator".to_owned()),
            scenario: None,
            planned_end: None,
            backout_by: None,
            impact_at: None,
            detected: None,
            acknowledge: true,
            variables: Vec::new(),
            chosen,
        };
        let manner = Manner {
            at: None,
            auto_start: true,
        };
        let opened = self
            .session
            .open(opening, &entry.text, manner)
            .map_err(failure)?;
        // One incident is walked at a time; the one left behind gets its steps back.
        self.release();
        self.visited.insert(opened.incident);
        Ok(Msg::Walk(Box::new(self.snapshot(opened.incident)?)))
    }

    /// Records the copy first: what is in the clipboard may be run at once.
    fn copy(&mut self, step: crate::domain::id::StepRef, index: u32) -> Result<Msg, Failure> {
        let id = self.walked()?;
        let walk = self.model.walk.as_ref();
        let at = walk.and_then(|walk| walk.happened_at);
        let manner = Manner {
            at,
            auto_start: true,
        };
        let command = Command::CopyRun {
            step: step.clone(),
            index,
        };
        self.session.submit(id, command, manner).map_err(failure)?;
        let snapshot = self.snapshot(id)?;
        let run = snapshot.state.step(&step);
        let run = run.and_then(|(_, step)| step.run.get((index as usize).checked_sub(1)?));
        let text = run.map_or("", |run| run.text.as_str());
        let (text, missing) = filled(text.trim_end(), &snapshot.state.variables, |name| {
            self.session.secrets.get(name)
        });
        let (said, hint) = match self.tools.clipboard.copy(&text) {
            Ok(sent) => {
                let shown = run
                    .map_or("", |run| run.text.trim_end())
                    .replace('\n', " / ");
                let hint = match missing.is_empty() {
                    true => None,
                    false => Some(format!("not set: {} (v sets them)", missing.join(", "))),
                };
                (format!("{sent}: {shown}"), hint)
            }
            Err(what) => (format!("recorded as copied, but {what}"), None),
        };
        Ok(Msg::Recorded {
            snapshot: Box::new(snapshot),
            said,
            hint,
            follow: false,
        })
    }

    fn refresh(&mut self) -> Result<Option<Msg>, Failure> {
        if !self.session.refresh().map_err(failure)? {
            return Ok(None);
        }
        if self.model.screen == Screen::Home {
            return Ok(Some(Msg::OpenIncidents(self.open_incidents()?)));
        }
        let Some(walk) = &self.model.walk else {
            return Ok(None);
        };
        let id = walk.snapshot.state.id;
        let incident = id.and_then(|id| self.session.incident(id));
        let changed = incident.filter(|i| i.log().len() != walk.snapshot.events);
        Ok(changed.map(|incident| Msg::Changed(Box::new(Snapshot::of(incident)))))
    }

    fn open_incidents(&mut self) -> Result<Vec<OpenIncident>, Failure> {
        let heads = self.session.unfinished().map_err(failure)?;
        let mut open = Vec::with_capacity(heads.len());
        for head in heads.into_iter().rev() {
            let Some(state) = self.session.incident(head.id).map(|i| i.state()) else {
                continue;
            };
            let current = state.current_step();
            let step = current.as_ref().and_then(|at| state.step(at));
            open.push(OpenIncident {
                id: head.id,
                key: key(head.number),
                title: short_title(state),
                status: state.status.map_or("open", |status| status.word()),
                mode: state.mode().word(),
                severity: state.severity.map(|severity| severity.word()),
                since: state.milestones.detected.map(|mark| mark.at),
                step: step.map(|(_, step)| step.number.clone()),
            });
        }
        Ok(open)
    }
}

/// What failed, and what to do.
type Failure = (String, Option<String>);

fn failure(error: SessionError) -> Failure {
    let hint = match &error {
        SessionError::Refused(refusal) => refusal.hint().map(on_screen),
        SessionError::Journal(error) => Some(error.hint().to_owned()),
        SessionError::Unknown(_) => {
            Some("look at the timeline (t) before doing it again".to_owned())
        }
        _ => None,
    };
    (error.to_string(), hint)
}

/// Some hints name the flags of the command line; a screen has none of them.
fn on_screen(hint: String) -> String {
    match hint.split_once(" --") {
        Some((before, _)) => before.trim_end_matches([':', ',']).to_owned(),
        None => hint,
    }
}

fn resolved(snapshot: &Snapshot) -> (String, Option<String>) {
    let metrics = &snapshot.metrics;
    let against = |met: Option<bool>| match met {
        Some(true) => " (target met)",
        Some(false) => " (target missed)",
        None => "",
    };
    let mut said = "resolved".to_owned();
    if let Some(ttr) = metrics.ttr {
        said = format!(
            "resolved in {}{}",
            clock(ttr),
            against(snapshot.targets.resolve_met)
        );
    }
    if let Some(ttfa) = metrics.ttfa {
        let met = against(snapshot.targets.first_action_met);
        said.push_str(&format!(", first action {}{met}", clock(ttfa)));
    }
    (said, Some("C closes it, e exports its timeline".to_owned()))
}
