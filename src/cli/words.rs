//! `note`, `update`, `handoff`, `follow-up`: words that go with an incident, from the
//! command line or from stdin. Reading words read: the brief and the draft are printed, and
//! recorded only when it is said to whom they went, or given as a text.

use serde_json::json;

use super::context::{Program, find_step, key_of, text_or_stdin};
use super::failure::Failure;
use super::output;
use super::record::record;
use crate::domain::command::Command;
use crate::journal::Head;
use crate::report::{brief_with, draft};

#[derive(Debug, clap::Args)]
pub struct NoteArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// The note; read from stdin if left out
    text: Option<String>,
    /// The step that it is about
    #[arg(long)]
    step: Option<String>,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct UpdateArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// What was said; read from stdin if left out
    text: Option<String>,
    /// Print a draft from what is known; nothing is recorded
    #[arg(long, conflicts_with_all = ["text", "at", "audience"])]
    draft: bool,
    /// To whom
    #[arg(long)]
    audience: Option<String>,
    /// When the next update is promised
    #[arg(long, value_name = "T")]
    next_due: Option<String>,
    /// When it was sent, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct HandoffArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// What to hand over; with --to alone, a brief of what is known
    text: Option<String>,
    /// Who takes over; without it and without a text, the brief is printed and nothing is recorded
    #[arg(long)]
    to: Option<String>,
    /// Accept the handoff that is waiting
    #[arg(long, conflicts_with_all = ["text", "to"])]
    accept: bool,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct FollowUpArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// What is to be done; read from stdin if left out
    text: Option<String>,
    /// Who does it
    #[arg(long)]
    owner: Option<String>,
    /// Until when
    #[arg(long, value_name = "T")]
    due: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn note(program: &mut Program, args: NoteArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let (head, incident) = program.incident(&args.incident)?;
    let step = match &args.step {
        Some(name) => Some(find_step(incident.state(), name)?),
        None => None,
    };
    let text = text_or_stdin(args.text)?;
    let command = Command::AddNote { text, step };
    record(program, head, command, options, args.json)
}

pub fn update(program: &mut Program, args: UpdateArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let next_due = program.due(args.next_due.as_deref())?;
    let now = program.now();
    let (head, incident) = program.incident(&args.incident)?;
    if args.draft {
        let (key, text) = (
            incident.state().key(),
            draft(incident.state(), now, next_due),
        );
        return read_out(
            head,
            &text,
            args.json,
            &format!("to record it: update {key} TEXT, or pipe it into update {key}"),
        );
    }
    let text = text_or_stdin(args.text)?;
    let command = Command::SendUpdate {
        text,
        audience: args.audience,
        next_due,
    };
    record(program, head, command, options, args.json)
}

pub fn handoff(program: &mut Program, args: HandoffArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let now = program.now();
    let written = args.text.is_none() && !args.accept;
    let contacts = match written {
        true => program.contacts()?,
        false => Vec::new(),
    };
    let (head, incident) = program.incident(&args.incident)?;
    if written && args.to.is_none() {
        if args.at.is_some() {
            return Err(
                Failure::usage("--at says when it was handed over, and to nobody it was")
                    .hint("add --to NAME, or what was handed over as a text"),
            );
        }
        let (key, text) = (
            incident.state().key(),
            brief_with(incident.state(), now, &contacts),
        );
        return read_out(
            head,
            &text,
            args.json,
            &format!("to record it: handoff {key} --to NAME, or give a text"),
        );
    }
    let command = if args.accept {
        Command::AcceptHandoff { event: None }
    } else {
        let text = args
            .text
            .unwrap_or_else(|| brief_with(incident.state(), now, &contacts));
        Command::RecordHandoff { to: args.to, text }
    };
    let offered = incident.state().handoffs.last();
    let shown = match &command {
        Command::RecordHandoff { text, .. } if written => Some(text.clone()),
        // Who takes over sees what they take over.
        Command::AcceptHandoff { .. } => offered.map(|handoff| handoff.text.clone()),
        _ => None,
    };
    let shown = shown.filter(|_| !args.json);
    record(program, head, command, options, args.json)?;
    match shown {
        Some(text) => output::print(&format!("{text}\n")),
        None => Ok(()),
    }
}

/// Prints a text that was only asked for to be read, and how to record it.
fn read_out(head: Head, text: &str, json: bool, how: &str) -> Result<(), Failure> {
    if json {
        let key = key_of(head);
        return output::print_json(
            &json!({"incident": key, "id": head.id, "events": [], "text": text}),
        );
    }
    output::print(&format!("{text}\n"))?;
    output::remark(&format!("nothing was recorded; {how}"));
    Ok(())
}

pub fn follow_up(program: &mut Program, args: FollowUpArgs) -> Result<(), Failure> {
    let due = program.due(args.due.as_deref())?;
    let options = program.submit_options(None)?;
    let (head, _) = program.incident(&args.incident)?;
    let command = Command::AddFollowUp {
        text: text_or_stdin(args.text)?,
        owner: args.owner,
        due,
    };
    record(program, head, command, options, args.json)
}
