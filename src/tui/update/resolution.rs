//! Resolving: what is asked, what the answers may be, and the commands that follow.

use super::super::effect::Effect;
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Walk};
use super::super::snapshot::Snapshot;
use crate::clock::when;
use crate::domain::chronology::disorders;
use crate::domain::command::Command;
use crate::domain::decide::unresolved;
use crate::domain::event::{Mode, Standing};
use crate::domain::state::{Mark, State, Status, UNKNOWN_CAUSE};
use crate::domain::time::Timestamp;

const CAUSE: &str = "the cause";
const WRITTEN_CAUSE: &str = "cause";
const OWNER: &str = "owner";
const CONTRIBUTING: &str = "contributing";
/// When the trouble was noticed.
pub const DETECTED: &str = "detected at";
/// When the service was back.
pub const BACK: &str = "service back at";
const SUMMARY: &str = "summary";

/// The word that a written cause is chosen by.
const WRITTEN: &str = "written";

/// The questions of a resolution; `None` if it cannot be resolved now.
pub fn form(snapshot: &Snapshot, status: Status) -> Option<Form> {
    let state = &snapshot.state;
    let can = matches!(status, Status::Open | Status::Mitigated);
    if !can || !unresolved(state).is_empty() {
        return None;
    }
    let mut questions = Vec::new();
    if state.mode() != Mode::Change {
        let causes = snapshot
            .causes
            .iter()
            .filter(|line| line.standing != Standing::RuledOut);
        let out = snapshot
            .causes
            .iter()
            .filter(|line| line.standing == Standing::RuledOut);
        let mut options: Vec<_> = causes
            .chain(out)
            .map(|line| {
                let words = format!("{}, {}", line.title, line.standing.words());
                (line.cause.to_string(), words)
            })
            .collect();
        options.push((WRITTEN.to_owned(), "Another, in your own words".to_owned()));
        options.push((
            UNKNOWN_CAUSE.to_owned(),
            "Unknown; somebody follows it up".to_owned(),
        ));
        questions.push(Question::choice(CAUSE, options));
        if state.detection.as_ref().is_some_and(|d| d.assumed) {
            let hint = "-20m or 14:05; Enter alone: it stays assumed";
            let mut question = Question::or(DETECTED, hint, "");
            question.notice = vec!["Nobody has said when it was noticed.".to_owned()];
            questions.push(question);
        }
    }
    questions.push(Question::or(BACK, "-5m or 14:05; Enter alone: now", ""));
    if state.mode() != Mode::Change {
        questions.push(Question::or(
            CONTRIBUTING,
            "other causes that had a part, with commas between; Enter alone: none",
            "",
        ));
    }
    questions.push(Question::or(
        SUMMARY,
        "in a sentence; Enter alone: none",
        "",
    ));
    let mut notice = Vec::new();
    for change in state.changes_in_force() {
        let what = match change.temporary {
            true => "still in force, becomes a follow-up",
            false => "still in force",
        };
        notice.push(format!("{what}: {}", change.text));
    }
    notice.truncate(5);
    questions.push(Question::yes(format!("Resolve {}?", state.key()), notice));
    let form = Form::new(
        Purpose::Resolve,
        format!("Resolve {}", state.key()),
        questions,
    );
    Some(form)
}

/// The first answer decides what is asked next.
pub fn take_cause(form: &mut Form, answer: &str) {
    if form
        .question()
        .is_none_or(|question| question.label != CAUSE)
    {
        return;
    }
    match answer {
        WRITTEN => {
            let written = Question::text(WRITTEN_CAUSE, "what it was");
            form.questions.insert(1, written);
        }
        UNKNOWN_CAUSE => {
            let owner = Question::text(OWNER, "who finds it out");
            form.questions.insert(1, owner);
        }
        _ => {}
    }
}

/// What is wrong with a time as the answer to this question: times that would run
/// backwards are told at once, not after the last question.
pub fn wrong_time(state: &State, label: &str, at: Timestamp) -> Option<String> {
    let mut ahead = state.clone();
    let mark = Some(Mark { at, reported: true });
    match label {
        DETECTED => ahead.milestones.detected = mark,
        BACK => ahead.milestones.resolved = mark,
        _ => return None,
    }
    let known = disorders(state);
    let mut found = disorders(&ahead).into_iter();
    found
        .find(|disorder| !known.contains(disorder))
        .map(|disorder| disorder.to_string())
}

/// The commands of an answered form. Answers are found by the label of their question,
/// because the questions vary with the mode and the cause.
pub fn commands(model: &Model, form: &Form) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let state = &walk.snapshot.state;
    let given = |label: &str| {
        let index = form.questions.iter().position(|q| q.label == label)?;
        form.given(index)
    };
    let time = |label: &str| when::past(&given(label)?, model.now).ok();
    let mut effects = Vec::new();
    // Asked again after a refusal, the detection may be given already.
    let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
    if let Some(at) = time(DETECTED).filter(|_| assumed) {
        effects.push(Effect::Submit {
            command: Command::MarkDetected {
                source: "report".to_owned(),
            },
            at: Some(at),
            said: "detection recorded".to_owned(),
            follow: false,
        });
    }
    let cause = match given(CAUSE).as_deref() {
        Some(WRITTEN) => given(WRITTEN_CAUSE),
        other => other.map(str::to_owned),
    };
    let named = given(CONTRIBUTING).unwrap_or_default();
    let named = named.split(',').map(str::trim).filter(|n| !n.is_empty());
    effects.push(Effect::Submit {
        command: Command::Resolve {
            cause,
            contributing: named.map(|name| known_cause(walk, name)).collect(),
            summary: given(SUMMARY),
            owner: given(OWNER),
        },
        at: time(BACK).or(walk.happened_at),
        said: "resolved".to_owned(),
        follow: false,
    });
    effects
}

/// A cause by the title that the screen shows, or the text as it was typed.
fn known_cause(walk: &Walk, name: &str) -> String {
    let lines = walk.snapshot.causes.iter();
    let same = |title: &str| title.to_lowercase() == name.to_lowercase();
    let found = lines.into_iter().find(|line| same(&line.title));
    found.map_or_else(|| name.to_owned(), |line| line.cause.to_string())
}
