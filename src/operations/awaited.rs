//! An alert that an incident is opened for. Where its runbook is still to be chosen on the screen,
//! the first live incident that is opened there is the one for it.

use crate::domain::command::{Command, Opening};
use crate::domain::event::Severity;
use crate::domain::runbook::{Runbook, RunbookMode};
use crate::domain::time::Reported;

/// By what an incident is noticed that an alert opens.
pub const DETECTED: &str = "alert";

/// Gives the variables of a runbook, by name, that an alert has plain values for, and why it
/// gives none to others that it names.
pub type Values = Box<dyn Fn(&Runbook) -> (Vec<(String, String)>, Vec<String>)>;

/// What an alert says of the incident that will be opened for it.
pub struct Awaited {
    /// The incident's title.
    pub title: String,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// When it was noticed.
    pub detected: Option<Reported>,
    /// The values of the runbook's variables.
    pub values: Values,
    /// What is recorded in it next: what the alert is known by, and all that it says.
    pub commands: Vec<Command>,
}

impl Awaited {
    /// Whether the incident of this runbook is the one for it: planned work is not.
    pub fn is_for(&self, runbook: &Runbook) -> bool {
        runbook.mode == RunbookMode::Live
    }

    /// Says of an opening what the alert says and nobody else did. Gives why some variables have
    /// no value from it.
    pub fn put(&self, opening: &mut Opening) -> Vec<String> {
        let (variables, refused) = (self.values)(&opening.book.runbook);
        let is_typed = |name: &str| opening.variables.iter().any(|(typed, _)| typed == name);
        let new: Vec<_> = variables
            .into_iter()
            .filter(|(name, _)| !is_typed(name))
            .collect();
        opening.variables.extend(new);
        opening.title.get_or_insert_with(|| self.title.clone());
        opening.severity = opening.severity.or(self.severity);
        let detected = self.detected.map(|at| (at, DETECTED.to_owned()));
        opening.detected = opening.detected.take().or(detected);
        opening
            .source
            .get_or_insert_with(|| "alertmanager".to_owned());
        refused
    }
}
