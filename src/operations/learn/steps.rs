//! Steps: what helped and stood in none, what was said of one, what was seen instead of what it
//! expects, and how its change was taken back.

use super::{Class, Lesson, LessonKind, TaughtChange};
use crate::domain::checklist::StepState;
use crate::domain::event::Payload;
use crate::domain::id::{EventId, StepId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::runbook::{Risk, Runbook, Step, StepKind};
use crate::domain::state::{Attachment, State};
use crate::library::edit::{Edit, New, To};
use crate::library::slug;

/// A step says something about itself once so many incidents agree.
const AGREE: usize = 2;
/// An id has so many words and letters.
const ID: (usize, usize) = (4, 40);

fn way(runbook: &Runbook, step: &StepId) -> Option<Vec<To>> {
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

fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let text = format!("{}{}", first.unwrap_or_default(), letters.as_str());
    match text.ends_with(['.', '!', '?']) {
        true => text,
        false => format!("{text}."),
    }
}

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
                what: crate::domain::run::RunWhat::Rollback,
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

/// What all incidents that came by a step say of it.
struct Came {
    state: StepState,
    words: Option<String>,
    key: String,
}

fn came_by(class: &Class<'_>, at: &StepRef) -> Vec<Came> {
    let came = class.others.iter().filter_map(|incident| {
        let state = incident.state();
        let progress = state.attachment(&at.runbook)?.steps.get(&at.step)?;
        // What was passed over at the end of everything says nothing of the step.
        let is_closing = progress.reason.as_deref() == Some(crate::domain::command::CLOSING_REASON);
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
fn worked_on(incident: &Incident) -> Vec<(StepRef, &Step, EventId, StepState)> {
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

/// What was seen every time where something else is expected, and yet it was right.
pub fn observed(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let mut found = Vec::new();
    for (at, step, event, stands) in worked_on(class.incident) {
        let Some(expect) = step.expect.as_deref().filter(|_| stands == StepState::Done) else {
            continue;
        };
        let came = came_by(class, &at);
        let seen = state.progress(&at).and_then(|it| it.observed.clone());
        let Some(seen) = seen.filter(|seen| differs(seen, expect)) else {
            continue;
        };
        let agrees = |it: &Came| {
            it.state == StepState::Done
                && it
                    .words
                    .as_deref()
                    .is_some_and(|words| !differs(words, &seen))
        };
        if came.len() < AGREE || !came.iter().all(agrees) {
            continue;
        }
        let book = state
            .attachment(&at.runbook)
            .and_then(|it| it.runbook.as_deref());
        let Some(map) = book.and_then(|book| way(book, &at.step)) else {
            continue;
        };
        let keys: Vec<&str> = came.iter().map(|it| it.key.as_str()).collect();
        found.push(Lesson {
            incident: state.key(),
            kind: LessonKind::Expect,
            runbook: at.runbook.clone(),
            reason: format!(
                "{} was as it should be in {}, and showed this",
                step.number,
                keys.join(", ")
            ),
            event,
            change: TaughtChange::Runbook(Edit::Set {
                map,
                key: "expect",
                new: New::text(sentence(&seen)),
            }),
            in_markdown: None,
            is_newer: false,
        });
    }
    found.extend(shown(class));
    found
}

fn differs(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let (one, other) = (plain(one), plain(other));
    // "As expected" and its like say that nothing differs.
    one != other && !other.contains(&one) && !one.contains("expected") && one.contains(' ')
}

/// Outputs of steps that were as expected, and that no rule speaks of: the line that all of them
/// have becomes one.
fn shown(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let mut found = Vec::new();
    for (at, step, event, stands) in worked_on(class.incident) {
        if stands != StepState::Done {
            continue;
        }
        for (index, run) in step.run.iter().enumerate() {
            if !run.shows.is_empty() {
                continue;
            }
            let heads: Vec<&str> = class
                .others
                .iter()
                .filter_map(|it| output(it, &at, index))
                .collect();
            let Some(line) = common(&heads).filter(|_| heads.len() >= AGREE) else {
                continue;
            };
            let book = state
                .attachment(&at.runbook)
                .and_then(|it| it.runbook.as_deref());
            let Some(mut map) = book.and_then(|book| way(book, &at.step)) else {
                continue;
            };
            map.extend([To::Key("run"), To::At(index)]);
            let rule = vec![("matches", New::text(line)), ("as", New::text("done"))];
            found.push(Lesson {
                incident: state.key(),
                kind: LessonKind::Shows,
                runbook: at.runbook.clone(),
                reason: format!(
                    "{} was as expected {} times, and its output had this line each time",
                    step.number,
                    heads.len()
                ),
                event,
                change: TaughtChange::Runbook(Edit::Set {
                    map,
                    key: "shows",
                    new: New::List(vec![New::Map(rule)]),
                }),
                in_markdown: None,
                is_newer: true,
            });
        }
    }
    found
}

/// The output of a step's run, where the step was as expected.
fn output<'i>(incident: &'i Incident, at: &StepRef, index: usize) -> Option<&'i str> {
    let state = incident.state();
    if state.step_state(at) != Some(StepState::Done) {
        return None;
    }
    let mut runs = state.runs.iter();
    let run = runs.find(|run| {
        run.step.as_ref() == Some(at) && run.index.unwrap_or(1) as usize == index + 1
    })?;
    run.output.head.as_deref()
}

/// The first line whose expression all outputs have, and that says more than a number.
fn common(heads: &[&str]) -> Option<String> {
    let expressions = heads
        .first()?
        .lines()
        .filter_map(crate::evidence::expression_of);
    let mut expressions = expressions.filter(|it| it.len() < 200);
    expressions.find(|it| {
        heads.iter().all(|head| {
            head.lines()
                .any(|line| crate::evidence::expression_of(line).as_ref() == Some(it))
        })
    })
}
