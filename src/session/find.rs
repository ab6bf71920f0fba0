//! Which incidents there are, and which one a name such as `INC-12` means. What is damaged is
//! passed over where many are gone through.

use super::{Session, SessionError};
use crate::domain::chain;
use crate::domain::event::{Mode, Recorded};
use crate::domain::id::IncidentId;
use crate::domain::incident::{Books, Incident};
use crate::domain::state::{State, Status};
use crate::journal::{self, Fault, Head, JournalError, NameQuery, NoSuchName, Position};

impl Session {
    /// All incidents, by number.
    pub fn heads(&self) -> Result<Vec<Head>, SessionError> {
        Ok(self.journal.heads()?)
    }

    /// Whether there is no incident at all.
    pub fn is_empty(&self) -> Result<bool, SessionError> {
        Ok(self.journal.is_empty()?)
    }

    /// The incidents that are open, held or mitigated, by number.
    pub fn unfinished(&mut self) -> Result<Vec<Head>, SessionError> {
        self.keep_up()?;
        let mut unfinished = Vec::new();
        for head in self.journal.maybe_unfinished()? {
            let state = self.load_if_whole(head)?.map(|i| i.state());
            if state.is_some_and(State::is_unfinished) {
                unfinished.push(head);
            }
        }
        Ok(unfinished)
    }

    /// The live incidents that are resolved and the planned work that is over, none of them closed,
    /// the newest first, at most so many. Of a drill nothing is left to close.
    pub fn resolved(&mut self, most: usize) -> Result<Vec<Head>, SessionError> {
        let mut resolved = Vec::new();
        // A journal in which nobody ever closes anything must not be read from end to end.
        let looked_at = self.journal.maybe_unclosed(most)?.into_iter().rev();
        for head in looked_at.take(most.saturating_mul(10)) {
            let Some(state) = self.load_if_whole(head)?.map(Incident::state) else {
                continue;
            };
            let is_over = matches!(state.status, Some(Status::Resolved | Status::BackedOut));
            if is_over && state.mode() != Mode::Drill && state.joined_into.is_none() {
                resolved.push(head);
            }
            if resolved.len() == most {
                break;
            }
        }
        Ok(resolved)
    }

    /// The incidents that are open, held or mitigated, as far as their events alone tell:
    /// without the runbooks, and so without steps. Nothing of it is kept. For a first frame.
    pub fn peek_unfinished(&mut self) -> Result<Vec<(Head, State)>, SessionError> {
        self.recover()?;
        let mut unfinished = Vec::new();
        for head in self.journal.maybe_unfinished()? {
            let read = self.journal.read(head.id, Position::default());
            let Some((events, _)) = self.pass_over(head, read.map_err(SessionError::from))? else {
                continue;
            };
            let state = Incident::fold(Books::new(), events).state().clone();
            if state.is_unfinished() {
                unfinished.push((head, state));
            }
        }
        Ok(unfinished)
    }

    /// The incident that a key (`INC-12`, `12`, `INC-12-ab3`), an id, or `last` names.
    pub fn find(&self, name: &str) -> Result<Head, SessionError> {
        let asked = NameQuery::by(name).map(|asked| self.journal.asked(asked));
        let heads = asked.transpose()?.unwrap_or_default();
        journal::find(&heads, name).map_err(|missed| match missed {
            NoSuchName::Unknown => SessionError::NoSuchIncident(name.to_owned()),
            NoSuchName::Ambiguous(choices) => SessionError::Ambiguous {
                name: name.to_owned(),
                choices,
            },
        })
    }

    /// An incident as it is now, or nothing if it is damaged: where many are gone through, one
    /// hides none of the others. What is wrong with it is kept in [`Session::damaged`].
    pub fn load_if_whole(&mut self, head: Head) -> Result<Option<&Incident>, SessionError> {
        let loaded = self.load(head.id).map(drop);
        match self.pass_over(head, loaded)? {
            Some(()) => Ok(self.incident(head.id)),
            None => Ok(None),
        }
    }

    /// Keeps damage in mind and goes on; anything else fails.
    pub(super) fn pass_over<T>(
        &mut self,
        head: Head,
        read: Result<T, SessionError>,
    ) -> Result<Option<T>, SessionError> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(SessionError::Journal(JournalError {
                fault: Fault::Corrupt(what),
                ..
            })) => {
                self.damaged.insert(head.key(), what);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What is wrong with the chains of an incident that was loaded, the first time that it is
    /// asked for. What was altered is still shown: nothing is hidden by it.
    pub fn broken_chain(&mut self, id: IncidentId) -> Option<String> {
        let loaded = self.loaded.get(&id)?;
        if !self.checked.insert(id) {
            return None;
        }
        let log: Vec<Recorded> = loaded.incident.log().map(|(r, _)| r.clone()).collect();
        chain::first_break(&log)
    }

    /// Everything that is wrong with an incident: every event is read, every chain checked.
    pub fn flaws(&self, id: IncidentId) -> Result<Vec<String>, SessionError> {
        Ok(self.journal.flaws(id)?)
    }
}
