//! A log that grows is followed: what it holds at the beginning, then what is added to it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::clock::{self, Clock as _, SystemClock};
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::evidence::follow::PAUSE;
use crate::evidence::scan_all::followed;
use crate::evidence::{
    self, Follow, FollowStart, LogClock, LogHit, Masks, Pace, ReadError, ScanReport, Signatures,
};
use crate::session::{Session, SessionError, SubmitOptions};

/// A log that is being followed.
pub struct FollowTask {
    log: Follow,
    pace: Pace,
}

/// What comes of it.
pub enum FollowNews {
    /// What it held before: it is looked through as any log is.
    Began(ScanReport),
    /// Something happened to the file, in words.
    About(&'static str),
    /// A known line was added.
    Found(Box<LogHit>),
    /// It is time to record what was found.
    Due(FollowedFinding),
    /// So many lines were read until now.
    Lines(u64),
}

/// What is to be recorded of a signature: one event, however often its line came.
#[derive(Debug, Clone)]
pub struct FollowedFinding {
    /// The line, and how often it came.
    pub hit: LogHit,
    command: Command,
}

impl FollowTask {
    /// Opens the log.
    pub fn open(
        path: &Path,
        signatures: Arc<Signatures>,
        masks: Masks,
        clock: LogClock,
    ) -> Result<Self, ReadError> {
        let log = Follow::new(path, signatures, masks, FollowStart::Beginning)?.on(clock);
        let pace = Pace::default();
        Ok(Self { log, pace })
    }

    /// Follows it until told to stop, and tells all that comes of it as it comes.
    pub fn run<E>(
        mut self,
        is_over: &AtomicBool,
        tell: &mut impl FnMut(FollowNews, &Signatures) -> Result<(), E>,
    ) -> Result<(), E> {
        self.log.poll();
        tell(FollowNews::Lines(self.log.lines()), self.log.signatures())?;
        tell(FollowNews::Began(self.log.report()), self.log.signatures())?;
        let since = Instant::now();
        loop {
            // Read once more behind the sign: what was written before it belongs in.
            let ends = is_over.load(Ordering::SeqCst);
            for news in self.log.poll() {
                let news = match news {
                    evidence::LogNews::About(what) => FollowNews::About(what),
                    evidence::LogNews::Found(hit) => {
                        self.pace.add(&hit);
                        FollowNews::Found(hit)
                    }
                };
                tell(news, self.log.signatures())?;
            }
            tell(FollowNews::Lines(self.log.lines()), self.log.signatures())?;
            let now_ms = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
            let due = match ends {
                // What came since a signature was last recorded would be missing in the count.
                true => self.pace.rest(),
                false => self.pace.due(now_ms),
            };
            for hit in due {
                if let Some(found) = self.found(hit) {
                    tell(FollowNews::Due(found), self.log.signatures())?;
                }
            }
            if ends {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn found(&self, hit: LogHit) -> Option<FollowedFinding> {
        let (report, signatures) = (self.log.report(), self.log.signatures());
        let command = followed(&report, &hit, signatures, SystemClock.now(), &clock::zone())?;
        Some(FollowedFinding { hit, command })
    }
}

/// Records what was found.
pub fn record(
    session: &mut Session,
    incident: IncidentId,
    found: &FollowedFinding,
) -> Result<(), SessionError> {
    let command = found.command.clone();
    let recorded = session.submit(incident, command, SubmitOptions::default());
    recorded.map(drop)
}
