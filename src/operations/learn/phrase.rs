//! Phrases: how somebody searched who was not led to the runbook at once.

use super::{Class, Lesson, LessonKind, TaughtChange};
use crate::domain::event::Payload;

pub fn phrases(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let log = class
        .incident
        .log()
        .filter(|(_, is_effective)| *is_effective);
    let searched = log.filter_map(|(recorded, _)| {
        let Payload::SearchChosen { query, rank } = &recorded.event.payload else {
            return None;
        };
        let runbook = recorded.event.runbook.clone()?;
        let helped = state.attachment(&runbook)?.set_aside.is_none();
        let says = query.trim();
        let tells = says.split_whitespace().count() > 1;
        (*rank > 1 && helped && tells).then(|| Lesson {
            incident: state.key(),
            kind: LessonKind::Phrase,
            runbook: runbook.clone(),
            reason: format!("\"{says}\" found {runbook} only at rank {rank}, and it was the one"),
            event: recorded.id,
            change: TaughtChange::Phrase(says.to_owned()),
            in_markdown: Some(TaughtChange::Phrase(says.to_owned())),
            is_newer: false,
        })
    });
    searched.collect()
}
