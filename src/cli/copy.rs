//! `copy INCIDENT STEP [INDEX]`: what a step runs, variables filled, to the clipboard, or
//! to stdout when that is no terminal.

use std::io::IsTerminal;

use super::context::{Program, assignment, find_step};
use super::failure::{Exit, Failure};
use super::output;
use crate::clipboard;
use crate::domain::command::Command;
use crate::domain::event::Mode;
use crate::domain::fill::filled;
use crate::domain::state::Status;
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
    let mut values = state.variables.clone();
    for text in &args.variables {
        let (name, value) = assignment(text)?;
        let runbook = attachment.runbook.as_deref();
        let secret = runbook
            .and_then(|r| r.variable(&name))
            .is_some_and(|v| v.secret);
        if secret {
            let value = value.secret(&name)?;
            program.session()?.secrets.set(name, value);
        } else {
            values.insert(name, value.plain());
        }
    }
    let index = args.index as usize;
    let run = index.checked_sub(1).and_then(|i| known.run.get(i)).cloned();
    let session = program.session()?;
    let works = matches!(state.status, Some(Status::Open | Status::Mitigated));
    if works || run.is_none() {
        let command = Command::CopyRun {
            step,
            index: args.index,
        };
        session.submit(head.id, command, Manner::default())?;
    } else if let Some(status) = state.status {
        output::remark(&format!(
            "not recorded: {} is {}",
            state.key(),
            status.word()
        ));
    }
    let Some(run) = run else {
        return Ok(());
    };
    let (text, missing) = filled(&run.text, &values, |name| session.secrets.get(name));
    for name in missing {
        output::remark(&format!(
            "{name} has no value: set it with --set {name}=VALUE"
        ));
    }
    if state.mode() == Mode::Drill {
        // What lies in a clipboard is pasted somewhere sooner or later.
        output::remark("a drill, so it is in no clipboard: run it nowhere");
    } else if std::io::stdout().is_terminal() {
        let in_tmux = Surroundings::find().tmux;
        let is_secret = session.secrets.mask(&text) != text;
        let mut clipboard = clipboard::at_hand(in_tmux, program.paths()?.copied());
        let sent = clipboard.copy(&text);
        let kept = clipboard.keep((!is_secret).then_some(&text));
        let sent = sent.map_err(|error| Failure::new(Exit::NoOutput, error))?;
        output::remark(&format!("for {}: {sent}", run.device));
        if let Some(kept) = kept {
            output::remark(&format!("also in {}", kept.display()));
        }
        return Ok(());
    }
    output::print(&format!("{}\n", text.trim_end_matches('\n')))
}
