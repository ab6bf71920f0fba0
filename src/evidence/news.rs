//! What the shapes of lines tell: which failing lines no signature explains; and against a good
//! log, or the time before a moment, what is new in it, gone, or many times as frequent.

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::changed::who;
use super::gather::{Gathered, Since};
use super::level::Level;
use super::look::{Line, place_line};
use super::redact::Masker;
use super::shapes::{Group, Place, Shapes, shape_of};

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
    pub level: Level,
    /// The first of them.
    pub first: Line,
    /// The last of them.
    pub last: Line,
}

/// A line that tells of a change, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line.
    pub line: Line,
    /// Who made it, if the line says so.
    pub who: Option<String>,
}

/// What is usual: the shapes of a good log.
#[derive(Debug, Clone, Default)]
pub struct Usual {
    pub(super) shapes: Shapes,
    pub(super) paths: Vec<String>,
}

/// What the shapes tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shaped {
    /// Failing lines that no signature explains, the worst and most frequent first.
    pub failing: Vec<Shape>,
    /// What is new, gone, or many times as frequent; `None` where nothing was held against it.
    pub news: Option<Vec<Shape>>,
    /// Lines that tell of a change in the day before, the last ones.
    pub changed: Vec<Change>,
    /// Why nothing could be held against it though it was asked for.
    pub why_not: Option<String>,
    /// Lines whose shapes had no room.
    pub left_out: u64,
}

/// What was gathered, told.
pub(super) fn told(
    gathered: Gathered,
    paths: &[String],
    usual: Option<&Usual>,
    since: Option<&Since>,
    masker: &mut Masker,
) -> Shaped {
    let Gathered {
        shapes,
        changed,
        is_timed,
    } = gathered;
    let mut shaped = Shaped {
        left_out: shapes.left_out,
        ..Shaped::default()
    };
    let all = shapes
        .groups
        .iter()
        .filter(|(_, group)| group.level > Level::Plain && !group.is_known && group.count > 0);
    let mut failing: Vec<&Group> = all.map(|(_, group)| group).collect();
    failing.sort_by_key(|g| {
        (
            Reverse(g.level),
            Reverse(g.count),
            g.first.log,
            g.first.line,
        )
    });
    failing.truncate(ASKED);
    for group in failing {
        put(
            &mut shaped.failing,
            shape(group, group.before, paths, masker),
        );
    }
    if usual.is_some() || since.is_some() {
        shaped.changed = changes(changed, paths, masker);
        let (now, before) = totals(&shapes, usual);
        shaped.why_not = match (now, before) {
            _ if since.is_some() && !is_timed && usual.is_none() => {
                Some("no line tells its time, so nothing in it is before or after".to_owned())
            }
            (0, _) => Some("there is no line from then on".to_owned()),
            (_, 0) if since.is_some() => Some("there is no line before then".to_owned()),
            (_, 0) => Some("the good log has no line".to_owned()),
            _ => None,
        };
        if shaped.why_not.is_none() {
            let news = news(&shapes, paths, usual, since, (now, before));
            let mut told = Vec::new();
            for (group, before, paths) in news {
                if told.len() == TOLD {
                    break;
                }
                put(&mut told, shape(&group, before, paths, masker));
            }
            shaped.news = Some(told);
        }
    }
    shaped
}

/// Adds a shape, or to the one that is alike now that secrets are masked.
fn put(told: &mut Vec<Shape>, new: Shape) {
    match told.iter_mut().find(|known| known.shape == new.shape) {
        Some(known) => {
            known.count += new.count;
            known.before += new.before;
            known.level = known.level.max(new.level);
            known.last = new.last;
        }
        None => told.push(new),
    }
}

fn shape(group: &Group, before: u64, paths: &[String], masker: &mut Masker) -> Shape {
    let first = line(&group.first, paths, masker);
    let last = match group.first == group.last {
        true => first.clone(),
        false => line(&group.last, paths, masker),
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

fn line(place: &Place, paths: &[String], masker: &mut Masker) -> Line {
    let path = paths.get(place.log).map_or("", String::as_str);
    place_line(masker, path, place)
}

fn changes(changed: VecDeque<Place>, paths: &[String], masker: &mut Masker) -> Vec<Change> {
    let surplus = changed.len().saturating_sub(TOLD);
    let last = changed.iter().skip(surplus);
    last.map(|place| {
        let line = line(place, paths, masker);
        let who = who(&line.text);
        Change { line, who }
    })
    .collect()
}

/// How many lines there are now, and how many there were.
fn totals(shapes: &Shapes, usual: Option<&Usual>) -> (u64, u64) {
    let now = shapes.groups.values().map(|group| group.count).sum();
    let before: u64 = shapes.groups.values().map(|group| group.before).sum();
    let usual = usual.iter().flat_map(|usual| usual.shapes.groups.values());
    (now, before + usual.map(|group| group.count).sum::<u64>())
}

/// New, frequent and gone shapes in their order, each with how many there were.
#[expect(
    clippy::cast_precision_loss,
    reason = "only how often one is the other counts"
)]
fn news<'a>(
    shapes: &Shapes,
    paths: &'a [String],
    usual: Option<&'a Usual>,
    since: Option<&Since>,
    (now, before): (u64, u64),
) -> Vec<(Group, u64, &'a [String])> {
    let share = now as f64 / before as f64;
    let had = |shape: &String| usual.and_then(|usual| usual.shapes.groups.get(shape));
    let mut found = Vec::new();
    for (shape, group) in &shapes.groups {
        let before = group.before + had(shape).map_or(0, |group| group.count);
        let (count, expected) = (group.count as f64, before as f64 * share);
        let kind = match (group.count, before) {
            (0, _) if expected >= ENOUGH => 2,
            (0, _) => continue,
            (_, 0) => 0,
            _ if count >= ENOUGH && count >= expected * OFTEN => 1,
            _ => continue,
        };
        found.push((kind, group.clone(), before, paths));
    }
    if let Some(usual) = usual {
        let gone = usual.shapes.groups.iter();
        let gone = gone.filter(|(shape, group)| {
            !shapes.groups.contains_key(*shape) && group.count as f64 * share >= ENOUGH
        });
        found.extend(gone.map(|(_, group)| {
            let none = Group {
                count: 0,
                ..group.clone()
            };
            (2, none, group.count, usual.paths.as_slice())
        }));
    }
    let is_far = |group: &Group| {
        since.is_some_and(|since| {
            let time = super::times::in_line(&group.first.text);
            let time = time.and_then(|time| time.resolve(since.now, &since.zone));
            time.is_none_or(|time| time.at.since(since.at).abs() > AROUND_MS)
        })
    };
    found.sort_by_cached_key(|(kind, group, _, _)| {
        let place = (group.first.log, group.first.line);
        (*kind, is_far(group), Reverse(group.level), place)
    });
    let found = found.into_iter();
    found
        .map(|(_, group, before, paths)| (group, before, paths))
        .collect()
}
