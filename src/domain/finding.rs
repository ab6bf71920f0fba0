//! What several findings say together, in one count and in one form of words.
//!
//! A count beside a cause or a log is always the number of lines, and each line counts once,
//! however many signatures know it.

use std::collections::BTreeMap;

use super::event::Finding;
use super::runbook::Runbook;

/// How many lines some findings stand in: for each of them the place of its first line, and its
/// own count. Those that begin in the same line are taken for the same lines.
pub fn lines_of<P: Ord>(findings: impl IntoIterator<Item = (P, u64)>) -> u64 {
    let mut by_first = BTreeMap::new();
    for (first, count) in findings {
        let most = by_first.entry(first).or_insert(0);
        *most = count.max(*most);
    }
    by_first.into_values().sum()
}

/// Several names of which nothing tells which one it is: `one of: …; …`.
pub fn one_of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        if !all.iter().any(|known| known == name.as_ref()) {
            all.push(name.as_ref().to_owned());
        }
    }
    match all.len() {
        0 | 1 => all.concat(),
        _ => format!("one of: {}", all.join("; ")),
    }
}

/// The titles of the causes that a finding points at.
pub fn titles<'a>(finding: &'a Finding, runbook: &'a Runbook) -> impl Iterator<Item = &'a str> {
    let causes = finding.causes.iter().filter_map(|id| runbook.cause(id));
    causes.map(|cause| cause.title.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_several_know_counts_once() {
        assert_eq!(lines_of([(6, 1), (6, 1), (9, 2)]), 3);
        assert_eq!(lines_of([(120, 14), (120, 14)]), 14);
        assert_eq!(lines_of::<u64>([]), 0);
    }

    #[test]
    fn names_are_told_apart() {
        assert_eq!(one_of(["A or b"]), "A or b");
        assert_eq!(one_of(["A, b or c", "D", "D"]), "one of: A, b or c; D");
        assert_eq!(one_of([""; 0]), "");
    }
}
