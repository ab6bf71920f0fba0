//! The thread that sends a command and takes in what comes back. It needs no journal.

use std::collections::VecDeque;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::effect::Msg;
use super::super::jobs::Job;
use super::outputs::OutputDesk;
use super::run::{SharedWay, locked};
use crate::domain::runbook::Run;
use crate::masks::Stream;
use crate::operations::outputs::Settled;
use crate::operations::run::taken_in;
use crate::run::{End, Intake, Order, OutputSink, Stopped, Transport};

/// As many lines are shown of what comes; the whole output is shown once it is over.
const SHOWN: usize = 500;
/// No line is shown longer while it comes.
const LONGEST: usize = 4 << 10;
/// A frame is drawn at most so often for what comes.
const PACE: Duration = Duration::from_millis(40);

/// The last lines of an output that comes, where both threads reach them.
#[derive(Default)]
pub(super) struct LiveOutput(Mutex<LiveLines>);

#[derive(Default)]
struct LiveLines {
    lines: VecDeque<String>,
    before: u64,
    /// The last line has no end yet.
    is_open: bool,
}

impl LiveOutput {
    fn take(&self, text: &str) {
        let mut live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for part in text.split_inclusive('\n') {
            let (line, ends) = match part.strip_suffix('\n') {
                Some(line) => (line, true),
                None => (part, false),
            };
            match (live.is_open, live.lines.back_mut()) {
                (true, Some(last)) => {
                    let room = LONGEST.saturating_sub(last.len());
                    last.push_str(&line[..line.floor_char_boundary(room)]);
                }
                _ => {
                    let line = &line[..line.floor_char_boundary(LONGEST)];
                    live.lines.push_back(line.to_owned());
                }
            }
            live.is_open = !ends;
            if live.lines.len() > SHOWN {
                live.lines.pop_front();
                live.before += 1;
            }
        }
    }

    /// The last lines, and how many came before those.
    pub(super) fn lines(&self) -> (Vec<String>, u64) {
        let live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (live.lines.iter().cloned().collect(), live.before)
    }
}

/// How a run ended, and what it said.
pub(super) struct RunOver {
    pub end: End,
    pub settled: Settled,
    /// The host that the prompt shows.
    pub host: Option<String>,
}

/// Everything that is needed to send one command.
pub(super) struct RunJob {
    pub way: SharedWay,
    pub order: Order,
    pub stopped: Stopped,
    pub stream: Stream,
    pub run: Option<Run>,
    pub desk: OutputDesk,
    pub live: Arc<LiveOutput>,
    pub over: Sender<RunOver>,
}

impl RunJob {
    /// Sends it, once.
    pub(super) fn run(self, job: Option<&Job>) -> Msg {
        let live = self.live;
        let intake = Intake::new(self.stream, Box::new(|text: &str| live.take(text)));
        let mut watched = Watched {
            intake,
            job,
            told: None,
            is_due: false,
        };
        let mut way = locked(&self.way);
        let end = way.run(&self.order, &self.stopped, &mut watched);
        let host = way.host();
        drop(way);
        let taken = watched.intake.finish();
        let signatures = self.desk.signatures();
        let settled = taken_in(
            self.run.as_ref(),
            &end,
            taken,
            &self.desk.context(&signatures),
        );
        // Nobody waits any more if the operator has left.
        let _ = self.over.send(RunOver { end, settled, host });
        Msg::RunEnded
    }
}

/// Tells the loop now and then that more has come.
struct Watched<'a> {
    intake: Intake<'a>,
    job: Option<&'a Job>,
    told: Option<Instant>,
    is_due: bool,
}

impl Watched<'_> {
    fn tell(&mut self, is_idle: bool) {
        let now = Instant::now();
        let is_time = self.told.is_none_or(|told| now - told >= PACE);
        if self.is_due && (is_time || is_idle) {
            (self.told, self.is_due) = (Some(now), false);
            if let Some(job) = self.job {
                job.send(Msg::OutputCame);
            }
        }
    }
}

impl OutputSink for Watched<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.intake.bytes(bytes);
        self.is_due = true;
        self.tell(false);
    }

    fn idle(&mut self) {
        self.intake.idle();
        self.is_due = true;
        self.tell(true);
    }
}
