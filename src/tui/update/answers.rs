//! Taking the answer to a question, or saying what is wrong with it.

use super::super::action::{Id, Places};
use super::super::effect::{Effect, ProgramEffect};
use super::super::form::{Ask, Check, Form, Purpose, Question};
use super::super::input::Input;
use super::super::model::{Model, Overlay};
use super::acts::APPROVED_BY;
use super::{commands, copying, export, incident, observed, plan, resolution, words};
use crate::clock::when;

/// Takes the answer to the present question. An answer that will not do is asked again.
pub fn answer(model: &mut Model, answer: String) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = &model.overlay else {
        return Vec::new();
    };
    let Some(question) = form.question() else {
        return Vec::new();
    };
    if let Some((wrong, hint)) = wrong(model, form, question, &answer) {
        let back = model.keys.press(Id::Back, Places::FORM);
        let hint = hint.unwrap_or_else(|| format!("change it, or {back} to cancel"));
        model.complain(wrong, Some(hint));
        return Vec::new();
    }
    model.status = None;
    let draft = words::draft_after(model).or_else(|| export::name_after(model, &answer));
    let doubted = observed::doubted(model, &answer);
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    form.remember();
    if form.purpose == Purpose::Resolve {
        resolution::take_cause(form, &answer);
    }
    if let Some(failed) = observed::turned(form, &answer) {
        *form = failed.clone();
        return commands::finish(model, failed);
    }
    if let Some(doubted) = doubted {
        form.questions.insert(form.answers.len() + 1, doubted);
    }
    if !form.answer(answer) {
        if let (Some(draft), Some(question)) = (draft, form.question_mut()) {
            question.prefill = draft;
        }
        form.next();
        return Vec::new();
    }
    let form = form.clone();
    commands::finish(model, form)
}

/// What is wrong with an answer, and what to write instead.
fn wrong(
    model: &Model,
    form: &Form,
    question: &Question,
    answer: &str,
) -> Option<(String, Option<String>)> {
    if answer.is_empty() {
        return None;
    }
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    match question.check {
        Check::Any => None,
        Check::Past => match when::past(answer, model.own_now()) {
            Err(bad) => Some((bad.to_string(), Some(bad.hint()))),
            Ok(time) => {
                let wrong = resolution::wrong_time(state?, form, time.at, model.own_now())?;
                Some((wrong, None))
            }
        },
        Check::Ahead => match when::future(answer, model.own_now()) {
            Err(bad) => Some((bad.to_string(), Some(bad.hint()))),
            Ok(at) if at < model.own_now() => {
                let hint = "write 15m, or a time that is still to come".to_owned();
                Some((format!("{answer} has passed"), Some(hint)))
            }
            Ok(at) => plan::wrong_time(form, &question.label, at, model.own_now()),
        },
        Check::Variable => copying::wrong_value(model, &question.label, answer),
        Check::Count => {
            let bad = answer.trim().parse::<u32>().is_err();
            bad.then(|| (format!("\"{answer}\" is no number of users"), None))
        }
        Check::Causes(count) => {
            let numbers = answer.split(',').filter_map(|n| n.trim().parse().ok());
            let mut bad = numbers.filter(|n: &usize| *n == 0 || *n > count);
            bad.next().map(|n| {
                (
                    format!("there is no cause {n}: there are 1 to {count}"),
                    None,
                )
            })
        }
        Check::Incident => {
            let Purpose::Cancel(known) = &form.purpose else {
                return None;
            };
            incident::named(known, answer).is_none().then(|| {
                let hint = "a key such as INC-12, or nothing".to_owned();
                (format!("there is no other incident {answer}"), Some(hint))
            })
        }
    }
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
                let back = model.keys.press(Id::Back, Places::FORM);
                let (says, hint) = match form.question() {
                    Some(question) if question.label == APPROVED_BY => (
                        "without a name it is not approved",
                        format!("ask first; {back} leaves the step as it is"),
                    ),
                    _ => ("that is empty", "say it in a few words".to_owned()),
                };
                model.complain(says, Some(hint));
                return Vec::new();
            }
        },
        Some(Ask::Text { .. } | Ask::Secret) => typed,
        Some(Ask::Choice { options, selected }) => match options.get(*selected) {
            Some((id, _)) => id.clone(),
            None => return Vec::new(),
        },
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
