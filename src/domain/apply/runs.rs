//! What was sent to boxes, and what came back.

use crate::domain::event::{Event, Payload, Recorded};
use crate::domain::legal::step_of;
use crate::domain::run::{Output, RunOutcome, RunRecord};
use crate::domain::state::State;

/// Writes the beginning or the end of a run, or a pasted output, into the list of runs.
pub fn assign(state: &mut State, event: &Event, recorded: &Recorded) {
    let at = event.occurred_at;
    match &event.payload {
        Payload::RunStarted {
            what,
            index,
            target,
            address,
            kind,
            via,
            text,
            risk,
            ..
        } => state.runs.push(RunRecord {
            event: recorded.id,
            step: step_of(event).ok(),
            what: Some(*what),
            index: *index,
            target: Some(target.clone()),
            address: address.clone(),
            kind: kind.clone(),
            via: via.clone(),
            text: Some(text.clone()),
            risk: Some(*risk),
            started_at: at,
            ended_at: None,
            outcome: None,
            exit: None,
            duration_ms: None,
            output: Output::default(),
        }),
        Payload::RunEnded {
            run,
            outcome,
            exit,
            duration_ms,
            bytes,
            lines,
            sha256,
            head,
            tail,
            truncated,
            findings,
            captured,
            ..
        } => {
            // The first end counts: a process that came back late may tell another one.
            let mut runs = state.runs.iter();
            let place = runs.position(|r| r.event == *run && r.is_running());
            let Some(known) = place.and_then(|place| state.runs.get_mut(place)) else {
                return;
            };
            known.ended_at = Some(at);
            known.outcome = Some(*outcome);
            known.exit = *exit;
            known.duration_ms = *duration_ms;
            known.output = Output {
                bytes: *bytes,
                lines: *lines,
                sha256: sha256.clone(),
                head: head.clone(),
                tail: tail.clone(),
                truncated: *truncated,
                findings: findings.clone(),
                captured: captured.clone(),
            };
            if *outcome == RunOutcome::NotSent {
                state.changes.retain(|change| change.event != *run);
                state.upheavals.retain(|upheaval| upheaval.event != *run);
            }
        }
        Payload::OutputPasted {
            index,
            text_sha256,
            bytes,
            lines,
            head,
            tail,
            findings,
            captured,
        } => state.runs.push(RunRecord {
            event: recorded.id,
            step: step_of(event).ok(),
            what: None,
            index: *index,
            target: None,
            address: None,
            kind: None,
            via: "paste".to_owned(),
            text: None,
            risk: None,
            started_at: at,
            ended_at: Some(at),
            outcome: Some(RunOutcome::Exited),
            exit: None,
            duration_ms: None,
            output: Output {
                bytes: Some(*bytes),
                lines: Some(*lines),
                sha256: Some(text_sha256.clone()),
                head: Some(head.clone()),
                tail: Some(tail.clone()),
                truncated: false,
                findings: findings.clone(),
                captured: captured.clone(),
            },
        }),
        _ => {}
    }
}
