//! What a box said, taken in: masked, kept, read by the log signatures, and recorded. Whether it
//! was run from here or pasted back makes no difference to what becomes of it.

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use serde_json::Value;

use crate::domain::command::Command;
use crate::domain::event::{Finding, Payload};
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::run::{Output, RunOutcome};
use crate::domain::runbook::Run;
use crate::domain::shown::{Shown, shown};
use crate::evidence::{Scan, ScanOptions, Signatures};
use crate::masks::{Masks, Stream};
use crate::run::kept::{KeptOutput, Outputs, is_of};
use crate::run::{Intake, OutputSink, TakenOutput};
use crate::session::{Session, SessionError, SubmitOptions, Submitted};

/// An output younger than that may belong to a run whose end is being recorded.
const JUST_NOW: Duration = Duration::from_secs(3600);
/// The most that can be pasted.
pub const PASTED: u64 = 64 << 20;

/// What there is to take an output in with.
pub struct OutputContext<'a> {
    /// Where outputs are kept; `None` where root's policy forbids to keep any.
    pub outputs: Option<&'a Outputs>,
    /// The signatures that are looked for.
    pub signatures: &'a Signatures,
    /// What is masked.
    pub masks: Masks,
}

/// An output that was taken in.
#[derive(Debug, Clone)]
pub struct Finished {
    /// What was recorded.
    pub recorded: Submitted,
    /// What the event says of it.
    pub output: Output,
    /// How it ended.
    pub outcome: RunOutcome,
    /// The masked text, as far as it is kept.
    pub text: String,
    /// What it says of its step, which a person decides.
    pub shown: Shown,
    /// Why the output could not be kept; what was recorded says its hash all the same.
    pub not_kept: Option<String>,
}

/// The stream that masks an output, with the secrets of this session.
pub fn stream(session: &Session) -> Result<Stream, SessionError> {
    Ok(Stream::new(session.masks()?.clone(), session.secrets.all()))
}

/// An output that is masked, searched and kept, and not yet recorded.
#[derive(Debug, Clone)]
pub struct Settled {
    /// What the event will say of it.
    pub output: Output,
    /// What it says of its step.
    pub shown: Shown,
    /// The masked text, as far as it is kept.
    pub text: String,
    /// Why it could not be kept.
    pub not_kept: Option<String>,
}

/// Searches an output for what is known and keeps it. Needs no journal, so any thread can do it.
/// `run` is what said it, `has_ended` whether that ended by itself.
pub fn settle(
    run: Option<&Run>,
    taken: TakenOutput,
    has_ended: bool,
    context: &OutputContext<'_>,
) -> Settled {
    let shown = said(run, &taken, has_ended);
    let (output, not_kept) = settled(&taken, &shown, context);
    Settled {
        output,
        shown,
        text: taken.text,
        not_kept,
    }
}

/// Takes in a text that was run elsewhere and pasted here.
pub fn paste(
    session: &mut Session,
    (incident, step): (IncidentId, StepRef),
    index: Option<u32>,
    text: &[u8],
    context: &OutputContext<'_>,
) -> Result<Finished, SessionError> {
    let mut intake = Intake::unseen(stream(session)?);
    intake.bytes(text);
    let run = run_of(session, incident, &step, index.unwrap_or(1));
    let settled = settle(run.as_ref(), intake.finish(), true, context);
    record_paste(session, (incident, step), index, settled)
}

/// Records a pasted output.
pub fn record_paste(
    session: &mut Session,
    (incident, step): (IncidentId, StepRef),
    index: Option<u32>,
    settled: Settled,
) -> Result<Finished, SessionError> {
    let command = Command::PasteOutput {
        step,
        index,
        output: Box::new(settled.output.clone()),
    };
    let recorded = session.submit(incident, command, SubmitOptions::default())?;
    Ok(settled.finished(recorded, RunOutcome::Exited))
}

impl Settled {
    /// The same, once it is recorded.
    pub fn finished(self, recorded: Submitted, outcome: RunOutcome) -> Finished {
        Finished {
            recorded,
            outcome,
            output: self.output,
            text: self.text,
            shown: self.shown,
            not_kept: self.not_kept,
        }
    }
}

/// What a step runs, by its number.
pub fn run_of(session: &Session, incident: IncidentId, at: &StepRef, index: u32) -> Option<Run> {
    let (_, step) = session.incident(incident)?.state().step(at)?;
    step.run.get((index as usize).checked_sub(1)?).cloned()
}

/// What an output says of the step that ran it.
pub fn said(run: Option<&Run>, taken: &TakenOutput, has_ended: bool) -> Shown {
    let is_whole = has_ended && !taken.output.truncated;
    run.map(|run| shown(run, &taken.text, is_whole))
        .unwrap_or_default()
}

/// What an output says and where it lies: its findings, and the file. The file comes first, so
/// that no event speaks of one that is not there.
fn settled(
    taken: &TakenOutput,
    shown: &Shown,
    context: &OutputContext<'_>,
) -> (Output, Option<String>) {
    let mut output = taken.output.clone();
    output.findings = findings(&taken.text, context);
    output.captured.clone_from(&shown.captured);
    let Some(outputs) = context.outputs else {
        (output.head, output.tail) = (None, None);
        return (output, None);
    };
    let hash = output.sha256.clone().unwrap_or_default();
    let not_kept = match outputs.keep(&hash, &taken.text) {
        Ok(()) => None,
        Err(error) => Some(why(outputs, &error)),
    };
    (output, not_kept)
}

fn why(outputs: &Outputs, error: &io::Error) -> String {
    let folder = outputs.folder().display();
    format!(
        "the output could not be kept in {folder}: {error}; its first and last lines are recorded"
    )
}

/// The known signatures in a masked text.
pub fn findings(text: &str, context: &OutputContext<'_>) -> Vec<Finding> {
    let options = ScanOptions {
        masks: context.masks.clone(),
        ..ScanOptions::default()
    };
    let mut scan = Scan::new(context.signatures, options);
    scan.stream("output", &mut text.as_bytes());
    let mut evidence = scan.finish().evidence(context.signatures).into_iter();
    evidence.next().map(|log| log.findings).unwrap_or_default()
}

/// Holds the outputs of a document, those that it brings along and those that are kept here,
/// against what its runs say of them. Gives how many there were.
pub fn agree(document: &Value, kept: &Outputs) -> Result<usize, String> {
    let mut count = 0;
    for run in document["runs"].as_array().into_iter().flatten() {
        let word = |key: &str| run[key].as_str().map(str::to_owned);
        let output = Output {
            sha256: word("sha256"),
            head: word("head"),
            truncated: run["truncated"].as_bool().unwrap_or_default(),
            ..Output::default()
        };
        let what = |what: &str| {
            let event = word("event").unwrap_or_default();
            format!("the output of run {event} {what}")
        };
        if let Some(text) = run["output"].as_str() {
            if !is_of(&output, text) {
                return Err(what("is not the one that was recorded"));
            }
            count += 1;
        } else {
            match kept.read(&output) {
                KeptOutput::Whole(_) => count += 1,
                KeptOutput::Gone => {}
                KeptOutput::Altered(how) => return Err(what(&how)),
            }
        }
    }
    Ok(count)
}

/// The hashes that the events of an incident speak of, for whoever takes outputs along.
pub fn hashes(events: impl IntoIterator<Item = Payload>) -> Vec<String> {
    let hashes = events.into_iter().filter_map(|payload| match payload {
        Payload::RunEnded { sha256, .. } => sha256,
        Payload::OutputPasted { text_sha256, .. } => Some(text_sha256),
        _ => None,
    });
    hashes.filter(|hash| !hash.is_empty()).collect()
}

/// Takes away the outputs that no event of these speaks of; gives how many, and their bytes. What
/// was written just now may have its event still to come.
pub fn prune(outputs: &Outputs, spoken_of: &HashSet<String>) -> io::Result<(usize, u64)> {
    let (mut count, mut bytes) = (0, 0);
    for (hash, size) in outputs.older_than(JUST_NOW)? {
        if !spoken_of.contains(&hash) {
            outputs.remove(&hash)?;
            count += 1;
            bytes += size;
        }
    }
    Ok((count, bytes))
}
