//! Phases and steps, each with its state.
//!
//! ```text
//! ┌────────────────────────────┐
//! │ 1 Basic checks             │
//! │ ✓ 1.1 Who is affected  0:34│
//! │ ▶ 1.2 Account active   1:02│
//! └────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::draw::{cursor, cut, highlight, put_both, window};
use crate::domain::checklist::StepState;
use crate::tui::model::{Model, Walk};
use crate::tui::snapshot::Row;
use crate::tui::text::{clock, width};

/// Draws the checklist.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) {
    let rows = &walk.snapshot.rows;
    let height = usize::from(area.height);
    let first = window(walk.cursor, rows.len(), height);
    for (y, (index, row)) in (area.y..).zip(rows.iter().enumerate().skip(first).take(height)) {
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        draw_row(frame, line, model, row);
        if index == walk.cursor {
            highlight(frame, line, model.theme.selected);
            cursor(frame, line, 1);
        }
    }
}

/// The columns of a time or a word behind a title.
const BEHIND: usize = 7;

/// The columns that no row is cut in. On a narrow screen those that have no time or word
/// behind them count alone.
pub fn wanted(walk: &Walk, is_narrow: bool) -> u16 {
    let wanted = walk.snapshot.rows.iter().map(|row| {
        let by = row.by.as_ref().map_or(0, |by| width(by) + 2);
        let head = width(&row.number) + if row.step.is_some() { 5 } else { 3 };
        let behind = match row.step.is_some() && !is_narrow {
            true => BEHIND,
            false => by,
        };
        head + width(&row.title) + behind
    });
    u16::try_from(wanted.max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// The row at a height of the screen, if it is a step's.
pub fn row_at(area: Rect, walk: &Walk, y: u16) -> Option<usize> {
    let rows = &walk.snapshot.rows;
    let first = window(walk.cursor, rows.len(), usize::from(area.height));
    let row = first + usize::from(y.checked_sub(area.y)?);
    rows.get(row)?.step.as_ref().map(|_| row)
}

fn draw_row(frame: &mut Frame, area: Rect, model: &Model, row: &Row) {
    let theme = &model.theme;
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    };
    let columns = usize::from(area.width);
    if row.step.is_none() {
        let number = match row.number.is_empty() {
            true => String::new(),
            false => format!("{} ", row.number),
        };
        let by = row.by.clone().unwrap_or_default();
        let room = columns.saturating_sub(width(&number) + width(&by) + 2);
        let style = if row.aside { theme.dim } else { theme.title };
        let left = Line::from(vec![
            Span::styled(number, theme.dim),
            cut(&row.title, room, style, theme),
        ]);
        put_both(frame, area, left, Line::styled(format!("{by} "), theme.dim));
        return;
    }
    let (glyph, style) = theme.step(row.state);
    let since = row
        .since
        .map(|since| clock(model.own_now().since(since).max(0)));
    let right = since.or(row.spent_ms.map(clock)).unwrap_or_default();
    // States that a glyph alone would leave unclear say their word where there is room.
    let word = match row.state {
        StepState::Skipped | StepState::Blocked | StepState::Deferred | StepState::Inconclusive => {
            row.state.word()
        }
        StepState::Na => "n/a",
        StepState::Failed => "failed",
        _ => "",
    };
    let right = match right.is_empty() || row.state == StepState::Failed && columns > 30 {
        true if columns > 24 => word.to_owned(),
        _ => right,
    };
    let mark = if row.critical { "!" } else { " " };
    let head = format!("{glyph} {}{mark}", row.number);
    let room =
        columns.saturating_sub(width(&head) + width(&right) + 2 - usize::from(right.is_empty()));
    let title_style = match row.state {
        StepState::Active => theme.strong,
        StepState::Pending | StepState::Blocked | StepState::Failed if !row.aside => theme.text,
        _ => theme.dim,
    };
    let left = Line::from(vec![
        Span::styled(format!("{glyph} "), style),
        Span::styled(row.number.clone(), theme.dim),
        Span::styled(mark, theme.warn),
        cut(&row.title, room, title_style, theme),
    ]);
    put_both(
        frame,
        area,
        left,
        Line::styled(format!("{right} "), theme.dim),
    );
}
