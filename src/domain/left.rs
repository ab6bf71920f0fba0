//! What is left of a runbook from a step on, for whoever passes over several at once.

use super::checklist::StepState;
use super::id::StepRef;
use super::state::State;

/// The steps that are not ended, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// Those that may be passed over with a reason alone.
    pub open: Vec<StepRef>,
    /// The critical ones: each is a decision of its own.
    pub critical: Vec<StepRef>,
}

/// What is left of the runbook from a step on, the step itself included.
pub fn left_from(state: &State, from: &StepRef) -> Left {
    let mut left = Left::default();
    let Some(attachment) = state.attachment(&from.runbook) else {
        return left;
    };
    let steps = attachment.runbook.iter().flat_map(|book| book.steps());
    let steps = steps.map(|(_, step)| step);
    for step in steps.skip_while(|step| step.id != from.step) {
        let at = StepRef {
            runbook: from.runbook.clone(),
            step: step.id.clone(),
        };
        let is_open = matches!(
            attachment.state_of(step),
            StepState::Pending | StepState::Active
        );
        match (is_open, step.critical) {
            (false, _) => {}
            (true, false) => left.open.push(at),
            (true, true) => left.critical.push(at),
        }
    }
    left
}
