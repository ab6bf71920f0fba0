//! What is seen at a step every time: instead of what it expects, or in an output that no rule
//! speaks of.

use super::notes::{AGREE, Came, came_by, worked_on};
use super::steps::{sentence, way};
use super::{Class, Lesson, LessonKind, TaughtChange};
use crate::domain::checklist::StepState;
use crate::domain::id::StepRef;
use crate::domain::incident::Incident;
use crate::evidence::expression_of;
use crate::library::edit::{Edit, New, To};

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
    let expressions = heads.first()?.lines().filter_map(expression_of);
    let mut expressions = expressions.filter(|it| it.len() < 200);
    expressions.find(|it| {
        heads.iter().all(|head| {
            head.lines()
                .any(|line| expression_of(line).as_ref() == Some(it))
        })
    })
}
