//! The shapes in a block: of the lines that look like a failure, or of all lines.
//!
//! All lines are worth their time only where they are held against others: a good log, or the
//! time before a moment.

use std::collections::VecDeque;

use jiff::tz::TimeZone;

use super::changed::is_change;
use super::decode;
use super::level::{Level, signs};
use super::lines::Block;
use super::shapes::{Alike, Group, LONGEST, Place, Shapes, beginning};
use super::times::in_line;
use crate::domain::time::Timestamp;

/// At most so many lines that tell of a change are kept, the last ones.
const CHANGES: usize = 200;
/// How long before the moment a change is of interest.
const DAY_MS: i64 = 86_400_000;

/// Which lines are grouped by their shape.
#[derive(Debug, Clone, Default)]
pub struct Shaping {
    /// All of them, not only those that look like a failure.
    pub all: bool,
    /// The moment that parts a log in before and after.
    pub since: Option<Since>,
}

/// A moment, and what reading the times of a log needs.
#[derive(Debug, Clone)]
pub struct Since {
    /// The moment.
    pub at: Timestamp,
    /// The present one, for times without a year.
    pub now: Timestamp,
    /// The zone of times that name none.
    pub zone: TimeZone,
}

/// What was gathered.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The shapes.
    pub shapes: Shapes,
    /// Lines that tell of a change.
    pub changed: VecDeque<Place>,
    /// A line told its time.
    pub is_timed: bool,
}

impl Gathered {
    /// Takes in what follows, from a log and a line on.
    pub fn join(&mut self, later: Gathered, log: usize, line: u64) {
        self.shapes.join(later.shapes, log, line);
        self.changed
            .extend(later.changed.into_iter().map(|place| Place {
                log,
                line: place.line + line,
                ..place
            }));
        let surplus = self.changed.len().saturating_sub(CHANGES);
        self.changed.drain(..surplus);
        self.is_timed |= later.is_timed;
    }
}

/// Gathers, block by block.
pub(super) struct Gatherer<'a> {
    how: &'a Shaping,
    starts: Vec<usize>,
    alike: Alike,
    /// When the last line was that told it.
    time: Option<Timestamp>,
}

impl<'a> Gatherer<'a> {
    /// One that has seen nothing.
    pub fn new(how: &'a Shaping) -> Self {
        Self {
            how,
            starts: Vec::new(),
            alike: Alike::default(),
            time: None,
        }
    }

    /// What a block holds. `known` are the beginnings of lines that hold a signature, in order.
    pub fn block(&mut self, block: &Block, known: &[usize]) -> Gathered {
        let bytes = block.bytes.as_slice();
        // The rest of a line that began in an earlier block was seen there.
        let own = match block.is_rest {
            true => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1),
            false => 0,
        };
        let mut starts = std::mem::take(&mut self.starts);
        starts.clear();
        if self.how.all {
            let ends = memchr::memchr_iter(b'\n', &bytes[own..]).map(|end| own + end + 1);
            starts.extend(std::iter::once(own).chain(ends));
        } else {
            signs().search(bytes, |at, _| starts.push(at));
            starts.sort_unstable();
            let (mut last, mut end) = (usize::MAX, 0);
            starts.retain_mut(|at| {
                if *at >= end || last == usize::MAX {
                    last = memchr::memrchr(b'\n', &bytes[..*at]).map_or(0, |end| end + 1);
                    end = memchr::memchr(b'\n', &bytes[*at..]).map_or(bytes.len(), |e| *at + e);
                    *at = last;
                    return last >= own;
                }
                false
            });
        }
        let mut found = Gathered::default();
        let (mut number, mut counted) = (0, 0);
        for &start in starts.iter().filter(|start| **start < bytes.len()) {
            number += memchr::memchr_iter(b'\n', &bytes[counted..start]).count() as u64;
            counted = start;
            let most = bytes.len().min(start + LONGEST + 4);
            let end = memchr::memchr(b'\n', &bytes[start..most]).map_or(most, |end| start + end);
            let text = decode::text(&bytes[start..end]);
            let is_known = known.binary_search(&start).is_ok();
            self.line(beginning(&text), number, is_known, &mut found);
        }
        self.starts = starts;
        found
    }

    fn line(&mut self, text: &str, line: u64, is_known: bool, found: &mut Gathered) {
        if text.is_empty() || (is_known && !self.how.all) {
            return;
        }
        let (level, shape) = self.alike.of(text);
        if level == Level::Plain && !self.how.all {
            return;
        }
        let place = || Place {
            log: 0,
            line,
            text: text.to_owned(),
        };
        let mut is_before = false;
        let mut is_near = true;
        if let Some(since) = &self.how.since {
            let time = in_line(text).and_then(|time| time.resolve(since.now, &since.zone));
            found.is_timed |= time.is_some();
            self.time = time.map(|time| time.at).or(self.time);
            is_before = self.time.is_some_and(|at| at < since.at);
            is_near = is_before && self.time.is_some_and(|at| since.at.since(at) <= DAY_MS);
        }
        if self.how.all && is_near && is_change(text) {
            found.changed.push_back(place());
        }
        let group = Group {
            count: u64::from(!is_before),
            before: u64::from(is_before),
            level,
            is_known,
            first: place(),
            last: place(),
        };
        found.shapes.add(shape, group);
    }
}
