//! Decide, record, apply: the one place with that order.
//!
//! One transaction spans reading what others wrote, folding it, deciding, numbering,
//! hashing and inserting. The state in memory changes only after the commit, so a screen
//! can show nothing that is not durable.

use std::sync::Arc;

use super::texts::{learnable, take_in};
use super::{Session, SessionError, SubmitOptions, Submitted, Who, masking};
use crate::clock::Clock;
use crate::domain::chain::{self, ChainLink};
use crate::domain::command::{Book, Command, Context, Opening, Text};
use crate::domain::decide;
use crate::domain::event::{Mode, Recorded};
use crate::domain::id::{EventId, IncidentId};
use crate::domain::incident::Incident;
use crate::domain::time::{Reported, TimeSource, Timestamp};
use crate::journal::{Fault, JournalError};

/// A clock may be set back by so much without being told: clocks are corrected all day.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

impl Session {
    /// Opens an incident.
    pub fn open(
        &mut self,
        opening: Opening,
        text: &Arc<str>,
        options: SubmitOptions,
    ) -> Result<Submitted, SessionError> {
        let id = IncidentId((self.new_id)());
        let text = self.learn(&opening.book, text);
        let mut opened = self.write(id, Command::Open(Box::new(opening)), Some(text), options)?;
        opened.held = self.hold_drills(id);
        Ok(opened)
    }

    /// Knows a runbook from here on. Gives its text as it is kept beside the event.
    fn learn(&mut self, book: &Book, text: &Arc<str>) -> Text {
        self.know([book]);
        Text {
            sha256: book.sha256.clone(),
            text: text.clone(),
        }
    }

    /// Attaches a runbook.
    pub fn attach(
        &mut self,
        id: IncidentId,
        book: Book,
        text: &Arc<str>,
        options: SubmitOptions,
    ) -> Result<Submitted, SessionError> {
        let text = self.learn(&book, text);
        self.write(id, Command::AttachRunbook(book), Some(text), options)
    }

    /// Attaches a runbook that a search found at this rank, from 1.
    pub fn attach_found(
        &mut self,
        id: IncidentId,
        book: Book,
        text: &Arc<str>,
        (query, rank): (String, u32),
        options: SubmitOptions,
    ) -> Result<Submitted, SessionError> {
        let text = self.learn(&book, text);
        let command = Command::FindRunbook { book, query, rank };
        self.write(id, command, Some(text), options)
    }

    /// Carries out a command, or says why not.
    pub fn submit(
        &mut self,
        id: IncidentId,
        command: Command,
        options: SubmitOptions,
    ) -> Result<Submitted, SessionError> {
        self.notice_clock(id)?;
        self.write(id, command, None, options)
    }

    /// Whether a command could be recorded now: the rules allow it, and what is masked in it is
    /// known. Nothing is written.
    pub fn check(
        &mut self,
        id: IncidentId,
        command: &Command,
        options: SubmitOptions,
    ) -> Result<(), SessionError> {
        self.masks()?;
        self.load(id)?;
        let Some(incident) = self.incident(id) else {
            return Err(SessionError::NoSuchIncident(id.to_string()));
        };
        let mut command = command.clone();
        let (context, _) = context(&*self.clock, &self.who, incident, &mut command, options);
        decide(incident, &command, &context)?;
        Ok(())
    }

    /// Records that the clock was set back since this journal's last event by the clock, as the
    /// screen does: only the times of what is recorded tell it.
    pub(super) fn notice_clock(&mut self, id: IncidentId) -> Result<(), SessionError> {
        if !self.notices_clock {
            return Ok(());
        }
        let (replica, now) = (self.journal.replica(), self.clock.now());
        let incident = self.load(id)?;
        let state = incident.state();
        let counts = state.is_unfinished() && state.mode() != Mode::Drill;
        let ours = |r: &Recorded| r.replica == replica && r.event.time_source == TimeSource::Clock;
        let last = incident.log().rev().find(|(r, _)| ours(r));
        let by_ms = last.map_or(0, |(last, _)| now.since(last.event.occurred_at));
        if counts && by_ms < -CLOCK_TOLERANCE_MS {
            let jump = Command::RecordClockJump { by_ms };
            self.write(id, jump, None, SubmitOptions::default())?;
        }
        Ok(())
    }

    pub(super) fn write(
        &mut self,
        id: IncidentId,
        mut command: Command,
        text: Option<Text>,
        options: SubmitOptions,
    ) -> Result<Submitted, SessionError> {
        let masks = self.masks()?.clone();
        self.recover()?;
        let replica = self.journal.replica();
        let position = self.loaded.entry(id).or_default().position;
        let mut transaction = self.journal.begin()?;
        let (unseen, position) = transaction.read(id, position)?;
        let texts = learnable(&unseen, &self.books, &self.scenarios, &*transaction)?;
        if !unseen.is_empty() {
            take_in(
                &mut self.loaded,
                &mut self.books,
                &mut self.scenarios,
                &mut self.warnings,
                &self.read_runbook,
                (id, unseen, position, texts),
            );
        }
        let incident = &self.loaded.entry(id).or_default().incident;
        match &mut command {
            Command::Open(opening) => opening.number = transaction.next_number()?,
            Command::OpenDrill(opening) => opening.number = transaction.next_number()?,
            _ if incident.log().len() == 0 => {
                return Err(SessionError::NoSuchIncident(id.to_string()));
            }
            _ => {}
        }
        let (mut context, wall) = context(&*self.clock, &self.who, incident, &mut command, options);
        let mut events = decide(incident, &command, &context)?;
        context.now = wall;
        let mut masked = Vec::new();
        for event in &mut events {
            masked.extend(masking::mask_event(event, &masks, &self.secrets)?);
        }
        let link = ChainLink {
            incident: id,
            replica,
            tail: incident.tail(replica),
            last_recorded_at: incident.log().next_back().map(|(last, _)| {
                // At the same moment the replica decides on the order; what is decided after
                // an event has to stand after it.
                let tie_is_lost = last.replica > replica;
                last.recorded_at.plus_ms(i64::from(tie_is_lost))
            }),
        };
        let recorded = chain::record(link, events, &context, || EventId((self.new_id)()));
        match &command {
            Command::Open(opening) => transaction.name_incident(id, opening.number, true)?,
            Command::OpenDrill(opening) => transaction.name_incident(id, opening.number, true)?,
            _ => {}
        }
        if let Some(text) = &text {
            transaction.keep_text(text)?;
        }
        let mut position = position;
        for event in &recorded {
            position = transaction.append(event)?;
        }
        match transaction.commit() {
            Ok(()) => {}
            Err(error) => self.settle(&recorded, error)?,
        }
        self.recorded += recorded.len();
        self.take_in(id, recorded.clone(), position, Vec::new());
        self.masked.extend(masked.iter().cloned());
        Ok(Submitted {
            incident: id,
            events: recorded,
            masked,
            held: Vec::new(),
        })
    }

    /// After a commit whose outcome is unknown: asks the reopened journal. Never tries again
    /// under a new id, which could record an act twice.
    pub(super) fn settle(
        &mut self,
        recorded: &[Recorded],
        error: JournalError,
    ) -> Result<(), SessionError> {
        let Some(head) = recorded.first() else {
            return Ok(());
        };
        if matches!(error.fault, Fault::Lost { .. }) {
            // It was refused before anything was committed.
            return Err(error.into());
        }
        self.lost = true;
        let stands = self.recover().and_then(|()| self.journal.hash_of(head.id));
        match stands {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(error.into()),
            // Without room the commit itself was never written whole, so that is no question.
            Err(_) if error.fault == Fault::Full => Err(error.into()),
            Err(_) => Err(SessionError::Unknown(error)),
        }
    }

    /// Opens the journal again after a write that failed.
    pub(super) fn recover(&mut self) -> Result<(), JournalError> {
        if self.lost {
            self.journal.reopen()?;
            self.lost = false;
            // The number of a new connection says nothing about that of the old one.
            self.version = 0;
        }
        Ok(())
    }
}

/// The moment at which a command is decided, and that of the wall's clock. Times are typed by the
/// wall's clock; in a drill they are as far from now by its own, and are moved there.
fn context(
    clock: &dyn Clock,
    who: &Who,
    incident: &Incident,
    command: &mut Command,
    options: SubmitOptions,
) -> (Context, Timestamp) {
    let wall = clock.now();
    let own = incident.state().now(wall);
    let shift = own.since(wall);
    shift_times(command, shift);
    let context = Context {
        now: own,
        actor: who.actor.clone(),
        role: who.role.clone(),
        at: options.at.map(|reported| Reported {
            at: reported.at.plus_ms(shift),
            ..reported
        }),
        auto_start: options.auto_start,
    };
    (context, wall)
}

/// Moves the times that a command itself carries.
fn shift_times(command: &mut Command, ms: i64) {
    match command {
        Command::SendUpdate { next_due: at, .. } | Command::DeferStep { due: at, .. } => {
            *at = at.map(|at| at.plus_ms(ms));
        }
        Command::Amend { occurred_at, .. } => {
            *occurred_at = occurred_at.map(|(at, precision)| (at.plus_ms(ms), precision));
        }
        _ => {}
    }
}
