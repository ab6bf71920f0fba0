//! Service is back: the cause is named.

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Act, AnswerCheck, AnswerError, Ask, Field, Form, Next, Question};
use super::super::model::{Model, Overlay, Walk};
use super::super::snapshot::Snapshot;
use super::super::times::past;
use super::notices::{follow_ups, still_in_force};
use crate::clock::when;
use crate::domain::chronology::disorders;
use crate::domain::command::Command;
use crate::domain::decide::unresolved;
use crate::domain::event::{Mode, Standing};
use crate::domain::state::{Mark, Status, UNKNOWN_CAUSE};

const CAUSE: Field = Field::of("cause");
const WRITTEN_CAUSE: Field = Field::of("written-cause");
const OWNER: Field = Field::of("owner");
const CONTRIBUTING: Field = Field::of("contributing");
/// When the trouble was noticed.
const DETECTED: Field = Field::of("detected");
/// When the service was back.
const BACK: Field = Field::of("back");
const SUMMARY: Field = Field::of("summary");
const YES: Field = Field::of("yes");

/// So many causes have a line each; more would leave no room for the question.
const LISTED_CAUSES: usize = 9;

/// The most lines that are listed before the last question.
const NOTICES: usize = 6;

/// The word that a written cause is chosen by.
const WRITTEN: &str = "written";

#[derive(Debug)]
struct Resolve;

/// Asks what a resolution needs.
pub fn ask(model: &mut Model) {
    let form = model.walk.as_ref().and_then(|walk| form(&walk.snapshot));
    // There is none where the action is not available, and then nobody comes here.
    if let Some(form) = form {
        model.overlay = Some(Overlay::Form(form));
    }
}

/// The questions of a resolution; `None` if it cannot be resolved now.
fn form(snapshot: &Snapshot) -> Option<Form> {
    let state = &snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
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
                // First what tells them apart: a title may be cut.
                let words = format!("{}: {}", line.standing.words(), line.title);
                (line.cause.to_string(), words)
            })
            .collect();
        options.push((WRITTEN.to_owned(), "Another, in your own words".to_owned()));
        options.push((
            UNKNOWN_CAUSE.to_owned(),
            "Unknown; somebody follows it up".to_owned(),
        ));
        // A cause that nothing speaks for is not chosen by going on.
        let first = snapshot.causes.first();
        let likely = first
            .is_some_and(|line| matches!(line.standing, Standing::Suspected | Standing::Confirmed));
        let question = Question::choice(CAUSE, "the cause", options);
        questions.push(question.selecting(likely.then_some(0)));
        if state.detection.as_ref().is_some_and(|d| d.assumed) {
            let hint = "-20m or 14:05; Enter alone: it stays assumed";
            let question =
                Question::or(DETECTED, "detected at", hint, "").checked(AnswerCheck::Past);
            let notice = vec!["Nobody has said when it was noticed.".to_owned()];
            questions.push(question.noticing(notice));
        }
    }
    let back = Question::or(
        BACK,
        "service back at",
        "-5m or 14:05; Enter alone: now",
        "",
    );
    questions.push(back.checked(AnswerCheck::Past));
    if state.mode() != Mode::Change {
        let hint = "other causes: numbers or words, with commas between; Enter alone: none";
        let question = Question::or(CONTRIBUTING, "contributing", hint, "");
        let numbered = snapshot.causes.iter().enumerate();
        let numbered = numbered.map(|(index, line)| format!("{} {}", index + 1, line.title));
        let mut notice: Vec<String> = numbered.collect();
        if notice.len() > LISTED_CAUSES {
            notice = vec![notice.join("   ")];
        }
        let question = question.checked(AnswerCheck::Causes(snapshot.causes.len()));
        questions.push(question.noticing(notice));
    }
    questions.push(Question::or(
        SUMMARY,
        "summary",
        "in a sentence; Enter alone: none",
        "",
    ));
    let mut notice = still_in_force(state);
    notice.extend(follow_ups(state));
    let more = notice.len().saturating_sub(NOTICES);
    if more > 0 {
        notice.truncate(NOTICES - 1);
        notice.push(format!("and {} more", more + 1));
    }
    questions.push(Question::yes(
        YES,
        format!("Resolve {}?", state.key()),
        notice,
    ));
    let form = Form::new(Resolve, format!("Resolve {}", state.key()), questions);
    Some(form)
}

impl Act for Resolve {
    /// The first answer decides what is asked next.
    fn take(&self, model: &Model, form: &Form, field: &Field, answer: &str) -> Next {
        if *field == SUMMARY {
            let notice = model.walk.as_ref().map(|walk| recap(walk, form, answer));
            return Next {
                notice: notice.unwrap_or_default(),
                ..Next::default()
            };
        }
        Next::ask(match answer {
            _ if *field != CAUSE => None,
            WRITTEN => Some(Question::text(WRITTEN_CAUSE, "cause", "what it was")),
            UNKNOWN_CAUSE => Some(Question::text(OWNER, "owner", "who finds it out")),
            _ => None,
        })
    }

    /// Times that would run backwards are told at once, not after the last question.
    fn wrong(
        &self,
        model: &Model,
        form: &Form,
        field: &Field,
        answer: &str,
    ) -> Option<AnswerError> {
        let state = &model.walk.as_ref()?.snapshot.state;
        let now = model.own_now();
        let mark = |text: &str| {
            let at = when::past(text, now).ok()?.at;
            Some(Mark { at, reported: true })
        };
        let mut ahead = state.clone();
        // An answer before this one may have said when it was noticed.
        if let Some(noticed) = form.given(&DETECTED).and_then(|text| mark(&text)) {
            ahead.milestones.detected = Some(noticed);
        }
        match () {
            () if *field == DETECTED => ahead.milestones.detected = mark(answer),
            () if *field == BACK => ahead.milestones.resolved = mark(answer),
            () => return None,
        }
        let known = disorders(state);
        let mut found = disorders(&ahead).into_iter();
        let found = found.find(|disorder| !known.contains(disorder))?;
        Some((found.to_string(), None))
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let state = &walk.snapshot.state;
        let time = |field: &Field| past(model, form, field);
        let mut effects = Vec::new();
        // Asked again after a refusal, the detection may be given already.
        let assumed = state.detection.as_ref().is_some_and(|d| d.assumed);
        if let Some(at) = time(&DETECTED).filter(|_| assumed) {
            effects.push(Effect::Incident(IncidentEffect::Submit {
                command: Command::MarkDetected {
                    source: "report".to_owned(),
                },
                at: Some(at),
                said: "detection recorded".to_owned(),
                follow: false,
            }));
        }
        effects.push(Effect::Incident(IncidentEffect::Submit {
            command: Command::Resolve {
                cause: cause(form),
                contributing: contributing(walk, form),
                summary: form.given(&SUMMARY),
                owner: form.given(&OWNER),
            },
            at: time(&BACK).or(walk.happened_at),
            said: "resolved".to_owned(),
            follow: false,
        }));
        effects
    }
}

/// The cause that was chosen or written.
fn cause(form: &Form) -> Option<String> {
    match form.given(&CAUSE).as_deref() {
        Some(WRITTEN) => form.given(&WRITTEN_CAUSE),
        other => other.map(str::to_owned),
    }
}

fn contributing(walk: &Walk, form: &Form) -> Vec<String> {
    let named = form.text(&CONTRIBUTING);
    let named = named.split(',').map(str::trim).filter(|n| !n.is_empty());
    named.map(|name| known_cause(walk, form, name)).collect()
}

/// What was answered, before it is recorded.
fn recap(walk: &Walk, form: &Form, summary: &str) -> Vec<String> {
    let title = |cause: String| {
        let mut lines = walk.snapshot.causes.iter();
        let known = lines.find(|line| line.cause.to_string() == cause);
        match known {
            Some(line) => line.title.to_string(),
            None if cause == UNKNOWN_CAUSE => {
                format!("unknown; {} finds it out", form.text(&OWNER))
            }
            None => cause,
        }
    };
    let causes: Vec<String> = contributing(walk, form).into_iter().map(title).collect();
    let lines = [
        ("cause", cause(form).map(title)),
        (
            "contributing",
            (!causes.is_empty()).then(|| causes.join(", ")),
        ),
        ("detected at", form.given(&DETECTED)),
        (
            "service back at",
            form.given(&BACK).or(Some("now".to_owned())),
        ),
        ("summary", (!summary.is_empty()).then(|| summary.to_owned())),
    ];
    let lines = lines.into_iter();
    lines
        .filter_map(|(label, said)| Some(format!("{label}: {}", said?)))
        .collect()
}

/// A cause by its number in the form or by the title that the screen shows, or the text as
/// it was typed.
fn known_cause(walk: &Walk, form: &Form, name: &str) -> String {
    let asked = form.questions.iter().find(|q| q.field == CAUSE);
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
