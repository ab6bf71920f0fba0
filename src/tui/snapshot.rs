//! What the screen needs of an incident, made once after each change, so that drawing a
//! frame never walks through events or folds anything.

use super::text::clock;
use crate::clock::local_hms;
use crate::domain::checklist::StepState;
use crate::domain::event::{Payload, Recorded, Standing};
use crate::domain::id::{CauseRef, EventId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::metrics::{Metrics, Targets, metrics, targets};
use crate::domain::standing::causes;
use crate::domain::state::State;

/// How many of the last events the walk screen can show.
const RECENT: usize = 40;

/// A row of the checklist: the heading of a phase, or a step.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Row {
    pub number: String,
    pub title: String,
    /// The step; `None` in a heading.
    pub step: Option<StepRef>,
    pub state: StepState,
    /// Who does it, if somebody else.
    pub by: Option<String>,
    pub critical: bool,
    /// Its runbook was set aside.
    pub aside: bool,
    /// The time spent on it, once it has ended.
    pub spent_ms: Option<i64>,
    /// When its running attempt began.
    pub since: Option<crate::domain::time::Timestamp>,
}

/// A cause and what is thought of it.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct CauseLine {
    pub cause: CauseRef,
    pub title: String,
    pub standing: Standing,
    pub why: Option<String>,
}

/// An event in words.
#[derive(Debug, Clone, PartialEq)]
pub struct EventLine {
    /// The time of day, local.
    pub at: String,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub text: String,
    /// It counts; otherwise it was undone or came too late.
    pub effective: bool,
    /// The time was given by a person.
    pub reported: bool,
}

/// An incident as the screen shows it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Snapshot {
    pub state: State,
    /// Its title in few columns, if the runbook gives one and nobody gave another.
    pub title: String,
    pub rows: Vec<Row>,
    /// The causes, strongest standing first.
    pub causes: Vec<CauseLine>,
    /// The last events, newest first.
    pub recent: Vec<EventLine>,
    pub metrics: Metrics,
    pub targets: Targets,
    /// The phase being worked on, with how many of its steps are finished, and of how many.
    pub phase: Option<(String, usize, usize)>,
    /// How many events there are: tells whether anything is new.
    pub events: usize,
}

impl Snapshot {
    /// Reads an incident.
    pub fn of(incident: &Incident) -> Self {
        let state = incident.state();
        let metrics = metrics(state);
        let recent = incident.log().rev();
        let recent = recent.filter(|(recorded, effective)| {
            *effective && !is_quiet(&recorded.event.payload)
                || !effective && recorded.with.is_none()
        });
        Self {
            rows: rows(state),
            causes: cause_lines(state),
            recent: recent
                .take(RECENT)
                .map(|(recorded, effective)| event_line(state, recorded, effective))
                .collect(),
            targets: targets(state, &metrics),
            metrics,
            phase: phase(state),
            events: incident.log().len(),
            title: short_title(state),
            state: state.clone(),
        }
    }

    /// The row of a step.
    pub fn row_of(&self, step: &StepRef) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| row.step.as_ref() == Some(step))
    }
}

/// An incident's title in few columns: its runbook's short one, unless it has its own.
pub fn short_title(state: &State) -> String {
    let books = state.runbooks.iter().filter_map(|a| a.runbook.as_deref());
    let same = books
        .into_iter()
        .find(|runbook| runbook.title == state.title);
    same.map_or(state.title.as_str(), |runbook| runbook.short_title())
        .to_owned()
}

/// Every event in words, oldest first.
pub fn timeline(incident: &Incident) -> Vec<EventLine> {
    let log = incident.log();
    log.map(|(recorded, effective)| event_line(incident.state(), recorded, effective))
        .collect()
}

fn rows(state: &State) -> Vec<Row> {
    let mut rows = Vec::new();
    let several = state.runbooks.len() > 1;
    for attachment in &state.runbooks {
        let aside = attachment.set_aside.is_some();
        let heading = |number: String, title: String, by: Option<String>| Row {
            number,
            title,
            by,
            aside,
            step: None,
            state: StepState::Pending,
            critical: false,
            spent_ms: None,
            since: None,
        };
        let Some(runbook) = attachment.runbook.as_deref() else {
            let title = format!("{} (its text is not here)", attachment.title);
            rows.push(heading(String::new(), title, None));
            continue;
        };
        if several {
            let mut title = runbook.short_title().to_owned();
            if aside {
                title.push_str(" (set aside)");
            }
            rows.push(heading(String::new(), title, None));
        }
        for (index, phase) in runbook.phases.iter().enumerate() {
            let mut doers: Vec<_> = phase.steps.iter().map(|step| step.by).collect();
            doers.dedup();
            let by = match doers[..] {
                [Some(one)] => Some(one.to_string()),
                _ => None,
            };
            rows.push(heading((index + 1).to_string(), phase.title.clone(), by));
            for step in &phase.steps {
                let progress = attachment.steps.get(&step.id);
                let running = progress.filter(|p| p.is_running());
                rows.push(Row {
                    number: step.number.clone(),
                    title: step.short_title().to_owned(),
                    step: Some(StepRef {
                        runbook: attachment.id.clone(),
                        step: step.id.clone(),
                    }),
                    state: attachment.state_of(step),
                    by: None,
                    critical: step.critical,
                    aside,
                    spent_ms: progress.and_then(|p| p.duration_ms()),
                    since: running
                        .and_then(|p| p.attempts.last())
                        .map(|span| span.from),
                });
            }
        }
    }
    rows
}

fn phase(state: &State) -> Option<(String, usize, usize)> {
    let current = state.current_step()?;
    let attachment = state.attachment(&current.runbook)?;
    let runbook = attachment.runbook.as_deref()?;
    let phase = runbook
        .phases
        .iter()
        .find(|phase| phase.steps.iter().any(|step| step.id == current.step))?;
    let ended = phase.steps.iter().map(|step| attachment.state_of(step));
    let ended = ended.filter(|state| state.is_ended()).count();
    Some((phase.title.clone(), ended, phase.steps.len()))
}

fn cause_lines(state: &State) -> Vec<CauseLine> {
    let mut lines: Vec<CauseLine> = causes(state)
        .into_iter()
        .filter(|view| {
            let attachment = state.attachment(view.runbook);
            attachment.is_some_and(|a| a.set_aside.is_none())
        })
        .map(|view| CauseLine {
            cause: CauseRef {
                runbook: view.runbook.clone(),
                cause: view.cause.id.clone(),
            },
            title: view.cause.title.clone(),
            standing: view.standing,
            why: view.because.last().map(|(_, text)| text.clone()),
        })
        .collect();
    lines.sort_by_key(|line| match line.standing {
        Standing::Confirmed => 0,
        Standing::Suspected => 1,
        Standing::Open => 2,
        Standing::RuledOut => 3,
    });
    lines
}

/// Events that only accompany others.
fn is_quiet(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::StepStarted { auto: true }
            | Payload::StepReleased {}
            | Payload::Detected { assumed: true, .. }
            | Payload::Acknowledged {}
            | Payload::SearchChosen { .. }
            | Payload::RunbookAttached { .. }
    )
}

fn event_line(state: &State, recorded: &Recorded, effective: bool) -> EventLine {
    EventLine {
        at: local_hms(recorded.event.occurred_at),
        actor: recorded.actor.to_string(),
        text: describe(state, recorded),
        effective,
        reported: recorded.event.time_source == crate::domain::time::TimeSource::Reported,
    }
}

/// What an event says, in a few words.
pub fn describe(state: &State, recorded: &Recorded) -> String {
    let event = &recorded.event;
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
    let number = step.map_or_else(
        || {
            event
                .step
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
        },
        |step| step.number.clone(),
    );
    let because = |reason: &Option<String>| match reason {
        Some(reason) => format!(": {reason}"),
        None => String::new(),
    };
    match &event.payload {
        Payload::IncidentOpened { title, .. } => format!("opened: {title}"),
        Payload::ImpactSet { users, scope, .. } => match (users, scope) {
            (Some(users), _) => format!("{users} users affected"),
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
        Payload::RunbookAttached { title, .. } => format!("runbook: {title}"),
        Payload::RunbookSetAside { reason } => format!("runbook set aside: {reason}"),
        Payload::VariableSet { name, value } => format!("{name} = {value}"),
        Payload::StepStarted { auto: true } => format!("{number} started by itself"),
        Payload::StepStarted { .. } => format!("{number} started"),
        Payload::StepReleased {} => format!("{number} given back"),
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
        Payload::StepBlocked { waiting_on, .. } => format!("{number} waits for {waiting_on}"),
        Payload::StepUnblocked {} => format!("{number} no longer waits"),
        Payload::StepDeferred { owner, .. } => format!("{number} deferred to {owner}"),
        Payload::StepReopened { reason } => format!("{number} reopened: {reason}"),
        Payload::StepReverted { note } => format!("{number} reverted{}", because(note)),
        Payload::RunCopied { .. } => format!("{number} copied"),
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
        Payload::EvidenceAdded { name, findings, .. } => {
            let count: u64 = findings.iter().map(|finding| finding.count).sum();
            format!("log {name}: {count} known lines")
        }
        Payload::SearchChosen { query, .. } => format!("searched: {query}"),
        Payload::NoteAdded { text } => format!("note: {text}"),
        Payload::UpdateSent { text, .. } => format!("update: {text}"),
        Payload::HandoffRecorded { to, .. } => match to {
            Some(to) => format!("handed to {to}"),
            None => "handoff".to_owned(),
        },
        Payload::HandoffAccepted { .. } => "handoff accepted".to_owned(),
        Payload::FollowUpAdded { text, .. } => format!("follow-up: {text}"),
        Payload::DrillInjected { inject } => format!("drill: {inject}"),
        Payload::DrillHintShown { level } => format!("drill: hint {level}"),
        Payload::DrillDebriefed { .. } => "drill: debriefed".to_owned(),
        Payload::EntryRetracted { events, .. } => match events.first() {
            Some(EventId(_)) => "undo".to_owned(),
            None => "undo of nothing".to_owned(),
        },
        Payload::EntryAmended { reason, .. } => format!("corrected: {reason}"),
        Payload::ClockJumped { by_ms } => format!("the clock jumped by {}", clock(*by_ms)),
    }
}
