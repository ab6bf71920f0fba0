//! How the change of a step was taken back, where its runbook says nothing that can be run.

use super::steps::way;
use super::{Class, Lesson, LessonKind, TaughtChange};
use crate::domain::event::Payload;
use crate::domain::run::RunWhat;
use crate::library::edit::{Edit, New};

/// How the change of a step was taken back, where the runbook gives prose alone.
pub fn undone(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let mut found: Vec<Lesson> = Vec::new();
    for (recorded, is_effective) in class.incident.log() {
        let event = &recorded.event;
        let taken_back = match &event.payload {
            Payload::StepReverted { note: Some(note) } => {
                New::Map(vec![("by_hand", New::text(note))])
            }
            Payload::RunStarted {
                what: RunWhat::Rollback,
                text,
                kind: Some(kind),
                ..
            } => {
                let run = vec![("device", New::text(kind)), ("text", New::text(text))];
                New::List(vec![New::Map(run)])
            }
            _ => continue,
        };
        let at = event.runbook.clone().zip(event.step.clone());
        let Some((runbook, step)) = at.filter(|_| is_effective) else {
            continue;
        };
        let book = state
            .attachment(&runbook)
            .and_then(|it| it.runbook.as_deref());
        let known = book.and_then(|book| Some((book.step(&step)?, way(book, &step)?)));
        let Some((known, map)) = known.filter(|(known, _)| known.undo.is_none()) else {
            continue;
        };
        let reason = format!(
            "{} was taken back in this way: {}",
            known.number, known.does
        );
        found.retain(|lesson| lesson.reason != reason);
        found.push(Lesson {
            incident: state.key(),
            kind: LessonKind::Undo,
            runbook,
            reason,
            event: recorded.id,
            change: TaughtChange::Runbook(Edit::Set {
                map,
                key: "undo",
                new: taken_back,
            }),
            in_markdown: None,
            is_newer: true,
        });
    }
    found
}
