//! What is kept of the handoff brief.

/// What the next person needs to know.
#[derive(Debug)]
pub struct Brief {
    /// The brief, as it would be recorded.
    pub text: String,
    /// The first line shown.
    pub scroll: usize,
}
