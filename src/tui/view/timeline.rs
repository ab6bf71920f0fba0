//! Every event of the incident, one a line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::side::event_line;
use super::{cursor, cut, highlight, inset, page, put, window};
use crate::tui::event_line::EventLine;
use crate::tui::model::Model;

/// Draws the timeline.
pub fn render(
    frame: &mut Frame,
    area: Rect,
    model: &Model,
    events: &[EventLine],
    selected: usize,
) -> usize {
    let theme = &model.theme;
    let key = model.walk.as_ref().map(|walk| walk.snapshot.state.key());
    let title = format!("Timeline of {}", key.unwrap_or_default());
    let count = match events.len() {
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    };
    let body = page(frame, area, &title, &count, theme);
    let height = usize::from(body.height);
    let first = window(selected, events.len(), height);
    for (y, (index, event)) in (body.y..).zip(events.iter().enumerate().skip(first).take(height)) {
        let row = Rect {
            y,
            height: 1,
            ..body
        };
        let at = inset(row);
        let columns = usize::from(at.width);
        let actor = cut(&event.actor, 12, theme.dim, theme);
        let mut line = event_line(event, columns.saturating_sub(14), theme);
        let gap = columns.saturating_sub(line.width() + actor.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        line.push_span(actor);
        put(frame, at, line);
        if index == selected {
            highlight(frame, row, theme.selected);
            cursor(frame, row, 1);
        }
    }
    0
}
