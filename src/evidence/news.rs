//! What the shapes of lines tell: which failing lines no signature explains; and against a good
//! log, or the time before a moment, what is new in it, gone, or many times as frequent.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::changed::who;
use super::clocks::{Times, clock_of};
use super::gather::GatheredShapes;
use super::level::LogLevel;
use super::redact::Masker;
use super::scan_all::{LogLine, place_line};
use super::shapes::{LinePlace, ShapeGroup, Shapes, shape_of};
use super::usual::{SourceNumber, Usual};
use crate::domain::time::Timestamp;

/// At most so many shapes are told, and so many changes.
pub const TOLD: usize = 20;
/// As many failing ones are kept: what they are nearest to is asked of all of them.
const ASKED: usize = 60;
/// So many times as frequent as before is news.
const OFTEN: f64 = 5.0;
/// So often at least a line has to be expected, or to be there, before its count is news.
const ENOUGH: f64 = 4.0;
/// So near to the moment a first line is around it.
const AROUND_MS: i64 = 15 * 60_000;

/// Lines of one shape, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The words that stay, with `*` for what varies.
    pub shape: String,
    /// How many lines have it, since the moment if there is one.
    pub count: u64,
    /// How many had it in the good log, or before the moment.
    pub before: u64,
    /// How bad the worst of them says that it is.
    pub level: LogLevel,
    /// The first of them.
    pub first: LogLine,
    /// The last of them.
    pub last: LogLine,
}

/// A line that tells of a change, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// The line.
    pub line: LogLine,
    /// Who made it, if the line says so.
    pub who: Option<String>,
}

/// What the shapes tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shaped {
    /// Failing lines that no signature explains, the worst and most frequent first.
    pub failing: Vec<Shape>,
    /// What is new, gone, or many times as frequent; `None` where nothing was held against it.
    pub news: Option<Vec<Shape>>,
    /// Lines that tell of a change in the day before, the last ones.
    pub changed: Vec<ChangeLine>,
    /// Why nothing could be held against it though it was asked for.
    pub why_not: Option<String>,
    /// Lines whose shapes had no room.
    pub left_out: u64,
}

/// What was gathered, by what it is held against.
pub(super) type BySource = BTreeMap<SourceNumber, GatheredShapes>;

/// What telling it needs.
pub(super) struct NewsContext<'a> {
    /// The logs, by their numbers.
    pub paths: &'a [String],
    /// What they are held against.
    pub usual: Option<&'a Usual>,
    /// How their times are read.
    pub times: Option<&'a Times>,
}

impl NewsContext<'_> {
    fn since(&self) -> Option<Timestamp> {
        self.times.and_then(|times| times.since)
    }

    /// Where a line stands among all: of several logs by its time, one without a time behind.
    fn order(&self, place: &LinePlace) -> (bool, Option<Timestamp>, usize, u64) {
        let at = place.at.filter(|_| self.paths.len() > 1);
        let is_untimed = self.paths.len() > 1 && at.is_none();
        (is_untimed, at, place.log, place.line)
    }

    fn line(&self, place: &LinePlace, paths: &[String], masker: &mut Masker) -> LogLine {
        let path = paths.get(place.log).map_or("", String::as_str);
        place_line(masker, path, place, &clock_of(self.times, path))
    }

    fn shape(
        &self,
        group: &ShapeGroup,
        before: u64,
        paths: &[String],
        masker: &mut Masker,
    ) -> Shape {
        let first = self.line(&group.first, paths, masker);
        let last = match group.first == group.last {
            true => first.clone(),
            false => self.line(&group.last, paths, masker),
        };
        Shape {
            shape: shape_of(&first.text),
            count: group.count,
            before,
            level: group.level,
            first,
            last,
        }
    }

    /// Adds a shape, or to the one that is alike now that secrets are masked.
    fn put(&self, told: &mut Vec<Shape>, new: Shape) {
        let is_earlier = |one: &LogLine, other: &LogLine| {
            let (one, other) = (one.time.as_ref(), other.time.as_ref());
            self.times.is_some_and(|times| times.is_earlier(one, other))
        };
        // What is new in one source and gone in another is two things to tell.
        let kind = |shape: &Shape| (shape.count > 0, shape.before > 0);
        let is_alike = |known: &&mut Shape| known.shape == new.shape && kind(known) == kind(&new);
        match told.iter_mut().find(is_alike) {
            Some(known) => {
                known.count += new.count;
                known.before += new.before;
                known.level = known.level.max(new.level);
                if is_earlier(&new.first, &known.first) {
                    known.first = new.first;
                }
                if !is_earlier(&new.last, &known.last) {
                    known.last = new.last;
                }
            }
            None => told.push(new),
        }
    }
}

/// What was gathered, told.
pub(super) fn told(gathered: BySource, telling: &NewsContext<'_>, masker: &mut Masker) -> Shaped {
    let mut changed = GatheredShapes::default();
    let mut by_source = BTreeMap::new();
    let mut left_out = 0;
    for (source, gathered) in gathered {
        changed.is_timed |= gathered.is_timed;
        changed.changed.extend(gathered.changed);
        left_out += gathered.shapes.left_out;
        by_source.insert(source, gathered.shapes);
    }
    let mut shaped = Shaped {
        left_out,
        ..Shaped::default()
    };
    for group in failing(&by_source, telling) {
        let shape = telling.shape(group, group.before, telling.paths, masker);
        telling.put(&mut shaped.failing, shape);
    }
    let (usual, since) = (telling.usual, telling.since());
    if usual.is_none() && since.is_none() {
        return shaped;
    }
    changed.in_order();
    shaped.changed = changes(changed.changed, telling, masker);
    let (now, before) = by_source.iter().fold((0, 0), |sum, (_, shapes)| {
        let (now, before) = lines(shapes);
        (sum.0 + now, sum.1 + before)
    });
    let before = before + usual.map_or(0, |usual| total(&usual.held(None)));
    shaped.why_not = match (now, before) {
        _ if since.is_some() && !changed.is_timed && usual.is_none() => {
            Some("no line tells its time, so nothing in it is before or after".to_owned())
        }
        (0, _) => Some("there is no line from then on".to_owned()),
        (_, 0) if since.is_some() => Some("there is no line before then".to_owned()),
        (_, 0) => Some("the good log has no line".to_owned()),
        _ => None,
    };
    if shaped.why_not.is_none() {
        let mut told = Vec::new();
        for (group, before, paths) in news(&by_source, telling) {
            if told.len() == TOLD {
                break;
            }
            telling.put(&mut told, telling.shape(&group, before, paths, masker));
        }
        shaped.news = Some(told);
    }
    shaped
}

/// The failing lines that no signature explains, the worst and most frequent first.
fn failing<'a>(
    by_source: &'a BTreeMap<SourceNumber, Shapes>,
    telling: &NewsContext<'_>,
) -> impl Iterator<Item = &'a ShapeGroup> {
    let all = by_source.values().flat_map(|shapes| shapes.groups.values());
    let mut failing: Vec<&ShapeGroup> = all
        .filter(|group| group.level > LogLevel::Plain && !group.is_known && group.count > 0)
        .collect();
    failing.sort_by_key(|group| {
        let (level, count) = (Reverse(group.level), Reverse(group.count));
        (level, count, telling.order(&group.first))
    });
    failing.into_iter().take(ASKED)
}

fn changes(
    changed: VecDeque<LinePlace>,
    telling: &NewsContext<'_>,
    masker: &mut Masker,
) -> Vec<ChangeLine> {
    let surplus = changed.len().saturating_sub(TOLD);
    let last = changed.iter().skip(surplus);
    last.map(|place| {
        let line = telling.line(place, telling.paths, masker);
        let who = who(&line.text);
        ChangeLine { line, who }
    })
    .collect()
}

/// How many lines there are since the moment, and how many came before it.
fn lines(shapes: &Shapes) -> (u64, u64) {
    let groups = shapes.groups.values();
    groups.fold((0, 0), |(now, before), group| {
        (now + group.count, before + group.before)
    })
}

fn total(held: &HashMap<&str, (&ShapeGroup, u64)>) -> u64 {
    held.values().map(|(_, count)| count).sum()
}

/// New, frequent and gone shapes in their order, each with how many there were.
#[expect(
    clippy::cast_precision_loss,
    reason = "only how often one is the other counts"
)]
fn news<'a>(
    by_source: &BTreeMap<SourceNumber, Shapes>,
    telling: &NewsContext<'a>,
) -> Vec<(ShapeGroup, u64, &'a [String])> {
    let taken: BTreeSet<SourceNumber> = by_source.keys().copied().collect();
    let mut found = Vec::new();
    for (source, shapes) in by_source {
        let usual = telling.usual;
        let held = usual.map(|usual| usual.held(*source)).unwrap_or_default();
        let (now, before) = lines(shapes);
        let share = now as f64 / (before + total(&held)) as f64;
        for (shape, group) in &shapes.groups {
            let before = group.before + held.get(shape.as_str()).map_or(0, |(_, count)| *count);
            let (count, expected) = (group.count as f64, before as f64 * share);
            let kind = match (group.count, before) {
                (0, _) if expected >= ENOUGH => 2,
                (0, _) => continue,
                (_, 0) => 0,
                _ if count >= ENOUGH && count >= expected * OFTEN => 1,
                _ => continue,
            };
            found.push((kind, group.clone(), before, telling.paths));
        }
        let Some(usual) = usual else { continue };
        let is_here = |shape: &str| shapes.groups.contains_key(shape);
        for (shape, (group, count)) in usual.missing(*source, &taken) {
            if !is_here(shape) && count as f64 * share >= ENOUGH {
                let none = ShapeGroup {
                    count: 0,
                    ..group.clone()
                };
                found.push((2, none, count, usual.paths.as_slice()));
            }
        }
    }
    let is_far = |group: &ShapeGroup| {
        telling.since().is_some_and(|since| {
            let at = group.first.at;
            at.is_none_or(|at| at.since(since).abs() > AROUND_MS)
        })
    };
    found.sort_by_cached_key(|(kind, group, _, _)| {
        let order = telling.order(&group.first);
        (*kind, is_far(group), Reverse(group.level), order)
    });
    let found = found.into_iter();
    found
        .map(|(_, group, before, paths)| (group, before, paths))
        .collect()
}
