//! Summaries as they are made: events are gone through in the order of the journal, a chunk at a
//! time, on several threads where there is much to do.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::super::{Session, SessionError};
use crate::domain::event::{Mode, Payload, Recorded};
use crate::domain::id::IncidentId;
use crate::domain::incident::{Books, Incident};
use crate::domain::summary::{SUMMARY_FORM, Summary, lacks_text};
use crate::journal::{Fault, Head, JournalError, JournalReader, MadeSummary, Pick, Position};

/// How many events are gone through at a time, by each of the threads.
const CHUNK: i64 = 20_000;
/// How many threads go through them where there is much to do.
const THREADS: usize = 2;

/// The events of an incident, or why they cannot be read.
pub(super) type IncidentLog = Result<Vec<Recorded>, JournalError>;

/// What became of an incident's events.
pub(super) enum Made {
    /// A summary; doubtful if the text of a runbook is missing.
    Whole(Box<Summary>, bool),
    /// It was never opened.
    Nothing,
    /// It is damaged.
    Damaged(String),
}

impl Session {
    /// How far the summaries reach, and where the journal ends. Summaries that reach further than
    /// that are those of another file.
    pub(super) fn reach(&self) -> Result<(Position, Position), JournalError> {
        let last = self.journal.last_position()?;
        let after = self.journal.summarized(SUMMARY_FORM)?;
        Ok(if after > last {
            (Position::default(), last)
        } else {
            (after, last)
        })
    }

    pub(super) fn readers(&self, events: i64) -> Vec<Box<dyn JournalReader + Send>> {
        match events > CHUNK {
            true => (0..THREADS)
                .filter_map(|_| self.journal.another())
                .collect(),
            false => Vec::new(),
        }
    }

    /// Makes and keeps the summaries of the next events. Another process may have kept them, or
    /// keep writing: then it is done another time.
    pub(super) fn keep_chunk(
        &mut self,
        after: Position,
        last: Position,
        readers: &mut [Box<dyn JournalReader + Send>],
    ) -> Result<bool, SessionError> {
        let (made, upto) = self.chunk(after, last, readers)?;
        let made: Vec<MadeSummary> = made
            .iter()
            .filter_map(|(id, made)| row(*id, made))
            .collect();
        match self
            .journal
            .keep_summaries(SUMMARY_FORM, after, upto, &made)
        {
            Ok(kept) => Ok(kept),
            Err(error) if matches!(error.fault, Fault::Busy | Fault::ReadOnly) => Ok(false),
            Err(error) => {
                // What a failed commit left behind is not built upon; without summaries it is only
                // slower.
                self.lost = !matches!(error.fault, Fault::Lost { .. });
                self.recover()?;
                Ok(false)
            }
        }
    }

    /// The summaries of the incidents that have events after `after`, and how far it came.
    fn chunk(
        &mut self,
        after: Position,
        last: Position,
        readers: &mut [Box<dyn JournalReader + Send>],
    ) -> Result<(BTreeMap<IncidentId, Made>, Position), SessionError> {
        let mut from = after.0;
        let mut ranges = Vec::new();
        for _ in 0..readers.len().max(1) {
            let upto = last.0.min(from + CHUNK);
            ranges.push((Position(from), Position(upto)));
            from = upto;
        }
        let logs: Vec<_> = match readers {
            [] => vec![gather(&*self.journal, (after, Position(from)))],
            readers => on_threads(readers.iter_mut().zip(ranges), |(reader, range)| {
                gather(&**reader, range)
            }),
        };
        let logs: Vec<HashMap<IncidentId, IncidentLog>> =
            logs.into_iter().collect::<Result<_, _>>()?;
        let books = self.books_of(logs.iter().flat_map(HashMap::values))?;
        let fold = |logs: HashMap<IncidentId, IncidentLog>| {
            let made = logs.into_iter().map(|(id, log)| (id, made(log, &books)));
            made.collect::<Vec<_>>()
        };
        let made = on_threads(logs, fold);
        // What stands in a later range was read as a whole, so it comes last.
        Ok((made.into_iter().flatten().collect(), Position(from)))
    }

    /// The incidents that the summaries say nothing of, or nothing new.
    pub(super) fn behind(
        &mut self,
        pick: Pick,
    ) -> Result<BTreeMap<IncidentId, Made>, SessionError> {
        let (mut after, last) = self.reach()?;
        let mut readers = self.readers(last.0 - after.0);
        let mut fresh = BTreeMap::new();
        while after < last {
            let (made, upto) = self.chunk(after, last, &mut readers)?;
            fresh.extend(made);
            after = upto;
        }
        if let Pick::Of(mode) = pick {
            fresh.retain(|_, made| !matches!(made, Made::Whole(s, _) if s.mode != mode));
        }
        Ok(fresh)
    }

    pub(super) fn heads_of(
        &self,
        made: &BTreeMap<IncidentId, Made>,
    ) -> Result<HashMap<IncidentId, Head>, JournalError> {
        /// From so many on it is cheaper to ask for all.
        const FEW: usize = 500;
        let heads: Vec<Head> = match made.len() > FEW {
            true => self.journal.heads()?,
            false => {
                let heads = made.keys().map(|id| self.journal.head(*id));
                heads
                    .filter_map(Result::transpose)
                    .collect::<Result<_, _>>()?
            }
        };
        Ok(heads.into_iter().map(|head| (head.id, head)).collect())
    }

    /// The runbooks that logs speak of. Those whose texts are not at hand are left out.
    pub(super) fn books_of<'a>(
        &mut self,
        logs: impl Iterator<Item = &'a IncidentLog>,
    ) -> Result<Books, SessionError> {
        let mut wanted: HashSet<Arc<str>> = HashSet::new();
        for event in logs.flatten().flatten() {
            if let Payload::RunbookAttached { sha256, .. } = &event.event.payload
                && !wanted.contains(sha256)
            {
                wanted.insert(sha256.clone());
            }
        }
        let mut books = Books::new();
        for sha256 in wanted {
            if let Some(book) = self.book(&sha256)? {
                books.insert(sha256, book);
            }
        }
        Ok(books)
    }
}

/// Does the same with each of several, beside one another.
fn on_threads<T: Send, R: Send>(
    each: impl IntoIterator<Item = T>,
    does: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let mut each: Vec<T> = each.into_iter().collect();
    let Some(last) = each.pop() else {
        return Vec::new();
    };
    let does = &does;
    std::thread::scope(|scope| {
        let beside: Vec<_> = each
            .into_iter()
            .map(|one| scope.spawn(move || does(one)))
            .collect();
        let here = does(last);
        let joined = beside.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.chain(std::iter::once(here)).collect()
    })
}

/// The logs of the incidents that have an event in a range: those that begin in it are read off
/// it, the others by themselves.
fn gather(
    reader: &(impl JournalReader + ?Sized),
    (after, upto): (Position, Position),
) -> Result<HashMap<IncidentId, IncidentLog>, JournalError> {
    let mut logs: HashMap<IncidentId, IncidentLog> = HashMap::new();
    reader.between(after, upto, &mut |id, read| {
        let log = logs.entry(id).or_insert_with(|| Ok(Vec::new()));
        match read {
            Ok(event) => {
                if let Ok(log) = log {
                    log.push(event);
                }
            }
            Err(error) => *log = Err(error),
        }
    })?;
    for (id, log) in &mut logs {
        if after != Position::default() && reader.begins_by(*id, after)? {
            *log = reader.read(*id, Position::default()).map(|(log, _)| log);
        }
    }
    Ok(logs)
}

pub(super) fn made(log: IncidentLog, books: &Books) -> Made {
    let log = match log {
        Ok(log) => log,
        Err(error) => match error.fault {
            Fault::Corrupt(what) => return Made::Damaged(what),
            _ => return Made::Damaged(error.to_string()),
        },
    };
    let mut own = Books::new();
    for event in &log {
        if let Payload::RunbookAttached { sha256, .. } = &event.event.payload
            && let Some(book) = books.get(sha256)
        {
            own.insert(sha256.clone(), book.clone());
        }
    }
    let incident = Incident::fold(own, log);
    match Summary::of(&incident) {
        Some(summary) => Made::Whole(Box::new(summary), lacks_text(&incident)),
        None => Made::Nothing,
    }
}

/// What is kept of it. What is damaged is tried again each time, so that it is told each time.
fn row(incident: IncidentId, made: &Made) -> Option<MadeSummary> {
    let doubtful = MadeSummary {
        incident,
        mode: Mode::Live,
        opened_at: 0,
        is_open: false,
        is_over: false,
        is_doubtful: true,
        data: String::new(),
    };
    match made {
        Made::Nothing => None,
        Made::Damaged(_) => Some(doubtful),
        Made::Whole(summary, lacks_text) => Some(MadeSummary {
            mode: summary.mode,
            opened_at: summary.opened_at.ms(),
            is_open: summary.is_unfinished(),
            is_over: summary.is_to_close(),
            is_doubtful: *lacks_text,
            data: serde_json::to_string(summary).ok()?,
            ..doubtful
        }),
    }
}
