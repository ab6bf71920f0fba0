//! What may be done with the incident as a whole: milestones, causes, runbooks, words.
//!
//! Long because it holds every command about the incident as a whole.

use super::opening::check_variable;
use super::{Plan, Stamp, maybe, said};
use crate::domain::checklist::{Applies, StepState};
use crate::domain::command::{Book, CLOSING_REASON, Command};
use crate::domain::event::{Mode, Payload, Standing};
use crate::domain::id::StepRef;
use crate::domain::legal::Illegal;
use crate::domain::refusal::Refusal;
use crate::domain::standing::causes;
use crate::domain::state::{Impact, State, UNKNOWN_CAUSE};
use crate::domain::time::{Precision, TimeSource};

pub fn decide(plan: &mut Plan, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::TakeAction {
            text,
            device,
            risk,
            rollback,
            step,
        } => {
            let taken = Payload::ActionTaken {
                text: said(text, "the action")?,
                device: maybe(device),
                risk: *risk,
                rollback: maybe(rollback),
            };
            on(plan, step.as_ref(), taken)
        }
        Command::RevertAction { event, note } => plan.push(Payload::ActionReverted {
            event: *event,
            note: maybe(note),
        }),
        Command::AttachRunbook(book) => attach(plan, book),
        Command::SetRunbookAside { runbook, reason } => {
            let reason = said(reason, "the reason")?;
            let mut worked_on = plan.worked_on();
            worked_on.retain(|step| step.runbook == *runbook);
            let aside = Payload::RunbookSetAside {
                reason: reason.clone(),
            };
            plan.push_at(plan.when, Some(runbook.clone()), None, aside)?;
            plan.end_work(worked_on, &format!("runbook set aside: {reason}"))
        }
        Command::SetVariable { name, value } => {
            let attached = plan.ahead.runbooks.iter().filter_map(|a| a.runbook.clone());
            let attached: Vec<_> = attached.collect();
            check_variable(attached.iter().map(|r| &**r), name, value)?;
            let (name, value) = (name.clone(), value.clone());
            plan.push(Payload::VariableSet { name, value })
        }
        Command::SetSeverity { severity } => plan.push(Payload::SeveritySet {
            severity: *severity,
        }),
        Command::SetTitle { title } => plan.push(Payload::TitleSet {
            title: said(title, "the title")?,
        }),
        Command::SetImpact {
            users,
            scope,
            services,
        } => {
            let Impact {
                users: known_users,
                scope: known_scope,
                services: known_services,
            } = plan.ahead.impact.clone();
            plan.push(Payload::ImpactSet {
                users: users.or(known_users),
                scope: maybe(scope).or(known_scope),
                services: services.clone().unwrap_or(known_services),
            })
        }
        Command::MarkImpactStarted => plan.push(Payload::ImpactStarted {}),
        Command::MarkDetected { source } => plan.push(Payload::Detected {
            source: source.clone(),
            assumed: false,
        }),
        Command::Acknowledge => plan.push(Payload::Acknowledged {}),
        Command::Mitigate => plan.push(Payload::Mitigated {}),
        Command::ReturnImpact { reason } => plan.push(Payload::ImpactReturned {
            reason: maybe(reason),
        }),
        Command::Hold { reason, waiting_on } => {
            plan.push(Payload::Held {
                reason: maybe(reason),
                waiting_on: maybe(waiting_on),
            })?;
            plan.release_untouched(None)
        }
        Command::Resume => plan.push(Payload::Resumed {}),
        Command::Resolve {
            cause,
            contributing,
            summary,
            owner,
        } => resolve(plan, cause, contributing, summary, owner),
        Command::Close { reason } => plan.push(Payload::Closed {
            reason: maybe(reason).or_else(|| Some(CLOSING_REASON.to_owned())),
        }),
        Command::Reopen { reason } => plan.push(Payload::Reopened {
            reason: said(reason, "the reason")?,
        }),
        Command::LinkExternal {
            system,
            id,
            url,
            text,
        } => plan.push(Payload::ExternalLinked {
            system: said(system, "the system")?,
            id: said(id, "the id")?,
            url: maybe(url),
            text: maybe(text),
        }),
        Command::PinEvidence {
            name,
            line,
            text,
            cause,
            around_sha256,
        } => {
            let pinned = Payload::EvidencePinned {
                name: said(name, "the name")?,
                line: *line,
                text: said(text, "the line")?,
                cause: cause.as_ref().map(|cause| cause.cause.clone()),
                around_sha256: around_sha256.clone(),
            };
            let runbook = cause.as_ref().map(|cause| cause.runbook.clone());
            plan.push_at(plan.when, runbook, None, pinned)
        }
        Command::JudgeCause {
            cause,
            standing,
            because,
        } => {
            let judged = Payload::CauseJudged {
                cause: cause.cause.clone(),
                standing: *standing,
                because: maybe(because),
            };
            plan.push_at(plan.when, Some(cause.runbook.clone()), None, judged)
        }
        Command::AddEvidence {
            name,
            sha256,
            bytes,
            lines,
            findings,
            step,
        } => {
            let added = Payload::EvidenceAdded {
                name: said(name, "the name")?,
                sha256: sha256.clone(),
                bytes: *bytes,
                lines: *lines,
                findings: findings.clone(),
            };
            on(plan, step.as_ref(), added)
        }
        Command::FollowEvidence {
            name,
            sha256,
            bytes,
            lines,
            findings,
            at,
        } => {
            let now = plan.context.now;
            // A log's clock may be ahead of ours; nothing has happened that is still to come.
            let at = at.filter(|told| told.at <= now);
            let stamp = Stamp {
                at: at.map_or(now, |told| told.at),
                source: TimeSource::Imported,
                precision: at.map_or(Precision::Millisecond, |told| told.precision),
            };
            let added = Payload::EvidenceAdded {
                name: said(name, "the name")?,
                sha256: sha256.clone(),
                bytes: *bytes,
                lines: *lines,
                findings: findings.clone(),
            };
            plan.push_at(stamp, None, None, added)
        }
        Command::AddNote { text, step } => {
            let added = Payload::NoteAdded {
                text: said(text, "the note")?,
            };
            on(plan, step.as_ref(), added)
        }
        Command::SendUpdate {
            text,
            audience,
            next_due,
        } => plan.push(Payload::UpdateSent {
            text: said(text, "the update")?,
            audience: maybe(audience),
            next_due: *next_due,
        }),
        Command::RecordHandoff { to, text } => plan.push(Payload::HandoffRecorded {
            to: maybe(to),
            text: said(text, "the brief")?,
        }),
        Command::AcceptHandoff { event } => {
            let waiting = plan
                .ahead
                .handoffs
                .iter()
                .rev()
                .find(|h| h.accepted_at.is_none() && event.is_none_or(|e| e == h.event))
                .map(|h| h.event);
            let event = event.or(waiting).ok_or(Refusal::NoHandoff)?;
            plan.push(Payload::HandoffAccepted { event })
        }
        Command::AddFollowUp { text, owner, due } => plan.push(Payload::FollowUpAdded {
            text: said(text, "the follow-up")?,
            owner: maybe(owner),
            due: *due,
        }),
        Command::Release => {
            plan.release_untouched(None)?;
            match plan.events.is_empty() {
                true => Err(Refusal::NothingToDo),
                false => Ok(()),
            }
        }
        Command::RecordClockJump { by_ms } => plan.push(Payload::ClockJumped { by_ms: *by_ms }),
        _ => unreachable!("steps, openings and entries are decided elsewhere"),
    }
}

/// Attaches a runbook, which from here on is known.
pub fn attach(plan: &mut Plan, book: &Book) -> Result<(), Refusal> {
    plan.learned.clone_from(plan.incident.books());
    plan.learned
        .insert(book.sha256.clone(), book.runbook.clone());
    let attached = Payload::RunbookAttached {
        id: book.runbook.id.clone(),
        title: book.runbook.title.clone(),
        revision: book.runbook.revision,
        sha256: book.sha256.clone(),
    };
    plan.push_at(plan.when, Some(book.runbook.id.clone()), None, attached)
}

/// Records something about a step, or about the incident as a whole.
pub fn on(plan: &mut Plan, step: Option<&StepRef>, payload: Payload) -> Result<(), Refusal> {
    match step {
        Some(step) if plan.ahead.step(step).is_none() => {
            Err(Illegal::NoSuchStep(step.to_string()).into())
        }
        Some(step) => plan.push_step(step, payload),
        None => plan.push(payload),
    }
}

fn resolve(
    plan: &mut Plan,
    cause: &Option<String>,
    contributing: &[String],
    summary: &Option<String>,
    owner: &Option<String>,
) -> Result<(), Refusal> {
    let (cause, owner) = (maybe(cause), maybe(owner));
    if cause.is_none() && plan.ahead.mode() != Mode::Change {
        return Err(Refusal::NeedsCause);
    }
    if cause.as_deref() == Some(UNKNOWN_CAUSE) && owner.is_none() {
        return Err(Refusal::NeedsOwner);
    }
    let open = unresolved(&plan.ahead);
    if !open.is_empty() {
        return Err(Refusal::NotResolvable { open });
    }
    super::runs::nothing_runs(plan)?;
    let found = cause.as_deref().and_then(|text| {
        let (runbook, cause) = plan.ahead.find_cause(text, None)?;
        Some((runbook.clone(), cause.id.clone()))
    });
    let qualified = |text: &String| match plan.ahead.find_cause(text, None) {
        Some((runbook, cause)) => format!("{runbook}/{}", cause.id),
        None => text.clone(),
    };
    let resolved = Payload::Resolved {
        cause: match &found {
            Some((_, id)) => Some(id.to_string()),
            None => cause,
        },
        contributing: contributing.iter().map(qualified).collect(),
        summary: maybe(summary),
        owner: owner.clone(),
    };
    let confirmed = found.as_ref().is_some_and(|(runbook, id)| {
        causes(&plan.ahead).iter().any(|view| {
            view.runbook == runbook && view.cause.id == *id && view.standing == Standing::Confirmed
        })
    });
    let runbook = found.as_ref().map(|(runbook, _)| runbook.clone());
    plan.push_at(plan.when, runbook, None, resolved)?;
    plan.release_untouched(None)?;
    if let Some((runbook, cause)) = found
        && !confirmed
    {
        let judged = Payload::CauseJudged {
            cause,
            standing: Standing::Confirmed,
            because: Some("named as the cause when resolving".to_owned()),
        };
        plan.push_at(plan.when, Some(runbook), None, judged)?;
    }
    leave_follow_ups(plan, owner)
}

/// What keeps an incident from being resolved. Steps that the screen started and nobody
/// touched do not count: they are released.
pub fn unresolved(state: &State) -> Vec<String> {
    let open = unresolved_steps(state).into_iter();
    open.map(|(_, words)| words).collect()
}

/// The same with the steps, in order.
pub fn unresolved_steps(state: &State) -> Vec<(StepRef, String)> {
    let mut open = Vec::new();
    for run in state.running() {
        let at = run.step.clone();
        open.extend(at.map(|at| (at, format!("{} still runs", super::runs::named(run)))));
    }
    for (attachment, step) in state.steps_in_use() {
        let seen = attachment.state_of(step);
        let progress = attachment.steps.get(&step.id);
        let released = seen == StepState::Active && progress.is_some_and(|p| p.auto);
        let title = step.short_title();
        let at = || StepRef {
            runbook: attachment.id.clone(),
            step: step.id.clone(),
        };
        let number = state.number_of(&at());
        if matches!(seen, StepState::Active | StepState::Blocked) && !released {
            let words = format!("step {number} \"{title}\" is {seen}");
            open.push((at(), words));
        } else if step.critical {
            let settled = seen == StepState::Done
                || seen == StepState::Skipped && progress.is_some_and(|p| p.overridden)
                || attachment.applies(step) == Applies::No && seen == StepState::Na;
            if !settled {
                let seen = if released { StepState::Pending } else { seen };
                let words = format!("critical step {number} \"{title}\" is {seen}");
                open.push((at(), words));
            }
        }
    }
    open
}

/// A change meant for a while only that is still in force becomes a follow-up.
fn leave_follow_ups(plan: &mut Plan, owner: Option<String>) -> Result<(), Refusal> {
    let temporary: Vec<String> = plan
        .ahead
        .changes_in_force()
        .filter(|change| change.temporary)
        .map(|change| match &change.rollback {
            Some(rollback) => format!("Take back: {} Rollback: {rollback}", change.text),
            None => format!("Take back: {}", change.text),
        })
        .collect();
    for text in temporary.into_iter().rev() {
        if plan.ahead.follow_ups.iter().all(|f| f.text != text) {
            let owner = owner.clone();
            let due = None;
            plan.push(Payload::FollowUpAdded { text, owner, due })?;
        }
    }
    Ok(())
}
