//! A journal in memory, for tests and for looking into an export. Clones share it, as
//! processes share a file.
//!
//! Long because it is a whole journal: store, reader and transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Fault, Head, Journal, JournalError, JournalReader, Position, Transaction};
use crate::domain::command::Text;
use crate::domain::event::{Payload, Recorded};
use crate::domain::id::{EventId, IncidentId, ReplicaId};
use crate::domain::number::MOST;

/// A journal in memory.
#[derive(Debug)]
pub struct MemoryJournal {
    replica: ReplicaId,
    store: Arc<Mutex<Store>>,
    /// How many of the store's commits came through this connection.
    own: u64,
}

impl Clone for MemoryJournal {
    /// Another connection to the same store.
    fn clone(&self) -> Self {
        Self {
            replica: self.replica,
            store: self.store.clone(),
            own: 0,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Store {
    events: Vec<Recorded>,
    texts: BTreeMap<Arc<str>, Arc<str>>,
    /// Number, whether it was opened here, and whether it is from a list of past ones.
    names: BTreeMap<IncidentId, (u64, bool, bool)>,
    version: u64,
}

impl MemoryJournal {
    /// An empty journal.
    pub fn new(replica: ReplicaId) -> Self {
        Self {
            replica,
            store: Arc::default(),
            own: 0,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        // A writer that panicked left only its own copy behind, so the store is whole.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    fn named(&self, id: IncidentId) -> Option<Head> {
        let (number, own, past) = *self.names.get(&id)?;
        let head = if own {
            Head::own(id, number)
        } else {
            let names = self.names.iter();
            let rivals = names.filter(|(_, name)| **name == (number, false, past));
            let rivals: Vec<IncidentId> = rivals.map(|(id, _)| *id).collect();
            Head::foreign(id, number, &rivals)
        };
        Some(if past { head.past() } else { head })
    }
}

impl JournalReader for Store {
    fn read(
        &self,
        incident: IncidentId,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError> {
        let seen = usize::try_from(after.0).unwrap_or(0);
        let (mut events, mut last) = (Vec::new(), after);
        for (place, event) in self.events.iter().enumerate().skip(seen) {
            if event.incident_id == incident {
                events.push(event.clone());
                last = Position(i64::try_from(place + 1).unwrap_or(i64::MAX));
            }
        }
        Ok((events, last))
    }

    fn since(&self, after: Position) -> Result<(Vec<Recorded>, Position), JournalError> {
        let seen = usize::try_from(after.0).unwrap_or(0);
        let events = self.events.iter().skip(seen).cloned().collect();
        let end = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
        Ok((events, Position(end)))
    }

    fn between(
        &self,
        after: Position,
        upto: Position,
        each: &mut dyn FnMut(IncidentId, Result<Recorded, JournalError>),
    ) -> Result<(), JournalError> {
        let place = |position: Position| usize::try_from(position.0).unwrap_or(0);
        let events = self.events.iter().take(place(upto)).skip(place(after));
        events.for_each(|event| each(event.incident_id, Ok(event.clone())));
        Ok(())
    }

    fn heads(&self) -> Result<Vec<Head>, JournalError> {
        let mut heads: Vec<Head> = self.names.keys().filter_map(|id| self.named(*id)).collect();
        heads.sort_by_key(|head| (head.number, !head.is_own(), head.id));
        Ok(heads)
    }

    fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
        Ok(self.named(incident))
    }

    fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
        Ok(self.texts.get(sha256).cloned())
    }

    fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
        let found = self.events.iter().find(|e| e.id == event);
        Ok(found.map(|e| e.hash.clone()))
    }
}

macro_rules! reads {
    ($type:ty, |$self:ident| $store:expr) => {
        impl JournalReader for $type {
            fn read(
                &$self,
                incident: IncidentId,
                after: Position,
            ) -> Result<(Vec<Recorded>, Position), JournalError> {
                $store.read(incident, after)
            }
            fn since(
                &$self,
                after: Position,
            ) -> Result<(Vec<Recorded>, Position), JournalError> {
                $store.since(after)
            }
            fn between(
                &$self,
                after: Position,
                upto: Position,
                each: &mut dyn FnMut(IncidentId, Result<Recorded, JournalError>),
            ) -> Result<(), JournalError> {
                $store.between(after, upto, each)
            }
            fn heads(&$self) -> Result<Vec<Head>, JournalError> {
                $store.heads()
            }
            fn head(&$self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
                $store.head(incident)
            }
            fn text(&$self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
                $store.text(sha256)
            }
            fn hash_of(&$self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
                $store.hash_of(event)
            }
        }
    };
}

reads!(MemoryJournal, |self| self.lock());
reads!(MemoryTransaction<'_>, |self| self.shared);

impl Journal for MemoryJournal {
    fn replica(&self) -> ReplicaId {
        self.replica
    }

    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError> {
        let store = self.lock();
        let is_listed = |head: &Head| {
            let own = store.events.iter().filter(|e| e.incident_id == head.id);
            let own: Vec<&Recorded> = own.collect();
            let has = |is_it: fn(&Payload) -> bool| own.iter().any(|e| is_it(&e.event.payload));
            let ended = has(|p| {
                matches!(
                    p,
                    Payload::Resolved { .. }
                        | Payload::Cancelled { .. }
                        | Payload::BackedOut { .. }
                        | Payload::Joined { .. }
                )
            });
            let again =
                has(|p| matches!(p, Payload::Reopened { .. } | Payload::EntryRetracted { .. }));
            // Of two chains, one may have made the end in the other illegal.
            let merged = own.iter().any(|e| e.replica != own[0].replica);
            !ended || again || merged
        };
        let heads = store.heads()?.into_iter();
        Ok(heads.filter(is_listed).collect())
    }

    fn version(&self) -> Result<u64, JournalError> {
        Ok(self.lock().version - self.own)
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, JournalError> {
        let shared = self.store.lock();
        let shared = shared.unwrap_or_else(PoisonError::into_inner);
        let events = shared.events.len();
        Ok(Box::new(MemoryTransaction {
            shared,
            own: &mut self.own,
            events,
            texts: Vec::new(),
            names: Vec::new(),
            committed: false,
        }))
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn is_read_only(&self) -> bool {
        false
    }

    fn check(&self) -> Result<Option<String>, JournalError> {
        Ok(None)
    }
}

/// Where it is kept.
fn here() -> super::StoreName {
    super::StoreName::called("the journal in memory")
}

/// Writes straight into the store and remembers what to take out again.
struct MemoryTransaction<'a> {
    shared: MutexGuard<'a, Store>,
    own: &'a mut u64,
    events: usize,
    texts: Vec<Arc<str>>,
    names: Vec<IncidentId>,
    committed: bool,
}

impl Drop for MemoryTransaction<'_> {
    fn drop(&mut self) {
        if self.committed {
            return;
        }
        let kept = self.events;
        self.shared.events.truncate(kept);
        for text in std::mem::take(&mut self.texts) {
            self.shared.texts.remove(&text);
        }
        for name in std::mem::take(&mut self.names) {
            self.shared.names.remove(&name);
        }
    }
}

impl MemoryTransaction<'_> {
    fn name(&mut self, id: IncidentId, name: (u64, bool, bool)) -> Result<(), JournalError> {
        if self.shared.names.contains_key(&id) {
            return Err(Fault::Named(id).of(here()));
        }
        self.shared.names.insert(id, name);
        self.names.push(id);
        Ok(())
    }
}

impl Transaction for MemoryTransaction<'_> {
    fn next_number(&self) -> Result<u64, JournalError> {
        let names = self.shared.names.values();
        let own = names.filter(|(_, own, past)| *own && !past);
        let own: BTreeSet<u64> = own.map(|(number, ..)| *number).collect();
        let next = own.last().map_or(1, |last| last.saturating_add(1));
        // An import may have brought the last number that there is.
        let free = || (1..).find(|n| !own.contains(n)).unwrap_or(MOST);
        Ok(if next <= MOST { next } else { free() })
    }

    fn name_incident(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        let mut names = self.shared.names.values();
        if own && names.any(|n| *n == (number, true, false)) {
            return Err(Fault::Named(incident).of(here()));
        }
        self.name(incident, (number, own, false))
    }

    fn next_past_number(&self) -> Result<u64, JournalError> {
        let names = self.shared.names.values();
        let past = names.filter(|(_, own, past)| *own && *past);
        let last = past.map(|(number, ..)| *number).max().unwrap_or(0);
        Ok(last.saturating_add(1).min(MOST))
    }

    fn name_past(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        self.name(incident, (number, own, true))
    }

    fn append(&mut self, event: &Recorded) -> Result<Position, JournalError> {
        let place = (event.incident_id, event.replica, event.seq);
        let taken = self
            .shared
            .events
            .iter()
            .any(|e| e.id == event.id || (e.incident_id, e.replica, e.seq) == place);
        if taken {
            return Err(Fault::Exists(event.id).of(here()));
        }
        self.shared.events.push(event.clone());
        let end = i64::try_from(self.shared.events.len()).unwrap_or(i64::MAX);
        Ok(Position(end))
    }

    fn keep_text(&mut self, text: &Text) -> Result<(), JournalError> {
        if !self.shared.texts.contains_key(&text.sha256) {
            let (sha256, words) = (text.sha256.clone(), text.text.clone());
            self.shared.texts.insert(sha256, words);
            self.texts.push(text.sha256.clone());
        }
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), JournalError> {
        self.shared.version += 1;
        *self.own += 1;
        self.committed = true;
        Ok(())
    }
}
