//! Logs are looked through, and what was found becomes evidence of an incident.

use std::path::PathBuf;

use crate::clock;
use crate::domain::command::Command;
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::time::Timestamp;
use crate::evidence::{
    LogEvidence, Masks, Scan, ScanOptions, ScanReport, Shaping, Signatures, Times,
};
use crate::search::Index;
use crate::session::{Session, SessionError, SubmitOptions};

/// What is looked through.
#[derive(Debug, Clone)]
pub enum ScanInput<'a> {
    /// A file, an archive or a folder.
    Path(PathBuf),
    /// A text at hand, and its name.
    Text(&'a str, &'a str),
    /// What is piped in.
    Stdin,
}

/// How a look is taken whose findings are recorded and shown, where nothing else is asked for.
pub fn options(masks: Masks, now: Timestamp) -> ScanOptions {
    ScanOptions {
        hash: true,
        masks,
        shaping: Some(Shaping::default()),
        times: Some(Times::new(now, clock::zone())),
        ..ScanOptions::default()
    }
}

/// What a look yields.
pub struct Scanned {
    /// What was found.
    pub report: ScanReport,
    /// It was ended before its end.
    pub is_stopped: bool,
}

/// Looks through logs, and asks the search about failing lines that nothing explains.
pub fn scan(
    signatures: &Signatures,
    options: ScanOptions,
    sources: &[ScanInput],
    index: Option<&Index>,
) -> Scanned {
    let mut scan = Scan::new(signatures, options);
    for source in sources {
        match source {
            ScanInput::Path(path) => scan.path(path),
            ScanInput::Text(name, text) => scan.stream(name, &mut text.as_bytes()),
            ScanInput::Stdin => scan.stream("-", &mut std::io::stdin()),
        }
    }
    let is_stopped = scan.is_stopped();
    let mut report = scan.finish();
    ask(&mut report, signatures, index);
    Scanned { report, is_stopped }
}

/// An index that is not at hand is made only when there is something to ask.
fn ask(report: &mut ScanReport, signatures: &Signatures, index: Option<&Index>) {
    if report.shaped.failing.is_empty() {
        return;
    }
    let made = match index {
        Some(_) => None,
        None => {
            let runbooks = signatures.runbooks().iter();
            Some(Index::new(runbooks.map(|runbook| &**runbook)))
        }
    };
    if let Some(index) = index.or(made.as_ref()) {
        report.ask(signatures, &|line| index.near(line));
    }
}

/// Records what one log says; that nothing known stands in it is recorded, too.
pub fn record(
    session: &mut Session,
    incident: IncidentId,
    evidence: &LogEvidence,
    step: Option<&StepRef>,
    options: SubmitOptions,
) -> Result<(), SessionError> {
    let command = Command::AddEvidence {
        name: evidence.name.clone(),
        sha256: evidence.sha256.clone(),
        bytes: evidence.bytes,
        lines: evidence.lines,
        findings: evidence.findings.clone(),
        step: step.cloned(),
    };
    session.submit(incident, command, options).map(drop)
}
