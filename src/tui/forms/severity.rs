//! How bad it is.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident::ask as ask_of_incident;
use crate::domain::command::Command;
use crate::domain::event::Severity as Sev;

const SEVERITY: Field = Field::of("severity");

const ALL: [Sev; 4] = [Sev::Sev1, Sev::Sev2, Sev::Sev3, Sev::Sev4];

#[derive(Debug)]
struct Severity;

/// Asks for it.
pub fn ask(model: &mut Model) {
    let options = ALL.map(|s| (s.word().to_owned(), s.word().to_owned()));
    let questions = vec![Question::choice(SEVERITY, "severity", options.to_vec())];
    ask_of_incident(model, Severity, "severity", questions);
}

impl Act for Severity {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let word = form.text(&SEVERITY);
        let severity = ALL.into_iter().find(|severity| severity.word() == word);
        stamped(model, Command::SetSeverity { severity }, word, false)
    }
}
