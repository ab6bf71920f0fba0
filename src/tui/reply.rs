//! What a log says, as rows: causes in the order of what speaks for them, runbooks that are not
//! attached and know more, those that unexplained failures are near to, and what could not be
//! read.

use std::collections::HashSet;
use std::sync::Arc;

use super::logs::ScanResult;
use super::moving::within;
use crate::domain::finding::{lines_of, one_of};
use crate::domain::id::{RunbookId, StepRef};
use crate::domain::state::State;
pub use crate::evidence::NearRunbook;
use crate::evidence::{RankedCause, RankedFinding, RankedRunbook, Ranking};

/// At most so many runbooks are offered.
const OFFERS: usize = 3;

/// What a log says, shown.
#[derive(Debug)]
pub struct Reply {
    /// What was found.
    pub looked: Arc<ScanResult>,
    /// The rows.
    pub rows: Vec<ReplyRow>,
    /// The selected one.
    pub selected: usize,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyRow {
    /// Causes of a runbook in use that the same lines point at.
    Cause(Pointed),
    /// A runbook that is not in use, with its likeliest causes.
    Offer(Pointed),
    /// A runbook that failing lines are near to which no signature explains, and whether it is
    /// in use.
    Near(NearRunbook, bool),
    /// Something that could not be read.
    Trouble(String),
}

/// What findings point at.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointed {
    /// The runbook.
    pub runbook: RunbookId,
    /// Its title.
    pub book: String,
    /// The causes, in words.
    pub causes: String,
    /// How many lines point at them.
    pub count: u64,
    /// The step to go to, with its number; of a runbook that is not in use there is none.
    pub step: Option<(StepRef, String)>,
    /// The cause that was found too and explains these.
    pub explained_by: Option<String>,
    /// What points at them, by place in the findings, the most telling first.
    pub findings: Vec<usize>,
}

impl Reply {
    /// What was found, against an incident as it is.
    pub fn new(looked: Arc<ScanResult>, state: &State) -> Self {
        let rows = rows(&looked, state);
        Self {
            looked,
            rows,
            selected: 0,
        }
    }

    /// Looks again, after the incident changed.
    pub fn look_again(&mut self, state: &State) {
        self.rows = rows(&self.looked, state);
        self.selected = within(self.selected, self.rows.len());
    }

    /// What was looked through, as it stands in a sentence.
    pub fn name(&self) -> &str {
        match self.looked.name.as_str() {
            "paste" => "the pasted text",
            name => name,
        }
    }

    /// The selected row.
    pub fn row(&self) -> Option<&ReplyRow> {
        self.rows.get(self.selected)
    }

    /// The runbook that would be attached: the selected one, else the first that is offered, else
    /// the first that is near.
    pub fn offer(&self) -> Option<&RunbookId> {
        fn of(row: &ReplyRow) -> Option<&RunbookId> {
            match row {
                ReplyRow::Offer(offer) => Some(&offer.runbook),
                ReplyRow::Near(near, false) => Some(&near.runbook),
                _ => None,
            }
        }
        self.row()
            .and_then(of)
            .or_else(|| self.rows.iter().find_map(of))
    }

    /// A finding.
    pub fn finding(&self, place: usize) -> Option<&RankedFinding> {
        self.looked.report.answer.findings.get(place)
    }
}

fn rows(looked: &ScanResult, state: &State) -> Vec<ReplyRow> {
    let answer = &looked.report.answer;
    let is_in_use = |id: &RunbookId| state.in_use().any(|a| a.id == *id);
    let place = |finding: &usize| {
        let first = &answer.findings.get(*finding)?.first;
        Some((first.path.as_str(), first.line))
    };
    let used = answer.runbooks.iter().filter(|r| is_in_use(&r.runbook));
    let known: HashSet<_> = used
        .flat_map(|runbook| runbook.causes.iter().flat_map(|cause| &cause.findings))
        .filter_map(place)
        .collect();
    let mut rows = Vec::new();
    let (mut is_led, mut offers) = (false, 0);
    for runbook in &answer.runbooks {
        if is_in_use(&runbook.runbook) {
            is_led = true;
            rows.extend(groups(answer, runbook, state).map(ReplyRow::Cause));
            continue;
        }
        // One that knows nothing more than those in use would only be noise.
        let findings = runbook.causes.iter().flat_map(|cause| &cause.findings);
        let knows_more = findings
            .filter_map(place)
            .any(|line| !known.contains(&line));
        if (!is_led || knows_more) && offers < OFFERS {
            offers += 1;
            rows.extend(groups(answer, runbook, state).next().map(ReplyRow::Offer));
        }
    }
    let near = looked.report.nearest.iter();
    rows.extend(near.map(|near| ReplyRow::Near(near.clone(), is_in_use(&near.runbook))));
    let troubles = looked.report.troubles.iter();
    rows.extend(troubles.map(|t| ReplyRow::Trouble(format!("{} {}", t.path, t.what))));
    rows
}

/// Causes that the same lines point at are one row: the lines do not tell them apart.
fn groups<'a>(
    answer: &'a Ranking,
    runbook: &'a RankedRunbook,
    state: &'a State,
) -> impl Iterator<Item = Pointed> + 'a {
    let same = |a: &RankedCause, b: &RankedCause| {
        a.findings == b.findings && a.explained_by == b.explained_by
    };
    let leads = runbook
        .causes
        .iter()
        .enumerate()
        .filter(move |(at, cause)| {
            !runbook.causes[..*at]
                .iter()
                .any(|before| same(before, cause))
        });
    leads.map(move |(_, lead)| {
        let group = runbook.causes.iter().filter(|cause| same(lead, cause));
        let titles: Vec<&str> = group.map(|cause| cause.title.as_str()).collect();
        let title_of = |id| {
            let mut causes = runbook.causes.iter();
            let cause = causes.find(|cause| cause.cause == id);
            cause.map_or_else(|| id.to_string(), |cause| cause.title.clone())
        };
        let step = lead.step.as_ref().and_then(|step| {
            let at = StepRef {
                runbook: runbook.runbook.clone(),
                step: step.clone(),
            };
            state.step(&at)?;
            let number = state.number_of(&at);
            Some((at, number))
        });
        let lines = lead
            .findings
            .iter()
            .filter_map(|place| answer.findings.get(*place));
        Pointed {
            runbook: runbook.runbook.clone(),
            book: runbook.title.clone(),
            causes: one_of(titles),
            count: lines_of(lines.map(|f| ((&f.first.path, f.first.line), f.count))),
            step,
            explained_by: lead.explained_by.clone().map(title_of),
            findings: lead.findings.clone(),
        }
    })
}
