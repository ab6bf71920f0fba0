//! The one line that says what just happened: done, gone wrong, or due.

use super::model::Model;

/// How a status is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Done,
    /// It went wrong.
    Wrong,
    /// It is time for something.
    Due,
}

/// One line about what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How it is meant.
    pub tone: Tone,
    /// What happened.
    pub text: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Model {
    /// Says that something was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(Status {
            tone: Tone::Done,
            text: text.into(),
            hint: None,
        });
    }

    /// Says that something could not be done, and what to do next.
    pub fn complain(&mut self, text: impl Into<String>, hint: Option<String>) {
        self.status = Some(Status {
            tone: Tone::Wrong,
            text: text.into(),
            hint,
        });
    }

    /// Says that it is time for something. What went wrong stays in sight beside it.
    pub fn remind(&mut self, text: String) {
        if let Some(status) = &mut self.status
            && status.tone == Tone::Wrong
        {
            let hint = status.hint.take().map(|hint| format!("{hint}. "));
            status.hint = Some(hint.unwrap_or_default() + &text);
            return;
        }
        self.status = Some(Status {
            tone: Tone::Due,
            text,
            hint: None,
        });
    }
}
