//! Commands that are sent from the screen: made ready, shown, recorded, sent on a thread, and
//! recorded again when they have ended. One goes on at a time. Ways to boxes are kept, so a sign-in
//! is made once.

mod ended;
mod send;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use super::super::action::{ActionId as Id, Places};
use super::super::effect::Msg;
use super::super::runs::{ForeignValue, OutputPage, RunAsk, RunAsked, RunWant, Sending};
use super::App;
use super::perform::{EffectFailure, failure};
use super::run_job::{LiveOutput, RunOver};
use crate::domain::id::IncidentId;
use crate::domain::runbook::Risk;
use crate::domain::target::{NoTarget, Via, identity};
use crate::operations::run::{
    Begun, NotThatBox, Prepared, RunContext, RunError, RunRequest, duty, prepare,
};
use crate::run::Stop;
use crate::run::way;

pub(super) use send::{SharedWay, locked};

/// What is known of commands that are sent.
#[derive(Default)]
pub(super) struct Runs {
    ways: BTreeMap<String, SharedWay>,
    /// Where the answers for each way's questions go.
    answers: BTreeMap<String, Sender<Option<String>>>,
    ready: Option<Ready>,
    going: Option<GoingRun>,
    /// The terminal has to be lent before the one that is ready can be sent.
    connects: bool,
    /// Values from elsewhere that were confirmed: each is asked about once.
    confirmed: BTreeSet<(String, String)>,
}

/// A command that is ready to be sent.
struct Ready {
    incident: IncidentId,
    ask: RunAsk,
    prepared: Prepared,
    /// What asks which box it is, before something is altered there.
    identity: Option<Prepared>,
}

/// One that was sent.
struct GoingRun {
    ready: Ready,
    /// It is the question which box it is; the command itself comes after it.
    identifies: bool,
    begun: Begun,
    target: String,
    stop: Stop,
    live: Arc<LiveOutput>,
    over: Receiver<RunOver>,
    page: OutputPage,
    /// The box waits for an answer.
    is_asked: bool,
    is_stopping: bool,
}

impl App {
    /// Fills a command in, chooses its box and asks the rules. What is missing is asked for.
    pub(super) fn prepare_run(&mut self, ask: RunAsk) -> Result<Option<Msg>, EffectFailure> {
        if let Some(going) = &self.runs.going {
            let key = self.model.keys.press(Id::Outputs, Places::WALK);
            let text = format!("something runs on {} already", going.target);
            return Err((text, Some(format!("{key} shows it, and stops it there"))).into());
        }
        let incident = self.walked()?;
        let Some(tools) = &self.tools.runs else {
            return Err(("nothing can be sent from here".to_owned(), None).into());
        };
        let Some(state) = self.session.incident(incident).map(|it| it.state().clone()) else {
            return Ok(None);
        };
        let mut targets = tools.targets.clone();
        if let Some((pane, name)) = ask.pane.as_ref().zip(ask.target.as_deref()) {
            let meant = targets.iter_mut().find(|target| target.name == name);
            if let Some(target) = meant {
                target.via = Via::Tmux(Some(pane.clone()));
            }
        }
        let wanted = RunRequest {
            step: match &ask.what {
                RunAsked::Step(at, index) => Some((at, *index)),
                RunAsked::Typed(..) => None,
            },
            typed: match &ask.what {
                RunAsked::Typed(text, risk) => Some((text.as_str(), *risk)),
                RunAsked::Step(..) => None,
            },
            target: ask.target.as_deref(),
            approved_by: ask.approved_by.clone(),
            has_console: ask.has_console,
            timeout: None,
            values: &state.variables,
        };
        if wanted.typed.is_some() && wanted.target.is_none() {
            let names = targets.into_iter().map(|target| target.name).collect();
            return Ok(Some(wants(ask, RunWant::Target(names))));
        }
        let context = RunContext {
            targets: &targets,
            policy: &tools.policy,
            is_trusted: &tools.is_trusted,
        };
        let mut prepared = match prepare(&self.session, &state, &wanted, &context) {
            Ok(prepared) => prepared,
            Err(RunError::NoTarget(NoTarget::Several { targets, .. })) => {
                return Ok(Some(wants(ask, RunWant::Target(targets))));
            }
            Err(RunError::WantsApproval(who)) => {
                return Ok(Some(wants(ask, RunWant::Approval(who))));
            }
            Err(RunError::OwnPath(target)) => {
                return Ok(Some(wants(ask, RunWant::Console(target))));
            }
            Err(other) => return Err(self.not_run(other)),
        };
        prepared.start.address = way::address(&prepared.target);
        let is_told = prepared.start.risk == Risk::Read || prepared.target.via == Via::Local;
        let asked = identity::asked(prepared.target.kind).filter(|_| !is_told);
        let mut identity = match asked {
            Some(text) => {
                let wanted = RunRequest {
                    step: None,
                    typed: Some((text, Risk::Read)),
                    target: Some(&prepared.target.name),
                    approved_by: None,
                    has_console: false,
                    timeout: None,
                    values: &state.variables,
                };
                let asked = prepare(&self.session, &state, &wanted, &context);
                Some(asked.map_err(|error| self.not_run(error))?)
            }
            None => None,
        };
        if let Some(identity) = &mut identity {
            identity.start.address.clone_from(&prepared.start.address);
        }
        if let (None, Some(only)) = (&identity, prepared.only_on) {
            let what = NotThatBox::NeverTells(duty(only)).to_string();
            return Err((what, Some(self.copy_instead())).into());
        }
        let confirmed = &self.runs.confirmed;
        let foreign = prepared.foreign.iter().map(|value| ForeignValue {
            name: value.name.clone(),
            value: value.value.clone(),
            from: value.from.clone(),
        });
        let new =
            |value: &ForeignValue| !confirmed.contains(&(value.name.clone(), value.value.clone()));
        let sending = Sending {
            ask: ask.clone(),
            number: match &ask.what {
                RunAsked::Step(at, _) => Some(state.number_of(at)),
                RunAsked::Typed(..) => None,
            },
            target: prepared.target.name.clone(),
            kind: prepared.target.kind.name,
            via: prepared.target.via.word(),
            address: prepared.start.address.clone(),
            risk: prepared.start.risk,
            raised: prepared.raised.clone(),
            text: prepared.start.text.clone(),
            foreign: foreign.filter(new).collect(),
            undo: prepared.undo.clone(),
            asked: prepared.asked,
            limit_ms: i64::try_from(prepared.order.timeout.as_millis()).unwrap_or(i64::MAX),
            identifies: identity.is_some(),
            scroll: 0,
        };
        self.runs.ready = Some(Ready {
            incident,
            ask,
            prepared,
            identity,
        });
        Ok(Some(Msg::Sending(Box::new(sending))))
    }

    /// Why nothing is run, and what to do instead.
    fn not_run(&self, error: RunError) -> EffectFailure {
        let copy = self.copy_instead();
        let key = |id| self.model.keys.press(id, Places::WALK);
        let hint = match &error {
            RunError::Session(_) => None,
            RunError::Unfilled(_) => Some(format!("{} sets values", key(Id::Variables))),
            RunError::UndoLacks(_) => Some(format!(
                "{} sets it, as it stands there now",
                key(Id::Variables)
            )),
            RunError::NotTrusted(id) => Some(format!("runsheet runbooks trust {id}, or {copy}")),
            RunError::NoTarget(NoTarget::NoneServes(_)) => {
                Some(format!("name a target in config.toml, or {copy}"))
            }
            RunError::NotAllowed(_) | RunError::NoTarget(_) => Some(copy),
            RunError::NoLock(_) => {
                Some("make room in the data folder, or mend its permissions".to_owned())
            }
            _ => None,
        };
        match error {
            RunError::Session(error) => failure(error),
            error => (error.to_string(), hint).into(),
        }
    }

    fn copy_instead(&self) -> String {
        let key = |id| self.model.keys.press(id, Places::WALK);
        let (copy, output) = (key(Id::Copy), key(Id::Output));
        format!("{copy} copies it, and {output} takes what it says where you are signed in")
    }
}

fn wants(ask: RunAsk, want: RunWant) -> Msg {
    Msg::RunWants(Box::new((ask, want)))
}
