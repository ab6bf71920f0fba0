//! One incident as statistics see it.

use std::sync::Arc;

use super::metric::{Length, METRICS, Metric};
use crate::domain::event::{Mode, Severity};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::metrics::Targets;
use crate::domain::runbook::Runbook;
use crate::domain::state::Status;
use crate::domain::summary::Summary;
use crate::domain::time::Timestamp;

/// What statistics want to know of one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its id, which is the same everywhere.
    pub id: Option<IncidentId>,
    /// Its key.
    pub key: String,
    /// What it was for.
    pub mode: Mode,
    /// Where it stands.
    pub status: Status,
    /// When it was opened.
    pub at: Timestamp,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// The id and title of each runbook that was walked.
    pub runbooks: Vec<(String, String)>,
    /// The texts of those, where they are at hand.
    pub books: Vec<Arc<Runbook>>,
    /// The id and title of its cause.
    pub cause: Option<(String, String)>,
    /// The class of its cause.
    pub class: Option<String>,
    /// Whoever did something, in the order of their first act.
    pub actors: Vec<Arc<str>>,
    /// How long everything took.
    pub lengths: [Length; METRICS.len()],
    /// The targets, and whether they were met.
    pub targets: Targets,
    /// Somebody said when it was detected: only then it is held against anything.
    pub is_sure: bool,
    /// Planned work that was turned back.
    pub backed_out: bool,
    /// It was read from a list of past incidents: its times were written by hand.
    pub imported: bool,
    /// The rank of each runbook that was chosen from a search.
    pub ranks: Vec<u32>,
}

impl Sample {
    /// The sample of an incident at a moment; `None` of one that was cancelled or never opened, or
    /// that goes on as another one, which is the one that counts.
    pub fn of(incident: &Incident, now: Timestamp) -> Option<Self> {
        let (state, summary) = (incident.state(), Summary::of(incident)?);
        let book = |sha256: &str| incident.books().get(sha256).cloned();
        Self::of_summary((state.id, state.key()), summary, &book, now)
    }

    /// The same, of the summary of an incident with this id and key.
    pub fn of_summary(
        (id, key): (Option<IncidentId>, String),
        summary: Summary,
        book: &dyn Fn(&str) -> Option<Arc<Runbook>>,
        now: Timestamp,
    ) -> Option<Self> {
        if !summary.counts() {
            return None;
        }
        Some(Self {
            id,
            key,
            mode: summary.mode,
            status: summary.status,
            at: summary.opened_at,
            severity: summary.severity,
            runbooks: summary
                .in_use()
                .map(|book| (book.id.clone(), book.title.clone()))
                .collect(),
            books: summary
                .in_use()
                .filter_map(|kept| book(&kept.sha256))
                .collect(),
            lengths: lengths(&summary, now),
            targets: summary.targets,
            is_sure: summary.assumed == Some(false),
            backed_out: summary.backed_out,
            imported: summary.past,
            class: summary.cause.as_ref().and_then(|cause| cause.class.clone()),
            cause: summary.cause.map(|cause| match cause.id {
                Some(id) => (id, cause.title),
                None => (cause.title.clone(), cause.title),
            }),
            actors: summary.actors,
            ranks: summary.ranks,
        })
    }

    /// Whether somebody may still have work with it. Of a past one the end may only be unknown.
    pub fn is_open(&self) -> bool {
        self.status.is_unfinished() && !self.imported
    }

    /// How long something took, if it has ended.
    pub fn took(&self, metric: Metric) -> Option<i64> {
        match self.length(metric) {
            Length::Took(ms) => Some(ms),
            Length::Running(_) | Length::Missing => None,
        }
    }

    /// How long something took, or takes.
    pub fn length(&self, metric: Metric) -> Length {
        self.lengths[metric as usize]
    }
}

/// What has not happened yet in unfinished work goes on from the detection (planned work: from the
/// opening) until now, by the incident's own clock.
fn lengths(summary: &Summary, now: Timestamp) -> [Length; METRICS.len()] {
    // A list that gives no detection says nothing of how long that took.
    let is_guessed = summary.past && summary.assumed.unwrap_or(true);
    let since = |from: Option<Timestamp>| {
        let ms = from.map(|from| summary.now(now).since(from));
        ms.filter(|ms| *ms >= 0 && summary.is_unfinished())
    };
    let is_planned = summary.mode == Mode::Change;
    let detected = summary.detected_at.filter(|_| !is_planned);
    METRICS.map(|metric| {
        let from = match metric {
            // Whoever detects it opens it: there is nothing to wait for.
            Metric::Ttd => None,
            Metric::Duration => Some(summary.opened_at),
            _ => detected,
        };
        let took = summary.figures[metric as usize];
        let took = took.filter(|_| !is_guessed || !matches!(metric, Metric::Ttd | Metric::Tta));
        match (took, since(from)) {
            (Some(ms), _) => Length::Took(ms),
            (None, Some(ms)) => Length::Running(ms),
            (None, None) => Length::Missing,
        }
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn sample(at: i64, severity: Severity, ttr: i64) -> Sample {
        let mut lengths = [Length::Missing; METRICS.len()];
        lengths[Metric::Ttr as usize] = Length::Took(ttr);
        Sample {
            id: None,
            key: format!("INC-{at}"),
            mode: Mode::Live,
            status: Status::Closed,
            at: Timestamp::from_ms(at),
            severity: Some(severity),
            runbooks: vec![("vpn".to_owned(), "VPN".to_owned())],
            books: Vec::new(),
            cause: None,
            class: None,
            actors: vec!["ada".into(), "bob".into()],
            lengths,
            targets: Targets {
                resolve: Some(10),
                resolve_met: Some(ttr <= 10),
                ..Targets::default()
            },
            is_sure: true,
            backed_out: false,
            imported: false,
            ranks: Vec::new(),
        }
    }
}
