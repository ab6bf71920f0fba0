//! What is talked over after a drill: first what surprised, then the timeline beside the
//! expert's path, two strengths, two gaps, and the step that was unclear.

use super::Drill;
use super::score::{DISRUPTION_COST, FORBIDDEN_COST, Score, Timing, Verdict};
use crate::domain::checklist::{Progress, StepState};
use crate::domain::runbook::Step;
use crate::domain::state::State;
use crate::domain::time::clock;

/// What is asked first.
pub const OPENING_QUESTION: &str = "What surprised you?";

/// What is talked over.
#[derive(Debug, Clone, PartialEq)]
pub struct Debrief {
    /// The questions, the opening one first.
    pub questions: Vec<String>,
    /// The answers given, in the same order; `None` before the debrief.
    pub answers: Option<Vec<String>>,
    /// What was done beside what an expert does, in order of time.
    pub lines: Vec<DebriefLine>,
    /// The two things that went best; fewer if there are not two.
    pub strengths: Vec<String>,
    /// The two things to practise; fewer if there are not two.
    pub gaps: Vec<String>,
    /// The step that was unclear, and why it seems so.
    pub unclear: Option<String>,
    /// What it is worth.
    pub score: Score,
}

/// A line of the timeline beside the expert's path; milliseconds after the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebriefLine {
    /// When the expert does it at the latest.
    pub expert_ms: Option<i64>,
    /// When it was done.
    pub own_ms: Option<i64>,
    /// What.
    pub what: String,
    /// How it came: in time, late, missed; or what is wrong with it.
    pub remark: String,
    /// What it gave, of what it could give; what it cost where it should not have been.
    pub points: String,
}

pub fn debrief(drill: &Drill, state: &State) -> Debrief {
    let score = drill.score(state);
    let mut questions = vec![OPENING_QUESTION.to_owned()];
    questions.extend(drill.script.scenario.questions.iter().cloned());
    Debrief {
        questions,
        answers: drill.play.answers.clone(),
        lines: lines(&score),
        strengths: strengths(&score),
        gaps: gaps(&score),
        unclear: unclear(state),
        score,
    }
}

fn lines(score: &Score) -> Vec<DebriefLine> {
    let mut lines: Vec<DebriefLine> = score
        .items
        .iter()
        .map(|item| DebriefLine {
            expert_ms: item.by_ms,
            own_ms: item.at_ms,
            what: item.what.clone(),
            remark: item.timing.words().to_owned(),
            points: match item.timing {
                Timing::Spared => String::new(),
                timing => format!("{} of {}", timing.points(), Timing::InTime.points()),
            },
        })
        .collect();
    let wrong = score.forbidden.iter().map(|wrong| (wrong, "forbidden"));
    let wrong = wrong.chain(score.unneeded.iter().map(|wrong| (wrong, "not needed")));
    lines.extend(wrong.map(|(wrong, word)| DebriefLine {
        expert_ms: None,
        own_ms: Some(wrong.at_ms),
        what: wrong.what.clone(),
        points: match word {
            "forbidden" => format!("-{FORBIDDEN_COST}"),
            _ => format!("-{DISRUPTION_COST}"),
        },
        remark: format!("{word}: {}", wrong.because),
    }));
    // What was missed stands where the expert would have done it.
    lines.sort_by_key(|line| line.own_ms.or(line.expert_ms).unwrap_or(i64::MAX));
    lines
}

/// What went best, the most telling first.
fn strengths(score: &Score) -> Vec<String> {
    let mut all = Vec::new();
    if score.cause.points == 2 {
        all.push("the right cause was named".to_owned());
    }
    for item in &score.items {
        if item.critical && item.timing == Timing::InTime {
            all.push(format!("in time where it mattered: {}", item.what));
        }
    }
    if score.found.points == 2 {
        all.push("the right runbook was found at once".to_owned());
    }
    if let (Some(value), Some(expert)) = (score.ttfa.value, score.ttfa.expert)
        && value <= expert
    {
        all.push(format!(
            "first action in {}, as fast as an expert",
            clock(value)
        ));
    }
    let replies = |item: &&super::Item| item.what.contains(" to ") && item.timing == Timing::InTime;
    if let Some(item) = score.items.iter().find(replies) {
        all.push(format!("those who asked heard in time: {}", item.what));
    }
    if score.hints.0 == 0 && score.verdict >= Some(Verdict::Pass) {
        all.push("no hint was needed".to_owned());
    }
    let mut in_time = score.items.iter().filter(|i| i.timing == Timing::InTime);
    if let Some(item) = in_time.find(|i| !i.critical) {
        all.push(format!("in time: {}", item.what));
    }
    all.truncate(2);
    all
}

/// What to practise, the gravest first.
fn gaps(score: &Score) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for wrong in &score.forbidden {
        all.push(format!("{}: {}", wrong.what, wrong.because));
    }
    let missed = |critical: bool| {
        let items = score.items.iter();
        items.filter(move |i| i.critical == critical && i.timing == Timing::Missed)
    };
    all.extend(missed(true).map(|item| format!("missed: {}", item.what)));
    if score.cause.points < 2 {
        let planted = score.cause.planted.join(" and ");
        let named = match score.cause.named.is_empty() {
            true => "nothing".to_owned(),
            false => score.cause.named.join(", "),
        };
        all.push(format!("the cause was {planted}, and {named} was named"));
    }
    let disruptive = score.unneeded.iter();
    all.extend(disruptive.map(|wrong| format!("not needed: {}", wrong.what)));
    all.extend(missed(false).map(|item| format!("missed: {}", item.what)));
    let late = score.items.iter().filter(|i| i.timing == Timing::Late);
    all.extend(late.filter_map(|item| {
        let by = item.at_ms? - item.by_ms?;
        Some(format!("{} late: {}", clock(by), item.what))
    }));
    if score.found.points < 2 {
        all.push("the right runbook was not found at once by a search".to_owned());
    }
    if score.hints.0 > 0 {
        all.push(match score.hints.0 {
            1 => "a hint was needed".to_owned(),
            count => format!("{count} hints were needed"),
        });
    }
    for (name, against) in [("first action", &score.ttfa), ("resolving", &score.ttr)] {
        if against.met() == Some(false) {
            all.push(format!("{name} took longer than its target"));
        }
    }
    all.truncate(2);
    all
}

/// The step that took the longest over its time-box, or that was left without an end.
fn unclear(state: &State) -> Option<String> {
    let worked_on = state.steps_in_use().filter_map(|(attachment, step)| {
        let progress = attachment.steps.get(&step.id)?;
        let (weight, why) = doubt(step, progress)?;
        Some((
            weight,
            format!("{} {}: {why}", step.number, step.short_title()),
        ))
    });
    worked_on
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, words)| words)
}

/// How unclear a step seems to have been, in milliseconds, and why.
fn doubt(step: &Step, progress: &Progress) -> Option<(i64, String)> {
    let over = progress.duration_ms().zip(step.takes_ms);
    let over = over.map(|(took, takes)| (took - takes, took));
    if progress.attempts.len() > 1 {
        let times = progress.attempts.len();
        return Some((i64::MAX, format!("it was begun {times} times")));
    }
    match (progress.state, over) {
        (StepState::Inconclusive, _) => Some((i64::MAX - 1, "it could not be checked".to_owned())),
        (_, Some((over, took))) if over > 0 => {
            let took = clock(took);
            Some((
                over,
                format!("it took {took}, {} over its time", clock(over)),
            ))
        }
        _ => None,
    }
}
