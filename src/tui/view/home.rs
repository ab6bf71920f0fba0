//! Search box, open incidents, and where the ranked runbooks stand.
//!
//! ```text
//! ┌──────────────────────────────────────────────────────────────┐
//! │ runsheet                            1 open   36 runbooks      │
//! │ > stuck at authenticating_                                   │
//! ├──────────────────────────────────────────────────────────────┤
//! │ open   INC-12  sev2  Sign-in rejected      12:41  step 2.1   │
//! ├──────────────────────────────────────────────────────────────┤
//! │ AnyConnect rejects the sign-in or hangs while authenticating │
//! │     symptom  The client stays on "Authenticating..."         │
//! └──────────────────────────────────────────────────────────────┘
//! ```
//!
//! From 120 columns on the selected runbook stands at the right of the list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{beside, hits};
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::{cursor, cut, highlight, inset, put, put_both, rule, split_top, window};
use crate::tui::model::{Focus, Model, OpenIncident};
use crate::tui::text::{after, clock, fit, width};

/// From this width on the selected runbook is shown beside the list.
const BESIDE: u16 = 120;

/// Draws the home screen.
pub fn render(frame: &mut Frame, area: Rect, model: &Model) -> usize {
    let theme = &model.theme;
    let (top, rest) = split_top(area, 1);
    put_both(
        frame,
        inset(top),
        Line::styled("runsheet", theme.title),
        counts(model),
    );
    let (search, rest) = split_top(rest, 1);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, theme);
    let (listed, line, hits) = lists(rest, model);
    match model.home.welcomes() {
        true => welcome(frame, listed, model),
        false => draw_open(frame, listed, model),
    }
    rule(frame, line, theme);
    let hits = match area.width {
        ..BESIDE => hits,
        _ => beside::render(frame, hits, model),
    };
    hits::draw(frame, hits, model);
    // Drawn last, so that the cursor ends here when the box has the focus.
    draw_box(frame, inset(search), model);
    0
}

/// Open incidents, a rule if there are any, runbooks.
fn lists(area: Rect, model: &Model) -> (Rect, Rect, Rect) {
    let open = u16::try_from(model.home.open.len()).unwrap_or(u16::MAX);
    let open = match model.home.welcomes() {
        true => 1,
        false => open.min(area.height / 3),
    };
    let (listed, rest) = split_top(area, open);
    let (line, hits) = split_top(rest, u16::from(open > 0));
    (listed, line, hits)
}

/// The row at a height of the screen.
pub fn row_at(area: Rect, model: &Model, y: u16) -> Option<usize> {
    let home = &model.home;
    let (listed, _, below) = lists(split_top(area, 3).1, model);
    if home.welcomes() && listed.y == y {
        return None;
    }
    if (listed.y..listed.bottom()).contains(&y) {
        let selected = home.selected.min(home.open.len().saturating_sub(1));
        let first = window(selected, home.open.len(), usize::from(listed.height));
        return Some(first + usize::from(y - listed.y));
    }
    if !(below.y..below.bottom()).contains(&y) {
        return None;
    }
    let (tall, first) = hits::shown(below, model);
    let row = first + usize::from(y - below.y) / tall;
    (row < home.hits.len()).then_some(home.open.len() + row)
}

/// What whoever has not recorded anything yet may begin with.
fn welcome(frame: &mut Frame, area: Rect, model: &Model) {
    let key = model.keys.press(ActionId::FirstShift, Places::SEARCH);
    let says = Line::from(vec![
        Span::styled(" New here? ", model.theme.dim),
        Span::styled(key, model.theme.key),
        Span::styled(
            " plays a drill of five minutes that teaches the keys",
            model.theme.dim,
        ),
    ]);
    put(frame, inset(area), says);
}

fn counts(model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let mut words = Vec::new();
    if model.read_only {
        words.push(Span::styled("read-only   ", theme.bad));
    }
    match model.home.open.iter().filter(|one| !one.is_over).count() {
        0 => {}
        open => words.push(Span::styled(format!("{open} open   "), theme.warn)),
    }
    let library = model.books.as_ref().map(|books| &books.library);
    let broken = library.map_or(0, |library| library.diagnostics.len());
    if broken > 0 {
        let files = if broken == 1 { "problem" } else { "problems" };
        words.push(Span::styled(
            format!("{broken} {files} in runbook files   "),
            theme.bad,
        ));
    }
    let runbooks = match model.runbook_count() {
        1 => "1 runbook".to_owned(),
        count => format!("{count} runbooks"),
    };
    words.push(Span::styled(runbooks, theme.dim));
    Line::from(words)
}

fn draw_box(frame: &mut Frame, area: Rect, model: &Model) {
    let (theme, input) = (&model.theme, &model.home.input);
    let prompt = format!("{} ", theme.glyphs.cursor);
    let room = usize::from(area.width).saturating_sub(width(&prompt) + 1);
    let focused = model.home.focus == Focus::Search;
    let mut spans = vec![Span::styled(prompt, theme.key)];
    let hidden = input.column().saturating_sub(room);
    if input.text().is_empty() {
        let ask = "type what you see: an error message, a symptom";
        spans.push(cut(ask, room, theme.dim, theme));
    } else {
        spans.push(Span::styled(after(input.text(), hidden), theme.strong));
    }
    put(frame, area, Line::from(spans));
    if focused {
        cursor(frame, area, 2 + input.column() - hidden);
    }
}

fn draw_open(frame: &mut Frame, area: Rect, model: &Model) {
    let rows = &model.home.open;
    let height = usize::from(area.height);
    let selected = model.home.selected.min(rows.len().saturating_sub(1));
    let first = window(selected, rows.len(), height);
    for (y, (index, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let at = Rect {
            y,
            height: 1,
            ..area
        };
        draw_incident(frame, inset(at), model, row);
        focus(frame, at, model, index);
    }
}

fn draw_incident(frame: &mut Frame, area: Rect, model: &Model, row: &OpenIncident) {
    let theme = &model.theme;
    // What nobody works on any more stands back.
    let (loud, plain, key) = match row.is_over {
        true => (theme.dim, theme.dim, theme.dim),
        false => (theme.warn, theme.text, theme.strong),
    };
    // The longest word, "backed out", has a gap behind it, too; what follows the key stays in line.
    let status = format!("{:<9} ", row.status);
    let rest = 18 - status.len().min(18);
    let mut left = vec![
        Span::styled(status, loud),
        Span::styled(format!("{:<rest$}", row.key), key),
    ];
    if row.mode != "live" {
        let mode = format!(" {} ", row.mode.to_uppercase());
        left.extend([Span::styled(mode, theme.mode), Span::raw("  ")]);
    }
    if let Some(severity) = row.severity {
        let (glyph, style) = theme.severity(severity);
        let style = if row.is_over { theme.dim } else { style };
        left.push(Span::styled(format!("{glyph}{severity}"), style));
        left.push(Span::raw("  "));
    }
    let step = row.step.as_ref().map(|step| format!("   step {step}"));
    let on = row.waiting_on.as_ref().map(|on| {
        let on = fit(on, usize::from(area.width) / 4, theme.glyphs.ellipsis);
        format!("   on {on}")
    });
    // Where it is narrow, whom it waits for says more than the step.
    let step = step.filter(|_| on.is_none() || area.width >= 72);
    let since = row.elapsed_ms(model.now).map(clock);
    let right = Line::from(vec![
        Span::styled(since.unwrap_or_default(), plain),
        Span::styled(step.unwrap_or_default(), theme.dim),
        Span::styled(on.unwrap_or_default(), theme.warn),
    ]);
    let used: usize = left.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(used + right.width() + 2);
    left.push(cut(&row.title, room, plain, theme));
    put_both(frame, area, Line::from(left), right);
}

/// Marks the selected row. In the search box it is what Enter opens.
pub fn focus(frame: &mut Frame, at: Rect, model: &Model, index: usize) {
    if index != model.home.selected {
        return;
    }
    highlight(frame, at, model.theme.selected);
    let mark = Rect { width: 1, ..at };
    put(
        frame,
        mark,
        Line::styled(model.theme.glyphs.cursor, model.theme.key),
    );
    if model.home.focus == Focus::List {
        cursor(frame, at, 1);
    }
}
