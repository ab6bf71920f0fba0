//! Following one log on a thread of its own. What it finds waits in a outbox that both sides
//! reach, so that nothing is lost when following ends; a message only says that there is news.

use std::sync::{Arc, Mutex};

use super::super::effect::{Msg, Outside};
use super::super::jobs::RunningJob;
use super::super::logs::{Followed, ScanRequest, ScanSource, expanded};
use super::App;
use super::follow_job::{FollowJob, Outbox, open};
use super::perform::{EffectFailure, failure};
use crate::operations::follow::record;
use crate::paths;

/// A log that is followed.
pub(super) struct Following {
    job: RunningJob,
    outbox: Arc<Mutex<Outbox>>,
    told: Followed,
}

impl App {
    /// Follows a log from its beginning.
    pub(super) fn follow(&mut self, wanted: ScanRequest) -> Result<Option<Msg>, EffectFailure> {
        let (true, ScanSource::Path(typed)) = (self.jobs.are_beside(), &wanted.source) else {
            return Err(("only a file can be followed".to_owned(), None).into());
        };
        let context = self.scan_context()?;
        self.end_following();
        let path = expanded(typed, paths::home());
        let name = path.file_name().map(|name| name.to_string_lossy());
        let name = name.map_or_else(|| typed.clone(), |name| name.into_owned());
        let outbox = Arc::default();
        let told = Followed {
            incident: context.incident,
            name: name.clone(),
            lines: 0,
        };
        let follow_job = FollowJob {
            context,
            name,
            typed: typed.clone(),
            step: wanted.step.clone(),
            outbox: Arc::clone(&outbox),
        };
        let job = self
            .jobs
            .start("follow", move |job| follow_job.run(&path, job));
        let job = job.map_err(|error| (error.to_string(), None))?;
        self.following = Some(Following { job, outbox, told });
        Ok(None)
    }

    /// Records what waits. What the log held at the beginning comes first.
    pub(super) fn take_news(&mut self) -> Result<Msg, EffectFailure> {
        let nothing = Msg::Followed {
            snapshot: None,
            began: None,
            says: Vec::new(),
        };
        let Some(following) = &self.following else {
            return Ok(nothing);
        };
        let (mut began, found, mut says) = {
            let mut outbox = open(&following.outbox);
            outbox.is_told = false;
            if let Some(failed) = outbox.failed.take() {
                drop(outbox);
                self.following = None;
                self.note(Outside::Following(None));
                return Err((failed, None).into());
            }
            let found = std::mem::take(&mut outbox.found);
            (outbox.began.take(), found, std::mem::take(&mut outbox.says))
        };
        let told = following.told.clone();
        if began.is_some() {
            self.note(Outside::Following(Some(told.clone())));
        }
        self.count_lines();
        if began.is_none() && found.is_empty() {
            let (snapshot, began) = (None, None);
            return Ok(Msg::Followed {
                snapshot,
                began,
                says,
            });
        }
        let mut taken = None;
        if let Some(looked) = began.take()
            && let Some(Msg::Replied { looked, .. }) = self.record(Arc::new(looked))?
        {
            taken = Some(looked);
        }
        let mut found = found.into_iter();
        while let Some((new, words)) = found.next() {
            if let Err(error) = record(&mut self.session, told.incident, &new) {
                // Whether this one is recorded the session knows; the others still wait.
                if let Some(following) = &self.following {
                    open(&following.outbox).found.splice(0..0, found);
                }
                return Err(failure(error));
            }
            says.push(words);
        }
        Ok(Msg::Followed {
            snapshot: Some(Box::new(self.snapshot(told.incident)?)),
            began: taken,
            says,
        })
    }

    /// Follows it no longer, because the operator says so.
    pub(super) fn unfollow(&mut self) -> Option<Msg> {
        if let Some(following) = &self.following {
            let says = format!("{} is no longer followed", following.told.name);
            self.note(Outside::Told(says));
        }
        self.end_following();
        let snapshot = self.walked().and_then(|id| self.snapshot(id)).ok()?;
        Some(Msg::Changed(Box::new(snapshot)))
    }

    /// Follows it no longer, and records what still waits.
    pub(super) fn end_following(&mut self) {
        let Some(following) = &mut self.following else {
            return;
        };
        following.job.cancel();
        // A log that is still read for the first time is not waited for.
        if open(&following.outbox).has_begun {
            following.job.join();
            // It must not keep anyone from leaving: the log itself still holds what is lost.
            let _ = self.take_news();
        }
        self.following = None;
        self.note(Outside::Following(None));
    }

    /// Ends following with the incident, or when another one is walked.
    pub(super) fn mind_following(&mut self) {
        let Some(following) = &self.following else {
            return;
        };
        let state = self.model.walk.as_ref().map(|walk| &walk.snapshot.state);
        let goes_on = state.is_some_and(|state| {
            let unfinished = state.status.is_some_and(|status| status.is_unfinished());
            state.id == Some(following.told.incident) && unfinished
        });
        if goes_on {
            return;
        }
        self.dirty = true;
        if let Some(msg) = self.unfollow() {
            let effects = self.model.take(msg);
            self.carry_out(effects);
        }
    }

    /// Tells the header how many lines there are.
    pub(super) fn count_lines(&mut self) {
        if let (Some(following), Some(_)) = (&self.following, &self.model.following) {
            let lines = open(&following.outbox).lines;
            self.note(Outside::Lines(lines));
        }
    }
}
