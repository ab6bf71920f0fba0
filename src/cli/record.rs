//! Recording what a command line says, and telling what came of it.

use super::context::Program;
use super::failure::Failure;
use super::output;
use crate::domain::command::Command;
use crate::domain::state::State;
use crate::journal::Head;
use crate::report::{bearing, consequences};
use crate::session::SubmitOptions;

/// Submits a command, prints what is recorded, and says what it moved beside that.
pub fn record(
    program: &mut Program,
    head: Head,
    command: Command,
    options: SubmitOptions,
    json: bool,
) -> Result<(), Failure> {
    let before = program.session()?.load(head.id)?.state().clone();
    let outcome = program.session()?.submit(head.id, command, options)?;
    output::outcome(head, &outcome, json)?;
    moved(&before, program.loaded(head.id)?.state());
    Ok(())
}

/// Says what moved from one state to the next.
pub fn moved(before: &State, after: &State) {
    if let Some(says) = bearing(before, after) {
        let step = after.last_touched.as_ref();
        let step = step.filter(|at| before.step_state(at) != after.step_state(at));
        let whose = step.map_or_else(String::new, |at| format!("{} ", after.number_of(at)));
        output::remark(&format!("runsheet: {whose}{says}"));
    }
    for says in consequences(before, after) {
        output::remark(&format!("runsheet: {says}"));
    }
}
