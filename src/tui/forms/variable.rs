//! One variable is set. Each is recorded at its Enter, so that leaving the list loses nothing.

use super::super::effect::{Effect, IncidentEffect, Redacted};
use super::super::form::{Act, Ask, Field, Form, Question};
use super::super::model::Model;
use super::super::moved;
use super::super::places::Places;
use super::super::places::variables::rows::{VariableRow, variable_rows};
use super::super::submit::submit;
use crate::domain::command::Command;

/// A variable to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedVariable {
    /// Its name.
    pub name: String,
    /// It is kept in memory only.
    pub secret: bool,
}

/// What gives a variable its value.
pub fn set(named: &NamedVariable, value: String, said: String) -> Effect {
    let name = named.name.clone();
    match named.secret {
        true => Effect::Incident(IncidentEffect::KeepSecret {
            name,
            value: Redacted(value),
        }),
        false => submit(Command::SetVariable { name, value }, said),
    }
}

#[derive(Debug)]
struct SetVariable(NamedVariable);

/// Asks for the value of the selected one.
pub fn ask(model: &mut Model) {
    let Some(selected) = model.selected_at(Places::VARIABLES) else {
        return;
    };
    let rows = model.walk.as_ref().map(variable_rows);
    if let Some(row) = rows.as_ref().and_then(|rows| rows.get(selected)) {
        let mut form = form(row);
        if !row.is_set {
            offer(model, &mut form.questions);
            form.next();
        }
        model.ask(form);
    }
}

/// Writes what an earlier incident with the same target had into the lines of questions that have
/// none, and says where it is from. It is taken with Enter, or written over.
pub fn offer(model: &Model, questions: &mut [Question]) {
    for question in questions.iter_mut().filter(|it| it.prefill.is_empty()) {
        let offered = model.offered.get(question.field.name());
        if let Some(offered) = offered.filter(|_| question.ask != Ask::Secret) {
            question.prefill.clone_from(&offered.value);
            let from = format!("It was this in {}, with the same target.", offered.from);
            question.notice.push(from);
        }
    }
}

/// The question for one.
fn form(row: &VariableRow) -> Form {
    let example = row.example.iter().map(|e| format!("such as {e}; "));
    let example: String = example.collect();
    let leaves = match row.is_set {
        true => "Enter alone: as it is",
        false => "Enter alone: leave it out",
    };
    let field = Field::named(&row.name);
    let mut question = match row.secret {
        true => {
            let hint = format!("kept in memory only; {leaves}");
            Question::new(field, &row.name, hint, Ask::Secret)
        }
        false => Question::or(field, &row.name, format!("{example}{leaves}"), ""),
    };
    question.notice = vec![row.ask.clone()];
    question.prefill = row.value.clone().unwrap_or_default();
    let named = NamedVariable {
        name: row.name.clone(),
        secret: row.secret,
    };
    let title = format!("Variable {}", row.name);
    Form::new(SetVariable(named), title, vec![question])
}

/// One was kept or left as it is: the next one is selected.
pub fn next(model: &mut Model) {
    if model.selected_at(Places::VARIABLES).is_some() {
        moved::next(model);
    }
}

impl Act for SetVariable {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let name = &self.0.name;
        let value = form.text(&Field::named(name));
        if value.is_empty() || walk.snapshot.state.variables.get(name) == Some(&value) {
            model.leave_form();
            model.say("it is as before");
            next(model);
            return Vec::new();
        }
        vec![set(&self.0, value, format!("{name} set"))]
    }
}
