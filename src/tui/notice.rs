//! Something that is due, as it is told beyond the window.

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The incident's key.
    pub incident: String,
    /// What is due.
    pub text: String,
}
