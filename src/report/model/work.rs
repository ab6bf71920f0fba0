//! What was done and found: steps, causes, changes, evidence.

use super::super::brief::clock;
use super::super::event_words::counted;
use super::{Fact, Inline, SectionPart, Table, Tone, Words, text, toned};
use crate::domain::checklist::{Progress, StepState};
use crate::domain::event::{Finding, Standing};
use crate::domain::id::StepRef;
use crate::domain::runbook::Step;
use crate::domain::standing;
use crate::domain::state::{Attachment, State};

/// A table of steps for each runbook.
pub fn steps(state: &State) -> Vec<SectionPart> {
    let tables = state.runbooks.iter().filter_map(|attachment| {
        let steps = attachment.runbook.as_ref()?.steps();
        let (reached, rest): (Vec<&Step>, Vec<&Step>) = steps
            .map(|(_, step)| step)
            .partition(|step| is_reached(attachment, step));
        let mut rows: Vec<_> = reached
            .iter()
            .map(|step| row(state, attachment, step))
            .collect();
        // What nobody came to is no news: one line for all of it.
        rows.extend(left(rest.len(), attachment.set_aside.is_some()));
        Some(SectionPart::Table(Table {
            caption: caption(state, attachment),
            columns: &["step", "state", "time", "what was seen", "by"],
            rows,
        }))
    });
    tables.collect()
}

/// Whether anything is to be told of a step: it was begun, or is more than pending.
fn is_reached(attachment: &Attachment, step: &Step) -> bool {
    let state = attachment.state_of(step);
    let begun = attachment.steps.get(&step.id);
    let begun = begun.is_some_and(|progress| !progress.attempts.is_empty());
    begun
        || !matches!(state, StepState::Pending | StepState::Na)
        || attachment.steps.contains_key(&step.id) && state == StepState::Na
}

/// The row for the steps that nobody came to.
fn left(count: usize, is_aside: bool) -> Option<Vec<Words>> {
    let of = u64::try_from(count).unwrap_or(u64::MAX);
    let says = format!("{} not reached", counted(of, "step"));
    let word = if is_aside { "set aside" } else { "pending" };
    let blank = Words::new;
    (count > 0).then(|| {
        vec![
            text(says),
            toned(Tone::Faint, word),
            blank(),
            blank(),
            blank(),
        ]
    })
}

/// A table's heading where there are several, or where its runbook was set aside: the letter
/// before its numbers, and the runbook.
fn caption(state: &State, attachment: &Attachment) -> Option<String> {
    let letter = state.letter(&attachment.id);
    let aside = attachment.set_aside.as_ref();
    if letter.is_none() && aside.is_none() {
        return None;
    }
    let letter = letter
        .map(|letter| format!("{letter}: "))
        .unwrap_or_default();
    let aside = aside.map(|(_, reason)| format!(", set aside: {reason}"));
    let aside = aside.unwrap_or_default();
    Some(format!("{letter}{}{aside}", attachment.title))
}

fn row(state: &State, attachment: &Attachment, step: &Step) -> Vec<Words> {
    let number = state.number_of(&StepRef {
        runbook: attachment.id.clone(),
        step: step.id.clone(),
    });
    let state = attachment.state_of(step);
    let tone = match state {
        StepState::Done => Tone::Good,
        StepState::Failed => Tone::Bad,
        StepState::Pending | StepState::Na | StepState::Skipped => Tone::Faint,
        _ => Tone::Doubtful,
    };
    let progress = attachment.steps.get(&step.id);
    let time = progress.and_then(Progress::duration_ms);
    let by = progress.map(|p| p.actors.join(", ")).unwrap_or_default();
    vec![
        text(format!("{number} {}", step.does)),
        toned(tone, state.word()),
        text(time.map(clock).unwrap_or_default()),
        text(progress.map(|p| seen(step, p)).unwrap_or_default()),
        text(by),
    ]
}

/// What was seen at a step, and what is to be known of how it ended.
fn seen(step: &Step, progress: &Progress) -> String {
    let answer = progress.answer.as_deref().and_then(|a| step.answer(a));
    let approved = progress.approved_by.iter();
    let approved = approved.map(|by| format!("approved by {by}"));
    let said = [
        answer.map(|answer| answer.words()),
        progress.observed.as_deref(),
        progress.reason.as_deref(),
        progress.overridden.then_some("passed over on purpose"),
        progress.reverted.then_some("taken back"),
    ];
    let said = said.into_iter().flatten().map(str::to_owned);
    said.chain(approved).collect::<Vec<_>>().join("; ")
}

/// What is thought of each cause, and why.
pub fn causes(state: &State) -> Vec<SectionPart> {
    let facts = standing::causes(state).into_iter().map(|view| {
        let word = view.standing.words();
        let mut words = match view.standing {
            Standing::Confirmed => vec![Inline::Strong(Tone::Bad, word.to_owned())],
            Standing::Suspected => toned(Tone::Doubtful, word),
            Standing::Open => toned(Tone::Faint, word),
            Standing::RuledOut => text(word),
        };
        let mut because: Vec<String> = view.because.into_iter().map(|(_, why)| why).collect();
        // Two findings in one log read the same.
        because.dedup();
        if !because.is_empty() {
            words.extend(text(format!(" ({})", because.join("; "))));
        }
        Fact::new(&view.cause.title, words)
    });
    vec![SectionPart::Facts(facts.collect())]
}

/// What was altered, and what of it is in force.
pub fn changes(state: &State) -> Vec<SectionPart> {
    let facts = state.changes.iter().map(|change| {
        let words = match change.reverted_at {
            Some(at) => vec![Inline::Text("taken back at ".to_owned()), Inline::At(at)],
            None => {
                let rollback = change.rollback.as_deref().unwrap_or("unknown");
                vec![
                    Inline::Strong(Tone::Doubtful, "in force".to_owned()),
                    Inline::Text(format!("; to undo: {rollback}")),
                ]
            }
        };
        Fact::new(&change.text, words)
    });
    vec![SectionPart::Facts(facts.collect())]
}

/// What was found in logs: for each signature its first line.
pub fn evidence(state: &State) -> Vec<SectionPart> {
    let mut rows = Vec::new();
    for evidence in &state.evidence {
        let name = || text(&evidence.name);
        if evidence.findings.is_empty() {
            let lines = counted(evidence.lines, "line");
            let none = toned(Tone::Faint, format!("nothing known in {lines}"));
            rows.push(vec![name(), none, Vec::new(), Vec::new()]);
        }
        rows.extend(evidence.findings.iter().map(|finding| {
            let first = &finding.first;
            vec![
                name(),
                points_at(state, finding),
                text(finding.count.to_string()),
                vec![
                    Inline::Text(format!("{}: ", first.line)),
                    Inline::Code(first.text.clone()),
                ],
            ]
        }));
    }
    vec![SectionPart::Table(Table {
        caption: None,
        columns: &["log", "points at", "lines", "first line"],
        rows,
    })]
}

/// The causes that a finding points at; the signature where there is none. Those of a runbook
/// that is not attached have only their ids here.
fn points_at(state: &State, finding: &Finding) -> Words {
    let attached = state.attachment(&finding.runbook);
    let Some(runbook) = attached.and_then(|attached| attached.runbook.as_deref()) else {
        let causes = finding.causes.iter().map(|cause| format!(" {cause}"));
        let ids = format!("{}:{}", finding.runbook, causes.collect::<String>());
        return vec![Inline::Code(ids)];
    };
    let causes = runbook.causes.iter();
    let titles = causes.filter(|cause| finding.causes.contains(&cause.id));
    let titles: Vec<&str> = titles.map(|cause| &*cause.title).collect();
    match titles.is_empty() {
        true => vec![Inline::Code(finding.signature.to_string())],
        false => text(titles.join("; ")),
    }
}
