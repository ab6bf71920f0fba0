//! Taking the answer to a question, or saying what is wrong with it.

use super::super::action::{Id, Places};
use super::super::effect::Effect;
use super::super::form::{Ask, Purpose};
use super::super::model::{Model, Overlay};
use super::{commands, resolution};
use crate::clock::when;

/// Takes the answer to the present question. An answer that will not do is asked again.
pub fn answer(model: &mut Model, answer: String) -> Vec<Effect> {
    let now = model.now;
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    let wrong = match form.question() {
        None => return Vec::new(),
        Some(question) if is_time(&question.label) && !answer.is_empty() => {
            match when::past(&answer, now) {
                Err(bad) => Some((bad.to_string(), Some(bad.hint()))),
                Ok(time) => {
                    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
                    let wrong =
                        state.and_then(|s| resolution::wrong_time(s, &question.label, time.at));
                    wrong.map(|wrong| (wrong, None))
                }
            }
        }
        Some(question) if question.label == "users" => answer
            .trim()
            .parse::<u32>()
            .err()
            .map(|_| (format!("\"{answer}\" is no number of users"), None)),
        _ => None,
    };
    if let Some((wrong, hint)) = wrong {
        let back = model.keys.press(Id::Back, Places::FORM);
        let hint = hint.unwrap_or_else(|| format!("change it, or {back} to cancel"));
        model.complain(wrong, Some(hint));
        return Vec::new();
    }
    if form.purpose == Purpose::Resolve {
        resolution::take_cause(form, &answer);
    }
    model.status = None;
    let Some(Overlay::Form(form)) = &mut model.overlay else {
        return Vec::new();
    };
    if !form.answer(answer) {
        form.next();
        return Vec::new();
    }
    let form = form.clone();
    commands::finish(model, form)
}

fn is_time(label: &str) -> bool {
    matches!(label, "at" | resolution::DETECTED | resolution::BACK)
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
                model.complain("that is empty", Some("say it in a few words".to_owned()));
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
