//! A run: prepared and shown, recorded, sent, taken in. Nothing is sent before its beginning is
//! durable, and nothing is sent twice.
//!
//! The four parts are apart because the third may take long and needs no journal: a screen does
//! it on a thread.

mod foreign;
mod identify;
mod prepare;
mod undo;

use std::io;
use std::path::Path;

use super::outputs::{Finished, OutputContext, Settled, run_of, settle};
use crate::domain::command::{Command, RunEnd};
use crate::domain::id::{EventId, IncidentId, StepRef};
use crate::domain::run::{Output, RunOutcome, RunRecord};
use crate::domain::runbook::Run;
use crate::domain::shown::Shown;
use crate::run::lock::{self, Lock};
use crate::run::{End, TakenOutput};
use crate::session::{Session, SessionError, SubmitOptions};

pub use foreign::Foreign;
pub use identify::{Identified, NotThatBox, duty, identity};
pub use prepare::{IsTrusted, Prepared, RunContext, RunError, RunRequest, prepare};

/// A run that is recorded and may be sent. Its lock is held as long as this lives.
#[derive(Debug)]
pub struct Begun {
    /// The event of its beginning.
    pub run: EventId,
    incident: IncidentId,
    /// The step and which of its runs, if it was one.
    of: Option<(StepRef, u32)>,
    _lock: Lock,
}

/// Records that it begins, and takes its lock. From here on it may be sent, once.
pub fn begin(
    session: &mut Session,
    incident: IncidentId,
    prepared: &Prepared,
    folder: &Path,
) -> Result<Begun, RunError> {
    let gate = lock::gate(folder).map_err(RunError::NoLock)?;
    let command = Command::StartRun(Box::new(prepared.start.clone()));
    let recorded = session.submit(incident, command, SubmitOptions::default())?;
    let Some(head) = recorded.events.first() else {
        return Err(RunError::NoLock(io::Error::other("nothing was recorded")));
    };
    let run = head.id;
    let failed = match lock::take(&gate, folder, run) {
        Ok(Some(lock)) => {
            return Ok(Begun {
                run,
                incident,
                of: prepared.start.step.clone().zip(prepared.start.index),
                _lock: lock,
            });
        }
        Ok(None) => io::Error::other("another process holds the lock of this run"),
        Err(error) => error,
    };
    let end = ended(run, RunOutcome::NotSent);
    session.submit(
        incident,
        Command::EndRun(Box::new(end)),
        SubmitOptions::default(),
    )?;
    Err(RunError::NoLock(failed))
}

/// Takes in what came back, and records how it ended.
pub fn finish(
    session: &mut Session,
    begun: Begun,
    end: &End,
    taken: TakenOutput,
    context: &OutputContext<'_>,
) -> Result<Finished, SessionError> {
    let settled = taken_in(run_of_begun(session, &begun).as_ref(), end, taken, context);
    record(session, begun, end, settled)
}

/// What was begun, as its step says it.
pub fn run_of_begun(session: &Session, begun: &Begun) -> Option<Run> {
    let (step, index) = begun.of.as_ref()?;
    run_of(session, begun.incident, step, *index)
}

/// Takes in what came back; any thread can do it. Of what was not sent nothing is kept.
pub fn taken_in(
    run: Option<&Run>,
    end: &End,
    taken: TakenOutput,
    context: &OutputContext<'_>,
) -> Settled {
    match end.outcome {
        RunOutcome::NotSent => Settled {
            output: Output::default(),
            shown: Shown::default(),
            text: taken.text,
            not_kept: None,
        },
        outcome => settle(run, taken, outcome == RunOutcome::Exited, context),
    }
}

/// Records how it ended.
pub fn record(
    session: &mut Session,
    begun: Begun,
    end: &End,
    settled: Settled,
) -> Result<Finished, SessionError> {
    let is_sent = end.outcome != RunOutcome::NotSent;
    let command = RunEnd {
        exit: end.exit.filter(|_| is_sent),
        duration_ms: u64::try_from(end.took.as_millis()).ok(),
        output: settled.output.clone(),
        ..ended(begun.run, end.outcome)
    };
    let command = Command::EndRun(Box::new(command));
    let recorded = session.submit(begun.incident, command, SubmitOptions::default())?;
    Ok(settled.finished(recorded, end.outcome))
}

fn ended(run: EventId, outcome: RunOutcome) -> RunEnd {
    RunEnd {
        run,
        outcome,
        exit: None,
        duration_ms: None,
        output: Output::default(),
        polls: None,
    }
}

/// Records as lost what this replica sent and no process waits for any more: it may have run.
/// Gives the runs.
pub fn record_lost(
    session: &mut Session,
    incident: IncidentId,
    folder: &Path,
) -> Result<Vec<RunRecord>, RunError> {
    let own = session.journal().replica();
    let Some(known) = session.incident(incident) else {
        return Ok(Vec::new());
    };
    let ours = |run: &RunRecord| {
        let mut log = known.log();
        log.any(|(recorded, _)| recorded.id == run.event && recorded.replica == own)
    };
    let running: Vec<RunRecord> = known
        .state()
        .running()
        .filter(|run| ours(run))
        .cloned()
        .collect();
    if running.is_empty() {
        return Ok(running);
    }
    let gate = lock::gate(folder).map_err(RunError::NoLock)?;
    let mut lost = Vec::new();
    for run in running {
        // Held until the end is recorded: two who look at once record it once.
        let lock = lock::take(&gate, folder, run.event).map_err(RunError::NoLock)?;
        let Some(_held) = lock else { continue };
        let end = Command::EndRun(Box::new(ended(run.event, RunOutcome::Lost)));
        match session.submit(incident, end, SubmitOptions::default()) {
            Ok(_) => lost.push(run),
            // Another process was first.
            Err(SessionError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lost)
}
