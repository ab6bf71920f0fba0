//! Lines of good logs: what a new signature must not find, and what comes near to it.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use crate::evidence::{Masker, Masks, read_lines, shape_of};

/// So many lines of good logs are looked at; more tell nothing new.
const MOST: usize = 200_000;
/// So many near misses are kept as lines that must not match.
const NEAR: usize = 2;
/// Lines that share so many of their words are near misses.
const SHARE: f64 = 0.4;

/// Logs in which nothing was wrong: one line for each shape.
#[derive(Debug, Clone, Default)]
pub struct GoodLogs {
    lines: Vec<String>,
}

impl GoodLogs {
    /// Those of these files and folders; secrets are masked.
    pub fn read(paths: &[PathBuf], masks: &Masks) -> Self {
        let mut shapes = HashSet::new();
        let mut lines: Vec<String> = Vec::new();
        let mut seen = 0;
        for path in paths {
            read_lines(path, &mut |line| {
                seen += 1;
                if seen <= MOST && shapes.insert(shape_of(line)) {
                    lines.push(line.to_owned());
                }
            });
        }
        let masked = Masker::new(masks.clone()).lines(lines.iter().map(String::as_str));
        Self { lines: masked }
    }

    /// All of them, as a log.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Whether one has this shape.
    pub fn has(&self, shape: &str) -> bool {
        self.lines.iter().any(|line| shape_of(line) == shape)
    }

    /// The lines that come nearest to one, by the words that they share.
    pub fn near(&self, line: &str) -> Vec<String> {
        let wanted = words(line);
        let lines = self.lines.iter();
        let shared = lines.map(|other| (share(&wanted, &words(other)), other));
        let mut near: Vec<_> = shared.filter(|(share, _)| *share >= SHARE).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let near = near.into_iter().take(NEAR);
        near.map(|(_, line)| line.clone()).collect()
    }
}

fn words(line: &str) -> BTreeSet<String> {
    let shape = shape_of(line).to_lowercase();
    let words = shape.split(|c: char| !c.is_alphabetic());
    words
        .filter(|word| word.len() > 2)
        .map(str::to_owned)
        .collect()
}

fn share(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let both = one.intersection(other).count();
    let all = one.union(other).count().max(1);
    both as f64 / all as f64
}
