//! `copy INCIDENT STEP [INDEX]`: what a step runs, variables filled, to the clipboard, or
//! to stdout when that is no terminal.

use std::io::IsTerminal;

use super::context::{Program, assignment, find_step};
use super::failure::{Exit, Failure};
use super::output;
use crate::clipboard;
use crate::domain::command::Command;
use crate::domain::event::Mode;
use crate::domain::fill::{Filling, Unfilled};
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Variable;
use crate::domain::state::{State, Status};
use crate::paths::Surroundings;
use crate::session::Manner;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A step's id or number
    step: String,
    /// Which of several, from 1
    #[arg(default_value_t = 1)]
    index: u32,
    /// A variable's value for this time; a secret's as NAME=@FILE
    #[arg(long = "set", value_name = "NAME=VALUE")]
    variables: Vec<String>,
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let (head, incident) = program.incident(&args.incident)?;
    let state = incident.state().clone();
    let step = find_step(&state, &args.step)?;
    let Some((attachment, known)) = state.step(&step) else {
        return Err(Failure::new(
            Exit::NoInput,
            format!("there is no step {step}"),
        ));
    };
    let runbook = attachment.runbook.as_deref();
    let variables = runbook.map_or(&[][..], |runbook| &runbook.variables);
    let mut values = state.variables.clone();
    for text in &args.variables {
        let (name, value) = assignment(text)?;
        let Some(variable) = variables.iter().find(|known| known.name == name) else {
            let known = variables.iter().map(|variable| variable.name.clone());
            let known = known.collect();
            return Err(Refusal::NoSuchVariable { name, known }.into());
        };
        if variable.secret {
            let value = value.secret(variable)?;
            program.session()?.secrets.set(name, value);
        } else {
            let value = value.plain();
            variable.check(&value)?;
            values.insert(name, value);
        }
    }
    let index = args.index as usize;
    let run = index.checked_sub(1).and_then(|i| known.run.get(i));
    let session = program.session()?;
    let filling = Filling {
        variables,
        values: &values,
        examples: state.mode() == Mode::Drill,
        secret: |name: &str| session.secrets.get(name),
    };
    let filled = run.map(|run| Ok((run, filling.fill(run)?))).transpose();
    let filled = filled.map_err(|unfilled| refused(unfilled, &state, variables))?;
    // What runs nothing is refused with what the step has.
    let command = Command::CopyRun {
        step,
        index: args.index,
    };
    let Some((run, text)) = filled else {
        session.submit(head.id, command, Manner::default())?;
        return Ok(());
    };
    let is_secret = session.secrets.mask(&text) != text;
    if state.mode() == Mode::Drill {
        // What lies in a clipboard is pasted somewhere sooner or later.
        output::remark("a drill, so it is in no clipboard: run it nowhere");
    } else if std::io::stdout().is_terminal() {
        let in_tmux = Surroundings::find().tmux;
        let mut clipboard = clipboard::at_hand(in_tmux, program.paths()?.copied());
        let sent = clipboard.copy(&text);
        let kept = clipboard.keep((!is_secret).then_some(&text));
        let sent = sent.map_err(|error| Failure::new(Exit::NoOutput, error))?;
        output::remark(&format!("for {}: {sent}", run.device));
        if let Some(kept) = kept {
            output::remark(&format!("also in {}", kept.display()));
        }
    } else {
        output::print(&format!("{text}\n"))?;
    }
    // Recorded behind it: what was not copied is not recorded as copied.
    match state.status {
        Some(Status::Open | Status::Mitigated) => {
            program
                .session()?
                .submit(head.id, command, Manner::default())?;
        }
        Some(status) => output::remark(&format!(
            "not recorded: {} is {}",
            state.key(),
            status.word()
        )),
        None => {}
    }
    Ok(())
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
