//! Copying what a step runs. What is missing in it is asked first, and only that.

use super::super::effect::{Effect, Hidden, IncidentEffect};
use super::super::form::{Ask, Check, Form, Named, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::acts::submit;
use crate::domain::command::Command;
use crate::domain::fill::Filling;
use crate::domain::id::StepRef;
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Variable;
use crate::operations::hints;

/// Copies one of the texts that a step runs, or asks for the values that it lacks.
pub fn copy(model: &mut Model, step: StepRef, index: u32) -> Vec<Effect> {
    match missing(model, &step, index) {
        Some(form) => {
            model.overlay = Some(Overlay::Form(form));
            Vec::new()
        }
        None => vec![Effect::Incident(IncidentEffect::Copy { step, index })],
    }
}

fn missing(model: &Model, at: &StepRef, index: u32) -> Option<Form> {
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
    let names = missing.iter().map(|variable| Named {
        name: variable.name.clone(),
        secret: variable.secret,
    });
    let purpose = Purpose::FillToCopy {
        step: at.clone(),
        index,
        names: names.collect(),
    };
    let title = format!("{} copy: what is missing in it", step.number);
    let questions = missing.iter().map(|variable| question(variable));
    Some(Form::new(purpose, title, questions.collect()))
}

fn question(variable: &Variable) -> Question {
    let example = variable.example.iter();
    let example: String = example.map(|text| format!("such as {text}")).collect();
    let mut question = match variable.secret {
        true => Question::new(&variable.name, "kept in memory only", Ask::Secret),
        false => Question::text(&variable.name, example),
    };
    question.notice = vec![variable.ask.clone()];
    question.checked(Check::Variable)
}

/// What is wrong with an answer as the value of this variable.
pub fn wrong_value(model: &Model, name: &str, value: &str) -> Option<(String, Option<String>)> {
    let state = &model.walk.as_ref()?.snapshot.state;
    let runbooks = state.in_use().filter_map(|a| a.runbook.as_deref());
    let mut variables = runbooks.filter_map(|runbook| runbook.variable(name));
    let refusal: Refusal = variables.find_map(|variable| variable.check(value).err())?;
    let hint = hints::refusal(&refusal);
    Some((refusal.to_string(), hint))
}

/// Sets what was asked for, then copies.
pub fn commands(form: &Form) -> Vec<Effect> {
    let Purpose::FillToCopy { step, index, names } = &form.purpose else {
        return Vec::new();
    };
    let mut effects = Vec::new();
    for (named, value) in names.iter().zip(&form.answers) {
        let (name, value) = (named.name.clone(), value.clone());
        effects.push(match named.secret {
            true => Effect::Incident(IncidentEffect::KeepSecret {
                name,
                value: Hidden(value),
            }),
            false => submit(Command::SetVariable { name, value }, "variables set"),
        });
    }
    effects.push(Effect::Incident(IncidentEffect::Copy {
        step: step.clone(),
        index: *index,
    }));
    effects
}
