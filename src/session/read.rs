//! Reading on: an incident as it is now, with everything that others have recorded.

use super::texts::learnable;
use super::{Loaded, Session, SessionError};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::journal::{Fault, JournalError};

impl Session {
    /// An incident as it is now, with everything that others have recorded.
    pub fn load(&mut self, id: IncidentId) -> Result<&Incident, SessionError> {
        self.recover()?;
        let seen = self.loaded.entry(id).or_default();
        let (events, position) = self.journal.read(id, seen.position)?;
        if !events.is_empty() {
            let texts = learnable(&events, &self.books, &self.scenarios, &*self.journal)?;
            self.take_in(id, events, position, texts);
            self.name(id)?;
        }
        let loaded = self.loaded.get(&id).map(|loaded| &loaded.incident);
        loaded
            .filter(|incident| incident.log().len() > 0)
            .ok_or_else(|| SessionError::NoSuchIncident(id.to_string()))
    }

    /// Tells an incident from elsewhere what it is called here.
    pub(super) fn name(&mut self, id: IncidentId) -> Result<(), JournalError> {
        let own = self.journal.replica();
        let Some(loaded) = self.loaded.get_mut(&id) else {
            return Ok(());
        };
        let is_foreign = loaded
            .incident
            .log()
            .next()
            .is_some_and(|(r, _)| r.replica != own);
        if is_foreign && let Some(head) = self.journal.head(id)? {
            loaded.incident.call_it(head.key().into());
        }
        Ok(())
    }

    /// An incident as it was last loaded.
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.loaded.get(&id).map(|loaded| &loaded.incident)
    }

    /// Reads what other processes have recorded in the incidents that are loaded. `true` if
    /// the journal has changed since the last look.
    pub fn refresh(&mut self) -> Result<bool, SessionError> {
        self.recover()?;
        let version = self.journal.version()?;
        if version == self.version {
            return Ok(false);
        }
        self.version = version;
        self.reload()?;
        Ok(true)
    }

    /// Reads on in every incident that is loaded. An opening that was refused left nothing
    /// to read.
    pub(super) fn reload(&mut self) -> Result<(), SessionError> {
        let is_there = |loaded: &Loaded| loaded.incident.log().len() > 0;
        self.loaded.retain(|_, loaded| is_there(loaded));
        let ids: Vec<IncidentId> = self.loaded.keys().copied().collect();
        for id in ids {
            match self.load(id) {
                // What was read before stays; whoever opens the incident is told.
                Err(SessionError::Journal(error)) if matches!(error.fault, Fault::Corrupt(_)) => {}
                other => drop(other?),
            }
        }
        Ok(())
    }
}
