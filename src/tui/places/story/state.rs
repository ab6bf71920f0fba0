//! What is kept of the messages of a drill.

/// What was told in a drill so far.
#[derive(Debug)]
pub struct Story {
    /// The first line shown.
    pub scroll: usize,
}
