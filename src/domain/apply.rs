//! `apply`: writes what an event says into the state. It decides nothing and cannot fail;
//! the table in `legal` was asked before.
//!
//! Long because every event kind has its assignment here, in one match.

mod change;
mod runs;

pub use change::{keep_fact, shelve};

use std::sync::Arc;

use super::checklist::{Progress, StepState, Waited};
use super::event::{Event, Mode, Payload, Recorded};
use super::id::{CauseRef, StepRef};
use super::incident::Books;
use super::legal::step_of;
use super::scenario_ref::ScenarioRef;
use super::state::*;
use super::time::{Span, TimeSource};

/// Assigns a legal event. `actor` is the one after amendments.
pub fn assign(
    state: &mut State,
    event: &Event,
    recorded: &Recorded,
    actor: &Arc<str>,
    books: &Books,
) {
    let at = event.occurred_at;
    let mark = Mark {
        at,
        reported: event.time_source == TimeSource::Reported,
    };
    if is_first_action(state, event) {
        let first = &mut state.milestones.first_action;
        if first.is_none_or(|earlier| at < earlier.at) {
            *first = Some(mark);
        }
    }
    if let Ok(step) = step_of(event)
        && state.attachment(&step.runbook).is_some()
    {
        assign_to_step(state, event, recorded, actor, &step);
    }
    set_drill_clock(state, event, recorded);
    change::note_upheaval(state, event, recorded);
    change::assign(state, event, recorded);
    runs::assign(state, event, recorded);
    match &event.payload {
        Payload::IncidentOpened {
            number,
            title,
            mode,
            severity,
            scenario,
            planned_end,
            backout_by,
            source,
        } => {
            // Only an opening out of a list of past incidents has a time that was imported.
            let is_past = event.time_source == TimeSource::Imported;
            state.listed_in = source.clone().filter(|_| is_past);
            state.status = Some(Status::Open);
            state.id = Some(recorded.incident_id);
            state.number = *number;
            state.title.clone_from(title);
            state.mode = Some(*mode);
            state.severity = *severity;
            state.scenario.clone_from(scenario);
            state.planned_end = *planned_end;
            state.backout_by = *backout_by;
            state.opened_at = Some(at);
        }
        Payload::ImpactSet {
            users,
            scope,
            services,
        } => {
            state.impact = Impact {
                users: *users,
                scope: scope.clone(),
                services: services.clone(),
            }
        }
        Payload::ImpactStarted {} => state.milestones.impact_started = Some(mark),
        Payload::Detected { source, assumed } => {
            state.milestones.detected = Some(mark);
            state.detection = Some(Detection {
                source: source.clone(),
                assumed: *assumed,
            });
        }
        Payload::Acknowledged {} => {
            state.milestones.acknowledged.get_or_insert(mark);
        }
        Payload::SeveritySet { severity } => state.severity = *severity,
        Payload::TitleSet { title } => state.title.clone_from(title),
        Payload::Mitigated {} => {
            state.status = Some(Status::Mitigated);
            state.milestones.mitigated = Some(mark);
        }
        Payload::ImpactReturned { .. } => {
            state.status = Some(Status::Open);
            state.milestones.mitigated = None;
        }
        Payload::Held { waiting_on, .. } => {
            state.held_from = state.status;
            state.status = Some(Status::Held);
            state.waiting_on.clone_from(waiting_on);
            state.holds.push(Span::open(at));
        }
        Payload::Resumed {} => {
            state.status = state.held_from.take().or(Some(Status::Open));
            state.waiting_on = None;
            if let Some(hold) = state.holds.last_mut() {
                hold.to = Some(at);
            }
        }
        Payload::Resolved {
            cause,
            contributing,
            summary,
            owner,
        } => {
            state.status = Some(Status::Resolved);
            state.milestones.resolved = Some(mark);
            let name = |text: &String| state.named_cause(text, event.runbook.as_ref());
            state.resolution = Some(Resolution {
                cause: cause.as_ref().map(name),
                contributing: contributing.iter().map(name).collect(),
                summary: summary.clone(),
                owner: owner.clone(),
            });
        }
        Payload::Closed { reason } => {
            state.status = Some(Status::Closed);
            state.milestones.closed = Some(mark);
            state.closing_reason.clone_from(reason);
        }
        Payload::BackedOut { .. } => {
            state.status = Some(Status::BackedOut);
            state.milestones.backed_out = Some(mark);
            state.waiting_on = None;
            state.held_from = None;
            if let Some(hold) = state.holds.last_mut().filter(|hold| hold.to.is_none()) {
                hold.to = Some(at);
            }
        }
        Payload::Joined { into, .. } => state.joined_into = Some(*into),
        Payload::Reopened { .. } => {
            state.status = Some(Status::Open);
            state.reopen_count += 1;
            state.milestones.mitigated = None;
            state.milestones.resolved = None;
            state.milestones.backed_out = None;
            state.milestones.closed = None;
            state.resolution = None;
            state.closing_reason = None;
        }
        Payload::Cancelled { duplicate_of, .. } => {
            state.status = Some(Status::Cancelled);
            state.duplicate_of = *duplicate_of;
        }
        Payload::RunbookAttached {
            id,
            title,
            revision,
            sha256,
        } => {
            let fresh = Attachment {
                id: id.clone(),
                title: title.clone(),
                revision: *revision,
                sha256: sha256.clone(),
                attached_at: at,
                set_aside: None,
                runbook: books.get(sha256).cloned(),
                steps: Default::default(),
            };
            match state.runbooks.iter_mut().find(|a| a.id == *id) {
                Some(known) => {
                    *known = Attachment {
                        steps: std::mem::take(&mut known.steps),
                        attached_at: known.attached_at,
                        ..fresh
                    };
                }
                None => state.runbooks.push(fresh),
            }
        }
        Payload::RunbookSetAside { reason } => {
            let aside = state
                .runbooks
                .iter_mut()
                .find(|a| Some(&a.id) == event.runbook.as_ref());
            if let Some(attachment) = aside {
                attachment.set_aside = Some((at, reason.clone()));
            }
        }
        Payload::VariableSet { name, value } => {
            state.variables.insert(name.clone(), value.clone());
        }
        Payload::CauseJudged {
            cause,
            standing,
            because,
        } => {
            if let Some(runbook) = event.runbook.clone() {
                let cause = cause.clone();
                state.judgements.insert(
                    CauseRef { runbook, cause },
                    Judgement {
                        standing: *standing,
                        because: because.clone(),
                        at,
                        event: recorded.id,
                    },
                );
            }
        }
        Payload::EvidenceAdded {
            name,
            sha256,
            bytes,
            lines,
            findings,
        } => state.evidence.push(Evidence {
            id: recorded.id,
            at,
            name: name.clone(),
            sha256: Some(sha256.clone()),
            bytes: *bytes,
            lines: *lines,
            findings: findings.clone(),
            pinned: None,
        }),
        Payload::EvidencePinned {
            name,
            line,
            text,
            cause,
            around_sha256,
        } => state.evidence.push(Evidence {
            id: recorded.id,
            at,
            name: name.clone(),
            sha256: None,
            bytes: text.len() as u64,
            lines: 1,
            findings: Vec::new(),
            pinned: Some(Pinned {
                line: *line,
                text: text.clone(),
                cause: cause
                    .clone()
                    .zip(event.runbook.clone())
                    .map(|(cause, runbook)| CauseRef { runbook, cause }),
                around_sha256: around_sha256.clone(),
            }),
        }),
        Payload::ExternalLinked {
            system,
            id,
            url,
            text,
        } => {
            // The same link again says what is new about it.
            state.links.retain(|l| (&l.system, &l.id) != (system, id));
            state.links.push(Link {
                event: recorded.id,
                system: system.clone(),
                id: id.clone(),
                url: url.clone(),
                text: text.clone(),
            });
        }
        Payload::TargetBound {
            kind,
            at: role,
            target,
            address,
        } => {
            let bound = Bound {
                target: target.clone(),
                address: address.clone(),
                replica: recorded.replica,
            };
            state.targets.insert((kind.clone(), role.clone()), bound);
        }
        Payload::SearchChosen { query, rank } => state.chosen.push((query.clone(), *rank)),
        Payload::UpdateSent {
            text,
            audience,
            next_due,
        } => state.updates.push(Update {
            at,
            audience: audience.clone(),
            text: text.clone(),
            next_due: *next_due,
        }),
        Payload::HandoffRecorded { to, text } => state.handoffs.push(Handoff {
            event: recorded.id,
            at,
            to: to.clone(),
            text: text.clone(),
            accepted_at: None,
        }),
        Payload::HandoffAccepted { event: handoff } => {
            let is_meant = |known: &Handoff| known.event == *handoff;
            state
                .handoffs
                .alter(is_meant, |known| known.accepted_at = Some(at));
        }
        Payload::FollowUpAdded { text, owner, due } => state.follow_ups.push(FollowUp {
            text: text.clone(),
            owner: owner.clone(),
            due: *due,
        }),
        Payload::ClockJumped { .. } => state.clock_jumped = true,
        // Steps were dealt with above; the rest only stands in the timeline.
        _ => {}
    }
}

/// Starts and stops a drill's clock. Other incidents have none.
fn set_drill_clock(state: &mut State, event: &Event, recorded: &Recorded) {
    let speed = match &event.payload {
        Payload::IncidentOpened {
            mode: Mode::Drill,
            scenario: Some(scenario),
            ..
        } => {
            let reference: Option<ScenarioRef> = scenario.parse().ok();
            state.drill_clock = reference.map(|reference| DrillClock {
                wall: recorded.recorded_at,
                shown: event.occurred_at,
                speed: reference.speed,
            });
            return;
        }
        Payload::Held { .. }
        | Payload::Resolved { .. }
        | Payload::Closed { .. }
        | Payload::Joined { .. }
        | Payload::Cancelled { .. } => 0,
        Payload::Resumed {} | Payload::Reopened { .. } => {
            state.scenario_ref().map_or(1, |reference| reference.speed)
        }
        _ => return,
    };
    if let Some(clock) = &mut state.drill_clock {
        *clock = DrillClock {
            wall: recorded.recorded_at,
            shown: clock.at(recorded.recorded_at),
            speed,
        };
    }
}

/// Whether an event is an operator's act that counts for the time to first action.
fn is_first_action(state: &State, event: &Event) -> bool {
    match &event.payload {
        Payload::StepStarted { auto } => !auto,
        Payload::StepCompleted { .. }
        | Payload::StepFailed { .. }
        | Payload::RunCopied { .. }
        | Payload::RunStarted { .. }
        | Payload::OutputPasted { .. }
        | Payload::EvidencePinned { .. }
        | Payload::ActionTaken { .. } => true,
        // Setting a runbook aside and backing out end active steps as inconclusive; that is no
        // act on them.
        Payload::StepInconclusive { .. } if state.status == Some(Status::BackedOut) => false,
        Payload::StepInconclusive { .. } => event
            .runbook
            .as_ref()
            .and_then(|id| state.attachment(id))
            .is_some_and(|attachment| attachment.set_aside.is_none()),
        Payload::EvidenceAdded { .. } => event.time_source != TimeSource::Imported,
        _ => false,
    }
}

fn assign_to_step(
    state: &mut State,
    event: &Event,
    recorded: &Recorded,
    actor: &Arc<str>,
    step: &StepRef,
) {
    let known = state.step(step).map(|(_, step)| step);
    let goto = match &event.payload {
        Payload::StepCompleted {
            answer: Some(answer),
            ..
        } => known
            .and_then(|s| s.answer(answer)?.goto.clone())
            .map(|to| StepRef {
                runbook: step.runbook.clone(),
                step: to,
            }),
        _ => None,
    };
    match &event.payload {
        Payload::StepFailed { .. } if state.stops_at(step) => state.stopped = Some(step.clone()),
        Payload::StepStarted { auto: false } => state.stopped = None,
        _ => {}
    }
    let Some(attachment) = state.runbooks.iter_mut().find(|a| a.id == step.runbook) else {
        return;
    };
    let progress = attachment.steps.entry(step.step.clone()).or_default();
    assign_progress(progress, event, recorded, actor);
    let touches = !matches!(
        event.payload,
        Payload::StepReleased {}
            | Payload::StepReverted { .. }
            | Payload::NoteAdded { .. }
            | Payload::RunEnded { .. }
            | Payload::TargetBound { .. }
    );
    if touches {
        state.last_touched = Some(step.clone());
        state.goto = goto;
    }
}

/// Writes a step's own event, or an act that names it, into its progress.
fn assign_progress(progress: &mut Progress, event: &Event, recorded: &Recorded, actor: &Arc<str>) {
    let at = event.occurred_at;
    match &event.payload {
        Payload::StepStarted { auto } => {
            if progress.is_running() {
                progress.auto = false;
            } else {
                enter(progress, StepState::Active, recorded);
                progress.auto = *auto;
                progress.attempts.push(Span::open(at));
            }
            if !auto {
                progress.add_actor(actor);
            }
            return;
        }
        Payload::StepReleased {} => {
            progress.attempts.pop();
            progress.auto = false;
            progress.state = StepState::Pending;
            progress.by_event = None;
            return;
        }
        Payload::StepCompleted {
            observed,
            answer,
            approved_by,
            ..
        } => {
            if progress.state != StepState::Done {
                leave(progress, StepState::Done, event, recorded);
                progress.observed.clone_from(observed);
                progress.answer.clone_from(answer);
                progress.approved_by.clone_from(approved_by);
            }
            progress.reverted = false;
        }
        Payload::StepFailed { observed } => {
            leave(progress, StepState::Failed, event, recorded);
            progress.observed = Some(observed.clone());
        }
        Payload::StepInconclusive { reason } => {
            leave(progress, StepState::Inconclusive, event, recorded);
            progress.reason = Some(reason.clone());
        }
        Payload::StepSkipped { reason, r#override } => {
            leave(progress, StepState::Skipped, event, recorded);
            progress.reason = Some(reason.clone());
            progress.overridden = *r#override;
        }
        Payload::StepMarkedNa { reason } => {
            leave(progress, StepState::Na, event, recorded);
            progress.reason = Some(reason.clone());
        }
        Payload::StepDeferred { owner, due, reason } => {
            leave(progress, StepState::Deferred, event, recorded);
            progress.reason.clone_from(reason);
            progress.owner = Some(owner.clone());
            progress.due = *due;
        }
        Payload::StepBlocked { waiting_on, reason } => {
            enter(progress, StepState::Blocked, recorded);
            progress.auto = false;
            progress.reason.clone_from(reason);
            progress.waits.push(Waited {
                span: Span::open(at),
                waiting_on: waiting_on.clone(),
                reason: reason.clone(),
            });
        }
        Payload::StepUnblocked {} => {
            end_wait(progress, event);
            enter(progress, StepState::Active, recorded);
            if !progress.is_running() {
                progress.attempts.push(Span::open(at));
                progress.auto = false;
            }
        }
        Payload::StepReopened { .. } => enter(progress, StepState::Pending, recorded),
        Payload::StepReverted { .. } => progress.reverted = true,
        Payload::RunCopied { .. }
        | Payload::RunStarted { .. }
        | Payload::OutputPasted { .. }
        | Payload::EvidenceAdded { .. }
        | Payload::EvidencePinned { .. }
        | Payload::ActionTaken { .. } => {
            progress.auto = false;
        }
        _ => return,
    }
    progress.add_actor(actor);
}

/// A new state, with what belonged to the old one cleared.
fn enter(progress: &mut Progress, state: StepState, recorded: &Recorded) {
    progress.state = state;
    progress.by_event = Some(recorded.id);
    progress.ended_at = None;
    progress.observed = None;
    progress.answer = None;
    progress.reason = None;
    progress.approved_by = None;
    progress.overridden = false;
    progress.owner = None;
    progress.due = None;
}

/// A new ended state: the running attempt and the open wait end.
fn leave(progress: &mut Progress, state: StepState, event: &Event, recorded: &Recorded) {
    end_wait(progress, event);
    if let Some(attempt) = progress.attempts.last_mut().filter(|a| a.to.is_none()) {
        attempt.to = Some(event.occurred_at);
    }
    enter(progress, state, recorded);
    progress.ended_at = Some(event.occurred_at);
}

fn end_wait(progress: &mut Progress, event: &Event) {
    if let Some(wait) = progress.waits.last_mut().filter(|w| w.span.to.is_none()) {
        wait.span.to = Some(event.occurred_at);
    }
}
