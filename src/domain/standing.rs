//! What is thought of each cause, and why. Strongest first: a person's judgement; a failed
//! step, an answer or a finding that suspects it; all steps that can rule it out are done.

use super::checklist::StepState;
use super::event::Standing;
use super::id::{CauseRef, EventId, RunbookId, StepRef};
use super::runbook::{Cause, Runbook, Step};
use super::state::{Attachment, State};

/// A cause with its standing and the events that it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseView<'a> {
    /// Its runbook.
    pub runbook: &'a RunbookId,
    /// The cause.
    pub cause: &'a Cause,
    /// What is thought of it.
    pub standing: Standing,
    /// Why: events, each with a few words.
    pub because: Vec<(EventId, String)>,
}

/// All causes of all attached runbooks, those set aside included, in order.
pub fn causes(state: &State) -> Vec<CauseView<'_>> {
    let mut views = Vec::new();
    for attachment in &state.runbooks {
        let Some(runbook) = attachment.runbook.as_deref() else {
            continue;
        };
        for cause in &runbook.causes {
            let (standing, because) = standing(state, attachment, runbook, cause);
            views.push(CauseView {
                runbook: &attachment.id,
                cause,
                standing,
                because,
            });
        }
    }
    views
}

fn standing(
    state: &State,
    attachment: &Attachment,
    runbook: &Runbook,
    cause: &Cause,
) -> (Standing, Vec<(EventId, String)>) {
    let key = CauseRef {
        runbook: attachment.id.clone(),
        cause: cause.id.clone(),
    };
    if let Some(judged) = state.judgements.get(&key) {
        let text = judged
            .because
            .clone()
            .unwrap_or_else(|| "judged".to_owned());
        return (judged.standing, vec![(judged.event, text)]);
    }
    let suspicions = suspicions(state, attachment, runbook, cause);
    if !suspicions.is_empty() {
        return (Standing::Suspected, suspicions);
    }
    let number = |step: &Step| numbered(state, attachment, step);
    let mut proofs = Vec::new();
    for (_, step) in runbook.steps() {
        if !step.rules_out.contains(&cause.id) {
            continue;
        }
        match (attachment.state_of(step), attachment.steps.get(&step.id)) {
            (StepState::Na, _) => {}
            (StepState::Done, Some(progress)) => {
                let text = format!("ruled out by {}", number(step));
                proofs.extend(progress.by_event.map(|event| (event, text)));
            }
            _ => return (Standing::Open, Vec::new()),
        }
    }
    if proofs.is_empty() {
        (Standing::Open, proofs)
    } else {
        (Standing::RuledOut, proofs)
    }
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
) -> Vec<(EventId, String)> {
    let number = |step: &Step| numbered(state, attachment, step);
    let mut found = Vec::new();
    for (_, step) in runbook.steps() {
        let Some(progress) = attachment.steps.get(&step.id) else {
            continue;
        };
        let Some(event) = progress.by_event else {
            continue;
        };
        if progress.state == StepState::Failed && step.suspects.contains(&cause.id) {
            let observed = progress.observed.as_deref().unwrap_or_default();
            found.push((event, format!("{} failed: {observed}", number(step))));
        }
        let answer = progress.answer.as_deref().and_then(|id| step.answer(id));
        if let Some(answer) = answer
            && progress.state == StepState::Done
            && answer.cause.as_ref() == Some(&cause.id)
        {
            found.push((
                event,
                format!("{} answered: {}", number(step), answer.words()),
            ));
        }
    }
    for evidence in &state.evidence {
        for finding in &evidence.findings {
            if finding.runbook == attachment.id && finding.causes.contains(&cause.id) {
                let count = finding.count;
                let lines = if count == 1 { "line" } else { "lines" };
                let text = format!("{count} {lines} in {}", evidence.name);
                found.push((evidence.id, text));
            }
        }
    }
    found
}
