//! Model → frame, one file per region. Views read the domain, the model and the theme, and
//! change nothing. Absent from here: I/O and decisions.
//!
//! ```text
//!  walk, 80×24 and up                        home
//! ┌──────────── header ───────────┐   ┌──────── search box ───────────┐
//! ├── checklist ──┬──── step ─────┤   ├──────── open incidents ───────┤
//! │               │               │   │         ranked runbooks       │
//! │               ├──── side ─────┤   │                               │
//! ├───────────── prompt ──────────┤   ├──────────── prompt ───────────┤
//! └───────── status, footer ──────┘   └──────── status, footer ───────┘
//! ```

mod changes;
mod checklist;
mod footer;
mod header;
mod help;
mod home;
mod palette;
mod preview;
mod prompt;
mod side;
mod step;
mod timeline;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::model::{Model, Overlay, SMALLEST, Screen};
use super::text::{fit, width, wrap_plain};
use super::theme::Theme;

/// The most lines that a view can scroll by, told after each frame.
pub type Overflow = usize;

/// Draws everything.
pub fn render(frame: &mut Frame, model: &Model) -> Overflow {
    let area = frame.area();
    if area.is_empty() {
        return 0;
    }
    if model.is_cramped() {
        too_small(frame, area, model);
        return 0;
    }
    let (area, foot) = split_bottom(area, footer::height(model, area));
    footer::render(frame, foot, model);
    let form = match &model.overlay {
        Some(Overlay::Form(form)) => Some(form),
        _ => None,
    };
    let tall = form.map_or(0, |form| prompt::height(form, model, area));
    let (area, sheet) = split_bottom(area, tall);
    let overflow = match (&model.overlay, model.screen) {
        (Some(Overlay::Preview(preview)), _) => preview::render(frame, area, model, preview),
        (Some(Overlay::Palette(finder)), _) => palette::render(frame, area, model, finder),
        (Some(Overlay::Help { at, scroll, .. }), _) => {
            help::render(frame, area, model, *at, *scroll)
        }
        (Some(Overlay::Timeline { lines, selected }), _) => {
            timeline::render(frame, area, model, lines, *selected)
        }
        (Some(Overlay::Changes { selected }), _) => changes::render(frame, area, model, *selected),
        (_, Screen::Home) => home::render(frame, area, model),
        (_, Screen::Walk) => walk(frame, area, model),
    };
    // The question comes last: the cursor is in it.
    if let Some(form) = form {
        prompt::render(frame, sheet, model, form);
    }
    overflow
}

/// Keeps scroll positions inside what the last frame could show.
pub fn keep_scroll(model: &mut Model, overflow: Overflow) {
    match &mut model.overlay {
        Some(Overlay::Preview(preview)) => preview.scroll = preview.scroll.min(overflow),
        Some(Overlay::Help { scroll, .. }) => *scroll = (*scroll).min(overflow),
        None => {
            if let Some(walk) = model.walk.as_mut().filter(|_| model.screen == Screen::Walk) {
                walk.scroll = walk.scroll.min(overflow);
            }
        }
        Some(_) => {}
    }
}

/// ```text
///  80 and up                     150 and up                     below 72
/// ┌─ checklist ┬─ step ────┐   ┌ checklist ┬─ step ─┬ side ┐   ┌ list ┬─ step ─┐
/// │            ├─ side ────┤   │           │        │      │   │      │        │
/// └────────────┴───────────┘   └───────────┴────────┴──────┘   └──────┴────────┘
/// ```
fn walk(frame: &mut Frame, area: Rect, model: &Model) -> Overflow {
    let Some(walk) = &model.walk else {
        return 0;
    };
    let theme = &model.theme;
    let (head, body) = split_top(area, header::HEIGHT);
    header::render(frame, head, model, walk);
    let (rule_at, body) = split_top(body, 1);
    let wide = area.width >= 150;
    let list_width = match area.width {
        0..72 => 23,
        72..110 => 31,
        110..150 => 38,
        _ => 44,
    };
    let side_width = if wide {
        (area.width - list_width) * 2 / 5
    } else {
        0
    };
    let list = Rect {
        width: list_width,
        ..body
    };
    let wall = Rect {
        x: body.x + list_width,
        width: 1,
        ..body
    };
    let rest = Rect {
        x: wall.x + 1,
        width: body.width.saturating_sub(list_width + 1 + side_width),
        ..body
    };
    rule(frame, rule_at, theme);
    joint(frame, wall.x, rule_at.y, theme);
    vertical(frame, wall, theme);
    if wide {
        let wall = Rect {
            x: rest.right(),
            ..wall
        };
        joint(frame, wall.x, rule_at.y, theme);
        vertical(frame, wall, theme);
        let side = Rect {
            x: wall.x + 1,
            width: side_width - 1,
            ..body
        };
        side::render(frame, inset(side), model, walk, true);
        checklist::render(frame, list, model, walk);
        return step::render(frame, inset(rest), model, walk);
    }
    checklist::render(frame, list, model, walk);
    let rest = inset(rest);
    let side = side::height(rest, walk, area.width >= 72);
    let (rest, side) = split_bottom(rest, side);
    side::render(frame, side, model, walk, false);
    step::render(frame, rest, model, walk)
}

fn too_small(frame: &mut Frame, area: Rect, model: &Model) {
    let (columns, rows) = SMALLEST;
    let says = format!(
        "This terminal has {}x{}; runsheet needs {columns}x{rows}. Make it larger: nothing is lost.",
        area.width, area.height
    );
    lines(
        frame,
        area,
        wrap_plain(&says, model.theme.text, usize::from(area.width)),
    );
}

fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let top = Rect { height, ..area };
    let rest = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (top, rest)
}

fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let (rest, bottom) = split_top(area, area.height - height);
    (rest, bottom)
}

/// One column of air on both sides.
fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    }
}

fn lines(frame: &mut Frame, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) {
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

fn put<'a>(frame: &mut Frame, area: Rect, line: impl Into<Line<'a>>) {
    if !area.is_empty() {
        let line = line.into();
        frame
            .buffer_mut()
            .set_line(area.x, area.y, &line, area.width);
    }
}

/// A line with something at its left and something at its right end. The left gives way.
fn put_both(frame: &mut Frame, area: Rect, left: Line<'_>, right: Line<'_>) {
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

fn rule(frame: &mut Frame, area: Rect, theme: &Theme) {
    let line = theme.glyphs.rule.repeat(usize::from(area.width));
    put(frame, area, Line::styled(line, theme.rule));
}

fn joint(frame: &mut Frame, x: u16, y: u16, theme: &Theme) {
    let at = Rect::new(x, y, 1, 1).intersection(frame.area());
    put(frame, at, Line::styled(theme.glyphs.tee_down, theme.rule));
}

fn vertical(frame: &mut Frame, area: Rect, theme: &Theme) {
    for y in area.y..area.bottom() {
        let at = Rect {
            y,
            height: 1,
            ..area
        };
        put(frame, at, Line::styled(theme.glyphs.wall, theme.rule));
    }
}

fn cursor(frame: &mut Frame, area: Rect, column: usize) {
    if area.is_empty() {
        return;
    }
    let column = u16::try_from(column)
        .unwrap_or(u16::MAX)
        .min(area.width - 1);
    frame.set_cursor_position(Position::new(area.x + column, area.y));
}

/// The whole row in one style: the row with the focus.
fn highlight(frame: &mut Frame, area: Rect, style: Style) {
    let area = area.intersection(frame.area());
    frame.buffer_mut().set_style(area, style);
}

/// Text from outside in at most `columns`.
fn cut(text: &str, columns: usize, style: Style, theme: &Theme) -> Span<'static> {
    Span::styled(
        fit(text, columns, theme.glyphs.ellipsis).into_owned(),
        style,
    )
}

/// The first row to show so that the selected one is seen, with some rows before it.
fn window(selected: usize, rows: usize, height: usize) -> usize {
    let before = height / 3;
    selected
        .saturating_sub(before)
        .min(rows.saturating_sub(height))
}

/// A word before something, in a column of its own.
fn label(word: &str, theme: &Theme) -> Span<'static> {
    Span::styled(format!("{word:<8} "), theme.dim)
}

/// The heading of a page: a title at the left, a count or a word at the right, and a rule.
fn page(frame: &mut Frame, area: Rect, title: &str, right: &str, theme: &Theme) -> Rect {
    let (head, rest) = split_top(area, 1);
    let room = usize::from(head.width).saturating_sub(width(right) + 4);
    let title = cut(title, room, theme.title, theme);
    let right = Line::styled(right.to_owned(), theme.dim);
    put_both(frame, inset(head), title.into(), right);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, theme);
    rest
}
