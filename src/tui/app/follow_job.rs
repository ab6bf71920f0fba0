//! The thread that follows a log: what it finds goes into a outbox, whole commands with the
//! words for them, and a message says once that there is news.

use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::effect::Msg;
use super::super::jobs::Job;
use super::super::logs::ScanResult;
use super::scan::ScanContext;
use crate::domain::finding::one_of;
use crate::domain::id::StepRef;
use crate::evidence::{LogClock, Signatures};
use crate::operations::follow::{FollowNews, FollowTask, FollowedFinding};

/// What was found and is not recorded yet.
#[derive(Default)]
pub(super) struct Outbox {
    /// What the log held when following began, until it is taken.
    pub(super) began: Option<ScanResult>,
    /// It has begun.
    pub(super) has_begun: bool,
    pub(super) found: Vec<(FollowedFinding, String)>,
    pub(super) says: Vec<String>,
    pub(super) failed: Option<String>,
    pub(super) lines: u64,
    /// A message is under way that will have this emptied.
    pub(super) is_told: bool,
}

pub(super) fn open(outbox: &Mutex<Outbox>) -> MutexGuard<'_, Outbox> {
    // What a thread that panicked has put in is still right.
    outbox.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the thread works with.
pub(super) struct FollowJob {
    pub(super) context: ScanContext,
    pub(super) name: String,
    pub(super) typed: String,
    pub(super) step: Option<StepRef>,
    pub(super) outbox: Arc<Mutex<Outbox>>,
}

impl FollowJob {
    /// Follows the log until told to stop.
    pub(super) fn run(self, path: &Path, job: &Job) {
        let (signatures, masks) = (self.context.signatures(), self.context.masks.clone());
        let task = FollowTask::open(path, signatures, masks, LogClock::default());
        let result = match task {
            Ok(task) => task.run(job.is_over(), &mut |news, signatures| {
                self.take(news, signatures, job);
                Ok::<(), Infallible>(())
            }),
            Err(trouble) => {
                open(&self.outbox).failed = Some(format!("{} {}", trouble.path, trouble.what));
                self.tell(job);
                Ok(())
            }
        };
        match result {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }

    fn take(&self, news: FollowNews, signatures: &Signatures, job: &Job) {
        match news {
            FollowNews::Lines(lines) => {
                open(&self.outbox).lines = lines;
                return;
            }
            FollowNews::Found(_) => return,
            // What it held before is looked through as any log is.
            FollowNews::Began(report) => {
                let looked = ScanResult {
                    name: self.typed.clone(),
                    step: self.step.clone(),
                    ..self.context.looked(report, signatures)
                };
                let mut outbox = open(&self.outbox);
                (outbox.began, outbox.has_begun) = (Some(looked), true);
            }
            FollowNews::About(what) => {
                let says = format!("{} {what}", self.name);
                open(&self.outbox).says.push(says);
            }
            FollowNews::Due(found) => {
                let words = self.words(&found, signatures);
                open(&self.outbox).found.push((found, words));
            }
        }
        self.tell(job);
    }

    /// A finding in words.
    fn words(&self, found: &FollowedFinding, signatures: &Signatures) -> String {
        let hit = &found.hit;
        let (runbook, signature) = signatures.get(hit.signature);
        let causes = signature.causes.iter().filter_map(|id| runbook.cause(id));
        let causes: Vec<&str> = causes.map(|cause| cause.title.as_str()).collect();
        let step = signature.step.as_ref().and_then(|id| runbook.step(id));
        let step = step.map(|step| format!(", step {}", step.number));
        format!(
            "{} line {}: {}{}",
            self.name,
            hit.first.line,
            one_of(causes),
            step.unwrap_or_default()
        )
    }

    /// Says once that there is news.
    fn tell(&self, job: &Job) {
        if !std::mem::replace(&mut open(&self.outbox).is_told, true) {
            job.send(Msg::FollowNews);
        }
    }
}
