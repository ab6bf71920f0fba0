//! Incidents of a list of past ones, into the journal. The same one is taken once, however often
//! its list is read: a link to the same system and id says that it is here.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Session, SessionError, masking};
use crate::domain::chain::{self, ChainLink};
use crate::domain::command::Context;
use crate::domain::event::Recorded;
use crate::domain::id::{EventId, IncidentId};
use crate::domain::past::PastIncident;
use crate::journal::Pick;

/// What links to other systems stand in a journal: system and id, and which incident has them.
pub type LinkedIncidents = HashMap<(Arc<str>, Arc<str>), IncidentId>;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is an incident now.
    New(IncidentId),
    /// It is one already.
    Here(IncidentId),
}

impl Session {
    /// The links to other systems that there are.
    pub fn linked(&mut self) -> Result<LinkedIncidents, SessionError> {
        let mut linked = LinkedIncidents::new();
        self.each_summary(Pick::All, |head, summary| {
            for (system, id) in summary.links {
                linked
                    .entry((system.as_str().into(), id.as_str().into()))
                    .or_insert(head.id);
            }
        })?;
        Ok(linked)
    }

    /// Takes rows in: all of them or none. `linked` is what is here, and grows by what is taken.
    pub fn take_past(
        &mut self,
        rows: &[PastIncident],
        linked: &mut LinkedIncidents,
    ) -> Result<Vec<Taken>, SessionError> {
        let masks = self.masks()?.clone();
        self.recover()?;
        let replica = self.journal.replica();
        let context = Context {
            now: self.clock.now(),
            actor: self.who.actor.clone(),
            role: self.who.role.clone(),
            at: None,
            auto_start: false,
        };
        let mut transaction = self.journal.begin()?;
        let mut number = transaction.next_past_number()?;
        let mut taken = Vec::with_capacity(rows.len());
        let mut written: Vec<Recorded> = Vec::new();
        let mut new: LinkedIncidents = HashMap::new();
        let mut masked = Vec::new();
        for row in rows {
            let key = (row.system.as_str().into(), row.id.as_str().into());
            if let Some(id) = linked.get(&key).or_else(|| new.get(&key)) {
                taken.push(Taken::Here(*id));
                continue;
            }
            let mut events = row.events(number);
            for event in &mut events {
                masked.extend(masking::mask_event(event, &masks, &self.secrets)?);
            }
            let incident = IncidentId((self.new_id)());
            let link = ChainLink {
                incident,
                replica,
                tail: None,
                last_recorded_at: None,
            };
            let recorded = chain::record(link, events, &context, || EventId((self.new_id)()));
            transaction.name_past(incident, number, true)?;
            for event in &recorded {
                transaction.append(event)?;
            }
            new.insert(key, incident);
            taken.push(Taken::New(incident));
            number += 1;
            // To ask a journal whose outcome is unknown, one event of the whole is enough.
            if written.is_empty() {
                written.extend(recorded.into_iter().take(1));
            }
        }
        if written.is_empty() {
            return Ok(taken);
        }
        if let Err(error) = transaction.commit() {
            self.settle(&written, error)?;
        }
        self.recorded += new.len();
        self.masked.extend(masked);
        linked.extend(new);
        Ok(taken)
    }
}
