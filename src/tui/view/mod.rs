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

mod beside;
mod checklist;
mod drill;
mod footer;
mod header;
mod hits;
mod home;
mod logs;
mod palette;
mod prompt;
mod side;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::draw::{inset, joint, lines, rule, split_bottom, split_top, step, vertical};
use super::model::{Model, Overlay, SMALLEST, Screen, Walk};
use super::text::wrap_plain;

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
    let overflow = overlay(frame, area, model).unwrap_or_else(|| match model.screen {
        Screen::Home => home::render(frame, area, model),
        Screen::Walk => walk(frame, area, model),
    });
    // The question comes last: the cursor is in it.
    if let Some(form) = form {
        prompt::render(frame, sheet, model, form);
    }
    overflow
}

/// Draws what lies over the main screen, alone on a page: for reading it out.
pub fn overlay_page(frame: &mut Frame, model: &Model) {
    let area = frame.area();
    overlay(frame, area, model);
}

/// Draws what takes the place of the main screen, if anything does.
fn overlay(frame: &mut Frame, area: Rect, model: &Model) -> Option<Overflow> {
    let over = model.overlay.as_ref()?;
    let walk = model.walk.as_ref().filter(|_| model.drill().is_some());
    let area = match (walk, over) {
        (None, _) | (_, Overlay::Form(_)) => area,
        // It has to be found by what was reported.
        (Some(walk), Overlay::Attach(_)) if walk.snapshot.state.runbooks.is_empty() => {
            drill::opening(frame, area, model, walk)
        }
        (Some(walk), _) => drill::head(frame, area, model, walk),
    };
    Some(match over {
        Overlay::Form(_) => return None,
        Overlay::Palette(finder) => palette::render(frame, area, model, finder),
        Overlay::Log(log) => logs::render(frame, area, model, log),
        other => match other.page() {
            Some(page) => page.draw(frame, area, model),
            None => other.listing()?.draw(frame, area, model),
        },
    })
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
    let (strip, body) = split_top(body, drill::height(model, walk, frame.area()));
    drill::draw_strip(frame, strip, model, walk);
    let (rule_at, body) = split_top(body, 1);
    let wide = area.width >= 150;
    let list_width = list_width(area, walk);
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
    let side = side::height(rest, walk, area.width >= 72, theme);
    let (rest, side) = split_bottom(rest, side);
    side::render(frame, side, model, walk, false);
    step::render(frame, rest, model, walk)
}

/// The list is as wide as its titles want, between a fewest and a most that leave the step its
/// room.
fn list_width(area: Rect, walk: &Walk) -> u16 {
    let most = match area.width {
        0..72 => area.width * 9 / 20,
        72..110 => area.width * 2 / 5,
        _ => area.width / 3,
    };
    checklist::wanted(walk, area.width < 72).clamp(18, most)
}

/// What the mouse points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseTarget {
    /// A row of the list that has the focus.
    Row(usize),
    /// Somewhere in that list.
    List,
    /// Text beside it.
    Text,
}

/// What of the main screen is at a place; all of an overlay counts as a list.
pub fn target(model: &Model, x: u16, y: u16) -> MouseTarget {
    let (columns, rows) = model.size;
    let area = Rect::new(0, 0, columns, rows);
    let (area, _) = split_bottom(area, footer::height(model, area));
    if model.overlay.is_some() || model.is_cramped() || y >= area.bottom() {
        return MouseTarget::List;
    }
    let row = match (model.screen, &model.walk) {
        (Screen::Home, _) => home::row_at(area, model, y),
        (Screen::Walk, Some(walk)) if x >= list_width(area, walk) => return MouseTarget::Text,
        (Screen::Walk, Some(walk)) => {
            let strip = drill::height(model, walk, Rect::new(0, 0, columns, rows));
            let (_, body) = split_top(area, header::HEIGHT + strip + 1);
            checklist::row_at(body, walk, y)
        }
        (Screen::Walk, None) => None,
    };
    row.map_or(MouseTarget::List, MouseTarget::Row)
}

fn too_small(frame: &mut Frame, area: Rect, model: &Model) {
    let (columns, rows) = SMALLEST;
    let drill = model.drill().map_or("", |_| "DRILL. ");
    let says = format!(
        "{drill}This terminal has {}x{}; runsheet needs {columns}x{rows}. Make it larger: nothing is lost.",
        area.width, area.height
    );
    lines(
        frame,
        area,
        wrap_plain(&says, model.theme.text, usize::from(area.width)),
    );
}
