//! What is said of a step: a note that somebody wrote at it, and why it is passed over every time.

use super::steps::{sentence, way};
use super::{Class, Lesson, LessonKind, TaughtChange};
use crate::domain::checklist::StepState;
use crate::domain::command::CLOSING_REASON;
use crate::domain::event::Payload;
use crate::domain::id::{EventId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::runbook::Step;
use crate::library::edit::{Edit, New};

/// A step says something about itself once so many incidents agree.
pub(super) const AGREE: usize = 2;

/// What all incidents that came by a step say of it.
pub(super) struct Came {
    pub(super) state: StepState,
    pub(super) words: Option<String>,
    pub(super) key: String,
}

pub(super) fn came_by(class: &Class<'_>, at: &StepRef) -> Vec<Came> {
    let came = class.others.iter().filter_map(|incident| {
        let state = incident.state();
        let progress = state.attachment(&at.runbook)?.steps.get(&at.step)?;
        // What was passed over at the end of everything says nothing of the step.
        let is_closing = progress.reason.as_deref() == Some(CLOSING_REASON);
        (progress.state.is_ended() && !is_closing).then(|| Came {
            state: progress.state,
            words: progress
                .reason
                .clone()
                .or_else(|| progress.observed.clone()),
            key: state.key(),
        })
    });
    came.collect()
}

/// A step that this incident says something of, each with the event that does.
pub(super) fn worked_on(incident: &Incident) -> Vec<(StepRef, &Step, EventId, StepState)> {
    let state = incident.state();
    let all = state.steps_in_use().filter_map(|(attachment, step)| {
        let progress = attachment.steps.get(&step.id)?;
        let at = StepRef {
            runbook: attachment.id.clone(),
            step: step.id.clone(),
        };
        Some((at, step, progress.by_event?, progress.state))
    });
    all.collect()
}

/// Steps that are skipped or inconclusive in every incident, and those that somebody wrote a note
/// at.
pub fn passed_over(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let mut found = Vec::new();
    for (at, step, event, stands) in worked_on(class.incident) {
        if !matches!(
            stands,
            StepState::Skipped | StepState::Inconclusive | StepState::Na
        ) {
            continue;
        }
        let came = came_by(class, &at);
        if came.len() < AGREE || came.iter().any(|it| it.state != stands) {
            continue;
        }
        let mut words: Vec<String> = came.iter().filter_map(|it| it.words.clone()).collect();
        words.dedup();
        let keys: Vec<&str> = came.iter().map(|it| it.key.as_str()).collect();
        let says = format!("Always {stands} so far: {}", words.join("; "));
        let reason = format!(
            "{} was {stands} in {}: {}",
            step.number,
            keys.join(", "),
            step.does
        );
        found.extend(noted(class, &at, step, &says, reason, event));
    }
    for (recorded, is_effective) in class.incident.log().filter(|(_, it)| *it) {
        let _ = is_effective;
        let event = &recorded.event;
        let (Payload::NoteAdded { text }, Some(runbook), Some(step)) =
            (&event.payload, &event.runbook, &event.step)
        else {
            continue;
        };
        let at = StepRef {
            runbook: runbook.clone(),
            step: step.clone(),
        };
        if let Some((_, step)) = state.step(&at) {
            let reason = format!("it was written at {}: {}", step.number, step.does);
            found.extend(noted(
                class,
                &at,
                step,
                &sentence(text),
                reason,
                recorded.id,
            ));
        }
    }
    found
}

fn noted(
    class: &Class<'_>,
    at: &StepRef,
    step: &Step,
    says: &str,
    reason: String,
    event: EventId,
) -> Option<Lesson> {
    let state = class.incident.state();
    let book = state.attachment(&at.runbook)?.runbook.as_deref()?;
    if step.note.as_deref().is_some_and(|note| note.contains(says)) {
        return None;
    }
    let note = match &step.note {
        Some(note) => format!("{} {says}", sentence(note)),
        None => says.to_owned(),
    };
    Some(Lesson {
        incident: state.key(),
        kind: LessonKind::Note,
        runbook: at.runbook.clone(),
        reason,
        event,
        change: TaughtChange::Runbook(Edit::Set {
            map: way(book, &at.step)?,
            key: "note",
            new: New::text(note),
        }),
        in_markdown: None,
        is_newer: false,
    })
}
