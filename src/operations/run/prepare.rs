//! The first part: what is run is filled in, its box chosen, and the rules asked. Nothing is
//! recorded, and nothing is sent.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use super::foreign::{Foreign, foreign};
use super::undo::undo_of;
use crate::domain::command::RunStart;
use crate::domain::digest::sha256_hex;
use crate::domain::event::Mode;
use crate::domain::fill::{Filling, Segment, Unfilled, variables_in};
use crate::domain::id::{RunbookId, StepRef};
use crate::domain::run::RunWhat;
use crate::domain::runbook::{OnlyOn, Risk, Run, Variable};
use crate::domain::state::State;
use crate::domain::target::policy::{Asked, NotAllowed};
use crate::domain::target::{NoTarget, Policy, Target, choose, verbs};
use crate::run::{Order, TIMEOUT};
use crate::session::{Session, SessionError};

/// Whether the commands of a text, by its SHA-256 in hex, may be run from here.
pub type IsTrusted = Box<dyn Fn(&RunbookId, &str) -> bool>;

/// Why nothing was run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The rules or the journal.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// No target.
    #[error(transparent)]
    NoTarget(#[from] NoTarget),
    /// It may not be sent there.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// A variable has no value, or one that cannot stand there.
    #[error("not run: {}", .0.to_string().trim_start_matches("not copied: "))]
    Unfilled(Unfilled),
    /// A drill.
    #[error("this is a drill, and nothing is run in one")]
    Drill,
    /// There is no such command.
    #[error("the step runs nothing with the number {0}")]
    NoSuchRun(u32),
    /// The runbook comes from elsewhere.
    #[error("nothing of {0} is run from here: it comes from elsewhere, and nobody has trusted it")]
    NotTrusted(String),
    /// The step wants somebody's approval.
    #[error("this wants the approval of {0}")]
    WantsApproval(String),
    /// It may cut the way that leads there.
    #[error(
        "not run on {0}: it may cut the way there, and nobody has said that there is a console"
    )]
    OwnPath(String),
    /// It could not be taken back: these have no value yet.
    #[error("not run: taking it back needs {}, and {} no value yet", .0.join(", "), if .0.len() == 1 { "that has" } else { "those have" })]
    UndoLacks(Vec<String>),
    /// The lock of the run could not be taken.
    #[error("nothing was sent: {0}")]
    NoLock(io::Error),
}

/// What is to be run.
pub struct RunRequest<'a> {
    /// A run of a step: the step and which of its runs, from 1.
    pub step: Option<(&'a StepRef, u32)>,
    /// A command that is in no runbook, and what it can do.
    pub typed: Option<(&'a str, Risk)>,
    /// The name of the target, if it was said.
    pub target: Option<&'a str>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// There is a console, or a second way to the box.
    pub has_console: bool,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// The values of variables that are no secrets.
    pub values: &'a BTreeMap<String, String>,
}

/// What may be sent where.
pub struct RunContext<'a> {
    /// The targets that there are.
    pub targets: &'a [Target],
    /// What may be sent there.
    pub policy: &'a Policy,
    /// Whether a runbook's text, by its hash, is trusted.
    pub is_trusted: &'a dyn Fn(&RunbookId, &str) -> bool,
}

/// What is about to be run, as it is shown before anything is sent.
#[derive(Debug)]
pub struct Prepared {
    /// What will be recorded of it.
    pub start: RunStart,
    /// The box.
    pub target: Target,
    /// What goes out.
    pub order: Order,
    /// The words that raised its risk.
    pub raised: Option<String>,
    /// What has to be asked first.
    pub asked: Asked,
    /// What the box has to do in its pair.
    pub only_on: Option<OnlyOn>,
    /// The values in it that come from elsewhere.
    pub foreign: Vec<Foreign>,
    /// How it is taken back, line by line, where it alters something.
    pub undo: Vec<String>,
}

/// Fills in, chooses the box and asks the rules. Nothing is recorded yet.
pub fn prepare(
    session: &Session,
    state: &State,
    wanted: &RunRequest<'_>,
    context: &RunContext<'_>,
) -> Result<Prepared, RunError> {
    if state.mode() == Mode::Drill {
        return Err(RunError::Drill);
    }
    let Text {
        text,
        shown,
        risk: stated,
        device,
        severs,
        only_on,
        timeout,
        foreign,
        undo,
    } = match (wanted.step, wanted.typed) {
        (Some((step, index)), _) => of_step(session, state, wanted, (step, index), context)?,
        (None, Some((text, risk))) => Text {
            text: text.trim_end().to_owned(),
            shown: session.secrets.mask(text.trim_end()),
            risk,
            device: None,
            severs: false,
            only_on: None,
            timeout: None,
            foreign: Vec::new(),
            undo: None,
        },
        (None, None) => return Err(RunError::NoSuchRun(0)),
    };
    let target = choose(context.targets, wanted.target, device.as_deref())?.clone();
    let (risk, raised) = verbs::raised(target.kind, &text, stated);
    let asked = context.policy.permit(&target, risk)?;
    if risk != Risk::Read && (target.path || severs) && !wanted.has_console {
        return Err(RunError::OwnPath(target.name));
    }
    let undo = match risk {
        Risk::Read => Vec::new(),
        _ => undo.transpose()?.unwrap_or_default(),
    };
    let masked = session.masks()?.mask(&shown).text.into_owned();
    // What only looks like a secret goes the careful way as well.
    let is_secret = masked != text;
    let start = RunStart {
        what: match wanted.step {
            Some(_) => RunWhat::Step,
            None => RunWhat::Action,
        },
        step: wanted.step.map(|(step, _)| step.clone()),
        index: wanted.step.map(|(_, index)| index),
        of: None,
        target: target.name.clone(),
        address: None,
        kind: Some(target.kind.name.to_owned()),
        via: target.via.word().to_owned(),
        text_sha256: sha256_hex(masked.as_bytes()),
        risk,
        approved_by: wanted.approved_by.clone(),
        text: masked,
    };
    let order = Order {
        is_secret,
        timeout: wanted.timeout.or(timeout).unwrap_or(TIMEOUT),
        leaves_enter: asked == Asked::LastEnter,
        text,
    };
    Ok(Prepared {
        start,
        target,
        order,
        raised,
        asked,
        only_on,
        foreign,
        undo,
    })
}

/// What is run, filled in.
struct Text {
    /// As it goes out.
    text: String,
    /// With names in the place of secrets.
    shown: String,
    risk: Risk,
    /// The device that a step runs it on.
    device: Option<String>,
    /// Whether it may cut the way to the box.
    severs: bool,
    only_on: Option<OnlyOn>,
    timeout: Option<Duration>,
    foreign: Vec<Foreign>,
    /// How it is taken back, or what is missing for that. Asked for only where it alters something.
    undo: Option<Result<Vec<String>, RunError>>,
}

/// What a step runs, filled in, with its risk and the device that it is for.
fn of_step(
    session: &Session,
    state: &State,
    wanted: &RunRequest<'_>,
    (at, index): (&StepRef, u32),
    context: &RunContext<'_>,
) -> Result<Text, RunError> {
    let no_run = || RunError::NoSuchRun(index);
    let (attachment, step) = state.step(at).ok_or_else(no_run)?;
    let place = (index as usize).checked_sub(1);
    let run = place
        .and_then(|place| step.run.get(place))
        .ok_or_else(no_run)?;
    if !(context.is_trusted)(&attachment.id, &attachment.sha256) {
        return Err(RunError::NotTrusted(attachment.id.to_string()));
    }
    if let Some(who) = step.approval.filter(|_| wanted.approved_by.is_none()) {
        return Err(RunError::WantsApproval(who.to_string()));
    }
    let variables: &[Variable] = match attachment.runbook.as_deref() {
        Some(runbook) => &runbook.variables,
        None => &[],
    };
    let filling = Filling {
        variables,
        values: wanted.values,
        examples: false,
        secret: |name: &str| session.secrets.get(name),
    };
    let text = filling.fill(run).map_err(RunError::Unfilled)?;
    // By its place and not by its value: quoted or escaped, that is another text.
    let shown = filling.pieces(run).into_iter().map(|piece| match piece {
        Segment::Plain(text) | Segment::Missing(text) => text.to_owned(),
        Segment::Value(value) => value.into_owned(),
        Segment::Secret(name) => format!("[secret {name}]"),
    });
    let shown: String = shown.collect();
    Ok(Text {
        foreign: values_from_elsewhere(session, state, run),
        undo: undo_of(step, &filling, session),
        shown,
        text,
        risk: step.risk,
        device: Some(run.device.clone()),
        severs: run.severs.is_some(),
        only_on: run.only_on,
        timeout: run
            .timeout_ms
            .and_then(|ms| u64::try_from(ms).ok())
            .map(Duration::from_millis),
    })
}

/// The values in what is run that whoever works here has not typed.
fn values_from_elsewhere(session: &Session, state: &State, run: &Run) -> Vec<Foreign> {
    let incident = state.id.and_then(|id| session.incident(id));
    let names = variables_in(&run.text);
    let own = session.journal().replica();
    incident.map_or_else(Vec::new, |incident| foreign(incident, own, &names))
}
