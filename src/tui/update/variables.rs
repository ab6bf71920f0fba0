//! The variables, and setting one. Each is recorded at its Enter, so that
//! leaving the list loses nothing.

use super::super::form::{Ask, Form, Named, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::variables::{VariableRow, variable_rows};
use super::moved;

/// Lists the variables.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Variables { selected: 0 });
}

/// Asks for the value of the selected one.
pub fn set(model: &mut Model) {
    let Some(Overlay::Variables { selected }) = &model.overlay else {
        return;
    };
    let rows = model.walk.as_ref().map(variable_rows);
    if let Some(row) = rows.as_ref().and_then(|rows| rows.get(*selected)) {
        model.ask(form(row));
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
    let mut question = match row.secret {
        true => {
            let hint = format!("kept in memory only; {leaves}");
            Question::new(&row.name, hint, Ask::Secret)
        }
        false => Question::or(&row.name, format!("{example}{leaves}"), ""),
    };
    question.notice = vec![row.ask.clone()];
    question.prefill = row.value.clone().unwrap_or_default();
    let named = Named {
        name: row.name.clone(),
        secret: row.secret,
    };
    let title = format!("Variable {}", row.name);
    Form::new(Purpose::Variables(vec![named]), title, vec![question])
}

/// One was kept or left as it is: the next one is selected.
pub fn next(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Variables { .. })) {
        moved::next(model);
    }
}
