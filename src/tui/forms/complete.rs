//! A step is done, after asking what the runbook wants to know.

use super::super::effect::Effect;
use super::super::form::{Act, Ask, Field, Form, Next, Question};
use super::super::model::{Model, Overlay};
use super::super::submit::stamped;
use super::here::{Here, number};
use super::observed::{
    AS_EXPECTED, NOT_AS_EXPECTED, agrees, notice, of_answers, said_by, tells_trouble,
};
use super::{fail, finish};
use crate::domain::checklist::StepState;
use crate::domain::command::Command;
use crate::domain::id::StepRef;
use crate::domain::runbook::Step;
use crate::report::StepEnd;

const ANSWER: Field = Field::of("answer");
const OBSERVED: Field = Field::of("observed");
/// Whether a text that does not read as expected is.
const WHETHER: Field = Field::of("whether");
const APPROVED_BY: Field = Field::of("approved-by");
const CONFIRM: Field = Field::of("confirm");

#[derive(Debug)]
struct Complete(StepRef);

/// Asks what the runbook wants to know, or completes it at once. Where its question is asked by
/// number, the palette lists the answers.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    match Here::going_on(model) {
        Some(here) => complete(model, here, None),
        None => Vec::new(),
    }
}

/// Answers the step's question by number.
pub fn answer(model: &mut Model, digit: u32) -> Vec<Effect> {
    let Some(here) = Here::going_on(model) else {
        return Vec::new();
    };
    let index = digit.checked_sub(1).map(|index| index as usize);
    let Some(answer) = index.and_then(|index| here.step.answers.get(index)) else {
        let count = here.step.answers.len();
        let text = format!("step {} has the answers 1 to {count}", here.number);
        model.complain(text, None);
        return Vec::new();
    };
    let answer = answer.id.clone();
    let walk = model.walk.as_ref();
    let stands = walk.and_then(|walk| walk.snapshot.state.step_state(&here.at));
    if stands == Some(StepState::Done) {
        // Somebody else has answered it: the rules say whether that is the same.
        let said = format!("{} done", here.number);
        let command = Command::CompleteStep {
            step: here.at,
            observed: None,
            answer: Some(answer),
            approved_by: None,
            confirm: None,
        };
        return stamped(model, command, said, true);
    }
    complete(model, here, Some(answer))
}

fn complete(model: &mut Model, here: Here, answer: Option<String>) -> Vec<Effect> {
    let questions = questions(model, &here);
    let title = format!("{} {}", here.number, here.step.short_title());
    let mut form = Form::new(Complete(here.at), title, questions);
    let mut finished = form.questions.is_empty();
    if let Some(answer) = answer
        && !form.questions.is_empty()
    {
        finished = form.answer(answer);
        form.next();
    }
    match finished {
        true => finish(model, form),
        false => {
            model.overlay = Some(Overlay::Form(form));
            Vec::new()
        }
    }
}

/// Completes the step with the focus, at which this was seen; asks what else the runbook wants.
pub fn observed(model: &mut Model, observed: String) -> Vec<Effect> {
    let Some(here) = Here::going_on(model) else {
        return Vec::new();
    };
    let mut questions = questions(model, &here);
    if let [Question { field, .. }] = &questions[..]
        && *field == OBSERVED
    {
        let mut form = Form::new(Complete(here.at), "", questions);
        form.answer(observed);
        return finish(model, form);
    }
    let seen = questions
        .iter_mut()
        .find(|question| question.field == OBSERVED);
    if let Some(seen) = seen {
        seen.prefill = observed;
    }
    let title = format!("{} {}", here.number, here.step.short_title());
    let form = Form::new(Complete(here.at), title, questions);
    match form.questions.is_empty() {
        true => finish(model, form),
        false => {
            model.overlay = Some(Overlay::Form(form));
            Vec::new()
        }
    }
}

fn questions(model: &Model, Here { at, step, .. }: &Here) -> Vec<Question> {
    let mut questions = Vec::new();
    let Some(walk) = &model.walk else {
        return questions;
    };
    let (state, now) = (&walk.snapshot.state, model.own_now());
    // Somebody else has done it; that it was done by two is all that is recorded.
    if state.step_state(at) == Some(StepState::Done) {
        return questions;
    }
    if !step.answers.is_empty() {
        let answers = step.answers.iter();
        let options = answers
            .map(|a| (a.id.clone(), a.words().to_owned()))
            .collect();
        // What the runbook asks, nobody has answered by going on.
        let question = Question::choice(ANSWER, &step.does, options).selecting(None);
        questions.push(question.noticing(of_answers((state, now), at, step)));
    }
    if step.expect.is_some() {
        let hint = "Enter alone: as expected";
        let question = Question::or(OBSERVED, "observed", hint, AS_EXPECTED);
        questions.push(question.noticing(notice((state, now), at, step)));
    }
    if let Some(doer) = step.approval {
        let hint = format!("the name of the {doer} who approved it");
        questions.push(Question::text(APPROVED_BY, "approved by", hint));
    }
    if let Some(wanted) = step.confirmation() {
        let hint = format!("type {wanted} to confirm; Enter alone cancels");
        let ask = Ask::Typed(wanted.to_owned());
        let question = Question::new(CONFIRM, "confirm", hint, ask);
        questions.push(question.noticing(what_it_breaks(step)));
    }
    questions
}

impl Complete {
    /// The question whether a text means that the step is as expected, if it may not.
    fn doubted(&self, model: &Model, form: &Form, observed: &str) -> Option<Question> {
        let at = &self.0;
        let (state, now) = (&model.walk.as_ref()?.snapshot.state, model.own_now());
        let (_, step) = state.step(at)?;
        if agrees(observed, step.expect.as_deref()) {
            return None;
        }
        let given = form.given(&ANSWER);
        let option = |words: &str, end| {
            let says = said_by((state, now), at, end, words);
            (words.to_owned(), says.unwrap_or_else(|| words.to_owned()))
        };
        let options = vec![
            option(AS_EXPECTED, StepEnd::Done(given.as_deref())),
            option(NOT_AS_EXPECTED, StepEnd::Failed),
        ];
        let likely = usize::from(tells_trouble(observed));
        let question = Question::choice(WHETHER, "is that as expected?", options);
        let question = question.selecting(Some(likely));
        Some(question.noticing(vec![format!("observed: {observed}")]))
    }
}

impl Act for Complete {
    fn empty(&self, field: &Field) -> Option<(&'static str, &'static str)> {
        let says = "without a name it is not approved";
        (*field == APPROVED_BY).then_some((says, "ask first; {back} leaves the step as it is"))
    }

    fn take(&self, model: &Model, form: &Form, field: &Field, answer: &str) -> Next {
        if *field == OBSERVED {
            return Next::ask(self.doubted(model, form, answer));
        }
        if *field != WHETHER || answer != NOT_AS_EXPECTED {
            return Next::default();
        }
        let observed = form.given(&OBSERVED);
        let failed = observed.map(|seen| fail::answered(self.0.clone(), &form.title, seen));
        Next {
            becomes: failed,
            ..Next::default()
        }
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
        let step = state.and_then(|state| state.step(&self.0));
        let ended = match step.is_some_and(|(_, step)| step.is_check()) {
            true => AS_EXPECTED,
            false => "done",
        };
        let said = format!("{} {ended}", number(model, &self.0));
        let command = Command::CompleteStep {
            step: self.0.clone(),
            observed: form.given(&OBSERVED),
            answer: form.given(&ANSWER),
            approved_by: form.given(&APPROVED_BY),
            confirm: form.given(&CONFIRM),
        };
        stamped(model, command, said, true)
    }
}

/// What has to be known before a disruptive step is confirmed.
fn what_it_breaks(step: &Step) -> Vec<String> {
    let mut lines = vec![match &step.breaks {
        Some(breaks) => format!("this disrupts: {breaks}"),
        None => "this step is disruptive".to_owned(),
    }];
    let devices: Vec<&str> = step.run.iter().map(|run| run.device.as_str()).collect();
    if let Some(device) = devices.first() {
        lines.push(format!("on: {device}"));
    }
    lines.push(match &step.rollback {
        Some(rollback) => format!("rollback: {rollback}"),
        None => "rollback: none is written down".to_owned(),
    });
    lines.extend(step.approval.map(|doer| format!("approval: {doer}")));
    lines
}
