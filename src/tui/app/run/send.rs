//! A command that is shown goes out: the way to its box is made or taken, the terminal is lent to a
//! sign-in, and a thread sends it.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::super::effect::Msg;
use super::super::super::runs::{OutputPage, OutputState, RunAsk, RunWant};
use super::super::super::terminal;
use super::super::App;
use super::super::perform::{EffectFailure, failure};
use super::super::run_job::{LiveOutput, RunJob};
use super::{GoingRun, Ready, wants};
use crate::domain::target::Target;
use crate::operations::outputs;
use crate::operations::run::{Begun, Prepared, begin, run_of_begun};
use crate::run::prompt::Answers;
use crate::run::ssh::Dialogue;
use crate::run::stop;
use crate::run::way::{self, NoWay, Way, WayTools};

/// A way that a thread takes while something runs.
pub(in super::super) type SharedWay = Arc<Mutex<Way>>;

impl App {
    /// Sends the command that is shown. Where a sign-in has to be made first, the terminal is lent
    /// to it and this comes again.
    pub(in super::super) fn send_run(&mut self) -> Result<Option<Msg>, EffectFailure> {
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
    pub(super) fn begin_run(
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
}

/// The way, whoever panicked with it.
pub(in super::super) fn locked(way: &SharedWay) -> MutexGuard<'_, Way> {
    way.lock().unwrap_or_else(PoisonError::into_inner)
}
