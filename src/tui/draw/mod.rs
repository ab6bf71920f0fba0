//! Small pieces that every view draws with. They are given what they draw; nothing here knows a
//! place.

pub mod blocks;
pub mod event;
pub mod runbook;
mod seen;
pub mod step;
pub mod told;

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::text::{fit, width};
use crate::tui::theme::Theme;

/// Parts the upper lines from the rest: the upper ones, the rest.
pub fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let top = Rect { height, ..area };
    let rest = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (top, rest)
}

/// Parts the lower lines from the rest: the rest, the lower ones.
pub fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let (rest, bottom) = split_top(area, area.height - height);
    (rest, bottom)
}

/// One column of air on both sides.
pub fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// Draws lines from the top, as many as fit.
pub fn lines(frame: &mut Frame, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) {
    for (row, line) in (area.y..area.bottom()).zip(lines) {
        put(
            frame,
            Rect {
                y: row,
                height: 1,
                ..area
            },
            line,
        );
    }
}

/// Draws one line at the top of an area.
pub fn put<'a>(frame: &mut Frame, area: Rect, line: impl Into<Line<'a>>) {
    if !area.is_empty() {
        let line = line.into();
        frame
            .buffer_mut()
            .set_line(area.x, area.y, &line, area.width);
    }
}

/// A line with something at its left and something at its right end. The left gives way.
pub fn put_both(frame: &mut Frame, area: Rect, left: Line<'_>, right: Line<'_>) {
    let taken = u16::try_from(right.width())
        .unwrap_or(u16::MAX)
        .min(area.width);
    let room = area.width - taken;
    put(
        frame,
        Rect {
            width: room.saturating_sub(1),
            ..area
        },
        left,
    );
    put(
        frame,
        Rect {
            x: area.x + room,
            width: taken,
            ..area
        },
        right,
    );
}

/// Between two parts of a line.
const APART: usize = 2;

/// A part of a line: the lightest are left out first where there is too little room.
pub struct LinePart {
    /// How much it is needed.
    pub weight: u8,
    /// What it says.
    pub spans: Vec<Span<'static>>,
}

impl LinePart {
    /// A part that says one thing.
    pub fn new(weight: u8, text: impl Into<Cow<'static, str>>, style: Style) -> Self {
        let spans = vec![Span::styled(text, style)];
        Self { weight, spans }
    }

    /// Its columns.
    pub fn width(&self) -> usize {
        self.spans.iter().map(Span::width).sum()
    }
}

/// The columns of parts with their distances.
pub fn taken(parts: &[LinePart]) -> usize {
    let gaps = parts.len().saturating_sub(1) * APART;
    parts.iter().map(LinePart::width).sum::<usize>() + gaps
}

/// The parts that fit, in their order. The heaviest one stays.
pub fn kept(mut parts: Vec<LinePart>, room: usize) -> Vec<LinePart> {
    parts.retain(|part| part.width() > 0);
    while parts.len() > 1 && taken(&parts) > room {
        let lightest = parts.iter().map(|part| part.weight).min();
        let place = parts.iter().rposition(|p| Some(p.weight) == lightest);
        parts.remove(place.unwrap_or(0));
    }
    parts
}

/// The parts that fit in one line, never touching each other.
pub fn fitted(parts: Vec<LinePart>, room: usize) -> Line<'static> {
    let mut spans = Vec::new();
    for part in kept(parts, room) {
        if !spans.is_empty() {
            spans.push(Span::raw(" ".repeat(APART)));
        }
        spans.extend(part.spans);
    }
    Line::from(spans)
}

/// A line across.
pub fn rule(frame: &mut Frame, area: Rect, theme: &Theme) {
    let line = theme.glyphs.rule.repeat(usize::from(area.width));
    put(frame, area, Line::styled(line, theme.rule));
}

/// Where a line across meets one that goes down.
pub fn joint(frame: &mut Frame, x: u16, y: u16, theme: &Theme) {
    let at = Rect::new(x, y, 1, 1).intersection(frame.area());
    put(frame, at, Line::styled(theme.glyphs.tee_down, theme.rule));
}

/// A line down.
pub fn vertical(frame: &mut Frame, area: Rect, theme: &Theme) {
    for y in area.y..area.bottom() {
        let at = Rect {
            y,
            height: 1,
            ..area
        };
        put(frame, at, Line::styled(theme.glyphs.wall, theme.rule));
    }
}

/// Puts the cursor of the terminal into a row.
pub fn cursor(frame: &mut Frame, area: Rect, column: usize) {
    if area.is_empty() {
        return;
    }
    let column = u16::try_from(column)
        .unwrap_or(u16::MAX)
        .min(area.width - 1);
    frame.set_cursor_position(Position::new(area.x + column, area.y));
}

/// The whole row in one style: the row with the focus.
pub fn highlight(frame: &mut Frame, area: Rect, style: Style) {
    let area = area.intersection(frame.area());
    frame.buffer_mut().set_style(area, style);
}

/// Text from outside in at most `columns`.
pub fn cut(text: &str, columns: usize, style: Style, theme: &Theme) -> Span<'static> {
    Span::styled(
        fit(text, columns, theme.glyphs.ellipsis).into_owned(),
        style,
    )
}

/// The first row to show so that the selected one is seen, with some rows before it.
pub fn window(selected: usize, rows: usize, height: usize) -> usize {
    let before = height / 3;
    selected
        .saturating_sub(before)
        .min(rows.saturating_sub(height))
}

/// A word before something, in a column of its own.
pub fn label(word: &str, theme: &Theme) -> Span<'static> {
    Span::styled(format!("{word:<8} "), theme.dim)
}

/// The heading of a page: a title at the left, a count or a word at the right, and a rule.
pub fn page(frame: &mut Frame, area: Rect, title: &str, right: &str, theme: &Theme) -> Rect {
    let (head, rest) = split_top(area, 1);
    let room = usize::from(head.width).saturating_sub(width(right) + 4);
    let title = cut(title, room, theme.title, theme);
    let right = Line::styled(right.to_owned(), theme.dim);
    put_both(frame, inset(head), title.into(), right);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, theme);
    rest
}
