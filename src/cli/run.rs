//! `run INCIDENT STEP [INDEX]` and `run INCIDENT --target T -- TEXT`: sends a command to a box,
//! and takes in what it says. What is sent is shown first; without a terminal nothing is asked.

use std::time::Duration;

use super::act::RiskArg;
use super::assignment::assigned;
use super::context::{Program, find_step};
use super::failure::{Exit, Failure};
use super::pasted::{self, Told};
use super::{output, targets};
use crate::domain::id::StepRef;
use crate::domain::run::RunOutcome;
use crate::domain::runbook::Risk;
use crate::domain::target::policy::Asked;
use crate::domain::target::{NoTarget, Target, Via, plain_word};
use crate::journal::Head;
use crate::operations::outputs;
use crate::operations::run::{Begun, Ground, Prepared, RunError, Wanted, begin, finish, prepare};
use crate::run::{Intake, stop};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A step's id or number
    #[arg(required_unless_present = "text")]
    step: Option<String>,
    /// Which of several, from 1
    index: Option<u32>,
    /// The box; the only one that serves the step's device if not given
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// The pane of tmux in which you are signed in there, as targets --panes lists them
    #[arg(long, value_name = "PANE", requires = "target")]
    pane: Option<String>,
    /// A variable's value for this time; a secret's as NAME=@FILE
    #[arg(long = "set", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// Who approved it
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
    /// Send what alters something without asking
    #[arg(long)]
    yes: bool,
    /// Stop it after this time: 30s, 5m
    #[arg(long, value_name = "D", value_parser = span)]
    timeout: Option<Duration>,
    /// What a typed command can do; what its words are known to do raises it
    #[arg(long, value_enum, default_value = "change")]
    risk: RiskArg,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// A command that is in no runbook
    #[arg(last = true, conflicts_with_all = ["step", "index"], requires = "target")]
    text: Vec<String>,
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let (head, incident) = program.incident(&args.incident)?;
    let state = incident.state().clone();
    let step = match &args.step {
        Some(name) => Some(find_step(&state, name)?),
        None => None,
    };
    let mut values = state.variables.clone();
    let variables = step
        .as_ref()
        .and_then(|at| state.step(at)?.0.runbook.clone());
    let variables = variables
        .as_ref()
        .map_or(&[][..], |runbook| &runbook.variables);
    values.extend(assigned(program, variables, &args.variables)?);
    let typed = args.text.join(" ");
    let wanted = Wanted {
        step: step.as_ref().map(|step| (step, args.index.unwrap_or(1))),
        typed: step
            .is_none()
            .then(|| (typed.as_str(), Risk::from(args.risk))),
        target: args.target.as_deref(),
        approved_by: args.approved_by.clone(),
        timeout: args.timeout,
        values: &values,
    };
    let (mut all, policy) = (targets::all(program)?, targets::policy(program)?);
    if let Some(pane) = &args.pane {
        let pane = plain_word(pane)
            .map_err(|allowed| Failure::usage(&format!("--pane {pane}: {allowed}")))?;
        let meant = |target: &&mut Target| Some(target.name.as_str()) == args.target.as_deref();
        if let Some(target) = all.iter_mut().find(meant) {
            target.via = Via::Tmux(Some(pane.to_owned()));
        }
    }
    let trusted = program.trusted_texts()?;
    let ground = Ground {
        targets: &all,
        policy: &policy,
        is_trusted: &|sha256: &str| trusted.contains(sha256),
    };
    let prepared = prepare(program.session()?, &state, &wanted, &ground).map_err(|error| {
        let is_typed = step.is_none() && matches!(error, RunError::NotAllowed(_));
        let failure = refused(error);
        match is_typed {
            true => failure.hint(format!("--risk read, if it only reads; else {COPY}")),
            false => failure,
        }
    })?;
    show(&prepared);
    agreed(&prepared, args.yes)?;
    send(program, head, prepared, step, args.json)
}

/// What is about to be sent, and where.
fn show(prepared: &Prepared) {
    let (target, start) = (&prepared.target, &prepared.start);
    let raised = prepared
        .raised
        .iter()
        .map(|words| format!(" (for its \"{words}\")"));
    output::remark(&format!(
        "to {}, {} via {}, {}{}:",
        target.name,
        target.kind.name,
        target.via.word(),
        start.risk,
        raised.collect::<String>(),
    ));
    for line in start.text.lines() {
        output::remark(&format!("  {line}"));
    }
}

/// Whether it may be sent now. What alters something wants a yes.
fn agreed(prepared: &Prepared, yes: bool) -> Result<(), Failure> {
    if prepared.asked == Asked::LastEnter {
        output::remark("it is typed there, and its Enter is yours");
    }
    let is_asked = !matches!(prepared.asked, Asked::Enter);
    if !is_asked || yes {
        return Ok(());
    }
    match output::confirms("Send it?") {
        Some(true) => Ok(()),
        Some(false) => Err(Failure::new(Exit::Failed, "nothing was sent")),
        None => Err(
            Failure::new(Exit::Failed, "nothing was sent: it alters something")
                .hint("--yes sends it without a question"),
        ),
    }
}

#[cfg(feature = "transports")]
fn send(
    program: &mut Program,
    head: Head,
    mut prepared: Prepared,
    step: Option<StepRef>,
    json: bool,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let folder = program.paths()?.runs();
    let mut way = super::way::to(program, &prepared.target)?
        .map_err(|what| Failure::new(Exit::Failed, what).hint(COPY))?;
    prepared.start.address = super::way::address(&prepared.target);
    let (stopper, stopped) = stop::pair().map_err(failed)?;
    super::interrupt::on_signal(move || stopper.stop())?;
    let desk = pasted::Kit::new(program)?;
    let session = program.session()?;
    let stream = outputs::stream(session)?;
    let begun: Begun = begin(session, head.id, &prepared, &folder).map_err(refused)?;
    // JSON alone goes to stdout; whoever watches sees the output beside it.
    let show: Box<dyn FnMut(&str)> = match json {
        true => Box::new(|_| {}),
        // A reader who has gone does not end what was sent.
        false => Box::new(|text| drop(output::print(text))),
    };
    let mut intake = Intake::new(stream, show);
    let end = way.run(&prepared.order, &stopped, &mut intake);
    let taken = intake.finish();
    if let Some(trouble) = &end.trouble {
        output::remark(&format!("runsheet: {trouble}"));
    }
    let index = prepared.start.index;
    let finished = finish(program.session()?, begun, &end, &taken, &desk.desk())?;
    let told = Told {
        step: step.as_ref(),
        index,
        target: Some(&prepared.target.name),
        exit: end.exit,
        took: Some(end.took),
    };
    pasted::tell(program, head, &finished, &told, json)?;
    match end.outcome {
        RunOutcome::Exited => Ok(()),
        outcome => Err(Failure::new(
            Exit::Failed,
            unfinished(outcome, &prepared.target.name),
        )),
    }
}

#[cfg(feature = "transports")]
fn unfinished(outcome: RunOutcome, target: &str) -> String {
    match outcome {
        RunOutcome::TimedOut => format!("it took too long on {target} and was stopped"),
        RunOutcome::Stopped => format!("it was stopped on {target}"),
        RunOutcome::Lost => format!("the link to {target} is lost; it may have run"),
        _ => format!("nothing was sent to {target}"),
    }
}

#[cfg(not(feature = "transports"))]
fn send(_: &mut Program, _: Head, _: Prepared, _: Option<StepRef>, _: bool) -> Result<(), Failure> {
    let what = "this program was built without the ways to send anything";
    Err(Failure::new(Exit::Failed, what).hint(COPY))
}

/// What to do where nothing is sent.
const COPY: &str =
    "copy it, run it where you are signed in, and give what it says to: output INCIDENT STEP -";

/// Why nothing was sent, and what to do.
pub fn refused(error: RunError) -> Failure {
    let hint = match &error {
        RunError::Session(_) => None,
        RunError::NoTarget(no) => return no_target(no),
        RunError::Unfilled(_) => Some(
            "--set NAME=VALUE, or set INCIDENT --var NAME=VALUE; a secret as --set NAME=@FILE"
                .to_owned(),
        ),
        RunError::WantsApproval(_) => Some("--approved-by NAME".to_owned()),
        RunError::NotAllowed(_) => Some(COPY.to_owned()),
        RunError::NotTrusted(_) => Some(format!("look at it with show; {COPY}")),
        RunError::NoLock(_) => {
            Some("make room in the data folder, or mend its permissions".to_owned())
        }
        RunError::OwnPath(_) => Some(COPY.to_owned()),
        RunError::Drill | RunError::NoSuchRun(_) => None,
    };
    match error {
        RunError::Session(error) => error.into(),
        error => Failure {
            hint,
            ..Failure::new(Exit::Failed, error.to_string())
        },
    }
}

fn no_target(no: &NoTarget) -> Failure {
    let (exit, hint) = match no {
        NoTarget::Unknown { name, known } => {
            let near = crate::library::nearest(name, known.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean {near}? "));
            (
                Exit::NoInput,
                format!("{}targets lists them", near.unwrap_or_default()),
            )
        }
        NoTarget::OtherDevice { .. } => (
            Exit::Failed,
            "targets lists them with what they serve".to_owned(),
        ),
        NoTarget::NoneServes(_) => (Exit::Failed, format!("add one to config.toml, or {COPY}")),
        NoTarget::Several { .. } => (Exit::Usage, "--target NAME".to_owned()),
    };
    Failure::new(exit, no.to_string()).hint(hint)
}

/// A span such as `90s` or `5m`.
fn span(text: &str) -> Result<Duration, String> {
    let ms = crate::domain::time::parse_span_ms(text);
    match ms.and_then(|ms| u64::try_from(ms).ok()) {
        Some(ms) if (1_000..=24 * 3_600_000).contains(&ms) => Ok(Duration::from_millis(ms)),
        _ => Err("write a time such as 30s or 5m, a day at most".to_owned()),
    }
}
