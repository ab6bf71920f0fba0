//! `copy INCIDENT STEP [INDEX]`: what a step runs, variables filled, to the clipboard, or
//! to stdout when that is no terminal.

use std::io::IsTerminal;

use super::assignment::assigned;
use super::context::{Program, find_step};
use super::failure::{Exit, Failure};
use super::output;
use crate::clipboard;
use crate::domain::fill::Unfilled;
use crate::domain::runbook::Variable;
use crate::domain::state::State;
use crate::operations::copy::{self, Copied, CopyRequest, Outlet, Sent, copy};
use crate::paths::Surroundings;
use crate::session::SubmitOptions;

#[derive(Debug, clap::Args)]
pub struct CopyArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A step's id or number
    step: String,
    /// Which of the step's commands, counting from 1; the first if not given
    index: Option<u32>,
    /// A variable's value, this time only; for a secret, NAME=@FILE
    #[arg(long = "set", value_name = "NAME=VALUE")]
    variables: Vec<String>,
}

pub fn run(program: &mut Program, args: CopyArgs) -> Result<(), Failure> {
    let (head, incident) = program.incident(&args.incident)?;
    let state = incident.state().clone();
    let step = find_step(&state, &args.step)?;
    let attachment = state.attachment(&step.runbook);
    let runbook = attachment.and_then(|attachment| attachment.runbook.as_deref());
    let variables = runbook.map_or(&[][..], |runbook| &runbook.variables);
    let values = assigned(program, variables, &args.variables)?;
    let copied_step = step.clone();
    let request = CopyRequest {
        incident: head.id,
        step,
        index: args.index.unwrap_or(1),
        values,
        options: SubmitOptions::default(),
    };
    let mut clipboard = std::io::stdout().is_terminal().then(|| {
        let copied = program.paths()?.copied();
        Ok::<_, Failure>(clipboard::at_hand(Surroundings::find().tmux, copied))
    });
    let mut unprinted = None;
    let mut print = |text: &str| {
        output::print(&format!("{text}\n")).map_err(|failure| {
            let what = failure.what.clone();
            unprinted = Some(failure);
            what
        })
    };
    let outlet = match clipboard.as_mut().map(Result::as_mut) {
        Some(Ok(clipboard)) => Outlet::Clipboard(&mut **clipboard),
        Some(Err(failure)) => return Err(failure.clone()),
        None => Outlet::Pipe(&mut print),
    };
    let copied = match copy(program.session()?, request, outlet) {
        Ok(copied) => copied,
        Err(copy::CopyFailure::Session(error)) => return Err(error.into()),
        Err(copy::CopyFailure::Unfilled(unfilled)) => {
            return Err(refused(unfilled, &state, variables));
        }
        Err(unsent @ copy::CopyFailure::Unsent(_)) => {
            let unsent = Failure::new(Exit::NoOutput, unsent.to_string());
            return Err(unprinted.unwrap_or(unsent));
        }
    };
    let others = match args.index {
        Some(_) => Vec::new(),
        None => state.step(&copied_step).map_or_else(Vec::new, |(_, step)| {
            let others = step.run.iter().enumerate().skip(1);
            others
                .map(|(at, run)| format!("{} {}", at + 1, run.device))
                .collect()
        }),
    };
    tell(&copied, &state, &others);
    Ok(())
}

/// Says where it went, where that is not stdout itself.
fn tell(copied: &Copied, state: &State, others: &[String]) {
    if !others.is_empty() {
        output::remark(&format!(
            "the first of several; INDEX takes another: {}",
            others.join(", ")
        ));
    }
    match &copied.sent {
        Sent::Pipe => {}
        Sent::Drill => output::remark("a drill, so it is in no clipboard: run it nowhere"),
        Sent::Clipboard(sent) => output::remark(&format!("for {}: {sent}", copied.device)),
        Sent::FileOnly(what) => output::remark(&format!(
            "for {}: {what}; copied to the file only",
            copied.device
        )),
    }
    if let Some(kept) = &copied.kept {
        output::remark(&format!("also in {}", kept.display()));
    }
    if let Some(status) = copied.unrecorded {
        output::remark(&format!(
            "not recorded: {} is {}",
            state.key(),
            status.word()
        ));
    }
}

/// Why nothing was copied, and how to set what is missing.
fn refused(unfilled: Unfilled, state: &State, variables: &[Variable]) -> Failure {
    let names = match &unfilled {
        Unfilled::Missing(names) => names.clone(),
        Unfilled::Refused { name, .. } => vec![name.clone()],
    };
    let is_secret = |name: &String| variables.iter().any(|v| v.name == *name && v.secret);
    let (secret, plain): (Vec<_>, Vec<_>) = names.into_iter().partition(is_secret);
    let mut ways = Vec::new();
    if !plain.is_empty() {
        let set = plain.iter().map(|name| format!(" --var {name}=VALUE"));
        ways.push(format!("set {}{}", state.key(), set.collect::<String>()));
    }
    if !secret.is_empty() {
        let set = secret.iter().map(|name| format!(" --set {name}=@FILE"));
        ways.push(format!("copy …{}", set.collect::<String>()));
    }
    Failure::new(Exit::Failed, unfilled.to_string()).hint(ways.join("; "))
}
