//! The variables: moving among them, and setting one. Each is recorded at its Enter, so that
//! leaving the list loses nothing.

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::form::{Ask, Form, Named, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::moving::scroll;
use super::super::moving::within;
use super::super::variables::{VariableRow, variable_rows};

/// How many there are.
pub fn count(model: &Model) -> usize {
    model
        .walk
        .as_ref()
        .map_or(0, |walk| variable_rows(walk).len())
}

/// Carries out an action of the place.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let count = count(model);
    let Some(Overlay::Variables { selected }) = &mut model.overlay else {
        return Vec::new();
    };
    match id {
        Id::SetVariable => {
            let selected = *selected;
            let rows = model.walk.as_ref().map(variable_rows);
            if let Some(row) = rows.as_ref().and_then(|rows| rows.get(selected)) {
                model.ask(form(row));
            }
        }
        _ => scroll(selected, count, id),
    }
    Vec::new()
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
    let count = count(model);
    if let Some(Overlay::Variables { selected }) = &mut model.overlay {
        *selected = within(*selected + 1, count);
    }
}
