//! `act INCIDENT TEXT` and `revert INCIDENT EVENT`: what is in no runbook.

use super::context::{Program, find_event, find_step};
use super::failure::Failure;
use super::record::record;
use crate::domain::command::Command;
use crate::domain::runbook::Risk;

#[derive(Debug, clap::Args)]
pub struct ActArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// What was done
    text: String,
    /// On what device
    #[arg(long)]
    device: Option<String>,
    /// What it can do to the device
    #[arg(long, value_enum, default_value = "change")]
    risk: RiskArg,
    /// How to undo it
    #[arg(long)]
    rollback: Option<String>,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A risk on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum RiskArg {
    Read,
    Change,
    Disrupt,
}

impl From<RiskArg> for Risk {
    fn from(arg: RiskArg) -> Self {
        match arg {
            RiskArg::Read => Risk::Read,
            RiskArg::Change => Risk::Change,
            RiskArg::Disrupt => Risk::Disrupt,
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct RevertArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// The event of the action, or a step
    event: String,
    /// A remark
    #[arg(long)]
    reason: Option<String>,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn act(program: &mut Program, args: ActArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let (head, _) = program.incident(&args.incident)?;
    let command = Command::TakeAction {
        text: args.text,
        device: args.device,
        risk: args.risk.into(),
        rollback: args.rollback,
        step: None,
    };
    record(program, head, command, options, args.json)
}

pub fn revert(program: &mut Program, args: RevertArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let (head, incident) = program.incident(&args.incident)?;
    let note = args.reason;
    // A change is named by its event; that of a step also by the step.
    let named = find_event(incident, &args.event);
    let change = |event| incident.state().changes.iter().find(|c| c.event == event);
    let command = match named {
        Ok(event) => match change(event).and_then(|c| c.step.clone()) {
            Some(step) => Command::RevertStep { step, note },
            None => Command::RevertAction { event, note },
        },
        Err(unknown) => match find_step(incident.state(), &args.event) {
            Ok(step) => Command::RevertStep { step, note },
            Err(_) => return Err(unknown),
        },
    };
    record(program, head, command, options, args.json)
}
