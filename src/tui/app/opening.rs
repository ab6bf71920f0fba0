//! What is done at home: opening incidents, and the list of those that are open. Attaching a
//! runbook is told like opening one.

use super::super::action::{ActionId as Id, Places};
use super::super::drills::scenario_of;
use super::super::effect::{HomeEffect, Msg, Outside};
use super::super::model::OpenIncident;
use super::super::snapshot::short_title;
use super::App;
use super::perform::{EffectFailure, failure};
use crate::domain::checklist::StepState;
use crate::domain::command::{Command, Opening};
use crate::domain::id::{IncidentId, RunbookId};
use crate::domain::state::State;
use crate::domain::time::{Reported, Timestamp};
use crate::journal::Head;
use crate::library::Entry;
use crate::operations::{
    attach,
    open::{self, Opened},
};
use crate::session::{SessionError, SubmitOptions};

/// At most so many incidents that wait to be closed are listed.
const RESOLVED: usize = 9;

impl App {
    /// Carries out what is done at home.
    pub(super) fn home(&mut self, effect: HomeEffect) -> Result<Option<Msg>, EffectFailure> {
        match effect {
            HomeEffect::PeekOpen => {
                let unfinished = self.session.peek_unfinished().map_err(failure)?;
                self.tell_damaged();
                let open = unfinished.iter().rev();
                let open: Vec<_> = open
                    .map(|(head, state)| open_incident(*head, state))
                    .collect();
                self.look_who_is_new(open.is_empty())?;
                Ok(Some(Msg::OpenIncidents(open)))
            }
            HomeEffect::ListOpen => Ok(Some(Msg::OpenIncidents(self.open_incidents()?))),
            HomeEffect::Open {
                runbook,
                chosen,
                planned_end,
                backout_by,
            } => {
                let times = (planned_end, backout_by);
                self.open(&runbook, chosen, times).map(Some)
            }
            HomeEffect::FindIncident(query) => self.named(query).map(Some),
            HomeEffect::Load(id) => {
                self.session.load(id).map_err(failure)?;
                let said = self.acknowledge(id);
                let snapshot = Box::new(self.snapshot(id)?);
                self.visited.insert(id);
                Ok(Some(Msg::Walk { snapshot, said }))
            }
        }
    }

    fn entry(&self, runbook: &RunbookId) -> Result<Entry, EffectFailure> {
        let books = self.model.books.as_ref();
        let Some(row) = books.and_then(|b| b.library.get(runbook.as_str())) else {
            return Err(("the runbook is no longer there".to_owned(), None).into());
        };
        row.entry().cloned().map_err(|wrong| {
            let why = wrong
                .first()
                .map_or("its file has gone".to_owned(), |w| w.to_string());
            (why, None).into()
        })
    }

    pub(super) fn attach(
        &mut self,
        runbook: &RunbookId,
        found: Option<(String, u32)>,
        at: Option<Reported>,
    ) -> Result<Msg, EffectFailure> {
        let entry = self.entry(runbook)?;
        let incident = self.walked()?;
        let title = entry.book.runbook.short_title().to_owned();
        let auto_start = true;
        let request = attach::AttachRequest {
            incident,
            entry,
            found,
            reason: None,
            options: SubmitOptions { at, auto_start },
        };
        attach::attach(&mut self.session, request).map_err(failure)?;
        let snapshot = Box::new(self.snapshot(incident)?);
        let last = self.model.keys.press(Id::Bottom, Places::WALK);
        let hint = format!("its steps follow those of the first; {last} goes to the last");
        let is_first = snapshot.state.runbooks.len() == 1;
        Ok(Msg::Recorded {
            snapshot,
            said: format!("attached: {title}"),
            hint: (!is_first).then_some(hint),
            follow: is_first,
        })
    }

    pub(super) fn open(
        &mut self,
        runbook: &RunbookId,
        chosen: Option<(String, u32)>,
        (planned_end, backout_by): (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<Msg, EffectFailure> {
        let entry = self.entry(runbook)?;
        let opening = Opening {
            planned_end,
            backout_by,
            acknowledge: true,
            chosen,
            ..Opening::of(entry.book.clone())
        };
        let runbook = &entry.book.runbook;
        let awaited = self.awaited.as_ref();
        let request = open::OpenRequest {
            opening,
            detected: None,
            text: entry.shared_text(),
            awaited: awaited.filter(|awaited| awaited.is_for(runbook)),
            auto_start: true,
        };
        let opened = open::open(&mut self.session, request).map_err(failure)?;
        // Only now: what could not be opened is tried again, for the same alert.
        self.awaited.take_if(|awaited| awaited.is_for(runbook));
        // One incident is walked at a time; the one left behind gets its steps back.
        self.release();
        self.visited.insert(opened.incident);
        Ok(Msg::Opened {
            snapshot: Box::new(self.snapshot(opened.incident)?),
            said: self.told(&opened),
        })
    }

    /// Which drills a live incident has stopped, and what is missing of its alert.
    fn told(&self, opened: &Opened) -> Option<String> {
        let home = self.model.keys.press(Id::Back, Places::WALK);
        let stopped = (!opened.held.is_empty()).then(|| {
            let keys = opened.held.join(", ");
            format!("the drill {keys} is held; {home} leads home, from where it goes on later")
        });
        let untold = opened.untold.as_ref();
        let untold = untold.map(|error| format!("what its alert says is not recorded: {error}"));
        let refused = opened.refused.iter().cloned();
        let told: Vec<String> = stopped.into_iter().chain(refused).chain(untold).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// Whoever opens an incident on the screen has seen it, and that acknowledges it, once. It
    /// must keep nobody from looking at it. Gives what has to be said.
    pub(super) fn acknowledge(&mut self, id: IncidentId) -> Option<Result<String, String>> {
        let state = self.session.incident(id)?.state();
        let is_news = state.milestones.acknowledged.is_none();
        if !is_news || self.model.read_only || !state.is_unfinished() {
            return None;
        }
        let done = self
            .session
            .submit(id, Command::Acknowledge, SubmitOptions::default());
        Some(match done {
            Ok(_) => Ok("acknowledged, as you opened it".to_owned()),
            Err(error) => Err(format!("it is not acknowledged: {error}")),
        })
    }

    /// The incident whose key stands in the search box.
    pub(super) fn named(&mut self, query: String) -> Result<Msg, EffectFailure> {
        let found = match self.session.find(&query) {
            Ok(head) => Some(head),
            Err(SessionError::NoSuchIncident(_) | SessionError::Ambiguous { .. }) => None,
            Err(error) => return Err(failure(error)),
        };
        let incident = match found {
            Some(head) => {
                let incident = self.session.load(head.id).map_err(failure)?;
                Some(open_incident(head, incident.state()))
            }
            None => None,
        };
        let incident = incident.map(Box::new);
        Ok(Msg::Named { query, incident })
    }

    /// The unfinished incidents, newest first, and after them those that wait to be closed.
    pub(super) fn open_incidents(&mut self) -> Result<Vec<OpenIncident>, EffectFailure> {
        let heads = self.session.unfinished().map_err(failure)?;
        self.tell_damaged();
        let mut open = Vec::with_capacity(heads.len());
        for head in heads.into_iter().rev() {
            let Some(state) = self.session.incident(head.id).map(|i| i.state()) else {
                continue;
            };
            open.push(open_incident(head, state));
        }
        self.look_who_is_new(open.is_empty())?;
        for head in self.session.resolved(RESOLVED).map_err(failure)? {
            let state = self.session.incident(head.id).map(|i| i.state());
            open.extend(state.map(|state| open_incident(head, state)));
        }
        Ok(open)
    }
}

impl App {
    /// Whoever has no incident at all may be new here.
    fn look_who_is_new(&mut self, none_is_open: bool) -> Result<(), EffectFailure> {
        let is_new = none_is_open && self.session.is_empty().map_err(failure)?;
        let is_new = is_new && !self.model.read_only;
        self.note(Outside::Newcomer(is_new));
        Ok(())
    }

    /// Names the damaged incidents that were left out, each once.
    pub(super) fn tell_damaged(&mut self) {
        let damaged = self.session.damaged.iter();
        let new = damaged.filter(|(key, _)| self.told_damaged.insert((*key).clone()));
        let says: Vec<String> = new.map(|(key, what)| format!("{key}: {what}")).collect();
        if !says.is_empty() {
            let text = format!("left out, because damaged: {}", says.join("; "));
            let hint = "runsheet doctor tells more; the others are as they were";
            self.warn(text, hint);
        }
    }

    /// Says once if the incident that is walked is not as it was recorded. Asked behind the
    /// first frame, which does not wait for it.
    pub(super) fn tell_broken_chain(&mut self) {
        let walked = self
            .model
            .walk
            .as_ref()
            .and_then(|walk| walk.snapshot.state.id);
        if let Some(what) = walked.and_then(|id| self.session.broken_chain(id)) {
            let text = format!("this incident is not as it was recorded: {what}");
            self.warn(
                text,
                "runsheet doctor tells more; what is shown stands there now",
            );
        }
    }
}

/// An incident as the home screen lists it.
pub fn open_incident(head: Head, state: &State) -> OpenIncident {
    let current = state.current_step().filter(|_| state.is_unfinished());
    OpenIncident {
        id: head.id,
        key: head.key(),
        title: short_title(state),
        status: state.status.map_or("open", |status| status.word()),
        mode: state.mode().word(),
        scenario: scenario_of(state),
        severity: state.severity.map(|severity| severity.word()),
        since: state.milestones.detected.map(|mark| mark.at),
        own_clock: state.drill_clock,
        step: current.map(|at| state.number_of(&at)),
        waiting_on: waiting_on(state),
        until: state.milestones.resolved.map(|mark| mark.at),
        is_over: !state.is_unfinished(),
        tickets: state.references().map(str::to_owned).collect(),
    }
}

/// On whom or what an incident waits: the hold, else the step blocked last.
fn waiting_on(state: &State) -> Option<String> {
    let blocked = state.steps_in(StepState::Blocked);
    let waits = blocked
        .iter()
        .filter_map(|at| state.progress(at)?.waits.last());
    let last = waits.max_by_key(|wait| wait.span.from);
    let on_hold = state.waiting_on.clone();
    on_hold.or_else(|| last.map(|wait| wait.waiting_on.clone()))
}
