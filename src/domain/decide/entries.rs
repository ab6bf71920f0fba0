//! Taking back and correcting what was recorded. Nothing is edited in place.

use super::{Plan, Stamp, detection_moves, is_act, maybe, new_disorder, provisional, said};
use crate::domain::command::Command;
use crate::domain::event::{Event, Payload, Recorded};
use crate::domain::id::EventId;
use crate::domain::incident::Incident;
use crate::domain::ledger::{is_amendable, is_entry, is_retractable};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Precision, Reported, TimeSource, Timestamp};

pub fn decide(plan: Plan, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Undo { event, reason } => undo(plan, *event, maybe(reason)),
        Command::Amend {
            event,
            occurred_at,
            actor,
            text,
            reason,
        } => {
            let new = Correction {
                occurred_at: *occurred_at,
                actor: maybe(actor),
                text: maybe(text),
                reason: said(reason, "the reason")?,
            };
            amend(plan, *event, new)
        }
        _ => unreachable!("only undo and amend come here"),
    }
}

fn undo(
    mut plan: Plan,
    event: Option<EventId>,
    reason: Option<String>,
) -> Result<Vec<Event>, Refusal> {
    let incident = plan.incident;
    let head = match event {
        Some(id) => named(incident, id)?,
        None => latest(incident, &plan.context.actor).ok_or(Refusal::NothingToUndo)?,
    };
    // A release of the group may have been taken back before, along with its start.
    let ledger = incident.ledger();
    let mut events = incident.group(head);
    events.retain(|id| !ledger.is_retracted(*id));
    loop {
        let after = ahead(&plan, &events, &reason);
        let dependents = newly_void(incident, &after, &events);
        // Giving back an automatic start says nothing of its own: it goes with the start.
        let (releases, others): (Vec<_>, Vec<_>) = dependents
            .into_iter()
            .partition(|r| matches!(r.event.payload, Payload::StepReleased {}));
        if !others.is_empty() {
            let describe = |r: &&Recorded| match &r.event.step {
                Some(step) => format!("{} {} {}", r.id.short(), r.event.payload.kind(), step),
                None => format!("{} {}", r.id.short(), r.event.payload.kind()),
            };
            return Err(Refusal::HasDependents {
                event: head.short(),
                dependents: others.iter().map(describe).collect(),
            });
        }
        if releases.is_empty() {
            break;
        }
        events.extend(releases.iter().map(|r| r.id));
    }
    plan.push(Payload::EntryRetracted { events, reason })?;
    Ok(plan.events)
}

/// The head of a named event's group, if it may be taken back.
fn named(incident: &Incident, id: EventId) -> Result<EventId, Refusal> {
    let (recorded, effective) = incident
        .log()
        .find(|(r, _)| r.id == id)
        .ok_or_else(|| Refusal::NoSuchEvent(id.short()))?;
    let refuse = |why| Err(Refusal::NotRetractable(id.short(), why));
    if matches!(recorded.event.payload, Payload::EntryRetracted { .. }) {
        return refuse("a retraction; record the act again instead");
    }
    // What came with a fact goes with it, and a fact stays.
    let head = recorded.with.and_then(|head| incident.event(head));
    if head.unwrap_or(recorded).event.payload.is_fact() {
        return refuse("a fact about a device; run what takes it back instead");
    }
    if matches!(recorded.event.payload, Payload::Newer(_)) {
        return refuse("from a newer version");
    }
    if !is_retractable(recorded, incident.opening()) {
        return refuse("part of the opening; cancel the incident instead");
    }
    if !effective {
        return refuse("without effect already");
    }
    Ok(recorded.with.unwrap_or(id))
}

/// The head of the latest group that this actor can take back.
fn latest(incident: &Incident, actor: &str) -> Option<EventId> {
    let opening = incident.opening();
    incident
        .log()
        .rev()
        .find(|(recorded, effective)| {
            *effective
                && recorded.with.is_none()
                && *recorded.actor == *actor
                && is_retractable(recorded, opening)
                && !matches!(
                    recorded.event.payload,
                    Payload::StepReleased {}
                        | Payload::ClockJumped { .. }
                        | Payload::DrillInjected { .. }
                        | Payload::DrillHintShown { .. }
                )
        })
        .map(|(recorded, _)| recorded.id)
}

fn ahead(plan: &Plan, events: &[EventId], reason: &Option<String>) -> Incident {
    let retracted = Event {
        occurred_at: plan.when.at,
        time_source: plan.when.source,
        precision: plan.when.precision,
        runbook: None,
        step: None,
        payload: Payload::EntryRetracted {
            events: events.to_vec(),
            reason: reason.clone(),
        },
    };
    plan.incident
        .with(vec![provisional(plan.context, 0, retracted)])
}

/// Events that had an effect, are not themselves taken back, and would have none.
fn newly_void<'a>(
    before: &'a Incident,
    after: &Incident,
    retracted: &[EventId],
) -> Vec<&'a Recorded> {
    before
        .log()
        .zip(after.log())
        .filter(|((recorded, was), (_, is))| *was && !is && !retracted.contains(&recorded.id))
        .map(|((recorded, _), _)| recorded)
        .collect()
}

struct Correction {
    occurred_at: Option<(Timestamp, Precision)>,
    actor: Option<String>,
    text: Option<String>,
    reason: String,
}

fn amend(mut plan: Plan, id: EventId, new: Correction) -> Result<Vec<Event>, Refusal> {
    let (recorded, effective) = plan
        .incident
        .log()
        .find(|(r, _)| r.id == id)
        .ok_or_else(|| Refusal::NoSuchEvent(id.short()))?;
    let refuse = |why| Err(Refusal::NotAmendable(id.short(), why));
    let payload = &recorded.event.payload;
    if is_entry(payload) {
        return refuse("it speaks of other events; amend those");
    }
    if !is_amendable(payload) {
        return refuse("it is a fact about a device, or from a newer version");
    }
    if !effective {
        return refuse("it has no effect");
    }
    if new.text.is_some() && !payload.clone().set_main_text("") {
        return refuse("it has no text of its own");
    }
    let occurred_at = match new.occurred_at {
        Some((at, precision)) => Some(plan.reported(Reported { at, precision })?),
        None => None,
    };
    if occurred_at.is_none() && new.actor.is_none() && new.text.is_none() {
        return Err(Refusal::NothingToDo);
    }
    let kind = payload.kind().to_owned();
    let moves = match occurred_at {
        Some(stamp) if is_act(payload) => {
            detection_moves(plan.incident.state(), stamp.at, &kind)?.map(|source| (stamp, source))
        }
        _ => None,
    };
    plan.when = Stamp::clock(plan.context.now);
    plan.push(Payload::EntryAmended {
        event: id,
        occurred_at: occurred_at.map(|stamp| stamp.at),
        precision: occurred_at.map(|stamp| stamp.precision),
        actor: new.actor,
        text: new.text,
        reason: new.reason,
    })?;
    if let Some((stamp, source)) = moves {
        let stamp = Stamp {
            source: TimeSource::Reported,
            ..stamp
        };
        let assumed = true;
        plan.push_at(stamp, None, None, Payload::Detected { source, assumed })?;
    }
    let events = plan.events.iter().enumerate();
    let more = events.map(|(i, e)| provisional(plan.context, i, e.clone()));
    let after = plan.incident.with(more.collect());
    new_disorder(plan.incident.state(), after.state())?;
    if let Some(lost) = newly_void(plan.incident, &after, &[]).first() {
        let what = format!("{} {}", lost.id.short(), lost.event.payload.kind());
        return Err(Refusal::HasDependents {
            event: id.short(),
            dependents: vec![what],
        });
    }
    Ok(plan.events)
}
