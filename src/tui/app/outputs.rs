//! What boxes said: pasted or read from a file, looked through on a thread, recorded, and shown.
//! Nothing is sent here.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::super::effect::{Msg, RunEffect};
use super::super::findings::finding_rows;
use super::super::logs::{ScanSource, expanded};
use super::super::runs::{OutputEnd, OutputPage, OutputState};
use super::App;
use super::perform::{EffectFailure, failure};
use super::scan::ScanContext;
use crate::domain::id::{EventId, IncidentId, StepRef};
use crate::domain::run::{RunOutcome, RunRecord};
use crate::domain::runbook::{Risk, Run};
use crate::domain::shown::{Shown, shown};
use crate::domain::state::State;
use crate::domain::target::{Policy, Target};
use crate::evidence::Signatures;
use crate::operations::outputs::{self, OutputContext, PASTED, Settled};
use crate::operations::run::IsTrusted;
use crate::paths;
use crate::run::Intake;
use crate::run::kept::{KeptOutput, Outputs, of_file};

/// What the screen needs to send something, and to keep what comes back.
pub struct RunTools {
    /// The boxes that there are.
    pub targets: Vec<Target>,
    /// What may be sent where.
    pub policy: Policy,
    /// The folder of outputs and locks.
    pub folder: PathBuf,
    /// Which box answered where.
    pub boxes: PathBuf,
    /// Whether a runbook's text, by its hash, is trusted.
    pub is_trusted: IsTrusted,
}

/// What an output is taken in with, on any thread.
#[derive(Clone)]
pub(super) struct OutputDesk {
    scan: ScanContext,
    outputs: Option<Outputs>,
}

impl OutputDesk {
    /// The signatures of all runbooks.
    pub(super) fn signatures(&self) -> Arc<Signatures> {
        self.scan.signatures()
    }

    /// What the operations take.
    pub(super) fn context<'a>(&'a self, signatures: &'a Signatures) -> OutputContext<'a> {
        OutputContext {
            outputs: self.outputs.as_ref(),
            signatures,
            masks: self.scan.masks.clone(),
        }
    }
}

/// A paste that is being looked through.
pub(super) struct Pasting {
    incident: IncidentId,
    step: StepRef,
    index: Option<u32>,
    settled: Receiver<Result<Settled, String>>,
}

impl App {
    /// Carries out what is about boxes and what they say.
    pub(super) fn run(&mut self, effect: RunEffect) -> Result<Option<Msg>, EffectFailure> {
        match effect {
            RunEffect::Paste {
                step,
                index,
                source,
            } => self.paste_output((step, index), source),
            RunEffect::TakePaste => self.take_paste(),
            RunEffect::Show(event) => self.show_output(event).map(Some),
            RunEffect::Prepare(ask) => self.prepare_run(ask),
            RunEffect::Send => self.send_run(),
            RunEffect::TakeOutput => Ok(self.take_lines()),
            RunEffect::TakeEnd => self.take_run_end(),
            RunEffect::Stop => {
                self.stop_run();
                Ok(None)
            }
            RunEffect::Answer(answer) => {
                self.answer_box(answer.map(|answer| answer.0));
                Ok(None)
            }
        }
    }

    /// What outputs are taken in with; the library has to be there.
    pub(super) fn output_desk(&self) -> Result<OutputDesk, EffectFailure> {
        let tools = self.tools.runs.as_ref();
        let tools = tools.filter(|tools| tools.policy.keeps());
        Ok(OutputDesk {
            scan: self.scan_context()?,
            outputs: tools.map(|tools| Outputs::new(tools.folder.clone())),
        })
    }

    /// Looks through what a step's command said elsewhere.
    fn paste_output(
        &mut self,
        (step, index): (StepRef, Option<u32>),
        source: ScanSource,
    ) -> Result<Option<Msg>, EffectFailure> {
        let incident = self.walked()?;
        let desk = self.output_desk()?;
        let stream = outputs::stream(&self.session).map_err(failure)?;
        let run = outputs::run_of(&self.session, incident, &step, index.unwrap_or(1));
        let (sender, settled) = channel();
        self.pasting = Some(Pasting {
            incident,
            step,
            index,
            settled,
        });
        self.beside("output", move |_| {
            let mut intake = Intake::unseen(stream);
            let read = match &source {
                ScanSource::Paste(paste) => {
                    intake_text(&mut intake, paste.text().as_bytes());
                    Ok(())
                }
                ScanSource::Path(typed) => {
                    let path = expanded(typed, paths::home());
                    let read = of_file(&path, PASTED);
                    let read = read.map_err(|why| format!("{} {why}", path.display()));
                    read.map(|bytes| intake_text(&mut intake, &bytes))
                }
                ScanSource::Handed(handed) => {
                    intake_text(&mut intake, handed.text.text().as_bytes());
                    Ok(())
                }
            };
            let signatures = desk.signatures();
            let settle = |()| {
                let context = desk.context(&signatures);
                outputs::settle(run.as_ref(), intake.finish(), true, &context)
            };
            // Nobody waits any more if the operator has left.
            let _ = sender.send(read.map(settle));
            Msg::OutputSettled
        })
    }

    /// Records a pasted output that was looked through.
    fn take_paste(&mut self) -> Result<Option<Msg>, EffectFailure> {
        let Some(pasting) = self.pasting.take() else {
            return Ok(None);
        };
        let Ok(settled) = pasting.settled.try_recv() else {
            return Ok(None);
        };
        let settled = settled.map_err(|what| (what, None))?;
        let at = (pasting.incident, pasting.step.clone());
        let finished = outputs::record_paste(&mut self.session, at, pasting.index, settled);
        let finished = finished.map_err(failure)?;
        let event = finished.recorded.events.first().map(|recorded| recorded.id);
        let state = self.session.incident(pasting.incident).map(|it| it.state());
        let record = state.and_then(|state| record_of(state, event?));
        let Some((state, record)) = state.zip(record) else {
            return Ok(None);
        };
        let page = OutputPage {
            lines: lines_of(&finished.text),
            ..page_of(
                state,
                record,
                finished.shown.clone(),
                (None, finished.not_kept.clone()),
            )
        };
        self.taken(pasting.incident, page).map(Some)
    }

    /// The message that an output is recorded. Of an incident that is not walked nothing is shown.
    pub(super) fn taken(
        &self,
        incident: IncidentId,
        page: OutputPage,
    ) -> Result<Msg, EffectFailure> {
        let is_walked = self.walked().is_ok_and(|walked| walked == incident);
        let snapshot = match is_walked {
            true => Some(Box::new(self.snapshot(incident)?)),
            false => None,
        };
        let page = Box::new(page);
        Ok(Msg::OutputTaken { snapshot, page })
    }

    /// An output of the incident: what is kept of it, or its first and last lines.
    fn show_output(&mut self, event: EventId) -> Result<Msg, EffectFailure> {
        if let Some(page) = self.page_that_comes(event) {
            return Ok(Msg::OutputShown(Box::new(page)));
        }
        let id = self.walked()?;
        let state = self.session.incident(id).map(|incident| incident.state());
        let found = state.and_then(|state| Some((state, record_of(state, event)?)));
        let Some((state, record)) = found else {
            return Err(("the output is not there".to_owned(), None).into());
        };
        let folder = self.tools.runs.as_ref().map(|tools| &tools.folder);
        let kept = folder.map_or(KeptOutput::Gone, |folder| {
            Outputs::new(folder.clone()).read(&record.output)
        });
        let (text, not_kept) = match kept {
            KeptOutput::Whole(text) => (text, None),
            KeptOutput::Gone => (edges(record), None),
            KeptOutput::Altered(how) => {
                let what = format!("its file {how}; these are its first and last lines");
                (edges(record), Some(what))
            }
        };
        let run = run_of(state, record);
        let is_whole = record.outcome == Some(RunOutcome::Exited) && !record.output.truncated;
        let says = run.map(|run| shown(run, &text, is_whole));
        let page = OutputPage {
            lines: lines_of(&text),
            ..page_of(state, record, says.unwrap_or_default(), (None, not_kept))
        };
        Ok(Msg::OutputShown(Box::new(page)))
    }
}

fn intake_text(intake: &mut Intake<'_>, bytes: &[u8]) {
    crate::run::OutputSink::bytes(intake, bytes);
}

/// A run of an incident, by the event that began it.
pub(super) fn record_of(state: &State, event: EventId) -> Option<&RunRecord> {
    state.runs.iter().find(|run| run.event == event)
}

fn run_of<'a>(state: &'a State, record: &RunRecord) -> Option<&'a Run> {
    let (_, step) = state.step(record.step.as_ref()?)?;
    step.run
        .get((record.index.unwrap_or(1) as usize).checked_sub(1)?)
}

/// A text in lines.
pub(super) fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What an event holds of an output.
fn edges(record: &RunRecord) -> String {
    let head = record.output.head.clone().unwrap_or_default();
    let tail = record.output.tail.clone().unwrap_or_default();
    match record.output.bytes.unwrap_or_default() as usize > head.len() {
        true => format!("{head}\n[…]\n{tail}"),
        false => head,
    }
}

/// A run that has ended as a page, without its lines. Beside it stand what went wrong on the way and
/// why it was not kept.
pub(super) fn page_of(
    state: &State,
    record: &RunRecord,
    shown: Shown,
    (trouble, not_kept): (Option<String>, Option<String>),
) -> OutputPage {
    let step = record.step.clone().map(|at| {
        let number = state.number_of(&at);
        (at, number)
    });
    OutputPage {
        event: Some(record.event),
        step,
        target: record.target.clone(),
        text: record.text.clone(),
        lines: Vec::new(),
        before: 0,
        state: OutputState::Whole(Box::new(OutputEnd {
            outcome: record.outcome.unwrap_or(RunOutcome::Lost),
            exit: record.exit,
            took_ms: record.duration_ms,
            trouble,
            shown,
            found: finding_rows(state, &record.output.findings),
            is_cut: record.output.truncated,
            not_kept,
            may_have_altered: record.risk.is_some_and(|risk| risk != Risk::Read),
        })),
        scroll: 0,
    }
}
