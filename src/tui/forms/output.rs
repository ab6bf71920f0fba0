//! What a step's command said elsewhere is given back. Of several commands it is asked which one
//! said it.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::logs::{BoxOf, LogBox, Paste};
use super::super::model::{Model, Overlay};
use super::copy;
use super::here::Here;
use crate::domain::id::StepRef;

const WHICH: Field = Field::of("which");

/// Opens the box, or asks which command said it.
pub fn ask(model: &mut Model) {
    pasted(model, Paste::default());
}

/// The same with a text that was pasted already.
pub fn pasted(model: &mut Model, paste: Paste) {
    let Some(here) = Here::of(model) else { return };
    if here.step.run.len() < 2 {
        let index = (here.step.run.len() == 1).then_some(1);
        return open(model, here.at, index, paste);
    }
    let mut options = copy::options(&here.step);
    options.push((
        "0".to_owned(),
        "something else, or several of them".to_owned(),
    ));
    let question = Question::choice(WHICH, "what said it", options);
    let act = Which(here.at.clone(), paste);
    here.ask(model, act, "output", vec![question]);
}

fn open(model: &mut Model, step: StepRef, index: Option<u32>, paste: Paste) {
    model.overlay = Some(Overlay::Log(LogBox {
        of: BoxOf::Output(index),
        step: Some(step),
        paste,
        ..LogBox::default()
    }));
}

#[derive(Debug)]
struct Which(StepRef, Paste);

impl Act for Which {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let index = form.text(&WHICH).parse().ok().filter(|index| *index > 0);
        open(model, self.0.clone(), index, self.1.clone());
        Vec::new()
    }
}
