//! The variables of the runbooks in use, as they are listed: those of the step with the focus
//! first, each with what it stands at.

use crate::domain::fill::variables_in;
use crate::domain::runbook::{Step, Variable};
use crate::tui::model::Walk;

/// A variable in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct VariableRow {
    pub name: String,
    /// What is asked for it.
    pub ask: String,
    pub example: Option<String>,
    /// Its value is kept in memory only and never shown.
    pub secret: bool,
    /// The value, unless it is a secret.
    pub value: Option<String>,
    pub is_set: bool,
    /// The step with the focus uses it.
    pub here: bool,
}

impl VariableRow {
    /// What it stands at, in words.
    pub fn standing(&self) -> &str {
        match (&self.value, self.is_set) {
            (Some(value), _) => value,
            (None, true) => "set, in memory only",
            (None, false) => "not set",
        }
    }
}

/// All of them, each name once.
pub fn variable_rows(walk: &Walk) -> Vec<VariableRow> {
    let state = &walk.snapshot.state;
    let step = walk.step().and_then(|at| state.step(at));
    let used = step.map_or(Vec::new(), |(_, step)| used_by(step));
    let books = state.in_use().filter_map(|a| a.runbook.as_deref());
    let mut rows: Vec<VariableRow> = Vec::new();
    for variable in books.flat_map(|book| &book.variables) {
        if rows.iter().all(|row| row.name != variable.name) {
            rows.push(row(walk, variable, used.contains(&&*variable.name)));
        }
    }
    rows.sort_by_key(|row| !row.here);
    rows
}

fn row(walk: &Walk, variable: &Variable, here: bool) -> VariableRow {
    let name = variable.name.clone();
    let value = walk.snapshot.state.variables.get(&name).cloned();
    let value = value.filter(|_| !variable.secret);
    VariableRow {
        is_set: value.is_some() || walk.secrets.contains(&name),
        name,
        ask: variable.ask.clone(),
        example: variable.example.clone(),
        secret: variable.secret,
        value,
        here,
    }
}

/// The names of the variables that a step uses.
fn used_by(step: &Step) -> Vec<&str> {
    let runs = step.run.iter().map(|run| run.text.as_str());
    let more = [&step.menu, &step.expect, &step.rollback];
    let more = more.into_iter().filter_map(Option::as_deref);
    runs.chain(more).flat_map(variables_in).collect()
}
