//! Figures over many incidents, by runbook, one mode at a time.

mod chart;
mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::event::Mode;
use crate::report::statistics::against;
use crate::report::{Metric, Spread, TargetTally};
use crate::tui::figures::{Figures, RunbookFigures};
use crate::tui::model::{Model, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use crate::tui::text::clock;

impl Place for Figures {
    fn at(&self) -> Places {
        Places::STATISTICS
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self)
    }

    fn selected(&self) -> usize {
        self.selected
    }

    fn selected_mut(&mut self) -> &mut usize {
        &mut self.selected
    }

    fn count(&self, _: Option<&Walk>) -> usize {
        self.runbooks.len()
    }

    fn heading(&self) -> String {
        let samples = self.samples.iter().flatten();
        let count = samples.filter(|sample| sample.mode == self.mode).count();
        let mode = self.mode.word();
        format!("Statistics by runbook, {mode} only, incidents: {count}. mode changes it:")
    }

    fn nothing(&self) -> Option<&str> {
        let is_awaited = self.samples.is_none();
        is_awaited.then_some("The figures are being gathered.")
    }

    fn rows(&self, _: &Model) -> Vec<String> {
        let rows = self.runbooks.iter();
        rows.map(|row| runbook(row, self.mode)).collect()
    }

    fn sought(&self, _: &Model) -> Vec<String> {
        let titles = self.runbooks.iter().map(|row| row.title.clone());
        titles.collect()
    }

    /// The mode.
    fn page(&self) -> Option<String> {
        Some(self.mode.word().to_owned())
    }
}

fn runbook(row: &RunbookFigures, mode: Mode) -> String {
    let numbers = &row.numbers;
    let mut said = format!("{}, {} of them", row.title, numbers.n);
    let metrics = match mode {
        Mode::Change => vec![(
            "from start to end",
            Metric::Duration,
            TargetTally::default(),
        )],
        _ => vec![
            ("first action", Metric::Ttfa, numbers.first_action),
            ("resolve", Metric::Ttr, numbers.resolve),
        ],
    };
    for (name, metric, tally) in metrics {
        let spread = &numbers.metric(metric).spread;
        said.push_str(&format!("; {name} {}", middle(spread)));
        if let Some(target) = against(&tally) {
            said.push_str(&format!(", target {target}"));
        }
    }
    for verdict in row.claims.iter().filter(|_| mode == Mode::Live) {
        let (claim, word, measured) = (&verdict.claim, verdict.word(), &verdict.measured);
        said.push_str(&format!("; the claim {claim}: {word}, {measured}"));
    }
    said
}

fn middle(spread: &Spread) -> String {
    match (spread.median, spread.p90) {
        (Some(median), Some(p90)) => format!("median {}, p90 {}", whole_ms(median), whole_ms(p90)),
        _ => "not measured yet".to_owned(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "spans are far below 2^53 ms"
)]
fn whole_ms(ms: f64) -> String {
    clock(ms.round() as i64)
}
