//! `run INCIDENT STEP [INDEX]` and `run INCIDENT --target T -- TEXT`: sends a command to a box,
//! and takes in what it says. What is sent is shown first; without a terminal nothing is asked.

use std::time::Duration;

use super::act::RiskArg;
use super::assignment::assigned;
use super::context::{Program, find_step};
use super::failure::{Exit, Failure};
use super::run_refused::{COPY, refused};
#[cfg(feature = "transports")]
use super::run_send::send;
use super::{output, targets};
use crate::domain::id::StepRef;
use crate::domain::runbook::Risk;
use crate::domain::target::identity;
use crate::domain::target::policy::Asked;
use crate::domain::target::{Target, Via, plain_word};
use crate::journal::Head;
use crate::operations::run::{Foreign, Prepared, RunContext, RunError, RunRequest, prepare};

#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// A key (INC-12, 12), an id, or last
    incident: String,
    /// A step's id or number
    #[arg(required_unless_present = "text")]
    step: Option<String>,
    /// Which of the step's commands, counting from 1
    index: Option<u32>,
    /// The target, if not the only one that serves the step's device
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// The pane of tmux in which you are signed in there, as targets --panes lists them
    #[arg(long, value_name = "PANE", requires = "target")]
    pane: Option<String>,
    /// A variable's value, this time only; for a secret, NAME=@FILE
    #[arg(long = "set", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// Who approved it
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
    /// Run a change without asking
    #[arg(long)]
    yes: bool,
    /// You have a console there, so a change that may cut the way to the box cannot lock you out
    #[arg(long)]
    console: bool,
    /// Go on though another box answers there than before: after a failover, or an exchange
    #[arg(long)]
    other_box: bool,
    /// Stop it after this long: 30s, 5m
    #[arg(long, value_name = "D", value_parser = span)]
    timeout: Option<Duration>,
    /// The risk of a typed command; raised if the command is known to do more
    #[arg(long, value_enum, default_value = "change")]
    risk: RiskArg,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// A command that is in no runbook
    #[arg(last = true, conflicts_with_all = ["step", "index"], requires = "target")]
    text: Vec<String>,
}

pub fn run(program: &mut Program, args: RunArgs) -> Result<(), Failure> {
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
    let wanted = RunRequest {
        step: step.as_ref().map(|step| (step, args.index.unwrap_or(1))),
        typed: step
            .is_none()
            .then(|| (typed.as_str(), Risk::from(args.risk))),
        target: args.target.as_deref(),
        approved_by: args.approved_by.clone(),
        has_console: args.console,
        timeout: args.timeout,
        values: &values,
    };
    let (mut all, policy) = (targets::all(program)?, targets::policy(program)?);
    if let Some(pane) = &args.pane {
        let pane = plain_word(pane)
            .map_err(|allowed| Failure::usage(format!("--pane {pane}: {allowed}")))?;
        let meant = |target: &&mut Target| Some(target.name.as_str()) == args.target.as_deref();
        if let Some(target) = all.iter_mut().find(meant) {
            target.via = Via::Tmux(Some(pane.to_owned()));
        }
    }
    let trust = program.trust()?;
    let context = RunContext {
        targets: &all,
        policy: &policy,
        is_trusted: &|id, sha256| trust.holds(id, sha256),
    };
    let prepared = prepare(program.session()?, &state, &wanted, &context).map_err(|error| {
        let is_typed = step.is_none() && matches!(error, RunError::NotAllowed(_));
        let failure = refused(error);
        match is_typed {
            true => failure.hint(format!("--risk read, if it only reads; else {COPY}")),
            false => failure,
        }
    })?;
    show(&prepared);
    agreed(&prepared, args.yes)?;
    // Which box it is that answers is read first, as a run of its own.
    let is_told = prepared.start.risk == Risk::Read || prepared.target.via == Via::Local;
    let identity = match identity::asked(prepared.target.kind).filter(|_| !is_told) {
        Some(text) => {
            let wanted = RunRequest {
                step: None,
                typed: Some((text, Risk::Read)),
                target: Some(&prepared.target.name),
                approved_by: None,
                has_console: false,
                timeout: None,
                values: &values,
            };
            Some(prepare(program.session()?, &state, &wanted, &context).map_err(refused)?)
        }
        None => None,
    };
    let sending = ReadyRun {
        head,
        prepared,
        identity,
        step,
        other_box: args.other_box,
        json: args.json,
    };
    send(program, sending)
}

/// What is to be sent.
#[cfg_attr(
    not(feature = "transports"),
    expect(dead_code, reason = "nothing is sent")
)]
pub struct ReadyRun {
    pub head: Head,
    pub prepared: Prepared,
    /// What asks which box it is, before something is altered there.
    pub identity: Option<Prepared>,
    pub step: Option<StepRef>,
    pub other_box: bool,
    pub json: bool,
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
    for value in &prepared.foreign {
        let Foreign { name, value, from } = value;
        output::remark(&format!("from elsewhere: {name} = {value}, from {from}"));
    }
    for line in &prepared.undo {
        output::remark(&format!("undo: {line}"));
    }
}

/// Whether it may be sent now. What alters something wants a yes, and so do values that nobody has
/// typed here.
fn agreed(prepared: &Prepared, yes: bool) -> Result<(), Failure> {
    if prepared.asked == Asked::LastEnter {
        output::remark("it is typed there, and its Enter is yours");
    }
    let alters = !matches!(prepared.asked, Asked::Enter);
    if !alters && prepared.foreign.is_empty() || yes {
        return Ok(());
    }
    match output::confirms("Send it?") {
        Some(true) => Ok(()),
        Some(false) => Err(Failure::new(Exit::Failed, "nothing was sent")),
        None => Err(Failure::new(
            Exit::Failed,
            match alters {
                true => "nothing was sent: it alters something",
                false => "nothing was sent: it holds values from elsewhere",
            },
        )
        .hint("--yes sends it without a question")),
    }
}

#[cfg(not(feature = "transports"))]
fn send(_: &mut Program, _: ReadyRun) -> Result<(), Failure> {
    let what = "this program was built without the ways to send anything";
    Err(Failure::new(Exit::Failed, what).hint(COPY))
}

/// A span such as `90s` or `5m`.
fn span(text: &str) -> Result<Duration, String> {
    let ms = crate::domain::time::parse_span_ms(text);
    match ms.and_then(|ms| u64::try_from(ms).ok()) {
        Some(ms) if (1_000..=24 * 3_600_000).contains(&ms) => Ok(Duration::from_millis(ms)),
        _ => Err("write a time such as 30s or 5m, a day at most".to_owned()),
    }
}
