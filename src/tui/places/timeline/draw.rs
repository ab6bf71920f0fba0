//! Every event of the incident, one a line; with room for it, the selected one whole.
//!
//! ```text
//!  80×24                              150 and up
//! ┌─ title ───────── 3 of 30 events ┐ ┌─ title ──────────── 3 of 30 events ┐
//! │ filter > words                  │ │ filter > words                     │
//! │ events                          │ │ events           │ one event       │
//! └─────────────────────────────────┘ └────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::entry::TimelineEntry;
use super::state::Timeline;
use crate::tui::draw::event::event_line;
use crate::tui::draw::{
    cursor, cut, highlight, inset, lines, page, put, split_top, vertical, window,
};
use crate::tui::model::Model;
use crate::tui::text::{after, shown, width, wrap};
use crate::tui::theme::Theme;

/// From this width on the selected event stands beside the others.
const WIDE: u16 = 150;

/// Draws the timeline. Says how many lines of a whole event do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, timeline: &Timeline) -> usize {
    let theme = &model.theme;
    let key = model.walk.as_ref().map(|walk| walk.snapshot.state.key());
    let key = key.unwrap_or_default();
    let selected = timeline.entry();
    if let (Some(scroll), Some(entry)) = (timeline.whole, selected) {
        let title = format!("Event {} of {key}", entry.line.id.short());
        let place = format!("{} of {}", timeline.selected + 1, timeline.shown.len());
        let body = page(frame, area, &title, &place, theme);
        cursor(frame, inset(area), 0);
        return whole(frame, inset(body), entry, scroll, theme);
    }
    let (all, shown) = (timeline.entries.len(), timeline.shown.len());
    let count = match (shown, all) {
        (1, 1) => "1 event".to_owned(),
        (shown, all) if shown == all => format!("{all} events"),
        _ => format!("{shown} of {all} events"),
    };
    let body = page(frame, area, &format!("Timeline of {key}"), &count, theme);
    let is_filtered = timeline.typing || !timeline.filter.text().is_empty();
    let (filter, body) = split_top(body, u16::from(is_filtered));
    let mut list = body;
    if let Some(entry) = selected.filter(|_| area.width >= WIDE) {
        list.width = area.width * 3 / 5;
        let wall = Rect {
            x: list.right(),
            width: 1,
            ..body
        };
        vertical(frame, wall, theme);
        let beside = Rect {
            x: wall.x + 1,
            width: body.right().saturating_sub(wall.x + 1),
            ..body
        };
        whole(frame, inset(beside), entry, 0, theme);
    }
    rows(frame, list, timeline, theme);
    if timeline.shown.is_empty() {
        let none = "no event has all these words";
        put(frame, inset(list), Line::styled(none, theme.dim));
        cursor(frame, inset(list), 0);
    }
    if is_filtered {
        draw_filter(frame, inset(filter), timeline, theme);
    }
    0
}

fn rows(frame: &mut Frame, area: Rect, timeline: &Timeline, theme: &Theme) {
    let height = usize::from(area.height);
    let first = window(timeline.selected, timeline.shown.len(), height);
    let shown = timeline.shown.iter().enumerate().skip(first).take(height);
    for (y, (place, index)) in (area.y..area.bottom()).zip(shown) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        let Some(entry) = timeline.entries.get(*index) else {
            continue;
        };
        let at = inset(row);
        let columns = usize::from(at.width);
        let actor = cut(&entry.line.actor, 12, theme.dim, theme);
        let mut line = event_line(&entry.line, columns.saturating_sub(14), theme);
        let gap = columns.saturating_sub(line.width() + actor.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        line.push_span(actor);
        put(frame, at, line);
        if place == timeline.selected {
            highlight(frame, row, theme.selected);
            cursor(frame, row, 1);
        }
    }
}

fn draw_filter(frame: &mut Frame, area: Rect, timeline: &Timeline, theme: &Theme) {
    let input = &timeline.filter;
    let head = format!("filter {} ", theme.glyphs.cursor);
    let room = usize::from(area.width).saturating_sub(width(&head) + 1);
    let hidden = input.column().saturating_sub(room);
    let typed = match input.text().is_empty() {
        true => cut(
            "words, a kind, a person, late, undone",
            room,
            theme.dim,
            theme,
        ),
        false => Span::styled(after(input.text(), hidden), theme.strong),
    };
    put(
        frame,
        area,
        Line::from(vec![Span::styled(head.clone(), theme.key), typed]),
    );
    if timeline.typing {
        cursor(frame, area, width(&head) + input.column() - hidden);
    }
}

/// Everything that is known of one event.
fn whole(
    frame: &mut Frame,
    area: Rect,
    entry: &TimelineEntry,
    scroll: usize,
    theme: &Theme,
) -> usize {
    let columns = usize::from(area.width).min(110);
    let mut text = wrap(&[(shown(&entry.line.text), theme.strong)], columns, 0);
    text.push(Line::default());
    let named = entry.fields.iter().map(|(name, _)| width(name)).max();
    let label = named.unwrap_or(0) + 2;
    for (name, value) in &entry.fields {
        let spans = [
            (Cow::Owned(format!("{name:<label$}")), theme.dim),
            (shown(value), theme.text),
        ];
        text.extend(wrap(&spans, columns, label));
    }
    let overflow = text.len().saturating_sub(usize::from(area.height));
    lines(frame, area, text.into_iter().skip(scroll.min(overflow)));
    overflow
}
