//! The line that says what just happened: done, gone wrong, or due; and why something cannot be
//! done now.

use crate::domain::id::StepRef;

/// How a status is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusTone {
    /// It was done.
    Done,
    /// It went wrong.
    Wrong,
    /// It is time for something.
    Due,
}

/// One line about what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLine {
    /// How it is meant.
    pub tone: StatusTone,
    /// What happened.
    pub text: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The step that Enter goes to while this is shown.
    pub leads_to: Option<StepRef>,
}

/// Why something cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What stands against it.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The step that Enter goes to while this is said.
    pub leads_to: Option<StepRef>,
}
