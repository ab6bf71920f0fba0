//! Bars over time with the target as a line, in eighths of a row where the terminal draws
//! Unicode. A bar that is over the target crosses the line, so no colour is needed to see it.
//!
//! ```text
//! │ resolve, last 12, newest right         │
//! │ 15:00        █                         │
//! │ 10:00 ──▆────█──────▂  target          │
//! │  0:00 ▅ █ ▃  █ ▅ ▃  █                  │
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::draw::{put, split_top};
use crate::tui::text::{clock, width};
use crate::tui::theme::Theme;

/// Eighths of a row, from none to a whole one.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// The same where only ASCII is drawn: less than half, half and more.
const COARSE: [&str; 9] = [" ", ".", ".", ".", "#", "#", "#", "#", "#"];

/// What a chart shows.
pub struct Chart<'a> {
    /// Its heading.
    pub title: &'a str,
    /// The values in milliseconds, oldest first; a gap for what has none.
    pub values: &'a [Option<i64>],
    /// The target.
    pub target: Option<i64>,
}

/// Draws a chart; nothing where there is no room for it.
pub fn render(frame: &mut Frame, area: Rect, chart: &Chart, theme: &Theme) {
    let (head, body) = split_top(area, 1);
    let longest = chart.values.iter().flatten().copied().max();
    let highest = longest.map(|longest| longest.max(chart.target.unwrap_or(0)));
    let Some(highest) = highest.filter(|highest| *highest > 0) else {
        let title = format!("{}: nothing measured yet", chart.title);
        put(frame, head, Line::styled(title, theme.dim));
        return;
    };
    if body.height < 2 {
        return;
    }
    let axis = width(&clock(highest)).max(5) + 1;
    let room = usize::from(body.width).saturating_sub(axis);
    // A blank column between bars where they all fit that way.
    let step = if chart.values.len() * 2 <= room { 2 } else { 1 };
    let shown = chart.values.len().min(room / step);
    let values = &chart.values[chart.values.len() - shown..];
    let title = match shown {
        1 => format!("{}, the last one", chart.title),
        _ => format!("{}, last {shown}, newest right", chart.title),
    };
    put(frame, head, Line::styled(title, theme.dim));
    let rows = i64::from(body.height);
    let level = |value: i64| (value * rows * 8 + highest / 2) / highest;
    let line = chart.target.map(|target| {
        let row = (level(target) - 1).max(0) / 8;
        (rows - 1 - row).clamp(0, rows - 1)
    });
    let eighths = if theme.glyphs.full.is_ascii() {
        &COARSE
    } else {
        &EIGHTHS
    };
    for row in 0..rows {
        let at = Rect {
            y: body.y + u16::try_from(row).unwrap_or(0),
            height: 1,
            ..body
        };
        let is_line = line == Some(row);
        let label = match (row, chart.target) {
            (_, Some(target)) if is_line => clock(target),
            (0, _) => clock(highest),
            _ => String::new(),
        };
        let mut spans = vec![Span::styled(format!("{label:>0$} ", axis - 1), theme.dim)];
        let rule = if is_line { theme.glyphs.rule } else { " " };
        for value in values {
            let filled = value.map_or(0, |value| {
                // Even the shortest can be seen.
                (level(value).max(1) - (rows - 1 - row) * 8).clamp(0, 8)
            });
            let over = value
                .zip(chart.target)
                .is_some_and(|(v, target)| v > target);
            let style = if over { theme.bad } else { theme.good };
            spans.push(match usize::try_from(filled).unwrap_or(0) {
                0 => Span::styled(rule, theme.warn),
                filled => Span::styled(eighths[filled], style),
            });
            if step == 2 {
                spans.push(Span::styled(rule, theme.warn));
            }
        }
        if is_line {
            let left = room.saturating_sub(values.len() * step);
            let word = if left >= 10 { "── target" } else { "" };
            let word = word.replace('─', theme.glyphs.rule);
            spans.push(Span::styled(word, theme.warn));
        }
        put(frame, at, Line::from(spans));
    }
}
