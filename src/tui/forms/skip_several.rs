//! Several steps are passed over with one reason: what is left of a phase, or of the runbook.
//! Critical steps are left out: each of those is a decision of its own.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::Here;
use crate::domain::command::Command;
use crate::domain::id::StepRef;
use crate::domain::left::{Left, left_from};
use crate::domain::state::State;

const WHICH: Field = Field::of("which");
const WHY: Field = Field::of("why");
const PHASE: &str = "phase";

#[derive(Debug)]
struct SkipSeveral {
    phase: Vec<StepRef>,
    all: Vec<StepRef>,
}

/// Asks which steps, and why.
pub fn ask(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let Some(walk) = &model.walk else { return };
    let state = &walk.snapshot.state;
    let Left {
        open: all,
        critical,
    } = left_from(state, &here.at);
    let phase_of = |at: &StepRef| {
        let step = state.step(at).map(|(_, step)| step.number.as_str());
        let phase = step.and_then(|number| number.split_once('.'));
        phase.map(|(phase, _)| phase.to_owned())
    };
    let own = phase_of(&here.at);
    let phase: Vec<StepRef> = all
        .iter()
        .filter(|at| phase_of(at) == own)
        .cloned()
        .collect();
    if all.is_empty() {
        model.say("no step is left here that can be passed over");
        return;
    }
    let words = |what: &str, steps: &[StepRef]| format!("{what}: {}", numbers(state, steps));
    let mut options = vec![("all".to_owned(), words("what is left of the runbook", &all))];
    if !phase.is_empty() && phase.len() < all.len() {
        options.insert(
            0,
            (PHASE.to_owned(), words("the rest of this phase", &phase)),
        );
    }
    let which = Question::choice(WHICH, "which steps", options);
    let why = Question::text(WHY, "why", "the reason, for all of them");
    let why = match critical.is_empty() {
        true => why,
        false => why.noticing(vec![format!(
            "Critical, and so left out: {}",
            numbers(state, &critical)
        )]),
    };
    here.ask(
        model,
        SkipSeveral { phase, all },
        "skip several",
        vec![which, why],
    );
}

fn numbers(state: &State, steps: &[StepRef]) -> String {
    let numbers: Vec<String> = steps.iter().map(|at| state.number_of(at)).collect();
    numbers.join(", ")
}

impl Act for SkipSeveral {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let steps = match form.text(&WHICH) == PHASE {
            true => &self.phase,
            false => &self.all,
        };
        let said = format!("{} steps skipped", steps.len());
        let last = steps.len().saturating_sub(1);
        let effects = steps.iter().enumerate().flat_map(|(place, step)| {
            let skip = Command::SkipStep {
                step: step.clone(),
                reason: form.text(&WHY),
                r#override: None,
            };
            stamped(model, skip, said.clone(), place == last)
        });
        effects.collect()
    }
}
