//! What statistics found, made once: the screen, its lines, the text and the JSON only write it.

use super::claims::{Verdict, verdict};
use super::compare::Comparison;
use super::figures::ModeFigures;
use super::group::{By, Group, grouped};
use super::halves::Halves;
use super::sample::Sample;
use crate::domain::event::Mode;
use crate::domain::time::Timestamp;

/// The modes, in the order of every listing.
pub const MODES: [Mode; 3] = [Mode::Live, Mode::Drill, Mode::Change];

/// What is asked of the samples.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Question {
    /// Only incidents that were opened since then.
    pub since: Option<Timestamp>,
    /// Only incidents that were opened before then.
    pub until: Option<Timestamp>,
    /// Only incidents of this mode.
    pub mode: Option<Mode>,
    /// What to group by.
    pub by: Option<By>,
}

impl Question {
    /// Whether it is about an incident.
    pub fn is_about(&self, sample: &Sample) -> bool {
        self.since.is_none_or(|since| sample.at >= since)
            && self.until.is_none_or(|until| sample.at < until)
            && self.mode.is_none_or(|mode| sample.mode == mode)
    }
}

/// Figures over many incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct StatisticsReport {
    /// What was asked.
    pub question: Question,
    /// The figures of each mode, in the order of [`MODES`].
    pub modes: [ModeFigures; 3],
    /// The same in groups, if that was asked.
    pub groups: Vec<GroupFigures>,
    /// What came before against what came after, if that was asked.
    pub comparison: Option<Comparison>,
}

/// The figures of incidents that have something in common.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFigures {
    /// What they have in common, as it is named in commands.
    pub key: String,
    /// The same for people.
    pub title: String,
    /// The figures of each mode, in the order of [`MODES`].
    pub modes: [ModeFigures; 3],
    /// What a runbook's source claims, against what was measured in real trouble.
    pub claims: Vec<Verdict>,
}

impl StatisticsReport {
    /// Answers a question. `halves` parts the samples for a comparison.
    pub fn of(samples: &[Sample], question: Question, halves: Option<&Halves<'_>>) -> Self {
        let asked: Vec<&Sample> = samples.iter().filter(|s| question.is_about(s)).collect();
        let border = halves.and_then(Halves::date);
        let groups = question.by.map(|by| {
            let groups = grouped(asked.iter().copied(), by).into_iter();
            groups
                .map(|group| group_figures(by, group, border))
                .collect()
        });
        Self {
            question,
            modes: each_mode(&asked),
            groups: groups.unwrap_or_default(),
            comparison: halves.map(Comparison::of),
        }
    }

    /// The figures of one mode.
    pub fn mode(&self, mode: Mode) -> &ModeFigures {
        of_mode(&self.modes, mode)
    }
}

impl GroupFigures {
    /// The figures of one mode.
    pub fn mode(&self, mode: Mode) -> &ModeFigures {
        of_mode(&self.modes, mode)
    }
}

fn of_mode(modes: &[ModeFigures; 3], mode: Mode) -> &ModeFigures {
    match mode {
        Mode::Live => &modes[0],
        Mode::Drill => &modes[1],
        Mode::Change => &modes[2],
    }
}

fn each_mode(samples: &[&Sample]) -> [ModeFigures; 3] {
    MODES.map(|mode| ModeFigures::of(samples.iter().copied(), mode))
}

fn group_figures(by: By, group: Group<'_>, border: Option<Timestamp>) -> GroupFigures {
    // The claims of the newest text of a runbook.
    let mut books = group.samples.iter().rev().flat_map(|sample| &sample.books);
    let book = books.find(|book| by == By::Runbook && *book.id.as_str() == group.key);
    let claims = book.map_or(&[][..], |book| &book.claims);
    let live = group
        .samples
        .iter()
        .copied()
        .filter(|s| s.mode == Mode::Live);
    let live: Vec<&Sample> = live.collect();
    GroupFigures {
        modes: each_mode(&group.samples),
        claims: claims
            .iter()
            .map(|claim| verdict(claim, &live, border))
            .collect(),
        key: group.key,
        title: group.title,
    }
}
