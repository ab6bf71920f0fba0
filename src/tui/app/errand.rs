//! The thread that follows a log: what it finds goes into a basket, whole commands with the
//! words for them, and a message says once that there is news.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::mpsc::UnboundedSender;

use super::super::effect::Msg;
use super::super::logs::Looked;
use super::look::Kit;
use crate::clock;
use crate::domain::command::Command;
use crate::domain::finding::one_of;
use crate::domain::id::StepRef;
use crate::evidence::follow::PAUSE;
use crate::evidence::look::followed;
use crate::evidence::{Follow, Hit, News, Pace, Start};

/// What was found and is not recorded yet.
#[derive(Default)]
pub(super) struct Basket {
    /// What the log held when following began, until it is taken.
    pub(super) began: Option<Looked>,
    /// It has begun.
    pub(super) has_begun: bool,
    pub(super) found: Vec<(Command, String)>,
    pub(super) says: Vec<String>,
    pub(super) failed: Option<String>,
    pub(super) lines: u64,
    /// A message is under way that will have this emptied.
    pub(super) is_told: bool,
}

pub(super) fn open(basket: &Mutex<Basket>) -> MutexGuard<'_, Basket> {
    // What a thread that panicked has put in is still right.
    basket.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the thread works with.
pub(super) struct Errand {
    pub(super) kit: Kit,
    pub(super) name: String,
    pub(super) typed: String,
    pub(super) step: Option<StepRef>,
    pub(super) basket: Arc<Mutex<Basket>>,
    pub(super) tasks: UnboundedSender<Msg>,
}

impl Errand {
    /// Follows the log until told to stop.
    pub(super) fn run(self, path: PathBuf, stop: &AtomicBool) {
        let signatures = self.kit.signatures();
        let log = Follow::new(&path, signatures, self.kit.masks.clone(), Start::Beginning);
        let mut log = match log {
            Ok(log) => log,
            Err(trouble) => {
                open(&self.basket).failed = Some(format!("{} {}", trouble.path, trouble.what));
                return self.tell();
            }
        };
        log.poll();
        self.begin(&log);
        let steady = Instant::now();
        let mut pace = Pace::default();
        while !stop.load(Ordering::Relaxed) {
            std::thread::sleep(PAUSE);
            let news = log.poll();
            open(&self.basket).lines = log.lines();
            for news in news {
                match news {
                    News::About(what) => {
                        let says = format!("{} {what}", self.name);
                        open(&self.basket).says.push(says);
                        self.tell();
                    }
                    News::Found(hit) => pace.add(&hit),
                }
            }
            let now_ms = i64::try_from(steady.elapsed().as_millis()).unwrap_or(i64::MAX);
            self.found(&log, &pace.due(now_ms));
        }
        self.found(&log, &pace.rest());
    }

    /// What it held before is looked through as any log is.
    fn begin(&self, log: &Follow) {
        let looked = Looked {
            name: self.typed.clone(),
            step: self.step.clone(),
            ..self.kit.looked(log.report(), log.signatures())
        };
        let mut basket = open(&self.basket);
        basket.lines = log.lines();
        basket.began = Some(looked);
        basket.has_begun = true;
        drop(basket);
        self.tell();
    }

    fn found(&self, log: &Follow, hits: &[Hit]) {
        let found = hits.iter().filter_map(|hit| self.command(log, hit));
        let found: Vec<_> = found.collect();
        if !found.is_empty() {
            open(&self.basket).found.extend(found);
            self.tell();
        }
    }

    /// A finding as it is recorded, and in words.
    fn command(&self, log: &Follow, hit: &Hit) -> Option<(Command, String)> {
        let signatures = log.signatures();
        let now = clock::Clock::now(&clock::SystemClock);
        let command = followed(&log.report(), hit, signatures, now, &clock::zone())?;
        let (runbook, signature) = signatures.get(hit.signature);
        let causes = signature.causes.iter().filter_map(|id| runbook.cause(id));
        let causes: Vec<&str> = causes.map(|cause| cause.title.as_str()).collect();
        let step = signature.step.as_ref().and_then(|id| runbook.step(id));
        let step = step.map(|step| format!(", step {}", step.number));
        let words = format!(
            "{} line {}: {}{}",
            self.name,
            hit.first.line,
            one_of(causes),
            step.unwrap_or_default()
        );
        Some((command, words))
    }

    /// Says once that there is news.
    fn tell(&self) {
        if !std::mem::replace(&mut open(&self.basket).is_told, true) {
            let _ = self.tasks.send(Msg::FollowNews);
        }
    }
}
