//! A log that grows is followed: what it holds at the beginning, then what is added to it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::clock::{self, Clock as _, SystemClock};
use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::evidence::follow::PAUSE;
use crate::evidence::look::followed;
use crate::evidence::{self, Clock, Follow, Hit, Masks, Pace, Report, Signatures, Start, Trouble};
use crate::session::{Manner, Session, SessionError};

/// A log that is being followed.
pub struct FollowTask {
    log: Follow,
    pace: Pace,
}

/// What comes of it.
pub enum News {
    /// What it held before: it is looked through as any log is.
    Began(Report),
    /// Something happened to the file, in words.
    About(&'static str),
    /// A known line was added.
    Found(Box<Hit>),
    /// It is time to record what was found.
    Due(Found),
    /// So many lines were read until now.
    Lines(u64),
}

/// What is to be recorded of a signature: one event, however often its line came.
#[derive(Debug, Clone)]
pub struct Found {
    /// The line, and how often it came.
    pub hit: Hit,
    command: Command,
}

impl FollowTask {
    /// Opens the log.
    pub fn open(
        path: &Path,
        signatures: Arc<Signatures>,
        masks: Masks,
        clock: Clock,
    ) -> Result<Self, Trouble> {
        let log = Follow::new(path, signatures, masks, Start::Beginning)?.on(clock);
        let pace = Pace::default();
        Ok(Self { log, pace })
    }

    /// Follows it until told to stop, and tells all that comes of it as it comes.
    pub fn run<E>(
        mut self,
        is_over: &AtomicBool,
        tell: &mut impl FnMut(News, &Signatures) -> Result<(), E>,
    ) -> Result<(), E> {
        self.log.poll();
        tell(News::Lines(self.log.lines()), self.log.signatures())?;
        tell(News::Began(self.log.report()), self.log.signatures())?;
        let since = Instant::now();
        loop {
            // Read once more behind the sign: what was written before it belongs in.
            let ends = is_over.load(Ordering::SeqCst);
            for news in self.log.poll() {
                let news = match news {
                    evidence::News::About(what) => News::About(what),
                    evidence::News::Found(hit) => {
                        self.pace.add(&hit);
                        News::Found(hit)
                    }
                };
                tell(news, self.log.signatures())?;
            }
            tell(News::Lines(self.log.lines()), self.log.signatures())?;
            let now_ms = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
            let due = match ends {
                // What came since a signature was last recorded would be missing in the count.
                true => self.pace.rest(),
                false => self.pace.due(now_ms),
            };
            for hit in due {
                if let Some(found) = self.found(hit) {
                    tell(News::Due(found), self.log.signatures())?;
                }
            }
            if ends {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn found(&self, hit: Hit) -> Option<Found> {
        let (report, signatures) = (self.log.report(), self.log.signatures());
        let command = followed(&report, &hit, signatures, SystemClock.now(), &clock::zone())?;
        Some(Found { hit, command })
    }
}

/// Records what was found.
pub fn record(
    session: &mut Session,
    incident: IncidentId,
    found: &Found,
) -> Result<(), SessionError> {
    let command = found.command.clone();
    let recorded = session.submit(incident, command, Manner::default());
    recorded.map(drop)
}
