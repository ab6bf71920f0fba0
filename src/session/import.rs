//! Events from elsewhere: the union by id.

use super::{Session, SessionError};
use crate::domain::command::Text;
use crate::domain::event::{Payload, Recorded};
use crate::domain::time::TimeSource;
use crate::journal::{Fault, JournalError};

impl Session {
    /// Adds events from elsewhere: the union by id. Says how many were new.
    pub fn import(&mut self, events: &[Recorded], texts: &[Text]) -> Result<usize, SessionError> {
        self.recover()?;
        let replica = self.journal.replica();
        let mut transaction = self.journal.begin()?;
        let mut added = 0;
        let mut keeps_text = false;
        for text in texts {
            keeps_text |= transaction.text(&text.sha256)?.is_none();
            transaction.keep_text(text)?;
        }
        for event in events {
            match transaction.hash_of(event.id)? {
                Some(hash) if hash == event.hash => continue,
                Some(_) => return Err(SessionError::Conflict(event.id)),
                None => {}
            }
            match transaction.append(event) {
                Err(JournalError {
                    fault: Fault::Exists(id),
                    ..
                }) => return Err(SessionError::Conflict(id)),
                other => drop(other?),
            }
            added += 1;
            if let Payload::IncidentOpened { number, .. } = event.event.payload
                && transaction.head(event.incident_id)?.is_none()
            {
                if event.event.time_source == TimeSource::Imported {
                    transaction.name_past(event.incident_id, number, event.replica == replica)?;
                    continue;
                }
                // An incident from elsewhere keeps its number: its key says that it is none of ours.
                let own = event.replica == replica && transaction.numbered(number)?.is_none();
                transaction.name_incident(event.incident_id, number, own)?;
            }
        }
        if added == 0 && !keeps_text {
            // What is here already needs no commit.
            return Ok(0);
        }
        if let Err(error) = transaction.commit() {
            self.settle(events, error)?;
        }
        self.recorded += added;
        self.reload()?;
        Ok(added)
    }
}
