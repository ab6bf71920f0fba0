//! Figures over many incidents as the screen shows them, made when they are gathered and
//! when another mode is chosen, so that drawing computes nothing.

use crate::domain::event::Mode;
use crate::report::statistics::Point;
use crate::report::{
    By, ClaimVerdict, Metric, ModeFigures, Sample, StatisticsQuery, StatisticsReport,
};

/// How many of the last incidents a chart shows.
const BARS: usize = 40;

/// What the place shows.
#[derive(Debug)]
pub struct Figures {
    /// The samples; `None` while they are being gathered.
    pub samples: Option<Vec<Sample>>,
    /// Which of them.
    pub mode: Mode,
    /// The runbooks with their figures, most used first.
    pub runbooks: Vec<RunbookFigures>,
    /// The selected one.
    pub selected: usize,
}

/// One runbook's figures in one mode.
#[derive(Debug, Clone, PartialEq)]
pub struct RunbookFigures {
    /// Its title.
    pub title: String,
    /// The numbers.
    pub numbers: ModeFigures,
    /// What its source claims, against what was measured.
    pub claims: Vec<ClaimVerdict>,
    /// Time to first action of the last incidents, oldest first.
    pub ttfa: Vec<Option<i64>>,
    /// Time to resolve of the same.
    pub ttr: Vec<Option<i64>>,
    /// From the opening to the end of the same.
    pub duration: Vec<Option<i64>>,
}

impl Figures {
    /// Before anything is gathered.
    pub fn awaited() -> Self {
        Self {
            samples: None,
            mode: Mode::Live,
            runbooks: Vec::new(),
            selected: 0,
        }
    }

    /// Shows one mode.
    pub fn show(&mut self, mode: Mode) {
        self.mode = mode;
        self.selected = 0;
        let question = StatisticsQuery {
            mode: Some(mode),
            by: Some(By::Runbook),
            ..StatisticsQuery::default()
        };
        let samples = self.samples.as_deref().unwrap_or_default();
        let report = StatisticsReport::of(samples, &question, None);
        let rows = report.groups.into_iter().map(|group| {
            let numbers = group.mode(mode).clone();
            let last = &numbers.points[numbers.points.len().saturating_sub(BARS)..];
            let took = |metric| {
                last.iter()
                    .map(|point: &Point| point.took(metric))
                    .collect()
            };
            RunbookFigures {
                claims: group.claims,
                ttfa: took(Metric::Ttfa),
                ttr: took(Metric::Ttr),
                duration: took(Metric::Duration),
                title: group.title,
                numbers,
            }
        });
        self.runbooks = rows.collect();
    }
}
