//! Resolving: what is asked, what the answers may be, and the commands that follow.

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Ask, Check, Form, Purpose, Question};
use super::super::model::{Model, Walk};
use super::super::snapshot::Snapshot;
use super::times::past;
use super::words;
use crate::clock::when;
use crate::domain::chronology::disorders;
use crate::domain::command::Command;
use crate::domain::decide::unresolved;
use crate::domain::event::Mode;
use crate::domain::state::{Mark, State, Status, UNKNOWN_CAUSE};
use crate::domain::time::Timestamp;

const CAUSE: &str = "the cause";
const WRITTEN_CAUSE: &str = "cause";
const OWNER: &str = "owner";
const CONTRIBUTING: &str = "contributing";

/// So many causes have a line each; more would leave no room for the question.
const LISTED_CAUSES: usize = 9;

/// When the trouble was noticed.
pub const DETECTED: &str = "detected at";
/// When the service was back.
pub const BACK: &str = "service back at";
const SUMMARY: &str = "summary";

/// The most lines that are listed before the last question.
const NOTICES: usize = 6;

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
        // They stand in the order of their standings, what is ruled out last.
        let causes = snapshot.causes.iter();
        let mut options: Vec<_> = causes
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
            let question = Question::or(DETECTED, hint, "").checked(Check::Past);
            let notice = vec!["Nobody has said when it was noticed.".to_owned()];
            questions.push(question.noticing(notice));
        }
    }
    let back = Question::or(BACK, "-5m or 14:05; Enter alone: now", "");
    questions.push(back.checked(Check::Past));
    if state.mode() != Mode::Change {
        let hint = "other causes: numbers or words, with commas between; Enter alone: none";
        let question = Question::or(CONTRIBUTING, hint, "");
        let numbered = snapshot.causes.iter().enumerate();
        let numbered = numbered.map(|(index, line)| format!("{} {}", index + 1, line.title));
        let mut notice: Vec<String> = numbered.collect();
        if notice.len() > LISTED_CAUSES {
            notice = vec![notice.join("   ")];
        }
        let question = question.checked(Check::Causes(snapshot.causes.len()));
        questions.push(question.noticing(notice));
    }
    questions.push(Question::or(
        SUMMARY,
        "in a sentence; Enter alone: none",
        "",
    ));
    let mut notice = still_in_force(state);
    notice.extend(words::follow_ups(state));
    let more = notice.len().saturating_sub(NOTICES);
    if more > 0 {
        notice.truncate(NOTICES - 1);
        notice.push(format!("and {} more", more + 1));
    }
    questions.push(Question::yes(format!("Resolve {}?", state.key()), notice));
    let form = Form::new(
        Purpose::Resolve,
        format!("Resolve {}", state.key()),
        questions,
    );
    Some(form)
}

/// The changes in force, a line each.
pub fn still_in_force(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for change in state.changes_in_force() {
        let what = match (change.temporary, state.resolution.is_some()) {
            (true, false) => "still in force, becomes a follow-up",
            _ => "still in force",
        };
        lines.push(format!("{what}: {}", change.text));
    }
    lines
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
pub fn wrong_time(state: &State, form: &Form, at: Timestamp, now: Timestamp) -> Option<String> {
    let mut ahead = state.clone();
    let mark = |at| Some(Mark { at, reported: true });
    // An answer before this one may have said when it was noticed.
    let noticed = form.given_to(DETECTED);
    if let Some(noticed) = noticed.and_then(|text| when::past(&text, now).ok()) {
        ahead.milestones.detected = mark(noticed.at);
    }
    let mark = mark(at);
    match form.question()?.label.as_str() {
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
    let given = |label: &str| form.given_to(label);
    let time = |label: &str| past(model, &given(label)?);
    let mut effects = Vec::new();
    // Asked again after a refusal, the detection may be given already.
    let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
    if let Some(at) = time(DETECTED).filter(|_| assumed) {
        effects.push(Effect::Incident(IncidentEffect::Submit {
            command: Command::MarkDetected {
                source: "report".to_owned(),
            },
            at: Some(at),
            said: "detection recorded".to_owned(),
            follow: false,
        }));
    }
    let cause = match given(CAUSE).as_deref() {
        Some(WRITTEN) => given(WRITTEN_CAUSE),
        other => other.map(str::to_owned),
    };
    let named = given(CONTRIBUTING).unwrap_or_default();
    let named = named.split(',').map(str::trim).filter(|n| !n.is_empty());
    effects.push(Effect::Incident(IncidentEffect::Submit {
        command: Command::Resolve {
            cause,
            contributing: named.map(|name| known_cause(walk, form, name)).collect(),
            summary: given(SUMMARY),
            owner: given(OWNER),
        },
        at: time(BACK).or(walk.happened_at),
        said: "resolved".to_owned(),
        follow: false,
    }));
    effects
}

/// A cause by its number in the form or by the title that the screen shows, or the text as
/// it was typed.
fn known_cause(walk: &Walk, form: &Form, name: &str) -> String {
    let asked = form.questions.iter().find(|q| q.label == CAUSE);
    if let Some(Ask::Choice { options, .. }) = asked.map(|question| &question.ask)
        && let Ok(number) = name.parse::<usize>()
        && let Some((cause, _)) = number.checked_sub(1).and_then(|index| options.get(index))
    {
        return cause.clone();
    }
    let lines = walk.snapshot.causes.iter();
    let same = |title: &str| title.to_lowercase() == name.to_lowercase();
    let found = lines.into_iter().find(|line| same(&line.title));
    found.map_or_else(|| name.to_owned(), |line| line.cause.to_string())
}
