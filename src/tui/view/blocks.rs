//! A list whose rows have several lines: the selected one is always whole, as far as it fits.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::draw::{cursor, highlight, inset, put};
use crate::tui::theme::Theme;

/// Draws blocks of lines with the selected one in sight.
pub fn render(
    frame: &mut Frame,
    area: Rect,
    blocks: Vec<Vec<Line<'static>>>,
    selected: usize,
    theme: &Theme,
) {
    let height = usize::from(area.height);
    let start: usize = blocks.iter().take(selected).map(Vec::len).sum();
    let length = blocks.get(selected).map_or(0, Vec::len);
    let total: usize = blocks.iter().map(Vec::len).sum();
    let first = start.saturating_sub(height / 3);
    let first = first.min(total.saturating_sub(height));
    let first = first
        .max((start + length).saturating_sub(height))
        .min(start);
    let lines = blocks.into_iter().flatten().enumerate().skip(first);
    for (y, (place, line)) in (area.y..area.bottom()).zip(lines) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        put(frame, inset(row), line);
        if place == start {
            highlight(frame, row, theme.selected);
            cursor(frame, row, 1);
        }
    }
}
