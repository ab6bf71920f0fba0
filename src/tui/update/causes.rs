//! The causes, and a person's judgement of one.

use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use crate::domain::command::Command;
use crate::domain::event::Standing;

const STANDINGS: [Standing; 4] = [
    Standing::Suspected,
    Standing::RuledOut,
    Standing::Confirmed,
    Standing::Open,
];

/// Lists the causes.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Causes { selected: 0 });
}

/// Asks for standing and reason. The cause is answered already: it is the selected one.
pub fn judge(model: &mut Model) {
    let Some(Overlay::Causes { selected }) = &model.overlay else {
        return;
    };
    let walk = model.walk.as_ref();
    let Some(line) = walk.and_then(|walk| walk.snapshot.causes.get(*selected)) else {
        return;
    };
    let named = line.cause.to_string();
    let standings = STANDINGS.map(|s| (s.words().to_owned(), s.words().to_owned()));
    let mut standing = Question::choice("what you think of it", standings.to_vec());
    standing.notice = vec![format!("so far: {}", line.standing.words())];
    let questions = vec![
        Question::choice("cause", vec![(named.clone(), line.title.clone())]),
        standing,
        Question::or("why", "Enter alone: not said", ""),
    ];
    let mut form = Form::new(Purpose::Cause, line.title.clone(), questions);
    form.answer(named);
    form.next();
    model.ask(form);
}

/// The command of an answered judgement.
pub fn judged(model: &Model, form: &Form) -> Option<Command> {
    let lines = &model.walk.as_ref()?.snapshot.causes;
    let named = form.answers.first()?;
    let line = lines.iter().find(|line| line.cause.to_string() == *named)?;
    let word = form.answers.get(1)?;
    Some(Command::JudgeCause {
        cause: line.cause.clone(),
        standing: STANDINGS.into_iter().find(|s| s.words() == word)?,
        because: form.given(2),
    })
}
