//! What no test of a runbook comes by: causes that none leads to, answers that none gives, and
//! rules on outputs that none speaks to.

use super::rehearse::Rehearsal;
use crate::domain::runbook::{Expectation, GivenAct, Runbook, WalkTest};

/// What no test comes by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Untested {
    /// Causes, by their ids.
    pub causes: Vec<String>,
    /// Answers, as `step: answer`.
    pub answers: Vec<String>,
    /// Rules of `shows`, as `step, run 1: expression`.
    pub shows: Vec<String>,
}

/// What these tests leave out.
pub fn untested(runbook: &Runbook, tests: &[&WalkTest], done: &[Rehearsal]) -> Untested {
    let leads = |cause: &str| done.iter().any(|it| it.leads.iter().any(|id| id == cause));
    let causes = runbook.causes.iter().map(|cause| cause.id.to_string());
    let mut left = Untested {
        causes: causes.filter(|cause| !leads(cause)).collect(),
        ..Untested::default()
    };
    for (_, step) in runbook.steps() {
        for answer in &step.answers {
            let is = GivenAct::Is(Expectation::Answer(answer.id.clone()));
            let mut given = tests.iter().flat_map(|test| &test.given);
            if !given.any(|given| given.step.as_ref() == Some(&step.id) && given.act == is) {
                left.answers.push(format!("{}: {}", step.id, answer.id));
            }
        }
        for (run, index) in (1..).zip(0..step.run.len()) {
            for (rule, shows) in step.run[index].shows.iter().enumerate() {
                let key = (step.id.clone(), run, rule);
                if !done.iter().any(|it| it.shown.contains(&key)) {
                    let what = shows.pattern.as_str();
                    left.shows.push(format!("{}, run {run}: {what}", step.id));
                }
            }
        }
    }
    left
}
