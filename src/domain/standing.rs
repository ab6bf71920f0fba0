//! What is thought of each cause, and why. Strongest first: a person's judgement; a failed
//! step, an answer or a finding that suspects it; all steps that can rule it out are done.
//!
//! Standings age. A check is more specific than a line of a log, an answer, or a failed step
//! that points at several causes: where all checks that can rule a cause out were done after
//! those, the checks lead, and both are shown. A disruptive act, impact that returned, or
//! another box in the place of the one that was looked at makes older rule-outs stale: they
//! are shown and no longer counted.

use super::checklist::StepState;
use super::event::{Finding, Standing};
use super::finding::lines_of;
use super::id::{CauseRef, EventId, RunbookId, StepRef};
use super::runbook::{Cause, Runbook, Step};
use super::state::{Attachment, State, Upheaval};
use super::time::Timestamp;

/// A cause with its standing and the events that it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseView<'a> {
    /// Its runbook.
    pub runbook: &'a RunbookId,
    /// The cause.
    pub cause: &'a Cause,
    /// What is thought of it.
    pub standing: Standing,
    /// Since when: the latest observation that counts.
    pub at: Option<Timestamp>,
    /// The box that it was observed on, where one is known.
    pub target: Option<String>,
    /// A test of just this cause, or a person, says so; not only something that may mean others.
    pub is_specific: bool,
    /// How many observations say so.
    pub says: usize,
    /// Why: events, each with a few words. What leads comes first; what is stale, or was
    /// overtaken, comes after it and says so.
    pub because: Vec<(EventId, String)>,
}

/// Something that was seen and bears on a cause.
#[derive(Debug, Clone)]
struct Observation {
    at: Timestamp,
    event: EventId,
    text: String,
    target: Option<String>,
    /// It points at one cause by a test of just that cause.
    is_specific: bool,
}

/// All causes of all attached runbooks, those set aside included, in order.
pub fn causes(state: &State) -> Vec<CauseView<'_>> {
    let mut views = Vec::new();
    for attachment in &state.runbooks {
        let Some(runbook) = attachment.runbook.as_deref() else {
            continue;
        };
        for cause in &runbook.causes {
            views.push(view(state, attachment, runbook, cause));
        }
    }
    views
}

fn view<'a>(
    state: &State,
    attachment: &'a Attachment,
    runbook: &'a Runbook,
    cause: &'a Cause,
) -> CauseView<'a> {
    let of = |standing, leading: Vec<Observation>, rest: Vec<(EventId, String)>| CauseView {
        runbook: &attachment.id,
        cause,
        standing,
        at: leading.iter().map(|seen| seen.at).max(),
        target: leading.iter().find_map(|seen| seen.target.clone()),
        is_specific: leading.iter().any(|seen| seen.is_specific),
        says: leading.len(),
        because: leading
            .into_iter()
            .map(|seen| (seen.event, seen.text))
            .chain(rest)
            .collect(),
    };
    let key = CauseRef {
        runbook: attachment.id.clone(),
        cause: cause.id.clone(),
    };
    if let Some(judged) = state.judgements.get(&key) {
        let text = judged
            .because
            .clone()
            .unwrap_or_else(|| "judged".to_owned());
        let seen = Observation {
            at: judged.at,
            event: judged.event,
            text,
            target: None,
            is_specific: true,
        };
        return of(judged.standing, vec![seen], Vec::new());
    }
    let suspicions = suspicions(state, attachment, runbook, cause);
    let cleared = rule_outs(state, attachment, runbook, cause);
    let overtaken = |seen: Observation| (seen.event, format!("{}, before that", seen.text));
    match cleared {
        Cleared::Whole(proofs) => {
            let since = proofs.iter().map(|proof| proof.at).max();
            let leads = suspicions
                .iter()
                .all(|seen| !seen.is_specific && since.is_some_and(|since| seen.at < since));
            match leads {
                true => of(
                    Standing::RuledOut,
                    proofs,
                    suspicions.into_iter().map(overtaken).collect(),
                ),
                false => of(Standing::Suspected, suspicions, Vec::new()),
            }
        }
        Cleared::Stale(stale) if suspicions.is_empty() => of(Standing::Open, Vec::new(), stale),
        Cleared::Stale(stale) => of(Standing::Suspected, suspicions, stale),
        Cleared::Not if suspicions.is_empty() => of(Standing::Open, Vec::new(), Vec::new()),
        Cleared::Not => of(Standing::Suspected, suspicions, Vec::new()),
    }
}

/// The causes that lead: those confirmed, else of those suspected the ones that a test of just
/// them speaks for, else those that most speaks for. What only follows from another of them
/// comes after it.
pub fn leading<'a>(views: &'a [CauseView<'a>]) -> Vec<&'a CauseView<'a>> {
    let weight = |view: &CauseView<'_>| match view.standing {
        Standing::Confirmed => Some((2, true, usize::MAX)),
        Standing::Suspected => Some((1, view.is_specific, view.says)),
        _ => None,
    };
    let best = views.iter().filter_map(weight).max();
    let first: Vec<_> = views
        .iter()
        .filter(|view| best.is_some() && weight(view) == best)
        .collect();
    let follows = |view: &CauseView<'_>| {
        let mut others = first.iter().filter(|other| other.runbook == view.runbook);
        others.any(|other| view.cause.follows.contains(&other.cause.id))
    };
    first
        .iter()
        .copied()
        .filter(|view| !follows(view))
        .collect()
}

/// How far a cause was ruled out.
enum Cleared {
    /// By every step that can.
    Whole(Vec<Observation>),
    /// By every step that can, but something happened since.
    Stale(Vec<(EventId, String)>),
    /// Not, or not by all of them.
    Not,
}

fn rule_outs(state: &State, attachment: &Attachment, runbook: &Runbook, cause: &Cause) -> Cleared {
    let number = |step: &Step| numbered(state, attachment, step);
    let mut proofs = Vec::new();
    let mut stale = Vec::new();
    for (_, step) in runbook.steps() {
        if !step.rules_out.contains(&cause.id) {
            continue;
        }
        match (attachment.state_of(step), attachment.steps.get(&step.id)) {
            (StepState::Na, _) => {}
            (StepState::Done, Some(progress)) => {
                let (Some(event), Some(at)) = (progress.by_event, progress.ended_at) else {
                    continue;
                };
                let text = format!("ruled out by {}", number(step));
                if let Some(upheaval) = upheaval_since(state, step, at) {
                    stale.push((event, format!("{text}, stale since: {}", upheaval.what)));
                }
                proofs.push(Observation {
                    at,
                    event,
                    text,
                    target: target_of(state, step),
                    is_specific: true,
                });
            }
            _ => return Cleared::Not,
        }
    }
    match (proofs.is_empty(), stale.is_empty()) {
        (true, _) => Cleared::Not,
        (false, true) => Cleared::Whole(proofs),
        (false, false) => Cleared::Stale(stale),
    }
}

/// The latest thing since `at` that makes what a step found then stale.
fn upheaval_since<'a>(state: &'a State, step: &Step, at: Timestamp) -> Option<&'a Upheaval> {
    let concerns = |kind: &Option<String>| match kind {
        Some(kind) => step.run.iter().any(|run| run.device == *kind),
        None => true,
    };
    let mut since = state.upheavals.iter().rev();
    since.find(|upheaval| upheaval.at > at && concerns(&upheaval.kind))
}

/// The box that a step is looked at on, where one was chosen.
fn target_of(state: &State, step: &Step) -> Option<String> {
    let kind = &step.run.first()?.device;
    let bound = state.targets.iter().find(|((of, _), _)| of == kind);
    bound.map(|(_, bound)| bound.target.clone())
}

fn numbered(state: &State, attachment: &Attachment, step: &Step) -> String {
    state.number_of(&StepRef {
        runbook: attachment.id.clone(),
        step: step.id.clone(),
    })
}

fn suspicions(
    state: &State,
    attachment: &Attachment,
    runbook: &Runbook,
    cause: &Cause,
) -> Vec<Observation> {
    let number = |step: &Step| numbered(state, attachment, step);
    let mut found = Vec::new();
    for (_, step) in runbook.steps() {
        let Some(progress) = attachment.steps.get(&step.id) else {
            continue;
        };
        let (Some(event), Some(at)) = (progress.by_event, progress.ended_at) else {
            continue;
        };
        let seen = |text, is_specific| Observation {
            at,
            event,
            text,
            target: target_of(state, step),
            is_specific,
        };
        if progress.state == StepState::Failed && step.suspects.contains(&cause.id) {
            let observed = progress.observed.as_deref().unwrap_or_default();
            let text = format!("{} failed: {observed}", number(step));
            found.push(seen(text, step.suspects.len() == 1));
        }
        let answer = progress.answer.as_deref().and_then(|id| step.answer(id));
        if let Some(answer) = answer
            && progress.state == StepState::Done
            && answer.cause.as_ref() == Some(&cause.id)
        {
            let text = format!("{} answered: {}", number(step), answer.words());
            found.push(seen(text, false));
        }
    }
    let points_here =
        |finding: &Finding| finding.runbook == attachment.id && finding.causes.contains(&cause.id);
    for evidence in &state.evidence {
        let seen = |text| Observation {
            at: evidence.at,
            event: evidence.id,
            text,
            target: None,
            is_specific: false,
        };
        found.extend(said(&evidence.findings, points_here, &evidence.name).map(seen));
        let pinned = evidence.pinned.as_ref().and_then(|p| p.cause.as_ref());
        if pinned.is_some_and(|p| p.runbook == attachment.id && p.cause == cause.id) {
            found.push(seen(format!("a line pinned in {}", evidence.name)));
        }
    }
    for run in &state.runs {
        let name = run.target.as_deref().unwrap_or("pasted output");
        if let Some(text) = said(&run.output.findings, points_here, name) {
            found.push(Observation {
                at: run.ended_at.unwrap_or(run.started_at),
                event: run.event,
                text,
                target: run.target.clone(),
                is_specific: false,
            });
        }
    }
    found
}

/// The findings that point at a cause in words, each line counted once; of several causes they
/// tell only that it is one of them.
fn said(findings: &[Finding], points: impl Fn(&Finding) -> bool, name: &str) -> Option<String> {
    let pointing = || findings.iter().filter(|finding| points(finding));
    let causes = pointing().map(|finding| finding.causes.len()).min()?;
    let count = lines_of(pointing().map(|finding| (finding.first.line, finding.count)));
    let lines = if count == 1 { "line" } else { "lines" };
    let one_of = match causes {
        0 | 1 => String::new(),
        several => format!(", which may mean {several} causes"),
    };
    Some(format!("{count} {lines} in {name}{one_of}"))
}
