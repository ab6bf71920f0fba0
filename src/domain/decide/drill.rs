//! What belongs to drills alone: opening one, what it plays in, its hints and its end.

use super::marks::attach;
use super::{Plan, Stamp, maybe, said};
use crate::domain::command::{Command, DrillOpening};
use crate::domain::event::{Mode, Payload};
use crate::domain::refusal::Refusal;
use crate::domain::state::Status;
use crate::domain::time::{Precision, TimeSource};

/// Why a drill that is talked over before its end is cancelled.
pub const ENDED: &str = "the drill was ended";

pub fn decide(plan: &mut Plan, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::OpenDrill(opening) => open(plan, opening),
        Command::FindRunbook { book, query, rank } => {
            let (query, rank) = (said(query, "the search")?, *rank);
            plan.push(Payload::SearchChosen { query, rank })?;
            attach(plan, book)
        }
        Command::Inject { inject, at } => {
            only_in_drills(plan)?;
            let stamp = Stamp {
                at: *at,
                ..Stamp::clock(plan.context.now)
            };
            let inject = inject.clone();
            plan.push_at(stamp, None, None, Payload::DrillInjected { inject })
        }
        Command::ShowHint { level } => {
            only_in_drills(plan)?;
            let now = Stamp::clock(plan.context.now);
            let level = *level;
            plan.push_at(now, None, None, Payload::DrillHintShown { level })
        }
        Command::Debrief { answers } => {
            only_in_drills(plan)?;
            let answers = answers.clone();
            plan.push(Payload::DrillDebriefed { answers })?;
            if plan.ahead.status.is_some_and(Status::is_unfinished) {
                let reason = Some(ENDED.to_owned());
                let duplicate_of = None;
                plan.push(Payload::Cancelled {
                    reason,
                    duplicate_of,
                })?;
            }
            Ok(())
        }
        _ => unreachable!("only what belongs to drills comes here"),
    }
}

fn only_in_drills(plan: &Plan) -> Result<(), Refusal> {
    match plan.ahead.mode() {
        Mode::Drill => Ok(()),
        other => Err(Refusal::NoDrill(other.word())),
    }
}

fn open(plan: &mut Plan, opening: &DrillOpening) -> Result<(), Refusal> {
    let now = Stamp::clock(plan.context.now);
    plan.push_at(
        now,
        None,
        None,
        Payload::IncidentOpened {
            number: opening.number,
            title: said(&opening.title, "the title")?,
            mode: Mode::Drill,
            severity: opening.severity,
            source: maybe(&Some(opening.source.clone())),
            scenario: Some(opening.scenario.to_string()),
            planned_end: None,
            backout_by: None,
        },
    )?;
    // The script gives the time, no person does.
    let detected_at = Stamp {
        at: now.at.plus_ms(-opening.detected_ms),
        source: TimeSource::Imported,
        precision: Precision::Millisecond,
    };
    let source = opening.detected_by.clone();
    let assumed = false;
    plan.push_at(
        detected_at,
        None,
        None,
        Payload::Detected { source, assumed },
    )?;
    if opening.acknowledge {
        plan.push_at(now, None, None, Payload::Acknowledged {})?;
    }
    Ok(())
}
