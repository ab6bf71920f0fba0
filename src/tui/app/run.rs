//! Commands that are sent from the screen: made ready, shown, recorded, sent on a thread, and
//! recorded again when they have ended. One goes on at a time. Ways to boxes are kept, so a sign-in
//! is made once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::super::action::{ActionId as Id, Places};
use super::super::effect::Msg;
use super::super::model::Overlay;
use super::super::runs::{
    ForeignValue, OutputPage, OutputState, RunAsk, RunAsked, RunWant, Sending,
};
use super::super::terminal;
use super::App;
use super::outputs::{lines_of, page_of, record_of};
use super::perform::{EffectFailure, failure};
use super::run_job::{LiveOutput, RunJob, RunOver};
use crate::domain::id::IncidentId;
use crate::domain::runbook::Risk;
use crate::domain::target::{LOCAL, NoTarget, Target, Via, identity};
use crate::operations::outputs;
use crate::operations::run::{
    Begun, Identified, NotThatBox, Prepared, RunContext, RunError, RunRequest, begin, duty,
    identity, prepare, record, run_of_begun,
};
use crate::run::prompt::Answers;
use crate::run::ssh::Dialogue;
use crate::run::way::{self, NoWay, Way, WayTools};
use crate::run::{Stop, stop};

/// How long leaving waits until what runs has stopped.
const PATIENCE: Duration = Duration::from_secs(8);

/// A way that a thread takes while something runs.
pub(super) type SharedWay = Arc<Mutex<Way>>;

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

    /// Sends the command that is shown. Where a sign-in has to be made first, the terminal is lent
    /// to it and this comes again.
    pub(super) fn send_run(&mut self) -> Result<Option<Msg>, EffectFailure> {
        let Some(ready) = self.runs.ready.take() else {
            return Ok(None);
        };
        let target = ready.prepared.target.clone();
        if let Some(way) = self.runs.ways.get(&target.name).cloned() {
            return self.begin_run(ready, way);
        }
        if way::takes_terminal(&target) {
            self.runs.ready = Some(ready);
            self.runs.connects = true;
            return Ok(None);
        }
        match self.make_way(&target, Dialogue::Nobody) {
            Ok(way) => self.begin_run(ready, way),
            Err(NoWay::Failed(what)) => {
                self.runs.ready = Some(ready);
                Err((what, Some(self.copy_instead())).into())
            }
            Err(NoWay::Panes(panes)) => {
                let panes = panes.into_iter().map(|pane| (pane.id, pane.line));
                let ask = RunAsk {
                    target: Some(target.name),
                    ..ready.ask
                };
                Ok(Some(wants(ask, RunWant::Pane(panes.collect()))))
            }
        }
    }

    /// Whether a sign-in waits for the terminal.
    pub fn is_connecting(&self) -> bool {
        self.runs.connects
    }

    /// Signs in at the box of the command that is shown. The terminal is not borrowed meanwhile.
    pub fn connect(&mut self) {
        self.runs.connects = false;
        let Some(target) = self.runs.ready.as_ref().map(|r| r.prepared.target.clone()) else {
            return;
        };
        let made = terminal::lent(|| self.make_way(&target, Dialogue::Terminal));
        let msg = match made {
            Ok(_) => Msg::Connected,
            Err(NoWay::Failed(what)) => Msg::Refused {
                text: what,
                hint: Some(self.copy_instead()),
            },
            Err(NoWay::Panes(_)) => return,
        };
        self.handle(msg);
    }

    fn make_way(&mut self, target: &Target, dialogue: Dialogue) -> Result<SharedWay, NoWay> {
        let Some(tools) = &self.tools.runs else {
            return Err(NoWay::Failed("nothing can be sent from here".to_owned()));
        };
        let (sender, receiver) = channel::<Option<String>>();
        let answers = self.tools.tasks.clone().map(|tasks| {
            let ask = move |question: &str| {
                tasks.send(Msg::BoxAsks(question.to_owned())).ok()?;
                receiver.recv().ok().flatten()
            };
            Box::new(ask) as Answers
        });
        let way = way::to(
            target,
            WayTools {
                locks: &tools.folder,
                dialogue,
                answers,
            },
        )?;
        let way: SharedWay = Arc::new(Mutex::new(way));
        self.runs.answers.insert(target.name.clone(), sender);
        self.runs.ways.insert(target.name.clone(), way.clone());
        Ok(way)
    }

    /// Records that it begins, and has a thread send it: the question which box it is first.
    fn begin_run(
        &mut self,
        mut ready: Ready,
        way: SharedWay,
    ) -> Result<Option<Msg>, EffectFailure> {
        let Some(folder) = self.tools.runs.as_ref().map(|tools| tools.folder.clone()) else {
            return Ok(None);
        };
        let identity = ready.identity.take();
        let sent = identity.as_ref().unwrap_or(&ready.prepared);
        let desk = self.output_desk()?;
        let stream = outputs::stream(&self.session).map_err(failure)?;
        let (stop, stopped) = stop::pair().map_err(|error| (error.to_string(), None))?;
        let begun = match begin(&mut self.session, ready.incident, sent, &folder) {
            Ok(begun) => begun,
            Err(error) => return Err(self.not_run(error)),
        };
        for value in &ready.prepared.foreign {
            let value = (value.name.clone(), value.value.clone());
            self.runs.confirmed.insert(value);
        }
        let run = run_of_begun(&self.session, &begun);
        let live = Arc::new(LiveOutput::default());
        let (sender, over) = channel();
        let job = RunJob {
            way,
            order: sent.order.clone(),
            stopped,
            stream,
            run,
            desk,
            live: live.clone(),
            over: sender,
        };
        let page = self.begun_page(&ready, sent, &begun);
        let target = ready.prepared.target.name.clone();
        self.runs.going = Some(GoingRun {
            identifies: identity.is_some(),
            ready,
            begun,
            target,
            stop,
            live,
            over,
            page: page.clone(),
            is_asked: false,
            is_stopping: false,
        });
        let incident = self.walked()?;
        match self.beside("run", move |beside| job.run(beside))? {
            None => Ok(Some(Msg::RunBegun {
                snapshot: Box::new(self.snapshot(incident)?),
                page: Box::new(page),
            })),
            // Without a loop beside which it could go on, it is over by now.
            Some(_) => {
                self.model.take(Msg::RunBegun {
                    snapshot: Box::new(self.snapshot(incident)?),
                    page: Box::new(page),
                });
                self.take_run_end()
            }
        }
    }

    fn begun_page(&self, ready: &Ready, sent: &Prepared, begun: &Begun) -> OutputPage {
        let state = self.session.incident(ready.incident).map(|it| it.state());
        let step = sent.start.step.clone().zip(state);
        OutputPage {
            event: Some(begun.run),
            step: step.map(|(at, state)| {
                let number = state.number_of(&at);
                (at, number)
            }),
            target: Some(ready.prepared.target.name.clone()),
            text: Some(sent.start.text.clone()),
            lines: Vec::new(),
            before: 0,
            state: OutputState::Comes {
                since: self.session.now(),
                is_stopping: false,
            },
            scroll: 0,
        }
    }

    /// What came of an output so far.
    pub(super) fn take_lines(&mut self) -> Option<Msg> {
        let going = self.runs.going.as_ref()?;
        let (lines, before) = going.live.lines();
        Some(Msg::OutputLines { lines, before })
    }

    /// The page of what comes just now, if this event began it.
    pub(super) fn page_that_comes(&self, event: crate::domain::id::EventId) -> Option<OutputPage> {
        let going = self.runs.going.as_ref()?;
        let (lines, before) = going.live.lines();
        let page = going.page.clone();
        let is_this = page.event == Some(event);
        is_this.then_some(OutputPage {
            lines,
            before,
            ..page
        })
    }

    /// Tells what runs to stop.
    pub(super) fn stop_run(&mut self) {
        if let Some(going) = &mut self.runs.going {
            going.is_stopping = true;
            going.stop.stop();
        }
        self.answer_box(None);
    }

    /// Answers what a box asks.
    pub(super) fn answer_box(&mut self, answer: Option<String>) {
        let Some(going) = &mut self.runs.going else {
            return;
        };
        if std::mem::take(&mut going.is_asked)
            && let Some(sender) = self.runs.answers.get(&going.target)
        {
            // Where nobody waits any more the run is over.
            let _ = sender.send(answer);
        }
    }

    /// A box asks something: it waits until the question is answered or left.
    pub(super) fn note_question(&mut self) {
        let is_stopping = match &mut self.runs.going {
            Some(going) => {
                going.is_asked = true;
                going.is_stopping
            }
            None => return,
        };
        if is_stopping {
            self.answer_box(None);
        }
    }

    /// Whoever left the question of a box has not answered it.
    pub(super) fn mind_question(&mut self) {
        let is_asked = self.runs.going.as_ref().is_some_and(|going| going.is_asked);
        if !is_asked {
            return;
        }
        let places = self.model.overlay.iter().chain(&self.model.under);
        let mut forms = places.filter_map(|place| match place {
            Overlay::Form(form) => Some(form),
            _ => None,
        });
        if !forms.any(|form| form.act.answers_box()) {
            self.answer_box(None);
        }
    }

    /// Records how what was sent has ended.
    pub(super) fn take_run_end(&mut self) -> Result<Option<Msg>, EffectFailure> {
        let Some(going) = self.runs.going.take() else {
            return Ok(None);
        };
        match going.over.try_recv() {
            Ok(over) => self.record_end(going, over),
            Err(_) => {
                self.runs.going = Some(going);
                Ok(None)
            }
        }
    }

    fn record_end(
        &mut self,
        going: GoingRun,
        RunOver { end, settled, host }: RunOver,
    ) -> Result<Option<Msg>, EffectFailure> {
        let GoingRun {
            ready,
            identifies,
            begun,
            target,
            page,
            ..
        } = going;
        use crate::domain::run::RunOutcome::{Lost, NotSent};
        // What is gone is made anew when something is sent there again.
        if matches!(end.outcome, Lost | NotSent) && target != LOCAL {
            self.runs.ways.remove(&target);
            self.runs.answers.remove(&target);
        }
        let finished = record(&mut self.session, begun, &end, settled).map_err(failure)?;
        if identifies {
            let of = Identified {
                target: &ready.prepared.target,
                end: &end,
                answer: &finished.text,
                host: host.as_deref(),
                only_on: ready.prepared.only_on,
                other_box: ready.ask.other_box,
            };
            let boxes = self.tools.runs.as_ref().map(|tools| tools.boxes.clone());
            let judged = boxes.map_or(Ok(false), |boxes| identity(&of, &boxes));
            let way = self.runs.ways.get(&target).cloned();
            return match (judged, way) {
                (Ok(_), Some(way)) => self.begin_run(ready, way),
                (Ok(_), None) => Err(("the way to the box is gone".to_owned(), None).into()),
                (Err(NotThatBox::Other(target, what)), _) => {
                    let what = format!("{target} is another box than before: {what}.");
                    self.uncover_output();
                    Ok(Some(wants(ready.ask, RunWant::OtherBox(what))))
                }
                (Err(other), _) => {
                    self.uncover_output();
                    let hint = "nothing was altered".to_owned();
                    Err((other.to_string(), Some(hint)).into())
                }
            };
        }
        let state = self.session.incident(ready.incident).map(|it| it.state());
        let found = state.zip(page.event);
        let found = found.and_then(|(state, event)| Some((state, record_of(state, event)?)));
        let Some((state, run)) = found else {
            return Ok(None);
        };
        let says = (end.trouble.clone(), finished.not_kept.clone());
        let page = OutputPage {
            lines: lines_of(&finished.text),
            ..page_of(state, run, finished.shown.clone(), says)
        };
        self.taken(ready.incident, page).map(Some)
    }

    /// Closes the page of a question to a box that nothing follows.
    fn uncover_output(&mut self) {
        if matches!(self.model.overlay, Some(Overlay::Output(_))) {
            self.model.take(Msg::Act {
                id: Id::Back,
                digit: None,
            });
        }
    }

    /// Whoever leaves stops what runs, and how it ended is recorded as far as it can be waited
    /// for. What cannot is lost, and the next who looks records that.
    pub(super) fn end_run(&mut self) {
        self.stop_run();
        if let Some(going) = self.runs.going.take()
            && let Ok(over) = going.over.recv_timeout(PATIENCE)
        {
            let begun = going.begun;
            let _ = record(&mut self.session, begun, &over.end, over.settled);
        }
    }
}

fn wants(ask: RunAsk, want: RunWant) -> Msg {
    Msg::RunWants(Box::new((ask, want)))
}

/// The way, whoever panicked with it.
pub(super) fn locked(way: &SharedWay) -> std::sync::MutexGuard<'_, Way> {
    way.lock().unwrap_or_else(PoisonError::into_inner)
}
