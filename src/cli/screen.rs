//! The commands that open the screen: `runsheet [QUERY…]`, `resume`, and `start`.

use std::io::IsTerminal;
use std::path::Path;

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::id::IncidentId;
use crate::operations::Awaited;
use crate::tui;

#[derive(Debug, clap::Args)]
pub struct ResumeArgs {
    /// The incident, if not the newest unfinished one
    incident: Option<String>,
}

/// Opens the screen at home.
pub fn home(program: &mut Program, query: &str) -> Result<(), Failure> {
    require_terminal(program)?;
    open(program, query, None, false, None)
}

/// Opens the screen where the runbook for an alert is chosen.
pub fn choose(program: &mut Program, query: &str, awaited: Awaited) -> Result<(), Failure> {
    require_terminal(program)?;
    open(program, query, None, false, Some(awaited))
}

/// Opens the screen where an incident was left.
pub fn resume(program: &mut Program, args: ResumeArgs) -> Result<(), Failure> {
    let session = program.session()?;
    let head = match &args.incident {
        Some(name) => session.find(name)?,
        None => session.unfinished()?.pop().ok_or_else(|| {
            Failure::new(Exit::NoInput, "no incident is unfinished")
                .hint("start one with: runsheet start RUNBOOK")
        })?,
    };
    session.load(head.id)?;
    require_terminal(program)?;
    walk(program, head.id)
}

/// Opens the screen on an incident.
pub fn walk(program: &mut Program, incident: IncidentId) -> Result<(), Failure> {
    open(program, "", Some(incident), false, None)
}

/// Opens the screen on the list of drills.
pub fn drills(program: &mut Program) -> Result<(), Failure> {
    open(program, "", None, true, None)
}

/// The screen needs a terminal to draw on and to read keys from; lines need none.
pub fn require_terminal(program: &Program) -> Result<(), Failure> {
    if program.is_accessible() {
        return Ok(());
    }
    if std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Failure::usage("the screen needs a terminal")
        .hint("start … --detach, status, step and the other commands work without one, and --accessible talks in lines"))
}

fn open(
    program: &mut Program,
    query: &str,
    incident: Option<IncidentId>,
    drills: bool,
    awaited: Option<Awaited>,
) -> Result<(), Failure> {
    let start = tui::ScreenStart {
        folders: program.runbook_folders()?,
        index: program.paths()?.index(),
        settings: program.settings()?.clone(),
        query: query.to_owned(),
        incident,
        awaited,
        drills,
        history: program.drill_reader()?,
        color: program.color().asked(),
        data: {
            let journal = program.paths()?.journal();
            journal.parent().map(Path::to_owned).unwrap_or_default()
        },
        copied: program.paths()?.copied(),
        export_dir: std::env::current_dir().unwrap_or_else(|_| ".".into()),
        gather: program.gatherer()?,
        list: program.lister()?,
        // Without the operator's own the session records nothing, and says why.
        masks: program.masks().unwrap_or_default(),
        kept: program.paths()?.evidence(),
        runs: tui::app::RunTools {
            targets: super::targets::all(program)?,
            policy: super::targets::policy(program)?,
            folder: program.paths()?.runs(),
            boxes: program.paths()?.boxes(),
            is_trusted: program.trust_reader()?,
        },
    };
    let session = program.take_session()?;
    let run = match program.is_accessible() {
        true => tui::accessible::run,
        false => tui::run,
    };
    let left = run(session, start).map_err(|error| {
        Failure::new(Exit::Failed, error.to_string()).hint("doctor tells what the terminal can do")
    })?;
    output::print(
        &left
            .lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>(),
    )?;
    match left.signalled {
        // Whoever sent the signal looks for it in the status.
        Some(status) => std::process::exit(status),
        None => Ok(()),
    }
}
