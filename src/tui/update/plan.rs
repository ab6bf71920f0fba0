//! Starting: an incident at once, planned work after asking for its times.

use super::super::effect::{Effect, HomeEffect};
use super::super::form::{Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use crate::clock::when;
use crate::domain::runbook::RunbookMode;
use crate::domain::time::Timestamp;

const END: &str = "planned end";
const BACKOUT: &str = "back out by";

/// Starts a runbook. Trouble does not wait for a form; planned work has times.
pub fn start(model: &mut Model, entry: usize, chosen: Option<(String, u32)>) -> Vec<Effect> {
    let planned = model
        .runbook(entry)
        .filter(|runbook| runbook.mode == RunbookMode::Change);
    let Some(runbook) = planned else {
        return vec![Effect::Home(HomeEffect::Open {
            entry,
            chosen,
            planned_end: None,
            backout_by: None,
        })];
    };
    let title = format!("Planned work: {}", runbook.short_title());
    let questions = vec![
        Question::or(END, "2h, 04:00, sat 02:40; Enter alone: not planned", "")
            .checked(Check::Ahead),
        Question::or(
            BACKOUT,
            "the last moment to turn back: 1h, 03:30; Enter alone: none",
            "",
        )
        .checked(Check::Ahead),
    ];
    let form = Form::new(Purpose::Plan(entry, chosen), title, questions);
    model.overlay = Some(Overlay::Form(form));
    Vec::new()
}

/// What is wrong with a time to come as the answer to this question.
pub fn wrong_time(
    form: &Form,
    label: &str,
    at: Timestamp,
    now: Timestamp,
) -> Option<(String, Option<String>)> {
    if label != BACKOUT {
        return None;
    }
    let end = when::future(&form.given_to(END)?, now).ok()?;
    let hint = "write an earlier time, or nothing".to_owned();
    (at > end).then(|| ("it lies after the planned end".to_owned(), Some(hint)))
}

/// The effect of an answered form.
pub fn commands(model: &Model, form: &Form) -> Vec<Effect> {
    let Purpose::Plan(entry, chosen) = &form.purpose else {
        return Vec::new();
    };
    let ahead = |label| when::future(&form.given_to(label)?, model.now).ok();
    vec![Effect::Home(HomeEffect::Open {
        entry: *entry,
        chosen: chosen.clone(),
        planned_end: ahead(END),
        backout_by: ahead(BACKOUT),
    })]
}
