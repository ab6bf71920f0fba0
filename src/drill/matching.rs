//! Which of an operator's acts is which act of the script.

use super::play::{ends, step_of};
use super::score::WrongAct;
use super::script::Script;
use crate::domain::event::{Event, Payload, Standing};
use crate::domain::id::{CauseId, EventId, RunbookId, StepRef};
use crate::domain::runbook::Risk;
use crate::domain::scenario::*;
use crate::domain::state::{State, Status};
use crate::domain::time::Timestamp;

/// Something that an operator did.
#[derive(Debug, Clone)]
pub struct OperatorAct<'a> {
    /// Its event.
    pub id: EventId,
    /// When, by the drill's clock.
    pub at: Timestamp,
    /// What it was.
    pub event: &'a Event,
    /// The step that it ends, with its outcome.
    pub ends: Option<(StepRef, Outcome)>,
    /// What it could do to the devices, if it altered any.
    pub risk: Option<Risk>,
    /// The causes that it makes suspected or confirmed.
    pub causes: Vec<CauseId>,
    /// What it was, in words.
    pub words: String,
}

/// The acts among the events.
pub fn acts<'a>(events: &'a [(EventId, Event)], state: &State) -> Vec<OperatorAct<'a>> {
    events
        .iter()
        .map(|(id, event)| {
            let step = step_of(event);
            let known = step.as_ref().and_then(|at| state.step(at)).map(|(_, s)| s);
            let outcome = ends(&event.payload);
            let tried = matches!(outcome, Some(Outcome::Done | Outcome::Failed));
            let risk = match &event.payload {
                Payload::ActionTaken { risk, .. } => Some(*risk),
                _ if tried => known.map(|step| step.risk),
                _ => None,
            };
            let words = match (&event.payload, known) {
                (Payload::ActionTaken { text, .. }, _) => text.clone(),
                (_, Some(step)) => format!("{} {}", step.number, step.short_title()),
                (payload, None) => payload.kind().to_owned(),
            };
            OperatorAct {
                id: *id,
                at: event.occurred_at,
                event,
                ends: step.clone().zip(outcome),
                risk: risk.filter(|risk| *risk > Risk::Read),
                causes: causes_of(event, known),
                words,
            }
        })
        .collect()
}

/// The causes that an event makes suspected or confirmed.
fn causes_of(event: &Event, step: Option<&crate::domain::runbook::Step>) -> Vec<CauseId> {
    match &event.payload {
        Payload::CauseJudged {
            cause,
            standing: Standing::Suspected | Standing::Confirmed,
            ..
        } => vec![cause.clone()],
        Payload::StepFailed { .. } => step.map(|s| s.suspects.clone()).unwrap_or_default(),
        Payload::StepCompleted {
            answer: Some(answer),
            ..
        } => {
            let answer = step.and_then(|s| s.answer(answer));
            answer.and_then(|a| a.cause.clone()).into_iter().collect()
        }
        Payload::EvidenceAdded { findings, .. } => {
            findings.iter().flat_map(|f| f.causes.clone()).collect()
        }
        Payload::Resolved {
            cause: Some(cause), ..
        } => cause.parse().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether an act is the expected one. A reply is found by its inject.
pub fn is_it(expected: &ExpectedAct, act: &OperatorAct<'_>, script: &Script) -> bool {
    match expected {
        ExpectedAct::Step {
            step,
            outcome,
            answer,
        } => {
            let Some((at, ended)) = &act.ends else {
                return false;
            };
            let given = match &act.event.payload {
                Payload::StepCompleted { answer, .. } => answer.as_deref(),
                _ => None,
            };
            at == step
                && outcome.is_none_or(|wanted| wanted == *ended)
                && answer.as_deref().is_none_or(|wanted| given == Some(wanted))
        }
        ExpectedAct::Reply(_) => false,
        ExpectedAct::Cause(cause) => act.causes.contains(cause),
        ExpectedAct::Signature(signature) => match &act.event.payload {
            Payload::EvidenceAdded { findings, .. } => findings
                .iter()
                .any(|f| f.signature == *signature && f.runbook == script.scenario.runbook),
            _ => false,
        },
        ExpectedAct::Mark(mark) => matches!(
            (mark, &act.event.payload),
            (Marked::Acknowledged, Payload::Acknowledged {})
                | (Marked::Mitigated, Payload::Mitigated {})
                | (Marked::Resolved, Payload::Resolved { .. })
        ),
        ExpectedAct::Send(kind) => matches!(
            (kind, &act.event.payload),
            (Wants::Update, Payload::UpdateSent { .. })
                | (Wants::Handoff, Payload::HandoffRecorded { .. })
                | (Wants::Note, Payload::NoteAdded { .. })
        ),
    }
}

/// Whether the script expects an act on this step.
pub fn is_expected(script: &Script, act: &OperatorAct<'_>) -> bool {
    let on_it = |expected: &Expected| match (&expected.act, &act.ends) {
        (ExpectedAct::Step { step, .. }, Some((at, _))) => step == at,
        _ => false,
    };
    script.expected.iter().any(on_it)
}

/// The forbidden acts among the acts.
pub fn forbidden(script: &Script, acts: &[OperatorAct<'_>], opened: Timestamp) -> Vec<WrongAct> {
    let mut found: Vec<WrongAct> = Vec::new();
    for rule in &script.forbidden {
        for act in acts {
            let is_over = rule.until.as_ref().is_some_and(|until| {
                let ended = acts.iter().take_while(|earlier| earlier.id != act.id);
                let mut ended = ended.filter_map(|earlier| earlier.ends.as_ref());
                ended.any(|(step, _)| step == until)
            });
            let tried = |at: &StepRef| match &act.ends {
                Some((step, Outcome::Done | Outcome::Failed)) => step == at,
                _ => false,
            };
            let is_it = match &rule.act {
                ForbiddenAct::Step(step) => tried(step),
                ForbiddenAct::Risk(risk) => {
                    act.risk.is_some_and(|r| r >= *risk) && !is_expected(script, act)
                }
            };
            if is_it && !is_over && found.iter().all(|known| known.event != act.id) {
                found.push(WrongAct {
                    event: act.id,
                    at_ms: act.at.since(opened),
                    what: act.words.clone(),
                    because: rule.because.clone(),
                });
            }
        }
    }
    found.sort_by_key(|wrong| wrong.at_ms);
    found
}

/// The runbooks attached, in order, each with the search that found it.
pub fn attached<'a>(acts: &[OperatorAct<'a>]) -> Vec<(&'a RunbookId, Option<(String, u32)>)> {
    let mut search = None;
    let mut attached = Vec::new();
    for act in acts {
        match &act.event.payload {
            Payload::SearchChosen { query, rank } => search = Some((query.clone(), *rank)),
            Payload::RunbookAttached { id, .. } => attached.push((id, search.take())),
            _ => {}
        }
    }
    attached
}

/// Whether it was brought to its end.
pub fn is_resolved(state: &State) -> bool {
    matches!(state.status, Some(Status::Resolved | Status::Closed))
}

/// The causes named at the end, the main one first; before it, and in the ten-minute version,
/// those that a person confirmed.
pub fn named_causes(state: &State, short: bool, script: &Script) -> Vec<String> {
    let confirmed = state
        .judgements
        .iter()
        .filter(|(_, judged)| judged.standing == Standing::Confirmed)
        .filter(|(at, _)| at.runbook == script.scenario.runbook)
        .map(|(at, _)| at.cause.to_string());
    let Some(resolution) = &state.resolution else {
        return if short {
            confirmed.collect()
        } else {
            Vec::new()
        };
    };
    let contributing = resolution.contributing.iter();
    let mut named: Vec<String> = resolution
        .cause
        .iter()
        .chain(contributing)
        .map(|cause| cause.id.clone().unwrap_or_else(|| cause.title.clone()))
        .collect();
    for cause in confirmed {
        if !named.contains(&cause) {
            named.push(cause);
        }
    }
    named
}

/// An expected act in words.
pub fn words(act: &ExpectedAct, script: &Script, state: &State) -> String {
    match act {
        ExpectedAct::Step {
            step,
            outcome,
            answer,
        } => {
            let title = match state.step(step) {
                Some((_, known)) => format!("{} {}", known.number, known.short_title()),
                None => step.step.to_string(),
            };
            match (outcome, answer) {
                (_, Some(answer)) => format!("{title}: {answer}"),
                (Some(outcome), None) => format!("{title}: {}", outcome.word()),
                (None, None) => title,
            }
        }
        ExpectedAct::Reply(inject) => match script.inject(inject) {
            Some(inject) => format!("{} to {}", inject.wants.word(), inject.from),
            None => format!("reply to {inject}"),
        },
        ExpectedAct::Cause(cause) => format!("cause {cause} suspected"),
        ExpectedAct::Signature(signature) => format!("log with {signature} added"),
        ExpectedAct::Mark(mark) => mark.word().to_owned(),
        ExpectedAct::Send(kind) => format!("{} unasked", kind.word()),
    }
}
