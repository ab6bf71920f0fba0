//! `step INCIDENT STEP ACT`.

use super::context::{Program, find_step};
use super::failure::{Exit, Failure};
use super::output::{self, usage};
use super::record::record;
use crate::domain::command::Command;
use crate::domain::id::{StepId, StepRef};
use crate::domain::left::left_from;
use crate::domain::state::State;
use crate::journal::Head;
use crate::session::Submitted;

#[derive(Debug, clap::Args)]
pub struct StepArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A step's id or number: 2.1, or A2.1 when two runbooks are attached
    step: String,
    /// What to do with it
    #[arg(value_enum)]
    act: StepVerb,
    /// What was seen
    #[arg(long)]
    observed: Option<String>,
    /// The answer's id
    #[arg(long)]
    answer: Option<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Who or what it is waiting for
    #[arg(long)]
    waiting_on: Option<String>,
    /// Who will do it
    #[arg(long)]
    owner: Option<String>,
    /// Until when
    #[arg(long, value_name = "T")]
    due: Option<String>,
    /// Who approved it
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
    /// The step's id again, to skip a critical step deliberately
    #[arg(long = "override", value_name = "STEP")]
    override_: Option<String>,
    /// The device's name, to confirm a disruptive step
    #[arg(long, value_name = "TEXT")]
    confirm: Option<String>,
    /// With skip: every step from STEP to this one, critical ones left out
    #[arg(long, value_name = "STEP")]
    through: Option<String>,
    /// When it happened, if not now
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    at: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What can be done with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum StepVerb {
    Start,
    Done,
    Failed,
    Inconclusive,
    Skip,
    Na,
    Block,
    Unblock,
    Defer,
    Reopen,
    Revert,
}

pub fn run(program: &mut Program, args: StepArgs) -> Result<(), Failure> {
    let options = program.submit_options(args.at.as_deref())?;
    let due = program.due(args.due.as_deref())?;
    let (head, incident) = program.incident(&args.incident)?;
    let step = find_step(incident.state(), &args.step)?;
    if let Some(last) = &args.through {
        let last = find_step(incident.state(), last)?;
        let range = skipped(incident.state(), &step, &last)?;
        return skip_all(program, head, args, range);
    }
    let at = step.clone();
    let reason = args.reason.clone();
    let why = || {
        let missing = || usage("it needs a reason", "--reason TEXT");
        reason.clone().ok_or_else(missing)
    };
    let command = match args.act {
        StepVerb::Start => Command::StartStep { step },
        StepVerb::Done => Command::CompleteStep {
            step,
            observed: args.observed,
            answer: args
                .answer
                .map(|said| answer_id(incident.state(), &at, said)),
            approved_by: args.approved_by,
            confirm: args.confirm,
        },
        StepVerb::Failed => {
            let observed = args.observed.or(args.reason);
            let missing = || usage("it needs what was seen instead", "--observed TEXT");
            Command::FailStep {
                step,
                observed: observed.ok_or_else(missing)?,
            }
        }
        StepVerb::Inconclusive => Command::FindInconclusive {
            step,
            reason: args
                .reason
                .or(args.observed)
                .ok_or_else(|| usage("it needs why it could not be checked", "--reason TEXT"))?,
        },
        StepVerb::Skip => Command::SkipStep {
            step,
            reason: why()?,
            r#override: args.override_,
        },
        StepVerb::Na => Command::MarkStepNa {
            step,
            reason: why()?,
        },
        StepVerb::Block => Command::BlockStep {
            step,
            waiting_on: args
                .waiting_on
                .ok_or_else(|| usage("it needs whom or what it waits for", "--waiting-on NAME"))?,
            reason: args.reason,
        },
        StepVerb::Unblock => Command::UnblockStep { step },
        StepVerb::Defer => Command::DeferStep {
            step,
            owner: args
                .owner
                .ok_or_else(|| usage("it needs who does it later", "--owner NAME"))?,
            due,
            reason: args.reason,
        },
        StepVerb::Reopen => Command::ReopenStep {
            step,
            reason: why()?,
        },
        StepVerb::Revert => Command::RevertStep {
            step,
            note: args.reason.or(args.observed),
        },
    };
    let before = incident.state().clone();
    record(program, head, command, options, args.json)?;
    let after = program.loaded(head.id)?.state();
    if let Some(stopped) = after.stopped_at().filter(|_| before.stopped_at().is_none()) {
        let (key, number) = (after.key(), after.number_of(stopped));
        output::remark(&format!(
            "runsheet: {key} stops at {number}, which is critical: try it again, back out \
             (mark {key} backed-out --reason TEXT), or start another step to go on all the same"
        ));
    }
    Ok(())
}

/// The answer that is meant: by its id, its number or its words.
fn answer_id(state: &State, at: &StepRef, said: String) -> String {
    let Some((_, step)) = state.step(at) else {
        return said;
    };
    if step.answers.iter().any(|answer| answer.id == said) {
        return said;
    }
    let number = said.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let by_number = number.and_then(|index| step.answers.get(index));
    let same = |words: &str| words.to_lowercase() == said.trim().to_lowercase();
    let by_words = || step.answers.iter().find(|answer| same(answer.words()));
    let meant = by_number.or_else(by_words).map(|answer| answer.id.clone());
    meant.unwrap_or(said)
}

/// The steps from one to another that can be passed over.
fn skipped(state: &State, from: &StepRef, last: &StepRef) -> Result<Vec<StepRef>, Failure> {
    let Some((_, end)) = state.step(last).filter(|_| from.runbook == last.runbook) else {
        return Err(Failure::usage("--through names a step of another runbook"));
    };
    let runbook = state
        .attachment(&from.runbook)
        .and_then(|a| a.runbook.as_deref());
    let behind = runbook.into_iter().flat_map(|book| book.steps());
    let behind = behind
        .map(|(_, step)| &step.id)
        .skip_while(|id| **id != end.id);
    let behind: Vec<&StepId> = behind.skip(1).collect();
    let left = left_from(state, from);
    let within = |at: &StepRef| !behind.contains(&&at.step);
    let (open, critical) = (left.open.into_iter(), left.critical.into_iter());
    let range: Vec<StepRef> = open.filter(within).collect();
    for at in critical.filter(within) {
        let number = state.number_of(&at);
        output::remark(&format!("runsheet: {number} is critical, and was left out"));
    }
    match range.is_empty() {
        true => Err(Failure::new(
            Exit::Failed,
            "no step there can be passed over",
        )),
        false => Ok(range),
    }
}

/// Passes over several steps with one reason.
fn skip_all(
    program: &mut Program,
    head: Head,
    args: StepArgs,
    steps: Vec<StepRef>,
) -> Result<(), Failure> {
    if args.act != StepVerb::Skip {
        return Err(usage("--through goes with skip", "skip --through STEP"));
    }
    let missing = || usage("it needs a reason", "--reason TEXT");
    let reason = args.reason.ok_or_else(missing)?;
    let mut all: Option<Submitted> = None;
    for step in steps {
        let skip = Command::SkipStep {
            step,
            reason: reason.clone(),
            r#override: None,
        };
        let options = program.submit_options(args.at.as_deref())?;
        let done = program.session()?.submit(head.id, skip, options)?;
        match &mut all {
            Some(all) => all.events.extend(done.events),
            None => all = Some(done),
        }
    }
    all.map_or(Ok(()), |all| output::outcome(head, &all, args.json))
}
