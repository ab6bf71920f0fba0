//! Questions about the step with the focus.

use super::super::focus::focused;
use super::super::form::{Act, Form, Question};
use super::super::model::{Model, Overlay};
use super::stopped;
use crate::domain::id::StepRef;
use crate::domain::runbook::Step;

/// The step with the focus.
pub struct Here {
    /// Which.
    pub at: StepRef,
    /// What the runbook says of it.
    pub step: Step,
    /// Its number.
    pub number: String,
}

impl Here {
    /// The step with the focus.
    pub fn of(model: &mut Model) -> Option<Self> {
        let at = focused(model)?;
        let state = &model.walk.as_ref()?.snapshot.state;
        let (_, step) = state.step(&at)?;
        Some(Self {
            number: state.number_of(&at),
            step: step.clone(),
            at,
        })
    }

    /// The step, unless planned work has stopped at another one: then it is asked what to do.
    pub fn going_on(model: &mut Model) -> Option<Self> {
        let here = Self::of(model)?;
        (!stopped::instead_of_passing_by(model, &here.at)).then_some(here)
    }

    /// Asks about it.
    pub fn ask(
        &self,
        model: &mut Model,
        act: impl Act + 'static,
        what: &str,
        questions: Vec<Question>,
    ) {
        let title = format!("{} {}: {what}", self.number, self.step.short_title());
        model.overlay = Some(Overlay::Form(Form::new(act, title, questions)));
    }
}

/// The number of a step.
pub fn number(model: &Model, at: &StepRef) -> String {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    state.map_or_else(|| at.to_string(), |state| state.number_of(at))
}
