//! Tables: what stands in a column whose head says that it holds secrets.

use std::ops::Range;

use regex::Regex;

use super::Found;
use super::rules::Rule;
use super::value::{is_secret, secret};

/// A table of more lines than this is read no further.
const MANY: usize = 2_000;

/// Finds what stands below each head that a line of a text holds.
pub fn find(
    rule: &'static Rule,
    head: &Regex,
    text: &str,
    line: Range<usize>,
    found: &mut Vec<Found<'static>>,
) {
    let first = &text[line.clone()];
    if !head.is_match(first) {
        return;
    }
    let Some(parted) = sign_of(first) else {
        return;
    };
    let heads = cells(first, parted);
    let is_head = |cell: &Range<usize>| {
        let part = first[cell.clone()].trim();
        head.is_match(part)
    };
    let columns: Vec<usize> = (0..heads.len()).filter(|&at| is_head(&heads[at])).collect();
    if columns.is_empty() {
        return;
    }
    let mut at = (line.end + 1).min(text.len());
    for row in text[at..].split_inclusive('\n').take(MANY) {
        let body = row.trim_end();
        let parts = cells(body, parted);
        if parts.len() != heads.len() {
            break;
        }
        for &column in &columns {
            take(rule, text, at, parts[column].clone(), found);
        }
        at += row.len();
    }
}

fn take(
    rule: &'static Rule,
    text: &str,
    row: usize,
    cell: Range<usize>,
    found: &mut Vec<Found<'static>>,
) {
    let whole = &text[row + cell.start..row + cell.end];
    let lead = whole.len() - whole.trim_start().len();
    let start = row + cell.start + lead;
    let kept = secret(text, start..start + whole.trim().len());
    let value = &text[kept.clone()];
    if !value.is_empty() && is_secret(whole.trim(), value, "", rule.value) {
        found.push(Found {
            start: kept.start,
            end: kept.end,
            kind: &rule.kind,
        });
    }
}

/// What parts the cells of a line.
#[derive(Clone, Copy)]
enum Parted {
    By(char),
    /// By two spaces or more, as `column -t` does it.
    ByGaps,
}

/// What parts the cells of a line: the first of these that it holds.
fn sign_of(line: &str) -> Option<Parted> {
    let mut signs = ['|', '\t', ';', ','].into_iter();
    let sign = signs.find(|&sign| line.contains(sign));
    let gaps = || line.trim().contains("  ").then_some(Parted::ByGaps);
    sign.map(Parted::By).or_else(gaps)
}

/// The cells of a line; a sign within quotes parts none.
fn cells(line: &str, parted: Parted) -> Vec<Range<usize>> {
    let sign = match parted {
        Parted::By(sign) => sign,
        Parted::ByGaps => return by_gaps(line),
    };
    let mut parts = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (at, letter) in line.char_indices() {
        if letter == '"' && sign != '|' {
            is_quoted = !is_quoted;
        } else if letter == sign && !is_quoted {
            parts.push(start..at);
            start = at + 1;
        }
    }
    parts.push(start..line.len());
    parts
}

fn by_gaps(line: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = line.len() - line.trim_start().len();
    while at < line.len() {
        let rest = &line[at..];
        let end = rest.find("  ").unwrap_or(rest.trim_end().len());
        parts.push(at..at + end);
        let gap = &rest[end..];
        at += end + (gap.len() - gap.trim_start().len()).max(1);
    }
    parts
}
