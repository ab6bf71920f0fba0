//! What a log is held against: a good log, the time before a moment, or nothing.

use std::path::Path;
use std::sync::Arc;

use super::ScanArgs;
use crate::cli::context::Program;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output;
use crate::clock::{self, when};
use crate::domain::time::Timestamp;
use crate::evidence::{LogClock, Masks, Scan, ScanOptions, Shaping, Signatures, Times, Usual};

/// What a log is held against.
pub struct Baseline {
    /// Which lines are grouped.
    pub shaping: Shaping,
    /// How times are read, and the moment that parts them.
    pub times: Times,
    /// The good log.
    pub usual: Option<Arc<Usual>>,
}

/// What the command line asks for.
pub fn against(
    program: &mut Program,
    args: &ScanArgs,
    signatures: &Signatures,
    masks: &Masks,
    clocks: Vec<(String, LogClock)>,
) -> Result<Baseline, Failure> {
    let now = program.now();
    let since = match (&args.since, &args.incident) {
        (Some(text), _) => {
            let read = when::past(text, now);
            let bad = |bad: when::BadTime| Failure::usage(bad.to_string()).hint(bad.hint());
            Some(read.map_err(bad)?.at)
        }
        (None, Some(incident)) if args.baseline.is_empty() => moment(program, incident)?,
        _ => None,
    };
    let zone = clock::zone();
    let usual = match args.baseline.as_slice() {
        [] => None,
        paths => {
            let options = ScanOptions {
                masks: masks.clone(),
                shaping: Some(Shaping::All),
                ..ScanOptions::default()
            };
            let mut look = Scan::at_good_logs(signatures, options);
            for path in paths {
                match path == Path::new("-") {
                    true => look.stream("-", &mut std::io::stdin()),
                    false => look.path(path),
                }
            }
            let (usual, report) = look.usual();
            for trouble in &report.troubles {
                output::remark(&format!("runsheet: {} {}", trouble.path, trouble.what));
            }
            if report.logs.is_empty() {
                let what = "the good log could not be looked through";
                return Err(Failure::new(Exit::NoInput, what).hint("name another with --baseline"));
            }
            Some(Arc::new(usual))
        }
    };
    Ok(Baseline {
        shaping: match usual.is_some() || since.is_some() {
            true => Shaping::All,
            false => Shaping::Failing,
        },
        times: Times {
            now,
            zone,
            since,
            clocks,
        },
        usual,
    })
}

/// When an incident's impact began, or when it was detected, if somebody said so.
fn moment(program: &mut Program, incident: &str) -> Result<Option<Timestamp>, Failure> {
    let state = program.incident(incident)?.1.state();
    let milestones = &state.milestones;
    let is_said = state.detection.as_ref().is_some_and(|d| !d.assumed);
    let detected = milestones.detected.filter(|_| is_said);
    Ok(milestones.impact_started.or(detected).map(|mark| mark.at))
}
