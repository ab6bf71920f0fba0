//! What is said of what just happened.

use super::model::Model;
use super::status::{StatusLine, StatusTone, Why};

impl Model {
    /// Says that something was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(StatusLine {
            tone: StatusTone::Done,
            text: text.into(),
            hint: None,
            leads_to: None,
        });
    }

    /// Says that something could not be done, and what to do next.
    pub fn complain(&mut self, text: impl Into<String>, hint: Option<String>) {
        self.status = Some(StatusLine {
            tone: StatusTone::Wrong,
            text: text.into(),
            hint,
            leads_to: None,
        });
    }

    /// Says that an act waits until another process has written.
    pub fn await_others(&mut self, seconds: i64) {
        self.status = Some(StatusLine {
            tone: StatusTone::Due,
            text: format!("waiting for another process ({seconds} s)"),
            hint: None,
            leads_to: None,
        });
    }

    /// Says why something cannot be done now.
    pub fn refuse(&mut self, why: Why) {
        self.complain(why.text, why.hint);
        if let Some(status) = &mut self.status {
            status.leads_to = why.leads_to;
        }
    }

    /// Says something beside what is said already.
    pub fn mention(&mut self, text: String) {
        let Some(status) = &mut self.status else {
            return self.say(text);
        };
        let hint = status.hint.take().map(|hint| format!("{hint}. "));
        status.hint = Some(hint.unwrap_or_default() + &text);
    }

    /// Says that it is time for something. What went wrong stays in sight beside it.
    pub fn remind(&mut self, text: String) {
        if self
            .status
            .as_ref()
            .is_some_and(|s| s.tone == StatusTone::Wrong)
        {
            return self.mention(text);
        }
        self.status = Some(StatusLine {
            tone: StatusTone::Due,
            text,
            hint: None,
            leads_to: None,
        });
    }
}
