//! `attach INCIDENT RUNBOOK` and `set-aside INCIDENT RUNBOOK`.

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output::{self, usage};
use super::record::record;
use crate::domain::command::Command;
use crate::operations::{self, attach::AttachRequest};

#[derive(Debug, clap::Args)]
pub struct AttachArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// The runbook's id
    runbook: String,
    /// What was searched for to find it; kept with the rank it was found at
    #[arg(long, value_name = "QUERY")]
    found_by: Option<String>,
    /// Why; kept as a note
    #[arg(long)]
    reason: Option<String>,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct SetAsideArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// The runbook's id
    runbook: String,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn attach(program: &mut Program, args: AttachArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let entry = program.runbook(&args.runbook)?;
    let (head, _) = program.incident(&args.incident)?;
    let chosen = match args.found_by {
        Some(query) => Some(rank(program, query, &args.runbook)?),
        None => None,
    };
    let request = AttachRequest {
        incident: head.id,
        entry,
        found: chosen,
        reason: args.reason,
        options,
    };
    let outcome = operations::attach::attach(program.session()?, request)?;
    output::outcome(head, &outcome, args.json)
}

/// At what rank a search finds a runbook.
fn rank(program: &mut Program, query: String, runbook: &str) -> Result<(String, u32), Failure> {
    let library = program.library()?;
    let hits = library.index().search(&query);
    match hits.iter().find(|hit| hit.runbook.as_str() == runbook) {
        Some(hit) => Ok((query, hit.rank)),
        None => {
            let what = format!("a search for \"{query}\" does not find {runbook}");
            Err(Failure::new(Exit::Failed, what).hint("search QUERY shows what it finds"))
        }
    }
}

pub fn set_aside(program: &mut Program, args: SetAsideArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let (head, incident) = program.incident(&args.incident)?;
    let attached = incident.state().runbooks.iter().map(|a| &a.id);
    let Some(runbook) = attached
        .clone()
        .find(|id| id.as_str() == args.runbook)
        .cloned()
    else {
        let known: Vec<String> = attached.map(ToString::to_string).collect();
        let what = format!("runbook \"{}\" is not attached", args.runbook);
        return Err(
            Failure::new(Exit::NoInput, what).hint(format!("attached are {}", known.join(", ")))
        );
    };
    let reason = args
        .reason
        .ok_or_else(|| usage("it needs a reason", "--reason TEXT"))?;
    let command = Command::SetRunbookAside { runbook, reason };
    record(program, head, command, options, args.json)
}
