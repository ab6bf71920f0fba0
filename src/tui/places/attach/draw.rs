//! The finder over the library, in an incident: what else may be the right runbook.
//!
//! ```text
//! ┌──────────────────────────────────────────────┐
//! │ > radius_                       attach        │
//! ├──────────────────────────────────────────────┤
//! │ A hardware token is asked for, or is not     │
//! │    when only some users cannot sign in       │
//! └──────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::draw::{
    cursor, cut, highlight, inset, lines, put, put_both, rule, split_top, window,
};
use crate::tui::model::{Model, RunbookFinder};
use crate::tui::text::{width, wrap_plain};

/// Draws the finder.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, finder: &RunbookFinder) -> usize {
    let theme = &model.theme;
    let (search, rest) = split_top(area, 1);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, theme);
    let height = (usize::from(rest.height) / 2).max(1);
    let first = window(finder.selected, finder.found.len(), height);
    let found = finder.found.iter().enumerate().skip(first).take(height);
    let mut below = rest;
    for (index, offer) in found {
        let (row, more) = split_top(below, 1);
        let columns = usize::from(inset(row).width);
        let style = match offer.is_in_use {
            true => theme.good,
            false => theme.title,
        };
        let word = match (offer.is_in_use, offer.is_referred) {
            (true, _) => "attached",
            (_, true) => "see also",
            _ => "",
        };
        let room = columns.saturating_sub(width(word) + 3);
        let title = Line::from(vec![Span::raw(" "), cut(&offer.title, room, style, theme)]);
        put_both(frame, inset(row), title, Line::styled(word, theme.dim));
        if index == finder.selected {
            highlight(frame, row, theme.selected);
            let mark = Rect { width: 1, ..row };
            put(frame, mark, Line::styled(theme.glyphs.cursor, theme.key));
        }
        let (row, more) = split_top(more, 1);
        let why = cut(&offer.why, columns.saturating_sub(4), theme.dim, theme);
        put(frame, inset(row), Line::from(vec![Span::raw("    "), why]));
        below = more;
    }
    if finder.found.is_empty() {
        let says = match model.books {
            Some(_) => "No runbook fits. Try fewer words.",
            None => "loading the runbooks",
        };
        let columns = usize::from(inset(rest).width);
        lines(frame, inset(rest), wrap_plain(says, theme.dim, columns));
    }
    let search = inset(search);
    let head = format!("{} ", theme.glyphs.cursor);
    let left = Line::from(vec![
        Span::styled(head.clone(), theme.key),
        Span::styled(finder.input.text().to_owned(), theme.strong),
    ]);
    let searching = model.walk.as_ref();
    let searching = searching.is_some_and(|walk| walk.snapshot.state.runbooks.is_empty());
    let right = match searching {
        true => "find the runbook",
        false => "attach, or set aside",
    };
    let right = Line::styled(right, theme.dim);
    put_both(frame, search, left, right);
    cursor(frame, search, width(&head) + finder.input.column());
    0
}
