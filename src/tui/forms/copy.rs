//! Copying what a step runs. What is missing in it is asked first, and only that.

use super::super::effect::{Effect, IncidentEffect};
use super::super::focus::focused;
use super::super::form::{Act, AnswerCheck, Ask, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::here::Here;
use super::variable::{NamedVariable, offer, set};
use crate::domain::fill::Filling;
use crate::domain::id::StepRef;
use crate::domain::runbook::{Run, Step, Variable};

const WHICH: Field = Field::of("which");

#[derive(Debug)]
struct Which(StepRef);

/// The variables that a command lacks, and what follows once they have values.
#[derive(Debug)]
struct Fill {
    names: Vec<NamedVariable>,
    then: Effect,
}

/// Copies what the step runs, or asks what of it.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let walk = model.walk.as_ref();
    let step = walk.and_then(|walk| walk.snapshot.state.step(walk.step()?));
    let runs_one = step.is_some_and(|(_, step)| step.run.len() == 1);
    match focused(model) {
        Some(at) if runs_one => copy(model, at, 1),
        _ => {
            which(model);
            Vec::new()
        }
    }
}

/// Asks what to copy.
pub fn which(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let question = Question::choice(WHICH, "copy which", options(&here.step));
    here.ask(model, Which(here.at.clone()), "copy", vec![question]);
}

/// What a step runs, to choose from: the number of each, and its words.
pub fn options(step: &Step) -> Vec<(String, String)> {
    let words = |run: &Run| format!("{}: {}", run.device, run.text.replace('\n', " / "));
    let runs = step.run.iter().enumerate();
    runs.map(|(i, run)| ((i + 1).to_string(), words(run)))
        .collect()
}

impl Act for Which {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let index = form.text(&WHICH).parse().unwrap_or(1);
        copy(model, self.0.clone(), index)
    }
}

/// Copies one of the texts that a step runs, or asks for the values that it lacks.
fn copy(model: &mut Model, step: StepRef, index: u32) -> Vec<Effect> {
    let then = Effect::Incident(IncidentEffect::Copy {
        step: step.clone(),
        index,
    });
    match missing(model, (&step, index), "copy", then.clone()) {
        Some(form) => {
            model.overlay = Some(Overlay::Form(form));
            Vec::new()
        }
        None => vec![then],
    }
}

/// Asks for the values that a command lacks, and goes on with `then`. `None` if it lacks none.
pub fn missing(
    model: &Model,
    (at, index): (&StepRef, u32),
    what: &str,
    then: Effect,
) -> Option<Form> {
    let walk = model.walk.as_ref()?;
    let state = &walk.snapshot.state;
    let (attachment, step) = state.step(at)?;
    let run = step.run.get((index as usize).checked_sub(1)?)?;
    let filling = Filling {
        variables: &attachment.runbook.as_deref()?.variables,
        values: &state.variables,
        examples: walk.snapshot.drill.is_some(),
        secret: |name: &str| walk.secrets.iter().any(|kept| kept == name).then_some("x"),
    };
    let missing = filling.missing(run);
    if missing.is_empty() {
        return None;
    }
    let names = missing.iter().map(|variable| NamedVariable {
        name: variable.name.clone(),
        secret: variable.secret,
    });
    let act = Fill {
        names: names.collect(),
        then,
    };
    let title = format!("{} {what}: what is missing in it", step.number);
    let questions = missing.iter().map(|variable| question(variable));
    let mut questions: Vec<Question> = questions.collect();
    offer(model, &mut questions);
    Some(Form::new(act, title, questions))
}

fn question(variable: &Variable) -> Question {
    let example = variable.example.iter();
    let example: String = example.map(|text| format!("such as {text}")).collect();
    let field = Field::named(&variable.name);
    let mut question = match variable.secret {
        true => Question::new(field, &variable.name, "kept in memory only", Ask::Secret),
        false => Question::text(field, &variable.name, example),
    };
    question.notice = vec![variable.ask.clone()];
    question.checked(AnswerCheck::Variable)
}

impl Act for Fill {
    /// Sets what was asked for, then goes on.
    fn finish(&self, _: &mut Model, form: &Form) -> Vec<Effect> {
        let names = self.names.iter();
        let mut effects: Vec<Effect> = names
            .map(|named| {
                let value = form.text(&Field::named(&named.name));
                set(named, value, "variables set".to_owned())
            })
            .collect();
        effects.push(self.then.clone());
        effects
    }
}
