//! From an action on a step to a command, or to the questions that come before it.

use super::super::effect::Effect;
use super::super::form::{Ask, Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::commands;
use super::focus::focused;
use super::observed::{self, AS_EXPECTED, OBSERVED, of_answers};
use super::submit::stamped;
use super::{copying, turning_back, words};
use crate::domain::checklist::StepState;
use crate::domain::command::Command;
use crate::domain::id::StepRef;
use crate::domain::runbook::{Run, Step};

/// The question for who approved a step.
pub const APPROVED_BY: &str = "approved by";

/// The question that confirms a disruptive step.
pub const CONFIRM: &str = "confirm";

/// The step with the focus, and what is asked about it.
struct Here {
    at: StepRef,
    step: Step,
    number: String,
}

impl Here {
    fn of(model: &mut Model) -> Option<Self> {
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
    fn going_on(model: &mut Model) -> Option<Self> {
        let here = Self::of(model)?;
        (!turning_back::instead_of_passing_by(model, &here.at)).then_some(here)
    }

    fn title(&self, what: &str) -> String {
        format!("{} {}: {what}", self.number, self.step.short_title())
    }

    /// Asks one question about it.
    fn ask(self, model: &mut Model, of: fn(StepRef) -> Purpose, what: &str, question: Question) {
        self.ask_all(model, of, what, vec![question]);
    }

    fn ask_all(
        self,
        model: &mut Model,
        of: fn(StepRef) -> Purpose,
        what: &str,
        questions: Vec<Question>,
    ) {
        let title = self.title(what);
        show(model, Form::new(of(self.at), title, questions));
    }
}

fn show(model: &mut Model, form: Form) {
    model.overlay = Some(Overlay::Form(form));
}

/// Starts the step by hand.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let Some(here) = Here::going_on(model) else {
        return Vec::new();
    };
    let said = format!("{} started", here.number);
    stamped(model, Command::StartStep { step: here.at }, said, false)
}

/// The step is done. Where its question is asked by number, the palette lists the answers.
pub fn done(model: &mut Model) -> Vec<Effect> {
    match Here::going_on(model) {
        Some(here) => complete(model, here.at, &here.step, None),
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
    let answer = Some(answer.id.clone());
    complete(model, here.at, &here.step, answer)
}

/// The step is not as expected.
pub fn fail(model: &mut Model) {
    let now = model.own_now();
    let Some(here) = Here::going_on(model) else {
        return;
    };
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let notice = state.map(|state| observed::notice((state, now), &here.at, &here.step));
    let question = Question::text(OBSERVED, "what was seen instead");
    let question = question.noticing(notice.unwrap_or_default());
    here.ask(model, Purpose::Fail, "not as expected", question);
}

/// The step could not be checked.
pub fn inconclusive(model: &mut Model) {
    if let Some(here) = Here::going_on(model) {
        let question = Question::text("why", "why it could not be checked");
        here.ask(
            model,
            Purpose::Inconclusive,
            "could not be checked",
            question,
        );
    }
}

/// Passes over the step.
pub fn skip(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let mut questions = vec![Question::text("why", "the reason")];
    if here.step.critical {
        let id = &here.step.id;
        let hint = format!("this step is critical: type {id} to skip it");
        questions.push(Question::new("confirm", hint, Ask::Typed(id.to_string())));
    }
    here.ask_all(model, Purpose::Skip, "skip", questions);
}

/// The step does not apply.
pub fn not_applicable(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        let question = Question::text("why", "why it does not apply");
        here.ask(model, Purpose::NotApplicable, "does not apply", question);
    }
}

/// The step waits on somebody, or no longer.
pub fn block(model: &mut Model) -> Vec<Effect> {
    let Some(here) = Here::of(model) else {
        return Vec::new();
    };
    let walk = model.walk.as_ref();
    let seen = walk.and_then(|walk| walk.snapshot.state.step_state(&here.at));
    if seen == Some(StepState::Blocked) {
        let said = format!("{} is no longer waiting", here.number);
        return stamped(model, Command::UnblockStep { step: here.at }, said, false);
    }
    let question = Question::text("waiting on", "whom or what");
    here.ask(model, Purpose::Block, "blocked", question);
    Vec::new()
}

/// Somebody does the step later.
pub fn defer(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let hint = "until when: 2h, 14:05; Enter alone: not said";
    let questions = vec![
        Question::text("owner", "who does it later"),
        Question::or("due", hint, "").checked(Check::Ahead),
    ];
    here.ask_all(model, Purpose::Defer, "defer", questions);
}

/// The step has to be done again.
pub fn reopen(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        let question = Question::text("why", "why it has to be done again");
        here.ask(model, Purpose::Reopen, "reopen", question);
    }
}

/// Copies what the step runs, or asks what of it.
pub fn copy(model: &mut Model) -> Vec<Effect> {
    let walk = model.walk.as_ref();
    let step = walk.and_then(|walk| walk.snapshot.state.step(walk.step()?));
    let runs_one = step.is_some_and(|(_, step)| step.run.len() == 1);
    match focused(model) {
        Some(at) if runs_one => copying::copy(model, at, 1),
        _ => {
            copy_which(model);
            Vec::new()
        }
    }
}

/// Asks what to copy.
pub fn copy_which(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let runs = here.step.run.iter().enumerate();
    let words = |run: &Run| format!("{}: {}", run.device, run.text.replace('\n', " / "));
    let options = runs
        .map(|(i, run)| ((i + 1).to_string(), words(run)))
        .collect();
    let question = Question::choice("copy which", options);
    here.ask(model, Purpose::CopyWhich, "copy", question);
}

/// Writes a note.
pub fn note(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        here.ask(
            model,
            Purpose::Note,
            "note",
            Question::text("note", "a remark"),
        );
    }
}

/// Records something done that is in no runbook.
pub fn act_outside(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        show(model, words::taken(here.at, &here.step));
    }
}

/// Completes a step, after asking what the runbook wants to know.
fn complete(model: &mut Model, at: StepRef, step: &Step, answer: Option<String>) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let state = &walk.snapshot.state;
    let is_done = state.step_state(&at) == Some(StepState::Done);
    let now = model.own_now();
    let mut questions = Vec::new();
    if !step.answers.is_empty() && !is_done {
        let answers = step.answers.iter();
        let options = answers
            .map(|a| (a.id.clone(), a.words().to_owned()))
            .collect();
        let question = Question::choice(&step.does, options);
        questions.push(question.noticing(of_answers((state, now), &at, step)));
    }
    if step.expect.is_some() && !is_done {
        let hint = "Enter alone: as expected";
        let question = Question::or(OBSERVED, hint, AS_EXPECTED);
        questions.push(question.noticing(observed::notice((state, now), &at, step)));
    }
    if let Some(doer) = step.approval.filter(|_| !is_done) {
        let hint = format!("the name of the {doer} who approved it");
        questions.push(Question::text(APPROVED_BY, hint));
    }
    if let Some(wanted) = step.confirmation().filter(|_| !is_done) {
        let hint = format!("type {wanted} to confirm; Enter alone cancels");
        let mut question = Question::new(CONFIRM, hint, Ask::Typed(wanted.to_owned()));
        question.notice = what_it_breaks(step);
        questions.push(question);
    }
    let title = format!("{} {}", state.number_of(&at), step.short_title());
    let mut form = Form::new(Purpose::Complete(at), title, questions);
    let mut finished = form.questions.is_empty();
    if let Some(answer) = answer
        && !form.questions.is_empty()
    {
        finished = form.answer(answer);
        form.next();
    }
    match finished {
        true => commands::finish(model, form),
        false => {
            model.overlay = Some(Overlay::Form(form));
            Vec::new()
        }
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
