//! `undo INCIDENT [EVENT]` and `amend INCIDENT EVENT`.

use super::context::{Program, find_event};
use super::failure::Failure;
use super::output::{self, usage};
use super::record::record;
use crate::domain::command::Command;
use crate::report;
use crate::session::SubmitOptions;

#[derive(Debug, clap::Args)]
pub struct UndoArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// The event, by its id or the last six or more characters; your latest act if not given
    event: Option<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct AmendArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// The event, by its id or the last six or more characters
    event: String,
    /// When it really happened
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Who really did it
    #[arg(long)]
    actor: Option<String>,
    /// The corrected text
    #[arg(long)]
    text: Option<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn undo(program: &mut Program, args: UndoArgs) -> Result<(), Failure> {
    let (head, incident) = program.incident(&args.incident)?;
    let event = match &args.event {
        Some(name) => Some(find_event(incident, name)?),
        None => None,
    };
    let command = Command::Undo {
        event,
        reason: args.reason,
    };
    let outcome = program
        .session()?
        .submit(head.id, command, SubmitOptions::default())?;
    if let Some(undone) = report::undone(program.session()?.load(head.id)?) {
        output::remark(&undone);
    }
    output::outcome(head, &outcome, args.json)
}

pub fn amend(program: &mut Program, args: AmendArgs) -> Result<(), Failure> {
    let at = args.at.as_deref();
    let at = at.map(|text| program.past(text)).transpose()?;
    let (head, incident) = program.incident(&args.incident)?;
    let command = Command::Amend {
        event: find_event(incident, &args.event)?,
        occurred_at: at.map(|reported| (reported.at, reported.precision)),
        actor: args.actor,
        text: args.text,
        reason: args
            .reason
            .ok_or_else(|| usage("it needs a reason", "--reason TEXT"))?,
    };
    let options = SubmitOptions::default();
    record(program, head, command, options, args.json)
}
