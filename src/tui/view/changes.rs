//! Changes in force, newest first, each with how to take it back.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{cursor, cut, highlight, inset, page, put, split_top, window};
use crate::tui::model::Model;
use crate::tui::text::local_hms;

/// Draws the changes in force.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, selected: usize) -> usize {
    let theme = &model.theme;
    let Some(walk) = &model.walk else {
        return 0;
    };
    let state = &walk.snapshot.state;
    let count = state.changes_in_force().count();
    let title = format!("Changes in force in {}", state.key());
    let mut rest = page(frame, area, &title, &count.to_string(), theme);
    let height = (usize::from(rest.height) / 2).max(1);
    let first = window(selected, count, height);
    let shown = state
        .changes_in_force()
        .enumerate()
        .skip(first)
        .take(height);
    for (index, change) in shown {
        let (row, below) = split_top(rest, 1);
        let at = inset(row);
        let device = change.device.as_ref().map(|device| format!("{device}: "));
        let columns = usize::from(at.width);
        let device = cut(&device.unwrap_or_default(), 24, theme.strong, theme);
        let room = columns.saturating_sub(18 + device.width());
        let line = Line::from(vec![
            Span::styled(format!("{} ", local_hms(change.at)), theme.dim),
            Span::styled(format!("{:<8}", change.risk.to_string()), theme.warn),
            device,
            cut(&change.text, room, theme.text, theme),
        ]);
        put(frame, at, line);
        if index == selected {
            highlight(frame, row, theme.selected);
            cursor(frame, row, 1);
        }
        let (row, below) = split_top(below, 1);
        let at = inset(row);
        let rollback = match &change.rollback {
            Some(rollback) => format!("rollback: {rollback}"),
            None => "no rollback was written down".to_owned(),
        };
        let mut line = vec![Span::raw("         ")];
        line.push(cut(&rollback, columns.saturating_sub(9), theme.dim, theme));
        put(frame, at, Line::from(line));
        rest = below;
    }
    0
}
