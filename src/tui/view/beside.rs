//! The selected runbook beside the list of the home screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::action::{ActionId, Places};
use crate::tui::draw::runbook::{compose, revision};
use crate::tui::draw::{inset, joint, lines, put, vertical};
use crate::tui::model::{Focus, Model};
use crate::tui::text::{width, wrap_plain};

/// The selected runbook beside the list: what is left for the list.
pub fn render(frame: &mut Frame, area: Rect, model: &Model) -> Rect {
    let list = Rect {
        width: wanted(model).clamp(58, area.width * 11 / 20),
        ..area
    };
    let wall = Rect {
        x: list.right(),
        width: 1,
        ..area
    };
    let right = Rect {
        x: wall.x + 1,
        width: area.width - list.width - 1,
        ..area
    };
    joint(frame, wall.x, area.y.saturating_sub(1), &model.theme);
    vertical(frame, wall, &model.theme);
    selected(frame, inset(right), model);
    list
}

/// The columns that no title in the list is cut in.
fn wanted(model: &Model) -> u16 {
    let hits = model.home.hits.iter();
    let longest = hits.map(|hit| width(&hit.title)).max().unwrap_or(0);
    u16::try_from(longest + 5).unwrap_or(u16::MAX)
}

/// Draws the runbook selected in the list of the home screen.
fn selected(frame: &mut Frame, area: Rect, model: &Model) {
    let home = &model.home;
    let row = home.selected.checked_sub(home.open.len());
    let Some(hit) = row.and_then(|row| home.hits.get(row)) else {
        let open = home.open.get(home.selected);
        let key = match home.focus {
            Focus::Search => model.keys.press(ActionId::Show, Places::SEARCH),
            _ => model.keys.press(ActionId::Open, Places::LIST),
        };
        let says = open.map(|open| format!("{}: {key} goes on where it was left", open.key));
        put(
            frame,
            area,
            Line::styled(says.unwrap_or_default(), model.theme.dim),
        );
        return;
    };
    let Some(runbook) = model.runbook_named(&hit.runbook) else {
        return;
    };
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let mut text = wrap_plain(&runbook.title, theme.title, columns);
    text.push(Line::styled(revision(runbook), theme.dim));
    text.push(Line::default());
    text.extend(compose(runbook, model, columns.min(100)));
    lines(frame, area, text);
}
