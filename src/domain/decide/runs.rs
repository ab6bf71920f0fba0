//! What is sent to boxes, what comes back, and which box stands for what. Runs are facts:
//! once something was sent nothing refuses to record how it ended.

use super::marks::on;
use super::{Plan, maybe, said};
use crate::domain::command::{Command, RunEnd, RunStart};
use crate::domain::event::Payload;
use crate::domain::legal::Illegal;
use crate::domain::refusal::Refusal;
use crate::domain::run::{RunRecord, RunWhat};
use crate::domain::state::Status;

pub fn decide(plan: &mut Plan, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::StartRun(start) => begin(plan, start),
        Command::EndRun(end) => finish(plan, end),
        Command::PasteOutput {
            step,
            index,
            output,
        } => {
            works(plan)?;
            let pasted = Payload::OutputPasted {
                index: *index,
                text_sha256: output.sha256.clone().unwrap_or_default(),
                bytes: output.bytes.unwrap_or_default(),
                lines: output.lines.unwrap_or_default(),
                head: output.head.clone().unwrap_or_default(),
                tail: output.tail.clone().unwrap_or_default(),
                findings: output.findings.clone(),
                captured: output.captured.clone(),
            };
            on(plan, Some(step), pasted)
        }
        Command::BindTarget {
            kind,
            at,
            target,
            address,
        } => plan.push(Payload::TargetBound {
            kind: said(kind, "the kind of device")?,
            at: maybe(at),
            target: said(target, "the target")?,
            address: maybe(address),
        }),
        _ => unreachable!("only runs come here"),
    }
}

/// A run as a message names it.
pub fn named(run: &RunRecord) -> String {
    let text = run.text.as_deref().unwrap_or_default();
    let target = run.target.as_deref().unwrap_or("an unknown box");
    format!("\"{text}\" on {target}")
}

/// Refuses while something that was sent to a box has not come back.
pub fn nothing_runs(plan: &Plan) -> Result<(), Refusal> {
    let running: Vec<String> = plan.ahead.running().map(named).collect();
    match running.is_empty() {
        true => Ok(()),
        false => Err(Refusal::StillRunning { running }),
    }
}

fn begin(plan: &mut Plan, start: &RunStart) -> Result<(), Refusal> {
    // What takes a change back may be run whatever became of the incident.
    if start.what != RunWhat::Rollback {
        works(plan)?;
    }
    let place = (
        start.step.as_ref(),
        start.index,
        Some(start.target.as_str()),
    );
    if let Some(twin) = plan.ahead.running().find(|run| run.place() == place) {
        return Err(Refusal::StillRunning {
            running: vec![named(twin)],
        });
    }
    let started = Payload::RunStarted {
        what: start.what,
        index: start.index,
        of: start.of,
        target: said(&start.target, "the target")?,
        address: maybe(&start.address),
        kind: maybe(&start.kind),
        via: said(&start.via, "the way")?,
        text: said(&start.text, "the command")?,
        text_sha256: start.text_sha256.clone(),
        risk: start.risk,
        approved_by: maybe(&start.approved_by),
    };
    on(plan, start.step.as_ref(), started)
}

fn finish(plan: &mut Plan, end: &RunEnd) -> Result<(), Refusal> {
    let Some(run) = plan.ahead.running().find(|run| run.event == end.run) else {
        return Err(Refusal::NotRunning(end.run.short()));
    };
    let step = run.step.clone();
    let ended = Payload::RunEnded {
        run: end.run,
        outcome: end.outcome,
        exit: end.exit,
        duration_ms: end.duration_ms,
        bytes: end.output.bytes,
        lines: end.output.lines,
        sha256: end.output.sha256.clone(),
        head: end.output.head.clone(),
        tail: end.output.tail.clone(),
        truncated: end.output.truncated,
        findings: end.output.findings.clone(),
        captured: end.output.captured.clone(),
        polls: end.polls,
    };
    // Not `on`: its runbook may have been taken back meanwhile, and the end is told all the same.
    match &step {
        Some(step) => plan.push_step(step, ended),
        None => plan.push(ended),
    }
}

/// Refuses unless there is work to do in the incident.
fn works(plan: &Plan) -> Result<(), Refusal> {
    match (plan.ahead.status, plan.ahead.joined_into) {
        (None, _) => Err(Illegal::NotOpened.into()),
        (_, Some(into)) => Err(Illegal::Joined(into.to_string()).into()),
        (Some(Status::Open | Status::Mitigated), None) => Ok(()),
        (Some(other), None) => Err(Illegal::Incident(other).into()),
    }
}
