//! Summaries of incidents: made of the events that came since the last time, kept in the journal
//! where it can be written, and the same whether they are kept or made.
//!
//! Events are gone through in the order of the journal, a chunk at a time, so that it takes little
//! memory however many there are, and nobody who writes waits long. An incident that began before
//! its chunk is read as a whole.

mod made;

use std::collections::HashSet;

use self::made::{Made, made};
use super::{Session, SessionError};
use crate::domain::event::Mode;
use crate::domain::summary::Summary;
use crate::journal::{Head, KeptSummary, Pick, Position};

/// How many events may lie behind the summaries before whoever asks for incidents makes them anew.
const LAG: i64 = 2_000;

impl Session {
    /// Keeps the summaries near the end of the journal, if they are far behind: a little of it,
    /// for whoever has something else to do.
    pub(super) fn keep_up(&mut self) -> Result<(), SessionError> {
        self.recover()?;
        let (after, last) = self.reach()?;
        if last.0 - after.0 > LAG && !self.journal.is_read_only() {
            self.keep_chunk(after, last, &mut [])?;
        }
        Ok(())
    }

    /// Makes all summaries that are out of date, and keeps them. `false` where none can be kept.
    pub fn summarize(&mut self) -> Result<bool, SessionError> {
        self.recover()?;
        if self.journal.is_read_only() {
            return Ok(false);
        }
        let (mut after, last) = self.reach()?;
        let mut readers = self.readers(last.0 - after.0);
        while after < last {
            if !self.keep_chunk(after, last, &mut readers)? {
                return Ok(false);
            }
            after = self.reach()?.0;
        }
        Ok(true)
    }

    /// Makes all summaries anew, whatever those that are kept say.
    pub fn summarize_anew(&mut self) -> Result<(), SessionError> {
        self.recover()?;
        self.journal.drop_summaries()?;
        self.summarize().map(drop)
    }

    /// Goes through the summaries of incidents, in no order. What is damaged is passed over, and
    /// named in [`Session::damaged`].
    pub fn each_summary(
        &mut self,
        pick: Pick,
        mut each: impl FnMut(Head, Summary),
    ) -> Result<(), SessionError> {
        self.recover()?;
        let (after, last) = self.reach()?;
        if last.0 - after.0 > LAG {
            self.summarize()?;
        }
        let mut fresh = self.behind(pick)?;
        let mut doubtful = Vec::new();
        // What is kept in another form is made anew, and nothing of it read.
        let pick = (self.reach()?.0 > Position::default()).then_some(pick);
        let mut take = |kept: KeptSummary<'_>| {
            if fresh.contains_key(&kept.head.id) {
                return;
            }
            match serde_json::from_str(kept.data) {
                Ok(summary) if !kept.is_doubtful => each(kept.head, summary),
                _ => doubtful.push(kept.head.id),
            }
        };
        if let Some(pick) = pick {
            self.journal.summaries(pick, &mut take)?;
        }
        for id in doubtful {
            let log = self
                .journal
                .read(id, Position::default())
                .map(|(log, _)| log);
            let books = self.books_of(std::iter::once(&log))?;
            fresh.insert(id, made(log, &books));
        }
        let heads = self.heads_of(&fresh)?;
        for (id, made) in fresh {
            let Some(head) = heads.get(&id).copied() else {
                continue;
            };
            match made {
                Made::Whole(summary, _) => each(head, *summary),
                Made::Nothing => {}
                Made::Damaged(what) => drop(self.damaged.insert(head.key(), what)),
            }
        }
        Ok(())
    }

    /// The incidents of a mode, by number.
    pub fn of_mode(&mut self, mode: Mode) -> Result<Vec<Head>, SessionError> {
        let mut heads = Vec::new();
        self.each_summary(Pick::Of(mode), |head, _| heads.push(head))?;
        heads.sort_by_key(|head| (head.number, !head.is_own(), head.id));
        Ok(heads)
    }

    /// What the summaries that are kept say otherwise than the events: the incidents, by key.
    pub fn wrong_summaries(&mut self) -> Result<Vec<String>, SessionError> {
        let (after, _) = self.reach()?;
        let mut kept = Vec::new();
        self.journal.summaries(Pick::All, &mut |row| {
            let summary: Option<Summary> = serde_json::from_str(row.data).ok();
            kept.push((row.head, row.is_doubtful, summary));
        })?;
        let mut wrong = Vec::new();
        let mut listed = HashSet::new();
        for (head, is_doubtful, summary) in kept {
            listed.insert(head.id);
            let Ok((log, position)) = self.journal.read(head.id, Position::default()) else {
                continue;
            };
            if is_doubtful || position > after {
                continue;
            }
            let log = Ok(log);
            let books = self.books_of(std::iter::once(&log))?;
            if !matches!(made(log, &books), Made::Whole(made, _) if Some(&*made) == summary.as_ref())
            {
                wrong.push(head.key());
            }
        }
        for head in self.journal.heads()? {
            if !listed.contains(&head.id) && self.journal.begins_by(head.id, after)? {
                wrong.push(head.key());
            }
        }
        Ok(if after == Position::default() {
            Vec::new()
        } else {
            wrong
        })
    }
}
