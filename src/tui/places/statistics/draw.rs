//! Figures over many incidents, by runbook, one mode at a time.
//!
//! ```text
//! ┌─ Statistics ───────────────────────── live, 42 incidents ┐
//! │ runbook           runs   first action        resolve     │
//! │ > Sign-in rejected  30   1:12  p90 4:02      8:20  …     │
//! ├──────────────────────────────────────────────────────────┤
//! │ targets and claims of the selected one                   │
//! │ chart of first action      │ chart of resolve            │
//! └──────────────────────────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::chart::{self, Chart};
use crate::domain::event::Mode;
use crate::report::statistics::against;
use crate::report::{Metric, Spread};
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{cursor, cut, highlight, inset, lines, page, put, rule, split_top, window};
use crate::tui::figures::{Figures, RunbookFigures};
use crate::tui::model::Model;
use crate::tui::text::{clock, shown, wrap, wrap_plain};
use crate::tui::theme::Theme;

/// The columns of the numbers.
const NUMBERS: usize = 38;

/// Draws the statistics.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, figures: &Figures) -> usize {
    let theme = &model.theme;
    let count: usize = figures
        .samples
        .iter()
        .flatten()
        .filter(|s| s.mode == figures.mode)
        .count();
    let incidents = if count == 1 { "incident" } else { "incidents" };
    let right = format!("{} only, {count} {incidents}", figures.mode.word());
    let body = page(frame, area, "Statistics by runbook", &right, theme);
    let Some(selected) = figures.runbooks.get(figures.selected) else {
        let says = match &figures.samples {
            None => "gathering the figures".to_owned(),
            Some(_) => {
                let key = model.keys.press(ActionId::SwitchMode, Places::STATISTICS);
                format!("There is no incident of this mode. {key} shows another mode.")
            }
        };
        let columns = usize::from(inset(body).width);
        lines(frame, inset(body), wrap_plain(&says, theme.dim, columns));
        cursor(frame, inset(area), 0);
        return 0;
    };
    let (head, body) = split_top(body, 1);
    put(
        frame,
        inset(head),
        heading(figures.mode, usize::from(inset(head).width), theme),
    );
    let tall = u16::try_from(figures.runbooks.len()).unwrap_or(u16::MAX);
    let (list, body) = split_top(body, tall.min((body.height / 4).max(2)));
    draw_list(frame, list, figures, theme);
    let (line, body) = split_top(body, 1);
    rule(frame, line, theme);
    let body = inset(body);
    let says = says(selected, figures.mode, usize::from(body.width), theme);
    let (top, body) = split_top(body, u16::try_from(says.len()).unwrap_or(u16::MAX));
    lines(frame, top, says);
    let (_, body) = split_top(body, u16::from(body.height > 8));
    charts(frame, body, selected, figures.mode, theme);
    0
}

fn heading(mode: Mode, columns: usize, theme: &Theme) -> Line<'static> {
    let (first, second) = match mode {
        Mode::Change => ("", "from start to end"),
        _ => ("first action", "resolve"),
    };
    let room = columns.saturating_sub(NUMBERS);
    let line = format!("{:<room$}{:>4}  {first:<16}{second:<16}", "runbook", "runs");
    Line::styled(line, theme.dim)
}

fn draw_list(frame: &mut Frame, area: Rect, figures: &Figures, theme: &Theme) {
    let height = usize::from(area.height);
    let first = window(figures.selected, figures.runbooks.len(), height);
    let shown = figures.runbooks.iter().enumerate().skip(first).take(height);
    for (y, (place, row)) in (area.y..area.bottom()).zip(shown) {
        let at = Rect {
            y,
            height: 1,
            ..area
        };
        let columns = usize::from(inset(at).width);
        let room = columns.saturating_sub(NUMBERS);
        let name = cut(&row.title, room.saturating_sub(1), theme.text, theme);
        let gap = " ".repeat(room.saturating_sub(name.width()));
        let (first, second) = match figures.mode {
            Mode::Change => (None, spread(row, Metric::Duration)),
            _ => (Some(spread(row, Metric::Ttfa)), spread(row, Metric::Ttr)),
        };
        let numbers = format!(
            "{gap}{:>4}  {:<16}{:<16}",
            row.numbers.n,
            first.map(middle).unwrap_or_default(),
            middle(second)
        );
        put(
            frame,
            inset(at),
            Line::from(vec![name, Span::styled(numbers, theme.text)]),
        );
        if place == figures.selected {
            highlight(frame, at, theme.selected);
            cursor(frame, at, 1);
        }
    }
}

fn spread(row: &RunbookFigures, metric: Metric) -> &Spread {
    &row.numbers.metric(metric).spread
}

/// Median and 90th percentile.
fn middle(spread: &Spread) -> String {
    match (spread.median, spread.p90) {
        (Some(median), Some(p90)) => format!("{} p90 {}", whole(median), whole(p90)),
        _ => "none yet".to_owned(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "spans are far below 2^53 ms"
)]
fn whole(ms: f64) -> String {
    clock(ms.round() as i64)
}

/// Targets and claims of a runbook, in words.
fn says(row: &RunbookFigures, mode: Mode, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (name, tally) in [
        ("first action", row.numbers.first_action),
        ("resolve", row.numbers.resolve),
    ] {
        if let Some(text) = against(&tally).filter(|_| mode != Mode::Change) {
            let spans = [
                (Cow::Owned(format!("target  {name} ")), theme.dim),
                (Cow::Owned(text), theme.text),
            ];
            lines.extend(wrap(&spans, columns, 8));
        }
    }
    for verdict in row.claims.iter().filter(|_| mode == Mode::Live) {
        let style = match verdict.holds {
            Some(true) => theme.good,
            Some(false) => theme.bad,
            None => theme.dim,
        };
        let spans = [
            (Cow::Borrowed("claim   "), theme.dim),
            (shown(&verdict.claim), theme.text),
            (Cow::Borrowed(": "), theme.dim),
            (Cow::Borrowed(verdict.word()), style),
            (Cow::Owned(format!(", {}", verdict.measured)), theme.text),
        ];
        lines.extend(wrap(&spans, columns, 8));
    }
    lines
}

fn charts(frame: &mut Frame, area: Rect, row: &RunbookFigures, mode: Mode, theme: &Theme) {
    if mode == Mode::Change {
        let duration = Chart {
            title: "from start to end",
            values: &row.duration,
            target: None,
        };
        return chart::render(frame, area, &duration, theme);
    }
    let half = area.width / 2;
    let left = Rect {
        width: half.saturating_sub(2),
        ..area
    };
    let right = Rect {
        x: area.x + half,
        width: area.width - half,
        ..area
    };
    let first = Chart {
        title: "first action",
        values: &row.ttfa,
        target: row.numbers.first_action.target,
    };
    let resolve = Chart {
        title: "resolve",
        values: &row.ttr,
        target: row.numbers.resolve.target,
    };
    chart::render(frame, left, &first, theme);
    chart::render(frame, right, &resolve, theme);
}
