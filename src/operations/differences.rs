//! Two texts → what differs: the lines, or a unified diff as `git apply` takes it. The only file
//! that knows the library.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

/// So many lines around a change are shown.
const AROUND: usize = 3;
/// Two texts that share little are compared for no longer.
const PATIENCE: Duration = Duration::from_millis(300);

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineChange {
    /// It stands in both texts.
    Same,
    /// It is no longer there.
    Gone,
    /// It was not there before.
    New,
    /// Lines that stand in both are left out here.
    Between,
}

impl LineChange {
    /// The mark before such a line.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Same | Self::Between => " ",
            Self::Gone => "-",
            Self::New => "+",
        }
    }
}

/// The lines that differ between two texts, each with those around it.
pub fn differences(before: &str, now: &str) -> Vec<(LineChange, String)> {
    let mut comparison = TextDiff::configure();
    comparison.timeout(PATIENCE);
    let comparison = comparison.diff_lines(before, now);
    let mut lines = Vec::new();
    for group in comparison.grouped_ops(AROUND) {
        if !lines.is_empty() {
            lines.push((LineChange::Between, "…".to_owned()));
        }
        for change in group.iter().flat_map(|part| comparison.iter_changes(part)) {
            let became = match change.tag() {
                ChangeTag::Equal => LineChange::Same,
                ChangeTag::Delete => LineChange::Gone,
                ChangeTag::Insert => LineChange::New,
            };
            lines.push((became, change.value().trim_end().to_owned()));
        }
    }
    lines
}

/// What changes from one text to the next in the file of this name; without an old text the file
/// is new.
pub fn unified(name: &str, old: Option<&str>, new: &str) -> String {
    let (before, kind) = match old {
        Some(_) => (format!("a/{name}"), ""),
        None => ("/dev/null".to_owned(), "new file mode 100644\n"),
    };
    let comparison = TextDiff::from_lines(old.unwrap_or_default(), new);
    let mut unified = comparison.unified_diff();
    let unified = unified
        .context_radius(3)
        .header(&before, &format!("b/{name}"));
    format!("diff --git a/{name} b/{name}\n{kind}{unified}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_with_the_lines_around_it() {
        let before: Vec<String> = (0..30).map(|n| format!("line {n}")).collect();
        let mut now = before.clone();
        now[5] = "another".to_owned();
        now.remove(20);
        let told = differences(&before.join("\n"), &now.join("\n"));
        let of = |became| {
            let lines = told.iter().filter(move |(tag, _)| *tag == became);
            lines.map(|(_, line)| line.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(LineChange::Gone), ["line 5", "line 20"]);
        assert_eq!(of(LineChange::New), ["another"]);
        assert_eq!(of(LineChange::Same).len(), 12);
        assert_eq!(of(LineChange::Between).len(), 1);
        assert_eq!(differences("a\nb\n", "a\nb\n"), []);
    }
}
