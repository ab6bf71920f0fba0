//! Walks with recorded answers that a runbook brings along, and what each must lead to.

use super::super::id::{CauseId, StepId};
use super::Expectation;

/// One walk: what is found at its steps, and where that must lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkTest {
    /// What it is about.
    pub name: String,
    /// What is found, in the order in which it is.
    pub given: Vec<Given>,
    /// The cause that leads at the end.
    pub cause: Option<CauseId>,
    /// The steps that are reached, in this order.
    pub reaches: Vec<StepId>,
    /// The steps that must not be reached.
    pub avoids: Vec<StepId>,
}

/// What is found at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The step; a log may belong to none.
    pub step: Option<StepId>,
    /// What is found there.
    pub act: GivenAct,
}

/// What is found at a step of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenAct {
    /// An answer, or how the step went.
    Is(Expectation),
    /// What one of its runs, counted from 1, prints.
    Output {
        /// Which run.
        run: u32,
        /// What it prints.
        text: String,
    },
    /// Lines of a log that is looked through.
    Log(String),
}
