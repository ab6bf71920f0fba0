//! Which lines of a tunnel are worth a look: those around its failures.

use std::collections::{BTreeSet, HashSet};

use super::super::shapes::shape_of;
use super::Carried;
use crate::domain::time::Timestamp;

/// At most so many lines are told of one tunnel.
pub const TOLD: usize = 60;
/// So many lines before and behind a failure belong to it.
const AROUND: usize = 4;

/// The places of the lines to tell, in order; all of them if they are few. Failures since the
/// moment come first, and of each shape the first one; without a failure the end is told.
pub fn choose(lines: &[Carried], since: Option<Timestamp>) -> Vec<usize> {
    let count = lines.len();
    if count <= TOLD {
        return (0..count).collect();
    }
    let mut seen = HashSet::new();
    let mut failing: Vec<(bool, bool, usize)> = Vec::new();
    for (place, line) in lines.iter().enumerate().filter(|(_, line)| line.is_failing) {
        let is_before = since.is_some_and(|since| line.place.at.is_some_and(|at| at < since));
        let is_again = !seen.insert(shape_of(&line.place.text));
        failing.push((is_before, is_again, place));
    }
    if failing.is_empty() {
        return (count - TOLD..count).collect();
    }
    failing.sort_unstable();
    let mut chosen = BTreeSet::new();
    for (_, _, place) in failing {
        let around = place.saturating_sub(AROUND)..(place + AROUND + 1).min(count);
        let new = around
            .clone()
            .filter(|place| !chosen.contains(place))
            .count();
        if chosen.len() + new > TOLD {
            break;
        }
        chosen.extend(around);
    }
    chosen.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(failing: &[usize]) -> Vec<Carried> {
        let line = |number: usize| {
            let mut line = Carried::default();
            line.place.at = Some(Timestamp::from_ms(number as i64 * 1_000));
            line.is_failing = failing.contains(&number);
            line.place.text = match number {
                900 => "another failure".to_owned(),
                _ => format!("failure {number}"),
            };
            line
        };
        (0..1_000).map(line).collect()
    }

    #[test]
    fn lines_around_failures_are_told_each_kind_of_failure_first() {
        let many: Vec<usize> = (0..100).map(|n| n * 5).chain([900]).collect();
        let chosen = choose(&lines(&many), None);
        assert!(chosen.len() <= TOLD && chosen.len() > TOLD - 2 * AROUND);
        assert_eq!(chosen[..3], [0, 1, 2]);
        assert_eq!(*chosen.last().unwrap(), 904, "the only one of its kind");
        let since = Some(Timestamp::from_ms(300_000));
        let chosen = choose(&lines(&many), since);
        assert_eq!(chosen[0], 296, "four before the first since then");
        assert_eq!(choose(&lines(&[]), None), (940..1_000).collect::<Vec<_>>());
        let few = &lines(&[])[..TOLD];
        assert_eq!(choose(few, None).len(), TOLD);
    }
}
