//! An incident as the home screen lists it.

use crate::domain::id::{IncidentId, ScenarioId};
use crate::domain::state::DrillClock;
use crate::domain::time::Timestamp;

/// An incident on the home screen.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct OpenIncident {
    pub id: IncidentId,
    pub key: String,
    pub title: String,
    pub status: &'static str,
    pub mode: &'static str,
    /// The scenario that a drill plays.
    pub scenario: Option<ScenarioId>,
    pub severity: Option<&'static str>,
    /// Where its clock starts.
    pub since: Option<Timestamp>,
    /// The clock of its own that a drill has.
    pub own_clock: Option<DrillClock>,
    /// The number of the step to go on with.
    pub step: Option<String>,
    /// On whom or what it waits.
    pub waiting_on: Option<String>,
    /// When its clock stopped.
    pub until: Option<Timestamp>,
    /// Nobody works on it any more: it is resolved, closed or cancelled.
    pub is_over: bool,
    /// The tickets that it belongs to.
    pub tickets: Vec<String>,
}

impl OpenIncident {
    /// Whether a query is the name of one of its tickets.
    pub fn has_ticket(&self, query: &str) -> bool {
        let mut tickets = self.tickets.iter();
        tickets.any(|ticket| ticket.eq_ignore_ascii_case(query.trim()))
    }

    /// How long it has been going on, by its own clock.
    pub fn elapsed_ms(&self, wall: Timestamp) -> Option<i64> {
        let now = self.own_clock.map_or(wall, |own| own.at(wall));
        let until = self.until.unwrap_or(now);
        self.since.map(|since| until.since(since).max(0))
    }
}
