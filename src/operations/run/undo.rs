//! What takes back what a command does, as it is shown beside it.

use super::prepare::RunError;
use crate::domain::fill::Filling;
use crate::domain::runbook::{Step, Undo, UndoRun};
use crate::session::Session;

/// How a step is taken back, in lines: what would be run, what a person does, or why it cannot be.
/// What would be run has to be whole before the change is: later it may be too late to read a value.
pub(super) fn undo_of<'a, S: Fn(&str) -> Option<&'a str>>(
    step: &Step,
    filling: &Filling<'a, S>,
    session: &Session,
) -> Option<Result<Vec<String>, RunError>> {
    Some(match step.undo.as_ref() {
        None => Ok(vec![step.rollback.clone()?]),
        Some(Undo::ByHand { how, .. }) => Ok(vec![format!("by hand: {how}")]),
        Some(Undo::Nothing { why, .. }) => Ok(vec![format!("cannot be taken back: {why}")]),
        Some(Undo::Runs(undos)) => {
            let lacks = undos.iter().flat_map(|undo| filling.missing(&undo.run));
            let mut lacks: Vec<String> = lacks.map(|variable| variable.name.clone()).collect();
            lacks.dedup();
            if !lacks.is_empty() {
                return Some(Err(RunError::UndoLacks(lacks)));
            }
            let text = |undo: &UndoRun| filling.fill(&undo.run).map_err(RunError::Unfilled);
            let texts: Result<Vec<String>, RunError> = undos.iter().map(text).collect();
            texts.map(|texts| {
                let lines = texts.iter().flat_map(|text| text.lines());
                lines.map(|line| session.secrets.mask(line)).collect()
            })
        }
    })
}
