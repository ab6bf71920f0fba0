//! `cause INCIDENT CAUSE STANDING`: what a person thinks of a cause.

use super::context::Program;
use super::failure::{Exit, Failure};
use super::record::record;
use crate::domain::command::Command;
use crate::domain::event::Standing;
use crate::domain::id::CauseRef;
use crate::domain::state::State;
use crate::library::nearest;

#[derive(Debug, clap::Args)]
pub struct CauseArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A cause's id, with RUNBOOK/ before it when two runbooks have it
    cause: String,
    /// Where it stands
    #[arg(value_enum)]
    standing: StandingArg,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// When, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A standing on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum StandingArg {
    Open,
    Suspected,
    #[value(alias = "ruled-out")]
    RuledOut,
    Confirmed,
}

impl From<StandingArg> for Standing {
    fn from(arg: StandingArg) -> Self {
        match arg {
            StandingArg::Open => Standing::Open,
            StandingArg::Suspected => Standing::Suspected,
            StandingArg::RuledOut => Standing::RuledOut,
            StandingArg::Confirmed => Standing::Confirmed,
        }
    }
}

pub fn run(program: &mut Program, args: CauseArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let (head, incident) = program.incident(&args.incident)?;
    let cause = named(incident.state(), &args.cause)?;
    let command = Command::JudgeCause {
        cause,
        standing: args.standing.into(),
        because: args.reason,
    };
    record(program, head, command, options, args.json)
}

/// The cause of an attached runbook by its name.
pub fn named(state: &State, name: &str) -> Result<CauseRef, Failure> {
    let Some((runbook, cause)) = state.find_cause(name, None) else {
        let runbooks = state.runbooks.iter().filter_map(|a| a.runbook.as_deref());
        let known: Vec<&str> = runbooks
            .flat_map(|r| r.causes.iter().map(|c| c.id.as_str()))
            .collect();
        let what = format!("no attached runbook has the cause \"{}\"", name);
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", known.join(", ")),
        };
        return Err(Failure::new(Exit::NoInput, what).hint(hint));
    };
    Ok(CauseRef {
        runbook: runbook.clone(),
        cause: cause.id.clone(),
    })
}
