//! What just happened: the last key, and the line that says what became of it.

use crossterm::event::KeyCode;

use super::model::Model;
use crate::domain::id::StepRef;

/// One line about what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// It went wrong.
    pub is_error: bool,
    /// What happened.
    pub text: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The step that Enter goes to while this is shown.
    pub leads_to: Option<StepRef>,
}

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastKey {
    /// Which.
    pub code: KeyCode,
    /// When, by the steady clock.
    pub at_ms: i64,
    /// Something was recorded by it.
    pub recorded: bool,
}

impl Model {
    /// Says that something was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(Status {
            is_error: false,
            text: text.into(),
            hint: None,
            leads_to: None,
        });
    }

    /// Says that something could not be done, and what to do next.
    pub fn complain(&mut self, text: impl Into<String>, hint: Option<String>) {
        self.status = Some(Status {
            is_error: true,
            text: text.into(),
            hint,
            leads_to: None,
        });
    }
}
