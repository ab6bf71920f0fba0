//! Steps: what helped and stood in none.

use super::{Class, Lesson, LessonKind, TaughtChange};
use crate::domain::event::Payload;
use crate::domain::id::{EventId, StepId};
use crate::domain::runbook::{Risk, Runbook, Step, StepKind};
use crate::domain::state::{Attachment, State};
use crate::library::edit::{Edit, New, To};
use crate::library::slug;

/// An id has so many words and letters.
const ID: (usize, usize) = (4, 40);

pub(super) fn way(runbook: &Runbook, step: &StepId) -> Option<Vec<To>> {
    let (phase, _) = runbook.steps().find(|(_, known)| known.id == *step)?;
    Some(vec![
        To::Key("phases"),
        To::Id(phase.id.to_string()),
        To::Key("steps"),
        To::Id(step.to_string()),
    ])
}

/// The runbook that helped: the last one that was not set aside.
fn home(state: &State) -> Option<(&Attachment, &Runbook)> {
    let home = state.in_use().filter(|it| it.runbook.is_some()).last()?;
    Some((home, home.runbook.as_deref()?))
}

/// An act outside the runbook, in force at the end, with nothing else done between it and the end
/// of the trouble but a look whether it helped.
pub fn improvised(class: &Class<'_>) -> Option<Lesson> {
    let state = class.incident.state();
    let (attachment, runbook) = home(state)?;
    let ended = [state.milestones.mitigated, state.milestones.resolved];
    let ended = ended.into_iter().flatten().map(|mark| mark.at).min()?;
    let mut last: Option<(EventId, &Payload)> = None;
    for (recorded, is_effective) in class.incident.log() {
        if !is_effective || recorded.event.occurred_at > ended {
            continue;
        }
        match &recorded.event.payload {
            it @ Payload::ActionTaken { .. } => last = Some((recorded.id, it)),
            Payload::ActionReverted { event, .. }
                if last.as_ref().is_some_and(|l| l.0 == *event) =>
            {
                last = None;
            }
            Payload::StepCompleted { .. } => {
                let step = recorded.event.step.as_ref().and_then(|id| runbook.step(id));
                let acts =
                    step.is_some_and(|step| step.kind == StepKind::Act && step.risk > Risk::Read);
                if acts {
                    last = None;
                }
            }
            _ => {}
        }
    }
    let (
        event,
        Payload::ActionTaken {
            text,
            device,
            risk,
            rollback,
        },
    ) = last?
    else {
        return None;
    };
    let behind = behind(attachment, runbook)?;
    let mut path = way(runbook, &behind.id)?;
    path.pop();
    let does = sentence(text);
    let mut id = slug(text, ID.0, ID.1);
    if runbook.steps().any(|(_, step)| step.id.as_str() == id) {
        id.push_str("-2");
    }
    let mut fields = vec![
        ("id", New::text(id)),
        ("do", New::text(does.clone())),
        ("kind", New::text("act")),
        ("risk", New::text(risk.to_string())),
    ];
    let back = match (rollback, risk) {
        (Some(rollback), _) => Some(rollback.clone()),
        (None, Risk::Read) => None,
        (None, _) => Some("Nobody said how to take it back: fill this in.".to_owned()),
    };
    fields.extend(back.map(|back| ("rollback", New::text(back))));
    fields.extend(
        device
            .as_ref()
            .map(|device| ("note", New::text(format!("It was done on {device}.")))),
    );
    Some(Lesson {
        incident: state.key(),
        kind: LessonKind::Step,
        runbook: attachment.id.clone(),
        reason: format!(
            "it was done outside the runbook, and after it the trouble was over: {text}"
        ),
        event,
        change: TaughtChange::Runbook(Edit::Add {
            list: path,
            behind: Some(To::Id(behind.id.to_string())),
            new: New::Map(fields),
        }),
        in_markdown: Some(TaughtChange::Line {
            behind: behind.does.clone(),
            line: does,
        }),
        is_newer: false,
    })
}

/// The step behind which a new one fits: before those that make sure it works, the last on which
/// somebody worked.
fn behind<'r>(attachment: &Attachment, runbook: &'r Runbook) -> Option<&'r Step> {
    let all: Vec<&Step> = runbook.steps().map(|(_, step)| step).collect();
    let worked = |step: &&&Step| {
        let ends = matches!(step.kind, StepKind::Verify | StepKind::Escalate);
        !ends
            && attachment
                .steps
                .get(&step.id)
                .is_some_and(|it| it.state.is_ended())
    };
    all.iter().rev().find(worked).or(all.first()).copied()
}

pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let text = format!("{}{}", first.unwrap_or_default(), letters.as_str());
    match text.ends_with(['.', '!', '?']) {
        true => text,
        false => format!("{text}."),
    }
}
