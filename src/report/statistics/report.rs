//! What statistics found, made once: the screen, its lines, the text and the JSON only write it.

use super::claims::{ClaimVerdict, verdict};
use super::compare::Comparison;
use super::coverage::Coverage;
use super::figures::ModeFigures;
use super::group::{By, SampleGroup, grouped};
use super::halves::Halves;
use super::people::People;
use super::sample::Sample;
use crate::domain::event::Mode;
use crate::domain::time::Timestamp;

/// The modes, in the order of every listing.
pub const MODES: [Mode; 3] = [Mode::Live, Mode::Drill, Mode::Change];

/// What is asked of the samples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatisticsQuery {
    /// Only incidents that were opened since then.
    pub since: Option<Timestamp>,
    /// Only incidents that were opened before then.
    pub until: Option<Timestamp>,
    /// Only incidents of this mode.
    pub mode: Option<Mode>,
    /// Not those that were read from lists of past incidents.
    pub no_imported: bool,
    /// What to group by.
    pub by: Option<By>,
    /// Who is told of.
    pub people: People,
}

impl StatisticsQuery {
    /// Whether it is about an incident.
    pub fn is_about(&self, sample: &Sample) -> bool {
        self.since.is_none_or(|since| sample.at >= since)
            && self.until.is_none_or(|until| sample.at < until)
            && self.mode.is_none_or(|mode| sample.mode == mode)
            && !(self.no_imported && sample.imported)
    }
}

/// Figures over many incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct StatisticsReport {
    /// What was asked.
    pub question: StatisticsQuery,
    /// The figures of each mode, in the order of [`MODES`].
    pub modes: [ModeFigures; 3],
    /// The same in groups, if that was asked.
    pub groups: Vec<GroupFigures>,
    /// Why not all groups are told of, if so.
    pub left_out: Option<String>,
    /// What came before against what came after, if that was asked.
    pub comparison: Option<Comparison>,
    /// Who knows what, if that was asked.
    pub coverage: Option<Coverage>,
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
    pub claims: Vec<ClaimVerdict>,
}

impl StatisticsReport {
    /// Answers a question. `halves` parts the samples for a comparison.
    pub fn of(samples: &[Sample], question: &StatisticsQuery, halves: Option<&Halves<'_>>) -> Self {
        let asked: Vec<&Sample> = samples.iter().filter(|s| question.is_about(s)).collect();
        let border = halves.and_then(Halves::date);
        let (mut groups, mut left_out) = (Vec::new(), None);
        if let Some(by) = question.by {
            let mut found = grouped(asked.iter().copied(), by);
            if by == By::Actor {
                let all: Vec<&Sample> = samples.iter().collect();
                (found, left_out) = question.people.allow(found, &all);
            }
            let found = found.into_iter();
            groups.extend(found.map(|group| group_figures(by, group, border)));
        }
        Self {
            question: question.clone(),
            modes: each_mode(&asked),
            groups,
            left_out,
            comparison: halves.map(Comparison::of),
            coverage: None,
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

fn group_figures(by: By, group: SampleGroup<'_>, border: Option<Timestamp>) -> GroupFigures {
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
