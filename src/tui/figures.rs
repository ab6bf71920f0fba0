//! Figures over many incidents as the screen shows them, made when they are gathered and
//! when another mode is chosen, so that drawing computes nothing.

use crate::domain::event::Mode;
use crate::report::{By, Figures as Numbers, Sample, Verdict, figures, grouped, verdict};

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
    pub numbers: Numbers,
    /// What its source claims, against what was measured.
    pub claims: Vec<Verdict>,
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
        let of_mode = |sample: &&Sample| sample.mode == mode;
        let samples = self.samples.iter().flatten().filter(of_mode);
        let samples: Vec<Sample> = samples.cloned().collect();
        let groups = grouped(&samples, By::Runbook).into_iter();
        self.runbooks = groups
            .map(|group| {
                let last = group.samples.len().saturating_sub(BARS);
                let last = &group.samples[last..];
                let newest = group.samples.iter().rev();
                let mut books = newest.flat_map(|sample| &sample.books);
                let book = books.find(|book| *book.id.as_str() == group.key);
                let claims = book.map_or(&[][..], |book| &book.claims);
                RunbookFigures {
                    numbers: figures(group.samples.iter().copied(), mode),
                    claims: claims.iter().map(|c| verdict(c, &group.samples)).collect(),
                    ttfa: last.iter().map(|sample| sample.ttfa).collect(),
                    ttr: last.iter().map(|sample| sample.ttr).collect(),
                    duration: last.iter().map(|sample| sample.duration).collect(),
                    title: group.title,
                }
            })
            .collect();
    }
}
