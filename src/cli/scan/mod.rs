//! `scan`: known signatures in logs, without a screen. Into an incident, what was found is
//! kept as evidence; that nothing known was found is kept too. Against a good log or a moment,
//! what is new in it.
//!
//! Long because it is one command with many sides.

mod clocks;
mod compare;
mod follow;
mod interleave;
mod pin;
mod tell;
mod told_shapes;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::context::{Program, find_step, key_of};
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::id::StepRef;
use crate::domain::runbook::Runbook;
use crate::evidence::read::{ReadErrorKind, size};
use crate::evidence::{
    Masks, ScanControl, ScanOptions, ScanReport, Signatures, Threading, Tunnels,
};
use crate::operations;
use crate::operations::keep::keep;
use crate::operations::scan::ScanInput;
use crate::report::counted;
use crate::session;
use compare::Baseline;

#[derive(Debug, clap::Args)]
pub struct ScanArgs {
    /// Logs, archives (.gz, .zst, .zip) or folders; - reads stdin
    files: Vec<PathBuf>,
    /// Only this runbook's signatures; may be repeated
    #[arg(long, value_name = "RUNBOOK")]
    runbook: Vec<String>,
    /// Record what is found as evidence in this incident: a key, an id, or last
    #[arg(long, value_name = "INCIDENT")]
    incident: Option<String>,
    /// The step that the evidence belongs to
    #[arg(long, value_name = "STEP", requires = "incident")]
    step: Option<String>,
    /// Copy the logs into the data folder as they are, secrets included
    #[arg(long, requires = "incident")]
    keep: bool,
    /// Keep reading as the log grows, until interrupted
    #[arg(long)]
    follow: bool,
    /// Show what is new, gone or far more frequent compared with this good log, a file or a folder
    #[arg(long, value_name = "PATH", conflicts_with = "follow")]
    baseline: Vec<PathBuf>,
    /// Show what is new since this time, compared with the same log before it
    #[arg(
        long,
        value_name = "T",
        allow_hyphen_values = true,
        conflicts_with = "follow"
    )]
    since: Option<String>,
    /// Correct the times of a log whose clock is off: client.log=+90s; by path or file name, or by
    /// the folder or archive for all in it; may be repeated
    #[arg(long, value_name = "FILE=SPAN", allow_hyphen_values = true)]
    shift: Vec<String>,
    /// The zone of a log whose times state none: client.log=America/New_York
    #[arg(long, value_name = "FILE=ZONE", allow_hyphen_values = true)]
    zone: Vec<String>,
    /// Show both ends of a tunnel as one timeline, matched by SPI or peer
    #[arg(long, conflicts_with = "follow")]
    interleave: bool,
    /// Record one line, as FILE:LINE, as evidence that you picked yourself
    #[arg(long, value_name = "FILE:LINE", requires = "incident", conflicts_with_all = ["files", "follow", "keep", "step", "baseline", "since", "shift", "zone", "interleave"])]
    pin: Option<String>,
    /// The cause that the pinned line points to
    #[arg(long, value_name = "CAUSE", requires = "pin")]
    cause: Option<String>,
    /// Mask user names and addresses too
    #[arg(long)]
    mask_people: bool,
    /// How many threads to use, if not one per core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// When the logs were read, if not now
    #[arg(
        long,
        value_name = "T",
        allow_hyphen_values = true,
        requires = "incident"
    )]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: ScanArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    if let (Some(place), Some(incident)) = (&args.pin, &args.incident) {
        return pin::run(program, &args, (place, incident), options);
    }
    if args.files.is_empty() && std::io::stdin().is_terminal() {
        return Err(Failure::usage("nothing is named to look through")
            .hint("name files or folders, or pipe a log in"));
    }
    let is_piped = args.files.is_empty() || args.files.iter().any(|file| file == Path::new("-"));
    if args.interleave && is_piped {
        return Err(
            Failure::usage("a pipe cannot be interleaved: it is read only once")
                .hint("name the files of both ends"),
        );
    }
    let clocks = clocks::said(&args)?;
    let target = match &args.incident {
        Some(name) => Some(target(program, name, args.step.as_deref())?),
        None => None,
    };
    let signatures = signatures(program, &args.runbook)?;
    let masks = program.masks()?.people(args.mask_people);
    if args.follow {
        let target = target.map(|(head, _)| head);
        let clock = clocks.into_iter().next().map(|(_, clock)| clock);
        let clock = clock.unwrap_or_default();
        return follow::run(program, &args, Arc::new(signatures), (masks, clock), target);
    }
    let against = compare::against(program, &args, &signatures, &masks, clocks)?;
    let report = look(&args, &signatures, masks, against);
    for trouble in &report.troubles {
        output::remark(&format!("runsheet: {} {}", trouble.path, trouble.what));
    }
    if let Some(kind) = report.nothing_read() {
        let exit = match kind {
            ReadErrorKind::Bad => Exit::BadInput,
            ReadErrorKind::Missing => Exit::NoInput,
        };
        return Err(Failure::new(exit, "nothing could be looked through").hint("name other files"));
    }
    let kept = match &target {
        Some((head, step)) => record(program, (*head, step), &signatures, &report, options)?,
        None => Vec::new(),
    };
    if args.keep {
        let kept = keep(&program.paths()?.evidence(), &report);
        let kept = kept.map_err(|f| Failure::output(&f.to.display().to_string(), &f.error))?;
        for kept in kept {
            output::remark(&kept.to_string());
        }
    }
    let now = program.now();
    match args.json {
        true => output::print_json(&tell::as_json(&report, now))?,
        false => {
            let tunnels = interleave::words(&report, args.interleave);
            output::print(&(tell::words(&report, &signatures, now) + &tunnels))?;
        }
    }
    if !args.json {
        for line in kept {
            output::remark(&line);
        }
    }
    Ok(())
}

/// Looks through a log that a drill has handed over, and keeps what was found.
pub fn handed(
    program: &mut Program,
    head: crate::journal::Head,
    (name, text): (&str, &str),
    json: bool,
) -> Result<(), Failure> {
    let signatures = signatures(program, &[])?;
    let options = operations::scan::options(program.masks()?, program.now());
    let text = [ScanInput::Text(name, text)];
    let report = operations::scan::scan(&signatures, options, &text, None).report;
    let options = session::SubmitOptions::default();
    let kept = record(program, (head, &None), &signatures, &report, options)?;
    let now = program.now();
    if json {
        return output::print_json(&tell::as_json(&report, now));
    }
    output::print(&tell::words(&report, &signatures, now))?;
    kept.iter().for_each(|line| output::remark(line));
    Ok(())
}

type Target = (crate::journal::Head, Option<StepRef>);

fn target(program: &mut Program, name: &str, step: Option<&str>) -> Result<Target, Failure> {
    let (head, incident) = program.incident(name)?;
    let step = match step {
        Some(step) => Some(find_step(incident.state(), step)?),
        None => None,
    };
    Ok((head, step))
}

/// The signatures of all runbooks, or of those named.
fn signatures(program: &mut Program, names: &[String]) -> Result<Signatures, Failure> {
    if names.is_empty() {
        return Ok(Signatures::new(program.library()?.runbooks()));
    }
    let mut chosen: Vec<Arc<Runbook>> = Vec::new();
    for name in names {
        chosen.push(program.runbook(name)?.book.runbook);
    }
    Ok(Signatures::new(chosen))
}

fn look(args: &ScanArgs, signatures: &Signatures, masks: Masks, against: Baseline) -> ScanReport {
    let watch = Arc::new(ScanControl::default());
    let mut threading = Threading::default();
    if let Some(threads) = args.threads {
        threading.threads = usize::from(threads);
    }
    let options = ScanOptions {
        threading,
        masks,
        hash: args.incident.is_some(),
        watch: watch.clone(),
        shaping: Some(against.shaping),
        usual: against.usual,
        times: Some(against.times),
        tunnels: match (args.interleave, args.json) {
            (true, _) => Tunnels::Told,
            (false, true) => Tunnels::Ignored,
            (false, false) => Tunnels::Offered,
        },
        ..ScanOptions::default()
    };
    let sources: Vec<ScanInput> = match args.files.is_empty() {
        true => vec![ScanInput::Stdin],
        false => args.files.iter().map(source).collect(),
    };
    let (done, wait) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        if std::io::stderr().is_terminal() {
            scope.spawn(move || tell_progress(&watch, &wait));
        }
        let scanned = operations::scan::scan(signatures, options, &sources, None);
        drop(done);
        scanned.report
    })
}

fn source(file: &PathBuf) -> ScanInput<'static> {
    match file == Path::new("-") {
        true => ScanInput::Stdin,
        false => ScanInput::Path(file.clone()),
    }
}

/// After a second, how far it is, on one line that goes away in the end.
fn tell_progress(watch: &ScanControl, done: &std::sync::mpsc::Receiver<()>) {
    use std::io::Write;
    use std::sync::mpsc::RecvTimeoutError::Timeout;
    let mut wait = Duration::from_secs(1);
    let mut is_shown = false;
    while done.recv_timeout(wait) == Err(Timeout) {
        let bytes = size(watch.bytes.load(Ordering::Relaxed));
        // Nobody is left to tell if stderr is closed.
        let _ = write!(std::io::stderr(), "\r{bytes} looked through\x1b[K");
        (is_shown, wait) = (true, Duration::from_millis(200));
    }
    if is_shown {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
}

fn record(
    program: &mut Program,
    (head, step): (crate::journal::Head, &Option<StepRef>),
    signatures: &Signatures,
    report: &ScanReport,
    options: session::SubmitOptions,
) -> Result<Vec<String>, Failure> {
    let key = key_of(head);
    let mut told = Vec::new();
    for evidence in report.evidence(signatures) {
        let known = match evidence.known {
            0 => "nothing known in it".to_owned(),
            known => counted(known, "known line"),
        };
        told.push(format!(
            "recorded in {key}: evidence {}, {known}",
            evidence.name
        ));
        let (id, session) = (head.id, program.session()?);
        operations::scan::record(session, id, &evidence, step.as_ref(), options)?;
    }
    Ok(told)
}
