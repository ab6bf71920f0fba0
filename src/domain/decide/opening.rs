//! Opening an incident.

use super::{Plan, Stamp, maybe};
use crate::domain::command::Opening;
use crate::domain::event::{Mode, Payload};
use crate::domain::refusal::Refusal;
use crate::domain::runbook::{Runbook, RunbookMode};

/// What the detection's source is when nobody said when it was noticed.
pub const ASSUMED_SOURCE: &str = "opening";

pub fn open(plan: &mut Plan, opening: &Opening) -> Result<(), Refusal> {
    let runbook = &opening.book.runbook;
    let mode = opening.mode.unwrap_or(match runbook.mode {
        RunbookMode::Live => Mode::Live,
        RunbookMode::Change => Mode::Change,
    });
    let planned = opening.planned_end.is_some() || opening.backout_by.is_some();
    if planned && mode != Mode::Change {
        return Err(Refusal::NotPlanned(mode.word()));
    }
    if let (Some(backout), Some(end)) = (opening.backout_by, opening.planned_end)
        && backout > end
    {
        return Err(Refusal::BackoutAfterEnd { backout, end });
    }
    for (name, value) in &opening.variables {
        check_variable([&**runbook], name, value)?;
    }
    plan.learned.clone_from(plan.incident.books());
    plan.learned
        .insert(opening.book.sha256.clone(), opening.book.runbook.clone());
    let now = Stamp::clock(plan.context.now);
    plan.push_at(
        now,
        None,
        None,
        Payload::IncidentOpened {
            number: opening.number,
            title: maybe(&opening.title).unwrap_or_else(|| runbook.title.clone()),
            mode,
            severity: opening.severity,
            source: maybe(&opening.source),
            scenario: maybe(&opening.scenario),
            planned_end: opening.planned_end,
            backout_by: opening.backout_by,
        },
    )?;
    if let Some(impact_at) = opening.impact_at {
        let stamp = plan.reported(impact_at)?;
        plan.push_at(stamp, None, None, Payload::ImpactStarted {})?;
    }
    let (stamp, source, assumed) = match &opening.detected {
        Some((at, source)) => (plan.reported(*at)?, source.clone(), false),
        None => (now, ASSUMED_SOURCE.to_owned(), true),
    };
    plan.push_at(stamp, None, None, Payload::Detected { source, assumed })?;
    if opening.acknowledge {
        plan.push_at(now, None, None, Payload::Acknowledged {})?;
    }
    let attached = Payload::RunbookAttached {
        id: runbook.id.clone(),
        title: runbook.title.clone(),
        revision: runbook.revision,
        sha256: opening.book.sha256.clone(),
    };
    plan.push_at(now, Some(runbook.id.clone()), None, attached)?;
    for (name, value) in &opening.variables {
        let (name, value) = (name.clone(), value.clone());
        plan.push_at(now, None, None, Payload::VariableSet { name, value })?;
    }
    if let Some((query, rank)) = &opening.chosen {
        let (query, rank) = (query.clone(), *rank);
        plan.push_at(now, None, None, Payload::SearchChosen { query, rank })?;
    }
    Ok(())
}

/// A variable that one of the runbooks has and that is no secret, with a value that is of its
/// type in all of them.
pub fn check_variable<'a>(
    runbooks: impl IntoIterator<Item = &'a Runbook>,
    name: &str,
    value: &str,
) -> Result<(), Refusal> {
    let mut known = Vec::new();
    let mut is_known = false;
    for runbook in runbooks {
        if let Some(variable) = runbook.variable(name) {
            if variable.secret {
                return Err(Refusal::Secret(name.to_owned()));
            }
            variable.check(value)?;
            is_known = true;
        }
        known.extend(runbook.variables.iter().map(|v| v.name.clone()));
    }
    match is_known {
        true => Ok(()),
        false => Err(Refusal::NoSuchVariable {
            name: name.to_owned(),
            known,
        }),
    }
}
