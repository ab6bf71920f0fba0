//! What is kept of a runbook that is being looked at.

use crate::domain::id::RunbookId;

/// A runbook that is being looked at.
#[derive(Debug)]
pub struct Preview {
    /// Its id.
    pub runbook: RunbookId,
    /// The query that found it, and its rank.
    pub chosen: Option<(String, u32)>,
    /// The first line shown.
    pub scroll: usize,
}
