//! From an action on a step to a command, or to the questions that come before it.

use super::super::action::Id;
use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Ask, Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::commands;
use super::observed::{self, AS_EXPECTED, OBSERVED, of_answers};
use super::walk::focused;
use super::{copying, incident, turning_back, words};
use crate::domain::command::Command;
use crate::domain::event::Payload;
use crate::domain::id::StepRef;
use crate::domain::runbook::{Run, Step};
use crate::domain::state::State;
use crate::domain::time::Timestamp;

/// The question for who approved a step.
pub const APPROVED_BY: &str = "approved by";

/// The question that confirms a disruptive step.
pub const CONFIRM: &str = "confirm";

/// A command at the present time that leaves the focus where it is.
pub fn submit(command: Command, said: impl Into<String>) -> Effect {
    Effect::Incident(IncidentEffect::Submit {
        command,
        at: None,
        said: said.into(),
        follow: false,
    })
}

/// Carries out an action on the incident or on the step with the focus.
pub fn act(model: &mut Model, id: Id, digit: Option<u32>) -> Vec<Effect> {
    if let Some(effects) = incident::act(model, id) {
        return effects;
    }
    let Some(at) = focused(model) else {
        return Vec::new();
    };
    if turning_back::instead_of_passing_by(model, id, &at) {
        return Vec::new();
    }
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let state = &walk.snapshot.state;
    let Some((_, step)) = state.step(&at) else {
        return Vec::new();
    };
    let step = step.clone();
    let blocked = state.step_state(&at) == Some(crate::domain::checklist::StepState::Blocked);
    let number = state.number_of(&at);
    match id {
        Id::StartStep => {
            let said = format!("{number} started");
            return commands::stamped(model, Command::StartStep { step: at }, said, false);
        }
        Id::Done => return complete(model, at, &step, None),
        Id::Answer => {
            // Without a number, the palette asked: then the answers are listed.
            let Some(digit) = digit else {
                return complete(model, at, &step, None);
            };
            let index = digit.checked_sub(1).map(|index| index as usize);
            let Some(answer) = index.and_then(|index| step.answers.get(index)) else {
                let text = format!("step {number} has the answers 1 to {}", step.answers.len());
                model.complain(text, None);
                return Vec::new();
            };
            return complete(model, at, &step, Some(answer.id.clone()));
        }
        Id::Block if blocked => {
            let said = format!("{number} is no longer waiting");
            return commands::stamped(model, Command::UnblockStep { step: at }, said, false);
        }
        Id::Copy if step.run.len() == 1 => return copying::copy(model, at, 1),
        _ => {}
    }
    if let Some(form) = about_step(id, (state, model.own_now()), at, &step) {
        model.overlay = Some(Overlay::Form(form));
    }
    Vec::new()
}

/// The event that an action would yield, empty, to ask whether it may happen at all: nobody
/// should answer questions only to be refused.
pub fn probe(id: Id) -> Option<Payload> {
    let text = String::new;
    Some(match id {
        Id::Fail => Payload::StepFailed { observed: text() },
        Id::Inconclusive => Payload::StepInconclusive { reason: text() },
        Id::Skip => Payload::StepSkipped {
            reason: text(),
            r#override: false,
        },
        Id::NotApplicable => Payload::StepMarkedNa { reason: text() },
        Id::Block => Payload::StepBlocked {
            waiting_on: text(),
            reason: None,
        },
        Id::Defer => Payload::StepDeferred {
            owner: text(),
            due: None,
            reason: None,
        },
        Id::Reopen => Payload::StepReopened { reason: text() },
        Id::Copy | Id::CopyWhich => Payload::RunCopied { index: 1 },
        _ => return None,
    })
}

/// Completes a step, after asking what the runbook wants to know.
pub fn complete(
    model: &mut Model,
    at: StepRef,
    step: &Step,
    answer: Option<String>,
) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let state = &walk.snapshot.state;
    let is_done = state.step_state(&at) == Some(crate::domain::checklist::StepState::Done);
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

fn about_step(id: Id, (state, now): (&State, Timestamp), at: StepRef, step: &Step) -> Option<Form> {
    let number = state.number_of(&at);
    let title = |what: &str| format!("{number} {}: {what}", step.short_title());
    let form = |purpose, what: &str, question| Form::new(purpose, title(what), vec![question]);
    Some(match id {
        Id::Fail => {
            let mut question = Question::text(OBSERVED, "what was seen instead");
            question.notice = observed::notice((state, now), &at, step);
            form(Purpose::Fail(at), "not as expected", question)
        }
        Id::Inconclusive => {
            let question = Question::text("why", "why it could not be checked");
            form(Purpose::Inconclusive(at), "could not be checked", question)
        }
        Id::Skip => {
            let question = Question::text("why", "the reason");
            let mut skip = form(Purpose::Skip(at), "skip", question);
            if step.critical {
                let hint = format!("this step is critical: type {} to skip it", step.id);
                let ask = Ask::Typed(step.id.to_string());
                skip.questions.push(Question::new("confirm", hint, ask));
            }
            skip
        }
        Id::NotApplicable => {
            let question = Question::text("why", "why it does not apply");
            form(Purpose::NotApplicable(at), "does not apply", question)
        }
        Id::Block => {
            let question = Question::text("waiting on", "whom or what");
            form(Purpose::Block(at), "blocked", question)
        }
        Id::Defer => {
            let question = Question::text("owner", "who does it later");
            let mut defer = form(Purpose::Defer(at), "defer", question);
            let hint = "until when: 2h, 14:05; Enter alone: not said";
            let due = Question::or("due", hint, "").checked(Check::Ahead);
            defer.questions.push(due);
            defer
        }
        Id::Reopen => {
            let question = Question::text("why", "why it has to be done again");
            form(Purpose::Reopen(at), "reopen", question)
        }
        Id::Copy | Id::CopyWhich => {
            let runs = step.run.iter().enumerate();
            let words = |run: &Run| format!("{}: {}", run.device, run.text.replace('\n', " / "));
            let options = runs
                .map(|(i, run)| ((i + 1).to_string(), words(run)))
                .collect();
            form(
                Purpose::CopyWhich(at),
                "copy",
                Question::choice("copy which", options),
            )
        }
        Id::Note => words::note(at, &title("note")),
        Id::Act => words::taken(at, step),
        _ => return None,
    })
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
