//! `run INCIDENT STEP [INDEX]` and `run INCIDENT --target T -- TEXT`: sends a command to a box,
//! and takes in what it says. What is sent is shown first; without a terminal nothing is asked.

use std::time::Duration;

use super::act::RiskArg;
use super::assignment::assigned;
use super::context::{Program, find_step};
use super::failure::{Exit, Failure};
use super::pasted::{self, PasteNotes};
use super::{output, targets};
use crate::domain::id::StepRef;
use crate::domain::run::RunOutcome;
use crate::domain::runbook::{OnlyOn, Risk};
use crate::domain::target::identity::{self, Duty, Identity};
use crate::domain::target::policy::Asked;
use crate::domain::target::{NoTarget, Target, Via, plain_word};
use crate::journal::Head;
use crate::operations::outputs;
use crate::operations::run::{
    Begun, Prepared, RunContext, RunError, RunRequest, begin, finish, prepare,
};
use crate::run::{Intake, identities, stop};

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
            .map_err(|allowed| Failure::usage(&format!("--pane {pane}: {allowed}")))?;
        let meant = |target: &&mut Target| Some(target.name.as_str()) == args.target.as_deref();
        if let Some(target) = all.iter_mut().find(meant) {
            target.via = Via::Tmux(Some(pane.to_owned()));
        }
    }
    let trusted = program.trusted_texts()?;
    let context = RunContext {
        targets: &all,
        policy: &policy,
        is_trusted: &|sha256: &str| trusted.contains(sha256),
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
    let sending = Sending {
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
struct Sending {
    head: Head,
    prepared: Prepared,
    /// What asks which box it is, before something is altered there.
    identity: Option<Prepared>,
    step: Option<StepRef>,
    other_box: bool,
    json: bool,
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
fn send(program: &mut Program, sending: Sending) -> Result<(), Failure> {
    let Sending {
        head,
        mut prepared,
        identity,
        step,
        other_box,
        json,
    } = sending;
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let folder = program.paths()?.runs();
    let mut way = super::way::to(program, &prepared.target)?
        .map_err(|what| Failure::new(Exit::Failed, what).hint(COPY))?;
    prepared.start.address = super::way::address(&prepared.target);
    let (stopper, stopped) = stop::pair().map_err(failed)?;
    super::interrupt::on_signal(move || stopper.stop())?;
    let context = pasted::PasteContext::new(program)?;
    if let Some(mut asked) = identity {
        asked.start.address.clone_from(&prepared.start.address);
        let of = Identified {
            head,
            asked: &asked,
            only_on: prepared.only_on,
            other_box,
        };
        of.check(program, way.as_mut(), &stopped, &context)?;
    } else if let Some(only) = prepared.only_on {
        let what = format!(
            "it is for the {} box of a pair, and this one does not tell",
            duty(only).word()
        );
        return Err(Failure::new(Exit::Failed, what).hint(COPY));
    }
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
    let finished = finish(program.session()?, begun, &end, &taken, &context.outputs())?;
    let told = PasteNotes {
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

/// The question which box it is.
#[cfg(feature = "transports")]
struct Identified<'a> {
    head: Head,
    asked: &'a Prepared,
    only_on: Option<OnlyOn>,
    other_box: bool,
}

#[cfg(feature = "transports")]
impl Identified<'_> {
    /// Asks, records the answer, and holds it against the one before. Nothing is altered on a box
    /// that is another one.
    fn check(
        &self,
        program: &mut Program,
        way: &mut dyn crate::run::Transport,
        stopped: &crate::run::Stopped,
        desk: &pasted::PasteContext,
    ) -> Result<(), Failure> {
        let file = program.paths()?.boxes();
        let folder = program.paths()?.runs();
        let session = program.session()?;
        let stream = outputs::stream(session)?;
        let begun = begin(session, self.head.id, self.asked, &folder).map_err(refused)?;
        let mut intake = Intake::unseen(stream);
        let end = way.run(&self.asked.order, stopped, &mut intake);
        let taken = intake.finish();
        let answer = taken.text.clone();
        finish(program.session()?, begun, &end, &taken, &desk.outputs())?;
        let target = &self.asked.target;
        if end.outcome != RunOutcome::Exited {
            let trouble = end.trouble.unwrap_or_else(|| end.outcome.word().to_owned());
            let what = format!(
                "which box answers at {} could not be read: {trouble}",
                target.name
            );
            return Err(Failure::new(Exit::Failed, what).hint("nothing was altered"));
        }
        let told = Identity::read(target.kind, &answer, way.host().as_deref());
        let before = identities::kept(&file, &target.name);
        match told.differs(&before) {
            Some(what) if !self.other_box => {
                let what = format!("{} is another box than before: {what}", target.name);
                return Err(Failure::new(Exit::Failed, what)
                    .hint("nothing was altered; --other-box goes on with this one"));
            }
            _ => {}
        }
        if let Some(only) = self
            .only_on
            .map(duty)
            .filter(|only| told.duty != Some(*only))
        {
            let is = told.duty.map_or("does not tell", Duty::word);
            let what = format!(
                "it is for the {} box, and {} {is}",
                only.word(),
                target.name
            );
            return Err(Failure::new(Exit::Failed, what).hint("nothing was altered"));
        }
        match told.is_unknown() {
            true => output::remark("which box it is does not show in what it says"),
            false => identities::keep(&file, &target.name, &told)
                .map_err(|error| Failure::output(&file.display().to_string(), &error))?,
        }
        Ok(())
    }
}

#[cfg(feature = "transports")]
fn duty(only: OnlyOn) -> Duty {
    match only {
        OnlyOn::Active => Duty::Active,
        OnlyOn::Standby => Duty::Standby,
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
fn send(_: &mut Program, _: Sending) -> Result<(), Failure> {
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
        RunError::NotTrusted(id) => Some(format!("runbooks trust {id}; or {COPY}")),
        RunError::NoLock(_) => {
            Some("make room in the data folder, or mend its permissions".to_owned())
        }
        RunError::OwnPath(_) => Some(
            "--console, once you are signed in at its console or over a second way; or copy it"
                .to_owned(),
        ),
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
