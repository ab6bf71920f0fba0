//! Events in words: the same on the screen and in a report.
//!
//! Long because every kind of event has its words here.

use std::collections::HashMap;

use crate::domain::event::{Event, Finding, Mode, Payload, Recorded};
use crate::domain::finding::{lines_of, one_of, titles};
use crate::domain::id::{EventId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::ledger::Ledger;
use crate::domain::run::RunOutcome;
use crate::domain::state::State;
use crate::domain::time::clock;

/// An event that was recorded so much later than it happened is a late entry.
const LATE_MS: i64 = 1_000;

/// What kind of thing an event tells: each has a sign and a colour of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub enum EventClass {
    Milestone,
    Good,
    Bad,
    Step,
    Act,
    Cause,
    Log,
    Said,
    Message,
    Undo,
}

/// The kind of an event.
pub fn kind(payload: &Payload) -> EventClass {
    match payload {
        Payload::Resolved { .. } | Payload::StepCompleted { .. } => EventClass::Good,
        Payload::StepFailed { .. } | Payload::ImpactReturned { .. } => EventClass::Bad,
        Payload::ActionTaken { .. }
        | Payload::ActionReverted { .. }
        | Payload::StepReverted { .. }
        | Payload::RunCopied { .. } => EventClass::Act,
        Payload::CauseJudged { .. } => EventClass::Cause,
        Payload::EvidenceAdded { .. } => EventClass::Log,
        Payload::NoteAdded { .. }
        | Payload::UpdateSent { .. }
        | Payload::HandoffRecorded { .. }
        | Payload::HandoffAccepted { .. }
        | Payload::FollowUpAdded { .. }
        | Payload::SearchChosen { .. } => EventClass::Said,
        Payload::DrillInjected { .. }
        | Payload::DrillHintShown { .. }
        | Payload::DrillDebriefed { .. } => EventClass::Message,
        Payload::EntryRetracted { .. }
        | Payload::EntryAmended { .. }
        | Payload::ClockJumped { .. } => EventClass::Undo,
        payload if payload.kind().starts_with("step.") => EventClass::Step,
        _ => EventClass::Milestone,
    }
}

/// An incident whose events are told: what was corrected and what was undone is looked up once.
pub struct EventTeller<'a> {
    /// The incident as it stands.
    pub state: &'a State,
    /// What later entries say of earlier ones.
    pub ledger: Ledger,
    undone: HashMap<EventId, &'a Recorded>,
}

impl<'a> EventTeller<'a> {
    /// Gets ready to tell the events of an incident.
    pub fn of(incident: &'a Incident) -> Self {
        let ledger = incident.ledger();
        let is_undone = |recorded: &&Recorded| ledger.is_retracted(recorded.id);
        let log = incident.log().map(|(recorded, _)| recorded);
        Self {
            state: incident.state(),
            undone: log.filter(is_undone).map(|r| (r.id, r)).collect(),
            ledger,
        }
    }

    /// What an event says, in a few words: an undo also says what it took back.
    pub fn words(&self, event: &Event) -> String {
        match self.taken_back(event) {
            None => describe(self.state, event),
            Some((first, 0)) => format!("undid \"{first}\""),
            Some((first, more)) => format!("undid \"{first}\" and {more} with it"),
        }
    }

    /// What an undo took back: the words of the first event, and how many went with it.
    pub fn taken_back(&self, event: &Event) -> Option<(String, usize)> {
        let Payload::EntryRetracted { events, .. } = &event.payload else {
            return None;
        };
        let undone = events.iter().filter_map(|id| self.undone.get(id));
        let mut words = undone.map(|recorded| match self.ledger.view(recorded) {
            Some((event, _)) => describe(self.state, &event),
            None => describe(self.state, &recorded.event),
        });
        Some((words.next()?, words.count()))
    }
}

/// What the undo that was just recorded took back, in words.
pub fn undone(incident: &Incident) -> Option<String> {
    let telling = EventTeller::of(incident);
    let last = incident.log().last()?.0;
    let (first, more) = telling.taken_back(&last.event)?;
    Some(match more {
        0 => format!("undone: {first}"),
        1 => format!("undone: {first}, and one event that came of it"),
        _ => format!("undone: {first}, and {more} events that came of it"),
    })
}

/// What an event says, in a few words.
pub fn describe(state: &State, event: &Event) -> String {
    let at = match (&event.runbook, &event.step) {
        (Some(runbook), Some(step)) => Some(StepRef {
            runbook: runbook.clone(),
            step: step.clone(),
        }),
        _ => None,
    };
    let step = at
        .as_ref()
        .and_then(|at| state.step(at))
        .map(|(_, step)| step);
    let number = match (step, &at, &event.step) {
        (Some(_), Some(at), _) => state.number_of(at),
        (_, _, step) => step.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let because = |reason: &Option<String>| match reason {
        Some(reason) => format!(": {reason}"),
        None => String::new(),
    };
    match &event.payload {
        Payload::IncidentOpened { title, .. } => format!("opened: {title}"),
        Payload::ImpactSet { users, scope, .. } => match (users, scope) {
            (Some(users), _) => format!("{} affected", counted(*users, "user")),
            (None, Some(scope)) => format!("affected: {scope}"),
            _ => "impact set".to_owned(),
        },
        Payload::ImpactStarted {} => "impact started".to_owned(),
        Payload::Detected {
            source,
            assumed: false,
        } => format!("detected ({source})"),
        Payload::Detected { .. } => "detected (assumed)".to_owned(),
        Payload::Acknowledged {} => "acknowledged".to_owned(),
        Payload::SeveritySet { severity } => match severity {
            Some(severity) => severity.word().to_owned(),
            None => "severity cleared".to_owned(),
        },
        Payload::TitleSet { title } => format!("title: {title}"),
        Payload::Mitigated {} => "mitigated".to_owned(),
        Payload::ImpactReturned { reason } => format!("impact returned{}", because(reason)),
        Payload::Held { reason, .. } => format!("held{}", because(reason)),
        Payload::Resumed {} => "work resumed".to_owned(),
        Payload::Resolved { cause, .. } => match cause {
            Some(cause) => {
                let named = state.named_cause(cause, event.runbook.as_ref());
                format!("resolved: {}", named.title)
            }
            None => "resolved".to_owned(),
        },
        Payload::Closed { reason } => format!("closed{}", because(reason)),
        Payload::Reopened { reason } => format!("incident reopened: {reason}"),
        Payload::Cancelled { reason, .. } => format!("cancelled{}", because(reason)),
        Payload::BackedOut { reason } => format!("backed out: {reason}"),
        Payload::Joined { reason, .. } => {
            format!("joined into another incident{}", because(reason))
        }
        Payload::RunStarted { text, target, .. } => format!("on {target}: {text}"),
        Payload::RunEnded {
            outcome,
            exit,
            lines,
            ..
        } => {
            let what = match outcome {
                RunOutcome::Exited => match exit {
                    Some(0) | None => "ended".to_owned(),
                    Some(exit) => format!("ended with {exit}"),
                },
                RunOutcome::TimedOut => "took too long".to_owned(),
                RunOutcome::Stopped => "was stopped".to_owned(),
                RunOutcome::Lost => "link lost: it may have run".to_owned(),
                RunOutcome::NotSent => "was not sent".to_owned(),
            };
            match lines {
                Some(lines) => format!("run {what}, {}", counted(*lines, "line")),
                None => format!("run {what}"),
            }
        }
        Payload::OutputPasted { lines, .. } => {
            format!("{number} output pasted: {}", counted(*lines, "line"))
        }
        Payload::TargetBound {
            kind, at, target, ..
        } => match at {
            Some(at) => format!("{kind} at {at} is {target}"),
            None => format!("{kind} is {target}"),
        },
        Payload::ExternalLinked { system, id, .. } => format!("linked to {system} {id}"),
        Payload::EvidencePinned {
            name, line, text, ..
        } => {
            format!("pinned {name}:{line}: {text}")
        }
        Payload::Newer(newer) => format!("{}, from a newer version", newer.kind),
        Payload::RunbookAttached { title, .. } => format!("runbook attached: {title}"),
        Payload::RunbookSetAside { reason } => {
            let named = event.runbook.as_ref();
            let named = named.map(|id| {
                state
                    .attachment(id)
                    .map_or(id.as_str(), |a| a.short_title())
            });
            let named = named.unwrap_or_default();
            format!("runbook \"{named}\" set aside: {reason}")
        }
        Payload::VariableSet { name, value } => format!("{name} = {value}"),
        Payload::StepStarted { auto: true } => format!("{number} started automatically"),
        Payload::StepStarted { .. } => format!("{number} started"),
        Payload::StepReleased {} => format!("{number} left untouched; back to pending"),
        Payload::StepCompleted {
            observed,
            answer,
            approved_by,
            ..
        } => {
            let answer = answer.as_deref().map(|id| {
                let known = step.and_then(|step| step.answer(id));
                known.map_or(id, |answer| answer.words())
            });
            let mut text = format!("{number} done");
            for more in [answer, observed.as_deref()].into_iter().flatten() {
                text.push_str(&format!(": {more}"));
            }
            if let Some(by) = approved_by {
                text.push_str(&format!(", approved by {by}"));
            }
            text
        }
        Payload::StepFailed { observed } => format!("{number} failed: {observed}"),
        Payload::StepInconclusive { reason } => format!("{number} inconclusive: {reason}"),
        Payload::StepSkipped { reason, .. } => format!("{number} skipped: {reason}"),
        Payload::StepMarkedNa { reason } => format!("{number} not applicable: {reason}"),
        Payload::StepBlocked { waiting_on, .. } => format!("{number} is waiting on {waiting_on}"),
        Payload::StepUnblocked {} => format!("{number} is no longer waiting"),
        Payload::StepDeferred { owner, .. } => format!("{number} deferred to {owner}"),
        Payload::StepReopened { reason } => format!("{number} reopened: {reason}"),
        Payload::StepReverted { note } => format!("{number} reverted{}", because(note)),
        Payload::RunCopied { index } => {
            let run = step.and_then(|step| step.run.get((*index as usize).checked_sub(1)?));
            match run {
                Some(run) => format!("{number} copied: {}", run.text.replace('\n', " / ")),
                None => format!("{number} copied"),
            }
        }
        Payload::ActionTaken { text, device, .. } => match device {
            Some(device) => format!("act on {device}: {text}"),
            None => format!("act: {text}"),
        },
        Payload::ActionReverted { note, .. } => format!("act reverted{}", because(note)),
        Payload::CauseJudged {
            cause,
            standing,
            because: why,
        } => {
            let named = state.named_cause(cause.as_str(), event.runbook.as_ref());
            format!("{} {}{}", named.title, standing.words(), because(why))
        }
        Payload::EvidenceAdded {
            name,
            findings,
            lines,
            ..
        } => match findings.is_empty() {
            true => format!("log {name}: nothing known in {}", counted(*lines, "line")),
            false => format!("log {name}: {}", found(state, findings)),
        },
        Payload::SearchChosen { query, .. } => format!("searched: {query}"),
        Payload::NoteAdded { text } => format!("note: {text}"),
        Payload::UpdateSent { text, .. } => format!("update: {text}"),
        Payload::HandoffRecorded { to, .. } => match to {
            Some(to) => format!("handed to {to}"),
            None => "handoff".to_owned(),
        },
        Payload::HandoffAccepted { .. } => "handoff accepted".to_owned(),
        Payload::FollowUpAdded { text, .. } => format!("follow-up: {text}"),
        Payload::DrillInjected { inject } => format!("message: {inject}"),
        Payload::DrillHintShown { level } => format!("hint {level}"),
        Payload::DrillDebriefed { .. } => "debriefed".to_owned(),
        Payload::EntryRetracted { events, .. } => match events.first() {
            Some(EventId(_)) => "undo".to_owned(),
            None => "undo of nothing".to_owned(),
        },
        Payload::EntryAmended { reason, .. } => format!("corrected: {reason}"),
        Payload::ClockJumped { by_ms } => format!("the clock jumped by {}", clock(*by_ms)),
    }
}

/// What findings point at: the causes of the most telling one of an attached runbook, and how
/// many lines point at the first of them.
fn found(state: &State, findings: &[Finding]) -> String {
    let attached = |finding: &Finding| state.attachment(&finding.runbook)?.runbook.as_deref();
    let mut telling = findings.iter();
    let Some((lead, runbook)) = telling.find_map(|f| Some((f, attached(f)?))) else {
        return "lines that only runbooks know that are not attached".to_owned();
    };
    let names = one_of(titles(lead, runbook));
    let points = |other: &&Finding| {
        let shares = lead
            .causes
            .first()
            .is_none_or(|id| other.causes.contains(id));
        other.runbook == lead.runbook && shares
    };
    let pointing = findings.iter().filter(points);
    let lines = lines_of(pointing.map(|finding| (finding.first.line, finding.count)));
    format!("{names} ({})", counted(lines, "line"))
}

/// Whether an event was entered late. `event` is the recorded one as it counts now. A drill's
/// clock is its own, so nothing of it is late.
pub fn is_late(state: &State, recorded: &Recorded, event: &Event) -> bool {
    let late = recorded.recorded_at.since(event.occurred_at) >= LATE_MS;
    late && state.mode() != Mode::Drill
}

/// A count of something in words, with its thousands apart: `1,204 lines`.
pub fn counted(count: u64, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {what}{s}", grouped(count))
}

/// A number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
