//! `mark INCIDENT WHAT`: milestones.

use super::context::Program;
use super::failure::Failure;
use super::output::{self, usage};
use crate::domain::command::Command;
use crate::domain::state::UNKNOWN_CAUSE;

#[derive(Debug, clap::Args)]
pub struct MarkArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// What to mark
    #[arg(value_enum)]
    what: What,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// The cause: one from a runbook, your own words, or unknown
    #[arg(long)]
    cause: Option<String>,
    /// A contributing cause; may be repeated
    #[arg(long)]
    contributing: Vec<String>,
    /// What it was, in a sentence
    #[arg(long)]
    summary: Option<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Who or what the hold is waiting for
    #[arg(long)]
    waiting_on: Option<String>,
    /// Who follows up an unknown cause
    #[arg(long)]
    owner: Option<String>,
    /// The incident that this one duplicates
    #[arg(long, value_name = "INCIDENT")]
    duplicate_of: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What can be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    ImpactStarted,
    Detected,
    Acknowledged,
    Mitigated,
    ImpactReturned,
    Resolved,
    Closed,
    Reopened,
    Held,
    Resumed,
    Cancelled,
    /// Planned work that was taken back
    BackedOut,
}

pub fn run(program: &mut Program, args: MarkArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let (head, _) = program.incident(&args.incident)?;
    let command = match args.what {
        What::ImpactStarted => Command::MarkImpactStarted,
        What::Detected => Command::MarkDetected {
            source: "report".to_owned(),
        },
        What::Acknowledged => Command::Acknowledge,
        What::Mitigated => Command::Mitigate,
        What::ImpactReturned => Command::ReturnImpact {
            reason: args.reason,
        },
        What::Resolved => Command::Resolve {
            cause: args.cause,
            contributing: args.contributing,
            summary: args.summary,
            owner: args.owner,
        },
        What::Closed => Command::Close {
            reason: args.reason,
        },
        What::Reopened => Command::Reopen {
            reason: args
                .reason
                .ok_or_else(|| usage("it needs a reason", "--reason TEXT"))?,
        },
        What::BackedOut => Command::BackOut {
            reason: args
                .reason
                .ok_or_else(|| usage("it needs a reason", "--reason TEXT"))?,
        },
        What::Held => Command::Hold {
            reason: args.reason,
            waiting_on: args.waiting_on,
        },
        What::Resumed => Command::Resume,
        What::Cancelled => Command::Cancel {
            reason: args.reason,
            duplicate_of: match &args.duplicate_of {
                Some(name) => Some(program.incident(name)?.0.id),
                None => None,
            },
        },
    };
    let session = program.session()?;
    let outcome = session.submit(head.id, command, options)?;
    if matches!(args.what, What::Resolved | What::BackedOut | What::Closed) && !args.json {
        let state = session.load(head.id)?.state();
        for change in state.changes_in_force() {
            let rollback = change.rollback.as_deref().unwrap_or("unknown");
            output::remark(&format!(
                "still in force: {}; to undo: {rollback}",
                change.text
            ));
        }
        if args.what == What::Resolved && state.detection.as_ref().is_some_and(|d| d.assumed) {
            let key = state.key();
            output::remark(&format!(
                "nobody said when it was detected: mark {key} detected --at T"
            ));
        }
        let cause = state.resolution.as_ref().and_then(|r| r.cause.as_ref());
        if cause.is_some_and(|c| c.id.is_none() && c.title != UNKNOWN_CAUSE) {
            output::remark("the cause is in no runbook; it is kept in your words");
        }
    }
    output::outcome(head, &outcome, args.json)
}
