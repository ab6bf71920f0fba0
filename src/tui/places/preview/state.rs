//! What is kept of a runbook that is being looked at.

/// A runbook that is being looked at.
#[derive(Debug)]
pub struct Preview {
    /// Its place in the library.
    pub entry: usize,
    /// The query that found it, and its rank.
    pub chosen: Option<(String, u32)>,
    /// The first line shown.
    pub scroll: usize,
}
