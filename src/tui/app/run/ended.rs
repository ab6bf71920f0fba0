//! What comes of a command that was sent: its lines as they come, what its box asks, how it ended.

use std::time::Duration;

use super::super::super::action::ActionId as Id;
use super::super::super::effect::Msg;
use super::super::super::model::Overlay;
use super::super::super::runs::{OutputPage, RunWant};
use super::super::App;
use super::super::outputs::{lines_of, page_of, record_of};
use super::super::perform::{EffectFailure, failure};
use super::super::run_job::RunOver;
use super::{GoingRun, wants};
use crate::domain::target::LOCAL;
use crate::operations::run::{Identified, NotThatBox, identity, record};

/// How long leaving waits until what runs has stopped.
const PATIENCE: Duration = Duration::from_secs(8);

impl App {
    /// What came of an output so far.
    pub(in super::super) fn take_lines(&mut self) -> Option<Msg> {
        let going = self.runs.going.as_ref()?;
        let (lines, before) = going.live.lines();
        Some(Msg::OutputLines { lines, before })
    }

    /// The page of what comes just now, if this event began it.
    pub(in super::super) fn page_that_comes(
        &self,
        event: crate::domain::id::EventId,
    ) -> Option<OutputPage> {
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
    pub(in super::super) fn stop_run(&mut self) {
        if let Some(going) = &mut self.runs.going {
            going.is_stopping = true;
            going.stop.stop();
        }
        self.answer_box(None);
    }

    /// Answers what a box asks.
    pub(in super::super) fn answer_box(&mut self, answer: Option<String>) {
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
    pub(in super::super) fn note_question(&mut self) {
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
    pub(in super::super) fn mind_question(&mut self) {
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
    pub(in super::super) fn take_run_end(&mut self) -> Result<Option<Msg>, EffectFailure> {
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
    pub(in super::super) fn end_run(&mut self) {
        self.stop_run();
        if let Some(going) = self.runs.going.take()
            && let Ok(over) = going.over.recv_timeout(PATIENCE)
        {
            let begun = going.begun;
            let _ = record(&mut self.session, begun, &over.end, over.settled);
        }
    }
}
