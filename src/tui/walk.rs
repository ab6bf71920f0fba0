//! The incident that is walked: what is known of it, and where the operator is in it.

use super::drills::PutAway;
use super::logs::FindingContext;
use super::snapshot::Snapshot;
use crate::domain::id::StepRef;
use crate::domain::time::Reported;

/// The incident being walked.
#[derive(Debug)]
pub struct Walk {
    /// What is known of it.
    pub snapshot: Box<Snapshot>,
    /// The row of the checklist with the focus.
    pub cursor: usize,
    /// The first line of the step's text that is shown.
    pub scroll: usize,
    /// When the next act happened, if not now.
    pub happened_at: Option<Reported>,
    /// The names of secrets that have a value.
    pub secrets: Vec<String>,
    /// Where the operator was, until the next key.
    pub bookmark: Option<String>,
    /// The lines of findings with their neighbours, as far as this program looked itself.
    pub contexts: Vec<FindingContext>,
    /// The messages of a drill that were put away.
    pub put_away: PutAway,
}

impl Walk {
    /// The step with the focus.
    pub fn step(&self) -> Option<&StepRef> {
        self.snapshot.rows.get(self.cursor)?.step.as_ref()
    }
}
