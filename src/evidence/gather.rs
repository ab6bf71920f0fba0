//! The shapes in a block: of the lines that look like a failure, or of all lines.
//!
//! All lines are worth their time only where they are held against others: a good log, or the
//! time before a moment.

use std::collections::VecDeque;

use super::changed::is_change;
use super::clocks::{LogClock, Times};
use super::decode;
use super::level::{LogLevel, signs};
use super::lines::LineBlock;
use super::shapes::{Alike, LONGEST, LinePlace, ShapeGroup, Shapes, beginning};
use crate::domain::time::Timestamp;

/// At most so many lines that tell of a change are kept, the last ones.
const CHANGES: usize = 200;
/// How long before the moment a change is of interest.
const DAY_MS: i64 = 86_400_000;

/// Which lines are grouped by their shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shaping {
    /// Those that look like a failure.
    #[default]
    Failing,
    /// All of them, to hold them against others.
    All,
}

/// How the lines of one log are gathered.
#[derive(Clone)]
pub struct Gathering<'a> {
    /// Which of them.
    pub shaping: Shaping,
    /// What parts them in before and after, and the log's clock.
    pub since: Option<Since<'a>>,
}

/// The moment that parts a log in before and after, and how its times are read.
#[derive(Clone)]
pub struct Since<'a> {
    /// The moment.
    pub at: Timestamp,
    /// How times are read.
    pub times: &'a Times,
    /// The clock of this log.
    pub clock: LogClock,
}

impl<'a> Gathering<'a> {
    /// How those of this log are.
    pub fn of(path: &str, shaping: Shaping, times: Option<&'a Times>) -> Self {
        let since = times.and_then(|times| {
            let (at, clock) = (times.since?, times.clock(path));
            Some(Since { at, times, clock })
        });
        Self { shaping, since }
    }

    fn is_all(&self) -> bool {
        self.shaping == Shaping::All
    }
}

/// What was gathered.
#[derive(Debug, Clone, Default)]
pub struct GatheredShapes {
    /// The shapes.
    pub shapes: Shapes,
    /// Lines that tell of a change.
    pub changed: VecDeque<LinePlace>,
    /// A line told its time.
    pub is_timed: bool,
}

impl GatheredShapes {
    /// Takes in what follows, from a log and a line on.
    pub fn join(&mut self, later: GatheredShapes, log: usize, line: u64) {
        self.shapes.join(later.shapes, log, line);
        self.changed
            .extend(later.changed.into_iter().map(|place| LinePlace {
                log,
                line: place.line + line,
                ..place
            }));
        self.is_timed |= later.is_timed;
        if self.changed.len() > CHANGES {
            self.in_order();
            let surplus = self.changed.len() - CHANGES;
            self.changed.drain(..surplus);
        }
    }

    /// Puts the changes of all logs in the order of their times. One without a time stands
    /// behind the one before it in its log.
    pub fn in_order(&mut self) {
        let mut last = (usize::MAX, None);
        for place in &mut self.changed {
            if place.at.is_none() && last.0 == place.log {
                place.at = last.1;
            }
            last = (place.log, place.at);
        }
        let changed = self.changed.make_contiguous();
        changed.sort_by_key(|place| (place.at, place.log, place.line));
    }

    /// Reads the times of those lines that stand for others, where they are not known yet: they
    /// decide as soon as there are several logs.
    pub fn read_times(&mut self, paths: &[String], times: &Times) {
        let groups = self.shapes.groups.values_mut();
        let places = groups.flat_map(|group| [&mut group.first, &mut group.last]);
        for place in places.chain(&mut self.changed) {
            if let (None, Some(path)) = (place.at, paths.get(place.log)) {
                place.at = times.of_line(&place.text, &times.clock(path));
            }
        }
    }
}

/// Gathers, block by block.
pub(super) struct Gatherer<'a> {
    how: Gathering<'a>,
    starts: Vec<usize>,
    alike: Alike,
    /// When the last line was that told it.
    time: Option<Timestamp>,
}

impl<'a> Gatherer<'a> {
    /// One that has seen nothing.
    pub fn new(how: Gathering<'a>) -> Self {
        Self {
            how,
            starts: Vec::new(),
            alike: Alike::default(),
            time: None,
        }
    }

    /// What a block holds. `known` are the beginnings of lines that hold a signature, in order.
    pub fn block(&mut self, block: &LineBlock, known: &[usize]) -> GatheredShapes {
        let bytes = block.bytes.as_slice();
        // The rest of a line that began in an earlier block was seen there.
        let own = match block.is_rest {
            true => memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1),
            false => 0,
        };
        let mut starts = std::mem::take(&mut self.starts);
        starts.clear();
        if self.how.is_all() {
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
        let mut found = GatheredShapes::default();
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

    fn line(&mut self, text: &str, line: u64, is_known: bool, found: &mut GatheredShapes) {
        if text.is_empty() || (is_known && !self.how.is_all()) {
            return;
        }
        let (level, shape) = self.alike.of(text);
        if level == LogLevel::Plain && !self.how.is_all() {
            return;
        }
        let mut is_before = false;
        let mut is_near = true;
        if let Some(since) = &self.how.since {
            let time = since.times.of_line(text, &since.clock);
            found.is_timed |= time.is_some();
            self.time = time.or(self.time);
            is_before = self.time.is_some_and(|at| at < since.at);
            is_near = is_before && self.time.is_some_and(|at| since.at.since(at) <= DAY_MS);
        }
        let at = self.time;
        let place = || LinePlace {
            log: 0,
            line,
            text: text.to_owned(),
            at,
        };
        if self.how.is_all() && is_near && is_change(text) {
            found.changed.push_back(place());
        }
        let group = ShapeGroup {
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
