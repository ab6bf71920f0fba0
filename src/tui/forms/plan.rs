//! Starting: an incident at once, planned work after asking for its times.

use super::super::effect::{Effect, HomeEffect};
use super::super::form::{Act, AnswerCheck, AnswerError, Field, Form, Question};
use super::super::model::{Model, Overlay};
use crate::clock::when;
use crate::domain::id::RunbookId;
use crate::domain::runbook::RunbookMode;

const END: Field = Field::of("end");
const BACKOUT: Field = Field::of("backout");

/// The runbook, and the query that found it, with its rank.
#[derive(Debug)]
struct Plan(RunbookId, Option<(String, u32)>);

/// Starts a runbook. Trouble does not wait for a form; planned work has times.
pub fn start(model: &mut Model, id: RunbookId, chosen: Option<(String, u32)>) -> Vec<Effect> {
    let planned = model
        .runbook_named(&id)
        .filter(|runbook| runbook.mode == RunbookMode::Change);
    let Some(runbook) = planned else {
        return vec![Effect::Home(HomeEffect::Open {
            runbook: id,
            chosen,
            planned_end: None,
            backout_by: None,
        })];
    };
    let title = format!("Planned work: {}", runbook.short_title());
    let questions = vec![
        Question::or(
            END,
            "planned end",
            "2h, 04:00, sat 02:40; Enter alone: not planned",
            "",
        )
        .checked(AnswerCheck::Ahead),
        Question::or(
            BACKOUT,
            "back out by",
            "the last moment to turn back: 1h, 03:30; Enter alone: none",
            "",
        )
        .checked(AnswerCheck::Ahead),
    ];
    let form = Form::new(Plan(id, chosen), title, questions);
    model.overlay = Some(Overlay::Form(form));
    Vec::new()
}

impl Act for Plan {
    fn wrong(
        &self,
        model: &Model,
        form: &Form,
        field: &Field,
        answer: &str,
    ) -> Option<AnswerError> {
        if *field != BACKOUT {
            return None;
        }
        let now = model.own_now();
        let at = when::future(answer, now).ok()?;
        let end = when::future(&form.given(&END)?, now).ok()?;
        let hint = "write an earlier time, or nothing".to_owned();
        (at > end).then(|| ("it lies after the planned end".to_owned(), Some(hint)))
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let ahead = |field: &Field| when::future(&form.given(field)?, model.now).ok();
        vec![Effect::Home(HomeEffect::Open {
            runbook: self.0.clone(),
            chosen: self.1.clone(),
            planned_end: ahead(&END),
            backout_by: ahead(&BACKOUT),
        })]
    }
}
