//! Actions by name, each with its key and what it does, or why it cannot be done now.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::draw::{cursor, cut, highlight, inset, put, put_both, rule, split_top, window};
use crate::tui::labels::{help, name};
use crate::tui::model::{Finder, Model, Why};
use crate::tui::text::width;

/// Draws the palette.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, finder: &Finder) -> usize {
    let theme = &model.theme;
    let (search, rest) = split_top(area, 1);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, theme);
    let height = usize::from(rest.height);
    let first = window(finder.selected, finder.found.len(), height);
    let found = finder.found.iter().enumerate().skip(first).take(height);
    for (y, (place, found)) in (rest.y..).zip(found) {
        let action = found.action;
        let row = Rect {
            y,
            height: 1,
            ..rest
        };
        let key = model.keys.name(action);
        let at = inset(row);
        let room = usize::from(at.width).saturating_sub(30);
        // What cannot be done says why in the place of what it does.
        let (key_style, style, says) = match &found.why {
            None => (
                theme.key,
                theme.text,
                Cow::Borrowed(help(model, action, finder.at)),
            ),
            Some(why) => (
                theme.dim,
                theme.dim,
                Cow::Owned(format!("({})", reason(why))),
            ),
        };
        let left = Line::from(vec![
            Span::styled(format!("{key:>7}  "), key_style),
            Span::styled(format!("{:<20} ", name(model, action, finder.at)), style),
            cut(&says, room, theme.dim, theme),
        ]);
        put(frame, at, left);
        if place == finder.selected {
            highlight(frame, row, theme.selected);
        }
    }
    if finder.found.is_empty() {
        put(
            frame,
            inset(rest),
            Line::styled("no action has this name", theme.dim),
        );
    }
    let search = inset(search);
    let head = format!("{} ", theme.glyphs.cursor);
    let left = Line::from(vec![
        Span::styled(head.clone(), theme.key),
        Span::styled(finder.input.text().to_owned(), theme.strong),
    ]);
    put_both(frame, search, left, Line::styled("actions", theme.dim));
    cursor(frame, search, width(&head) + finder.input.column());
    0
}

/// Why, with what to do about it.
fn reason(why: &Why) -> String {
    match &why.hint {
        Some(hint) => format!("{}; {hint}", why.text),
        None => why.text.clone(),
    }
}
