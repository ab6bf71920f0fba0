//! Taking the answer to a question, or saying what is wrong with it.

use super::super::action::{ActionId, Places};
use super::super::effect::{Effect, ProgramEffect};
use super::super::form::{AnswerCheck, AnswerError, Ask, Form, Question};
use super::super::forms::finish;
use super::super::input::Input;
use super::super::model::{Model, Overlay};
use crate::clock::when;
use crate::domain::refusal::Refusal;
use crate::operations::hints;

/// Takes the answer to the present question. An answer that will not do is asked again.
pub fn answer(model: &mut Model, answer: String) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = &model.overlay else {
        return Vec::new();
    };
    let Some(question) = form.question() else {
        return Vec::new();
    };
    if let Some((wrong, hint)) = wrong(model, form, question, &answer) {
        let back = model.keys.press(ActionId::Back, Places::FORM);
        let hint = hint.unwrap_or_else(|| format!("change it, or {back} to cancel"));
        model.complain(wrong, Some(hint));
        return Vec::new();
    }
    model.status = None;
    let next = form.act.take(model, form, &question.field, &answer);
    let now = model.own_now();
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    form.remember();
    if let Some(other) = next.becomes {
        *form = other.clone();
        return finish(model, other);
    }
    if let Some(ask) = next.ask {
        form.questions.insert(form.answers.len() + 1, ask);
    }
    if !form.answer_at(answer, now) {
        if let Some(question) = form.question_mut() {
            question.prefill = next
                .prefill
                .unwrap_or(std::mem::take(&mut question.prefill));
            question.notice.splice(0..0, next.notice);
        }
        form.next();
        return Vec::new();
    }
    let form = form.clone();
    finish(model, form)
}

/// What is wrong with an answer, and what to write instead.
fn wrong(model: &Model, form: &Form, question: &Question, answer: &str) -> Option<AnswerError> {
    if answer.is_empty() {
        return None;
    }
    let field = &question.field;
    let known = match question.check {
        AnswerCheck::Any => None,
        AnswerCheck::Past => {
            let bad = when::past(answer, model.own_now()).err();
            bad.map(|bad| (bad.to_string(), Some(bad.hint())))
        }
        AnswerCheck::Ahead => match when::future(answer, model.own_now()) {
            Err(bad) => Some((bad.to_string(), Some(bad.hint()))),
            Ok(at) if at < model.own_now() => {
                let hint = "write 15m, or a time that is still to come".to_owned();
                Some((format!("{answer} has passed"), Some(hint)))
            }
            Ok(_) => None,
        },
        AnswerCheck::Variable => wrong_value(model, field.name(), answer),
        AnswerCheck::Count => {
            let bad = answer.trim().parse::<u32>().is_err();
            bad.then(|| (format!("\"{answer}\" is no number of users"), None))
        }
        AnswerCheck::Causes(count) => {
            let numbers = answer.split(',').filter_map(|n| n.trim().parse().ok());
            let mut bad = numbers.filter(|n: &usize| *n == 0 || *n > count);
            let says = |n| format!("there is no cause {n}: there are 1 to {count}");
            bad.next().map(|n| (says(n), None))
        }
    };
    known.or_else(|| form.act.wrong(model, form, field, answer))
}

/// What is wrong with an answer as the value of this variable.
fn wrong_value(model: &Model, name: &str, value: &str) -> Option<AnswerError> {
    let state = &model.walk.as_ref()?.snapshot.state;
    let runbooks = state.in_use().filter_map(|a| a.runbook.as_deref());
    let mut variables = runbooks.filter_map(|runbook| runbook.variable(name));
    let refusal: Refusal = variables.find_map(|variable| variable.check(value).err())?;
    let hint = hints::refusal(&refusal);
    Some((refusal.to_string(), hint))
}

/// Takes a key for the present question. Text keys come here only if no action has them.
pub fn confirm(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = &model.overlay else {
        return Vec::new();
    };
    let typed = form.input.text().trim().to_owned();
    let given = match form.question().map(|question| &question.ask) {
        Some(Ask::Text { or }) if typed.is_empty() => match or {
            Some(or) => or.clone(),
            None => {
                let back = model.keys.press(ActionId::Back, Places::FORM);
                let says = form.question();
                let says = says.and_then(|question| form.act.empty(&question.field));
                let (says, hint) = says.unwrap_or(("that is empty", "say it in a few words"));
                let hint = hint.replace("{back}", &back);
                model.complain(says, Some(hint));
                return Vec::new();
            }
        },
        Some(Ask::Text { .. } | Ask::Secret) => typed,
        Some(Ask::Choice { options, selected }) => {
            match selected.and_then(|index| options.get(index)) {
                Some((id, _)) => id.clone(),
                None => {
                    let hint = "press its number, or move to it".to_owned();
                    model.complain("no answer is chosen yet", Some(hint));
                    return Vec::new();
                }
            }
        }
        Some(Ask::Typed(_)) if typed.is_empty() => {
            model.leave_form();
            model.say("cancelled; nothing was recorded");
            return Vec::new();
        }
        Some(Ask::Typed(wanted)) if *wanted != typed => {
            let text = format!("\"{typed}\" is not {wanted}");
            model.complain(text, Some("Enter alone cancels".to_owned()));
            return Vec::new();
        }
        Some(Ask::Typed(_)) => typed,
        Some(Ask::Yes) | None => return Vec::new(),
    };
    answer(model, given)
}

/// Opens the answer in the operator's editor, which is one that may be long.
pub fn edit(model: &mut Model) -> Vec<Effect> {
    match &model.overlay {
        Some(Overlay::Form(form)) => vec![Effect::Program(ProgramEffect::Edit(
            form.input.text().to_owned(),
        ))],
        _ => Vec::new(),
    }
}

/// Takes the text that came back from the editor. What was typed stays if it failed.
pub fn edited(model: &mut Model, text: Result<String, String>) {
    match text {
        Ok(text) => {
            model.status = None;
            if let Some(Overlay::Form(form)) = &mut model.overlay {
                form.input = Input::of_lines(&text);
            }
        }
        Err(wrong) => {
            let hint = "what was typed is still here; VISUAL or EDITOR names the editor";
            model.complain(wrong, Some(hint.to_owned()));
        }
    }
}
