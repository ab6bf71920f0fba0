//! Retractions and amendments, read off the whole log before it is folded: nothing is
//! edited in place, so what they change is looked up when the changed event is met.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::event::{Event, Payload, Recorded};
use super::id::EventId;
use super::time::{Precision, TimeSource, Timestamp};

/// What later entries say of earlier ones.
#[derive(Debug, Default)]
pub struct Ledger {
    retracted: HashSet<EventId>,
    amended: HashMap<EventId, Amendment>,
    void: HashSet<EventId>,
}

/// The last correction of each part of an event.
#[derive(Debug, Default, Clone)]
struct Amendment {
    occurred_at: Option<(Timestamp, Precision)>,
    actor: Option<Arc<str>>,
    text: Option<String>,
}

impl Ledger {
    /// Reads a log in its order.
    pub fn read(log: &[Recorded]) -> Self {
        let mut ledger = Self::default();
        if !log.iter().any(|r| is_entry(&r.event.payload)) {
            return ledger;
        }
        let mut known: HashMap<EventId, &Recorded> = HashMap::new();
        let mut opening = None;
        for recorded in log {
            match &recorded.event.payload {
                Payload::IncidentOpened { .. } => opening = opening.or(Some(recorded.id)),
                Payload::EntryRetracted { events, .. } => {
                    let legal = events.iter().all(|id| {
                        known.get(id).is_some_and(|r| is_retractable(r, opening))
                            && !ledger.retracted.contains(id)
                    });
                    if legal {
                        ledger.retracted.extend(events);
                    } else {
                        ledger.void.insert(recorded.id);
                    }
                }
                _ => {}
            }
            known.insert(recorded.id, recorded);
        }
        known.clear();
        for recorded in log {
            if let Payload::EntryAmended {
                event,
                occurred_at,
                precision,
                actor,
                text,
                ..
            } = &recorded.event.payload
            {
                if ledger.retracted.contains(&recorded.id) {
                    continue;
                }
                match known.get(event) {
                    Some(target) if is_amendable(&target.event.payload) => {
                        let amendment = ledger.amended.entry(*event).or_default();
                        if let Some(at) = occurred_at {
                            let precision = precision.unwrap_or(Precision::Millisecond);
                            amendment.occurred_at = Some((*at, precision));
                        }
                        if let Some(actor) = actor {
                            amendment.actor = Some(actor.as_str().into());
                        }
                        if let Some(text) = text {
                            amendment.text = Some(text.clone());
                        }
                    }
                    _ => {
                        ledger.void.insert(recorded.id);
                    }
                }
            }
            known.insert(recorded.id, recorded);
        }
        ledger
    }

    /// Whether an event is as if it had not happened.
    pub fn is_retracted(&self, id: EventId) -> bool {
        self.retracted.contains(&id)
    }

    /// Whether a retraction or an amendment names something that it cannot change.
    pub fn is_void(&self, id: EventId) -> bool {
        self.void.contains(&id)
    }

    /// Whether an event was amended.
    pub fn is_amended(&self, id: EventId) -> bool {
        self.amended.contains_key(&id)
    }

    /// The event and its actor with all amendments in.
    pub fn view(&self, recorded: &Recorded) -> Option<(Event, Arc<str>)> {
        let amendment = self.amended.get(&recorded.id)?;
        let mut event = recorded.event.clone();
        if let Some((at, precision)) = amendment.occurred_at {
            event.occurred_at = at;
            event.precision = precision;
            event.time_source = TimeSource::Reported;
        }
        if let Some(text) = &amendment.text {
            event.payload.set_main_text(text);
        }
        let actor = amendment.actor.clone();
        Some((event, actor.unwrap_or_else(|| recorded.actor.clone())))
    }
}

/// Whether an event speaks of other events.
pub fn is_entry(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::EntryRetracted { .. } | Payload::EntryAmended { .. }
    )
}

/// Whether an event can be corrected: what speaks of other events, facts about devices and
/// what this version does not know cannot.
pub fn is_amendable(payload: &Payload) -> bool {
    !is_entry(payload) && !payload.is_fact() && !matches!(payload, Payload::Newer(_))
}

/// Whether an event can be taken back: openings, retractions and facts about devices cannot.
pub fn is_retractable(recorded: &Recorded, opening: Option<EventId>) -> bool {
    let of_opening = opening == Some(recorded.id) || opening.is_some() && recorded.with == opening;
    !of_opening
        && !recorded.event.payload.is_fact()
        && !matches!(
            recorded.event.payload,
            Payload::IncidentOpened { .. } | Payload::EntryRetracted { .. } | Payload::Newer(_)
        )
}
