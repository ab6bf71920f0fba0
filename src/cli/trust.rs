//! `runbooks trust RUNBOOK|SOURCE`: lists what runbooks from elsewhere would run, and trusts those
//! very texts when the operator says so, each by itself.

use std::sync::Arc;

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use super::runbooks::source;
use crate::domain::runbook::{Run, Runbook, Undo};
use crate::run::trust;

/// The hash of a text, and what it says.
type RunbookText = (String, Arc<Runbook>);

#[derive(Debug, clap::Args)]
pub struct TrustArgs {
    /// The runbook's id, or the name of a source for each of its runbooks
    #[arg(value_name = "RUNBOOK|SOURCE")]
    runbook: String,
    /// Take the text that this incident has attached: one that was received
    #[arg(long, value_name = "INCIDENT")]
    incident: Option<String>,
    /// Trust it without a question if its hash begins so: twelve digits at least
    #[arg(long, value_name = "HASH")]
    sha256: Option<String>,
}

pub fn run(program: &mut Program, args: TrustArgs) -> Result<(), Failure> {
    for (sha256, runbook) in meant(program, &args)? {
        decide(program, &args, &sha256, &runbook)?;
    }
    Ok(())
}

/// Shows what one would run, and asks.
fn decide(
    program: &Program,
    args: &TrustArgs,
    sha256: &str,
    runbook: &Runbook,
) -> Result<(), Failure> {
    let called = format!("{} revision {}", runbook.id, runbook.revision);
    output::print(&listed(runbook))?;
    output::remark(&format!("{called}, sha256 {sha256}"));
    if program.trust()?.holds(&runbook.id, sha256) {
        output::remark("it is trusted already");
        return Ok(());
    }
    let is_agreed = match &args.sha256 {
        Some(begins) if begins.len() >= 12 && sha256.starts_with(begins.as_str()) => true,
        Some(_) => {
            let what = "that is not the hash of this text";
            return Err(Failure::new(Exit::Failed, what).hint("nothing was trusted; look again"));
        }
        None => match output::confirms("Trust these commands, as they stand?") {
            Some(is_agreed) => is_agreed,
            None => {
                let what = "nothing was trusted: nobody was asked";
                return Err(Failure::new(Exit::Failed, what).hint(format!(
                    "--sha256 {} trusts it without a question",
                    &sha256[..12]
                )));
            }
        },
    };
    if !is_agreed {
        return Err(Failure::new(Exit::Failed, "nothing was trusted"));
    }
    let file = program.paths()?.trusted();
    trust::add(&file, sha256, &called)
        .map_err(|error| Failure::output(&file.display().to_string(), &error))?;
    output::remark("trusted; an altered text is not");
    Ok(())
}

/// The texts that are meant: the hash of each, and what it says.
fn meant(program: &mut Program, args: &TrustArgs) -> Result<Vec<RunbookText>, Failure> {
    let Some(incident) = &args.incident else {
        let of_source = of_source(program, &args.runbook)?;
        if !of_source.is_empty() {
            return Ok(of_source);
        }
        let entry = program.runbook(&args.runbook)?;
        let sha256 = entry.book.sha256.to_string();
        return Ok(vec![(sha256, entry.book.runbook.clone())]);
    };
    let (head, incident) = program.incident(incident)?;
    let mut all = incident.state().runbooks.iter();
    let found = all.find(|attached| attached.id.as_str() == args.runbook);
    let found = found.and_then(|at| Some((at.sha256.to_string(), at.runbook.clone()?)));
    found.map(|found| vec![found]).ok_or_else(|| {
        let what = format!(
            "{} has no runbook \"{}\" attached",
            head.key(),
            args.runbook
        );
        Failure::new(Exit::NoInput, what).hint("status names those that it has")
    })
}

/// Those of the source with this name; none if no runbook is from such a one, or if a runbook has
/// that name itself.
fn of_source(program: &mut Program, name: &str) -> Result<Vec<RunbookText>, Failure> {
    let taken = program.paths()?.sources();
    let library = program.library()?;
    let is_runbook = library
        .rows()
        .iter()
        .any(|row| row.listing.id.as_str() == name);
    let rows = library.rows().iter().filter(|_| !is_runbook);
    let rows = rows.filter(|row| source(row, &taken).as_deref() == Some(name));
    let entries = rows.filter_map(|row| row.entry().ok());
    let texts = entries.map(|it| (it.book.sha256.to_string(), it.book.runbook.clone()));
    Ok(texts.collect())
}

/// All that it would run, its undos included.
fn listed(runbook: &Runbook) -> String {
    let mut out = String::new();
    for (_, step) in runbook.steps() {
        for run in &step.run {
            line(
                &mut out,
                &step.number.to_string(),
                &step.risk.to_string(),
                run,
            );
        }
        if let Some(Undo::Runs(runs)) = &step.undo {
            for undo in runs {
                line(
                    &mut out,
                    &format!("{} undo", step.number),
                    "change",
                    &undo.run,
                );
            }
        }
    }
    if out.is_empty() {
        out.push_str("it runs nothing\n");
    }
    out
}

fn line(out: &mut String, of: &str, risk: &str, run: &Run) {
    out.push_str(&format!("{of}  {risk}  {}\n", run.device));
    for text in run.text.lines() {
        out.push_str(&format!("    {text}\n"));
    }
}
