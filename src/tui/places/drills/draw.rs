//! The drills that can be played: how hard, how long, how it went last and when to train again.
//!
//! ```text
//! ┌───────────────────────────────────────────────────────────────┐
//! │ Drills                                        18, 17 to train │
//! ├───────────────────────────────────────────────────────────────┤
//! │ One user cannot sign in        first   5 min  pass   in 29 d  │
//! ├───────────────────────────────────────────────────────────────┤
//! │ Finds a runbook by what a user says                           │
//! └───────────────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::scenario::Scenario;
use crate::drill::{History, Past};
use crate::tui::draw::{
    cursor, cut, highlight, inset, lines, page, put, put_both, rule, split_bottom, split_top,
    window,
};
use crate::tui::drills::{Drills, unfinished};
use crate::tui::model::Model;
use crate::tui::text::{clock, counted, day, wrap_plain};
use crate::tui::theme::Theme;

const DAY_MS: i64 = 86_400_000;

/// Draws the list.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, drills: &Drills) -> usize {
    let theme = &model.theme;
    let Some(scenarios) = &drills.scenarios else {
        let body = inset(page(frame, area, "Drills", "", theme));
        put(
            frame,
            body,
            Line::styled("reading the scenarios", theme.dim),
        );
        cursor(frame, inset(area), 0);
        return 0;
    };
    let due = drills.history.as_ref().map(|history| {
        let is_due = |s: &&std::sync::Arc<Scenario>| due_in(model, history, s) <= 0;
        format!(", {} to train", scenarios.iter().filter(is_due).count())
    });
    let count = format!("{}{}", scenarios.len(), due.unwrap_or_default());
    let body = page(frame, area, "Drills", &count, theme);
    let detail = drills.scenario().map(|s| details(model, drills, s, body));
    let detail = detail.filter(|_| body.height >= 12).unwrap_or_default();
    let below = u16::try_from(detail.len()).unwrap_or(0);
    let (list, below) = split_bottom(body, if below > 0 { below + 1 } else { 0 });
    let first = window(drills.selected, scenarios.len(), usize::from(list.height));
    let rows = scenarios.iter().enumerate().skip(first);
    let widths = scenarios.iter().map(|s| when(model, drills, s).0.len());
    let wide = widths.max().unwrap_or(0).min(14);
    for (y, (index, scenario)) in (list.y..list.bottom()).zip(rows) {
        let row = Rect {
            y,
            height: 1,
            ..list
        };
        draw_row(frame, inset(row), model, drills, (scenario, wide));
        if index == drills.selected {
            highlight(frame, row, theme.selected);
            let mark = Rect { width: 1, ..row };
            put(frame, mark, Line::styled(theme.glyphs.cursor, theme.key));
            cursor(frame, row, 1);
        }
    }
    if !detail.is_empty() {
        let (line, rest) = split_top(below, 1);
        rule(frame, line, theme);
        lines(frame, inset(rest), detail);
    }
    0
}

fn draw_row(
    frame: &mut Frame,
    area: Rect,
    model: &Model,
    drills: &Drills,
    (scenario, wide): (&Scenario, usize),
) {
    let theme = &model.theme;
    let last = drills.history.as_ref().and_then(|h| h.last(&scenario.id));
    let (glyph, word, style) = result(last, theme);
    let level = match area.width {
        ..70 => String::new(),
        _ => format!("{:<7}", scenario.level.word()),
    };
    let minutes = format!("{:>3} min  ", scenario.minutes);
    let (when, when_style) = when(model, drills, scenario);
    let right = Line::from(vec![
        Span::styled(level, theme.dim),
        Span::styled(minutes, theme.text),
        Span::styled(format!("{glyph} "), style),
        Span::styled(format!("{word:<11}"), style),
        cut(&format!("{when:<wide$}"), wide, when_style, theme),
    ]);
    let room = usize::from(area.width).saturating_sub(right.width() + 2);
    let title = cut(&scenario.title, room, theme.text, theme);
    put_both(frame, area, Line::from(vec![Span::raw(" "), title]), right);
}

/// When to train it again, or the drill of it that was begun.
fn when(model: &Model, drills: &Drills, scenario: &Scenario) -> (String, Style) {
    let theme = &model.theme;
    match (unfinished(&model.home.open, &scenario.id), &drills.history) {
        (Some(open), _) => (format!("{} {}", open.status, open.key), theme.warn),
        (None, Some(history)) => {
            let last = history.last(&scenario.id);
            due_words(due_in(model, history, scenario), last, theme)
        }
        (None, None) => (String::new(), theme.dim),
    }
}

/// How it went: glyph, word and style.
pub fn result(last: Option<&Past>, theme: &Theme) -> (&'static str, &'static str, Style) {
    let glyphs = &theme.glyphs;
    match last.map(|past| past.verdict) {
        None => (glyphs.pending, "not played", theme.dim),
        Some(verdict) => theme.verdict(verdict),
    }
}

/// The days until it should be trained again; none are left if it was never played.
fn due_in(model: &Model, history: &History, scenario: &Scenario) -> i64 {
    let at = history.due(scenario).at;
    // What is due within the day is due.
    at.map_or(0, |at| {
        (at.since(model.now) + DAY_MS - 1).div_euclid(DAY_MS)
    })
}

fn due_words(days: i64, last: Option<&Past>, theme: &Theme) -> (String, Style) {
    match (days, last) {
        (_, None) => (String::new(), theme.dim),
        (..=0, _) => ("train now".to_owned(), theme.warn),
        (days, _) => (
            format!("in {}", counted(days.unsigned_abs(), "day")),
            theme.dim,
        ),
    }
}

/// What the selected one is for, and how it went.
fn details(model: &Model, drills: &Drills, scenario: &Scenario, area: Rect) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let columns = usize::from(inset(area).width);
    let mut text: Vec<Line> = Vec::new();
    for objective in &scenario.objectives {
        let says = format!("{} {objective}", theme.glyphs.bullet);
        text.extend(wrap_plain(&says, theme.text, columns));
    }
    text.truncate(usize::from(area.height / 4).max(2));
    let mut facts = vec![counted(scenario.variants.len() as u64, "variant")];
    if !scenario.short.is_empty() {
        facts.push("a ten-minute version".to_owned());
    }
    if let Some(past) = drills.history.as_ref().and_then(|h| h.last(&scenario.id)) {
        let (points, worth) = past.points;
        let shown = |ms: Option<i64>| ms.map_or("-".to_owned(), clock);
        facts.push(format!(
            "last {}: {points} of {worth}, resolved in {}",
            day(past.ended_at),
            shown(past.ttr)
        ));
    }
    text.extend(wrap_plain(&facts.join(", "), theme.dim, columns));
    text
}
