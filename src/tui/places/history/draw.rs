//! All incidents.
//!
//! ```text
//! ┌─ History ───────────────────── 2 of 1,204, by opened ┐
//! │ key       opened      status    sev   resolve  title │
//! │ > INC-12  2026-03-01  closed    sev2     8:20  …     │
//! └──────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::report::HistoryRow;
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{cursor, cut, highlight, inset, lines, page, put, split_top, window};
use crate::tui::history::HistoryList;
use crate::tui::model::Model;
use crate::tui::text::{clock, counted, day, wrap_plain};
use crate::tui::theme::Theme;

/// From so many columns on there is room for all of them.
const WIDE: u16 = 70;

/// Draws the list, or two incidents side by side.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, list: &HistoryList) -> usize {
    let theme = &model.theme;
    if let Some(two) = &list.beside {
        let body = page(frame, area, "Two incidents", "", theme);
        beside(frame, inset(body), two, theme);
        cursor(frame, inset(area), 0);
        return 0;
    }
    let all = counted(list.all() as u64, "incident");
    let which = match list.typed.is_empty() {
        true => all,
        false => format!("{} of {all}", list.count()),
    };
    let order = if list.reversed { ", reversed" } else { "" };
    let more = if list.is_part { ", reading more" } else { "" };
    let right = format!("{which}, by {}{order}{more}", list.sort.word());
    let body = page(frame, area, "History", &right, theme);
    if list.count() == 0 {
        let key = model.keys.press(ActionId::Filter, Places::HISTORY);
        let says = match (list.is_awaited(), list.all()) {
            (true, _) => "reading the incidents".to_owned(),
            (false, 0) => "There is no incident yet.".to_owned(),
            (false, _) => format!(
                "No incident is like \"{}\". {key} changes that.",
                list.typed
            ),
        };
        let columns = usize::from(inset(body).width);
        lines(frame, inset(body), wrap_plain(&says, theme.dim, columns));
        cursor(frame, inset(area), 0);
        return 0;
    }
    let (head, body) = split_top(body, 1);
    let is_wide = area.width >= WIDE;
    let heading = match is_wide {
        true => format!(
            "   {:<10}{:<12}{:<11}{:<6}{:>8}  title",
            "key", "opened", "status", "sev", "resolve"
        ),
        false => format!("   {:<10}{:<12}title", "key", "opened"),
    };
    put(frame, head, Line::styled(heading, theme.dim));
    let first = window(list.selected, list.count(), usize::from(body.height));
    for (y, place) in (body.y..body.bottom()).zip(first..list.count()) {
        let Some(found) = list.get(place) else {
            continue;
        };
        let at = Rect {
            y,
            height: 1,
            ..body
        };
        row(frame, at, list, found, (is_wide, theme));
        if place == list.selected {
            highlight(frame, at, theme.selected);
            let mark = Rect { width: 1, ..at };
            put(frame, mark, Line::styled(theme.glyphs.cursor, theme.key));
            cursor(frame, at, 1);
        }
    }
    0
}

fn row(
    frame: &mut Frame,
    at: Rect,
    list: &HistoryList,
    found: &HistoryRow,
    (is_wide, theme): (bool, &Theme),
) {
    let summary = &found.summary;
    let mark = if list.marked == Some(found.id) {
        "="
    } else {
        " "
    };
    let mut text = format!(" {mark} {:<10}{:<12}", found.key, day(summary.opened_at));
    if is_wide {
        let severity = summary.severity.map_or("", |severity| severity.word());
        let took = summary.ttr().map(clock).unwrap_or_default();
        let status = summary.status.word();
        text.push_str(&format!("{status:<11}{severity:<6}{took:>8}  "));
    }
    let room = usize::from(at.width).saturating_sub(text.chars().count() + 1);
    let title = cut(&summary.title, room, theme.text, theme);
    put(
        frame,
        at,
        Line::from(vec![Span::styled(text, theme.text), title]),
    );
}

fn beside(frame: &mut Frame, area: Rect, two: &[(&str, String, String)], theme: &Theme) {
    let columns = usize::from(area.width);
    let named = 12;
    let half = columns.saturating_sub(named + 2) / 2;
    for (y, (what, left, right)) in (area.y..area.bottom()).zip(two) {
        let at = Rect {
            y,
            height: 1,
            ..area
        };
        let left = cut(left, half, theme.text, theme);
        let gap = " ".repeat(half.saturating_sub(left.width()) + 2);
        let line = Line::from(vec![
            Span::styled(format!("{what:<named$}"), theme.dim),
            left,
            Span::raw(gap),
            cut(right, half, theme.text, theme),
        ]);
        put(frame, at, line);
    }
}
