//! `set INCIDENT`: severity, title, impact, tickets, variables.

use super::assignment::assignment;
use super::context::Program;
use super::failure::Failure;
use super::output::{self, usage};
use super::start::SeverityArg;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::session::SubmitOptions;

#[derive(Debug, clap::Args)]
pub struct SetArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// How bad it is
    #[arg(long, value_enum)]
    severity: Option<SeverityArg>,
    /// A new title
    #[arg(long)]
    title: Option<String>,
    /// How many users are affected
    #[arg(long)]
    users: Option<u64>,
    /// Who is affected, in words
    #[arg(long)]
    scope: Option<String>,
    /// An affected service; may be repeated
    #[arg(long)]
    service: Vec<String>,
    /// A ticket for this incident: its id or URL; may be repeated
    #[arg(long = "ref", value_name = "TICKET")]
    references: Vec<String>,
    /// A variable's value
    #[arg(long = "var", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: SetArgs) -> Result<(), Failure> {
    let (head, incident) = program.incident(&args.incident)?;
    let secrets: Vec<String> = incident
        .state()
        .runbooks
        .iter()
        .filter_map(|a| a.runbook.as_ref())
        .flat_map(|r| r.variables.iter().filter(|v| v.secret))
        .map(|v| v.name.clone())
        .collect();
    let mut commands = Vec::new();
    if let Some(severity) = args.severity {
        commands.push(Command::SetSeverity {
            severity: Some(severity.into()),
        });
    }
    commands.extend(args.title.map(|title| Command::SetTitle { title }));
    if args.users.is_some() || args.scope.is_some() || !args.service.is_empty() {
        commands.push(Command::SetImpact {
            users: args.users,
            scope: args.scope,
            services: (!args.service.is_empty()).then_some(args.service),
        });
    }
    for text in &args.variables {
        let (name, value) = assignment(text)?;
        if secrets.contains(&name) {
            return Err(Refusal::Secret(name).into());
        }
        let value = value.plain();
        commands.push(Command::SetVariable { name, value });
    }
    let links = args.references.iter();
    commands.extend(links.map(|reference| Command::link_ticket(reference)));
    if commands.is_empty() {
        return Err(usage(
            "there is nothing to set",
            "--severity, --title, --users, --scope, --service, --ref or --var",
        ));
    }
    let mut all: Option<crate::session::Submitted> = None;
    for command in commands {
        let outcome = program
            .session()?
            .submit(head.id, command, SubmitOptions::default())?;
        match &mut all {
            Some(all) => all.events.extend(outcome.events),
            None => all = Some(outcome),
        }
    }
    match all {
        Some(outcome) => output::outcome(head, &outcome, args.json),
        None => Ok(()),
    }
}
