//! What each effect does against the session. Every act takes this way: the command is
//! submitted, the incident is read again, and only then is there a message that says so.

use super::super::effect::{Effect, Hidden, Msg};
use super::super::hints;
use super::super::model::{OpenIncident, Screen};
use super::super::snapshot::{Snapshot, short_title, timeline};
use super::super::text::clock;
use super::App;
use crate::domain::command::{Command, Opening};
use crate::domain::fill::filled;
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::state::{State, key};
use crate::journal::Head;
use crate::session::{Manner, SessionError};

/// What failed, and what to do.
pub type Failure = (String, Option<String>);

fn failure(error: SessionError) -> Failure {
    let hint = hints::session(&error);
    (error.to_string(), hint)
}

impl App {
    /// Carries out one effect. Some are answered with a message.
    pub(super) fn perform(&mut self, effect: Effect) -> Result<Option<Msg>, Failure> {
        match effect {
            Effect::PeekOpen => {
                let unfinished = self.session.peek_unfinished().map_err(failure)?;
                let open = unfinished.iter().rev();
                let open = open
                    .map(|(head, state)| open_incident(*head, state))
                    .collect();
                Ok(Some(Msg::OpenIncidents(open)))
            }
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
            .open(opening, &entry.shared_text(), manner)
            .map_err(failure)?;
        // One incident is walked at a time; the one left behind gets its steps back.
        self.release();
        self.visited.insert(opened.incident);
        Ok(Msg::Walk(Box::new(self.snapshot(opened.incident)?)))
    }

    /// Records the copy first: what is in the clipboard may be run at once.
    fn copy(&mut self, step: StepRef, index: u32) -> Result<Msg, Failure> {
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
            open.push(open_incident(head, state));
        }
        Ok(open)
    }
}

fn open_incident(head: Head, state: &State) -> OpenIncident {
    let current = state.current_step();
    let step = current.as_ref().and_then(|at| state.step(at));
    OpenIncident {
        id: head.id,
        key: key(head.number),
        title: short_title(state),
        status: state.status.map_or("open", |status| status.word()),
        mode: state.mode().word(),
        severity: state.severity.map(|severity| severity.word()),
        since: state.milestones.detected.map(|mark| mark.at),
        step: step.map(|(_, step)| step.number.clone()),
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
