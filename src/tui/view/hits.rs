//! Ranked runbooks on the home screen, with the reason for each.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::home::focus;
use crate::search::{Hit, Match, SearchField};
use crate::tui::draw::{cut, inset, lines, put, split_top, window};
use crate::tui::model::Model;
use crate::tui::text::{fit, moment, width, wrap_plain};
use crate::tui::theme::Theme;

/// How many lines a runbook takes, and which is the first.
pub fn shown(area: Rect, model: &Model) -> (usize, usize) {
    // A blank line between runbooks where the room allows it.
    let tall: usize = if area.height >= 12 { 3 } else { 2 };
    let height = hits_in(area, tall);
    let selected = model.home.selected.saturating_sub(model.home.open.len());
    let first = window(selected, model.home.hits.len(), height.max(1));
    (tall, first)
}

fn hits_in(area: Rect, tall: usize) -> usize {
    (usize::from(area.height) + usize::from(tall == 3)) / tall
}

/// Draws the runbooks that fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model) {
    let (theme, home) = (&model.theme, &model.home);
    if home.hits.is_empty() {
        let says = match (&model.books, model.runbook_count()) {
            (None, _) => "loading the runbooks",
            (_, 0) => "There are no runbooks.",
            _ => "No runbook fits. Try fewer words, or words from the error message.",
        };
        let columns = usize::from(inset(area).width);
        lines(frame, inset(area), wrap_plain(says, theme.dim, columns));
        return;
    }
    let (tall, first) = shown(area, model);
    let mut rest = area;
    let shown = home.hits.iter().enumerate().skip(first);
    for (index, hit) in shown.take(hits_in(area, tall)) {
        let (row, below) = split_top(rest, 1);
        draw_title(frame, inset(row), hit, theme);
        focus(frame, row, model, home.open.len() + index);
        let (reason, below) = split_top(below, 1);
        draw_reason(frame, inset(reason), model, hit);
        let (_, below) = split_top(below, u16::from(tall == 3));
        rest = below;
    }
}

fn draw_title(frame: &mut Frame, area: Rect, hit: &Hit, theme: &Theme) {
    let own = hit.matches.iter().find(|m| m.field == SearchField::Title);
    // Why it stands before one that fits a little better.
    let yours = if hit.before.is_some() { "  yours" } else { "" };
    let columns = usize::from(area.width).saturating_sub(2 + width(yours));
    let mut spans = vec![Span::raw(" ")];
    match own {
        Some(own) => spans.extend(marked(own, columns, theme.title, theme)),
        None => spans.push(cut(&hit.title, columns, theme.title, theme)),
    }
    spans.push(Span::styled(yours, theme.dim));
    put(frame, area, Line::from(spans));
}

/// Why it was found: the best part that is not the title itself, else when to take it.
fn draw_reason(frame: &mut Frame, area: Rect, model: &Model, hit: &Hit) {
    let theme = &model.theme;
    let reason = hit.matches.iter().find(|m| m.field != SearchField::Title);
    let columns = usize::from(area.width).saturating_sub(13);
    let mut spans = Vec::new();
    match reason {
        Some(reason) => {
            let field = reason.field.label();
            spans.push(Span::styled(format!("   {field:<8} "), theme.dim));
            spans.extend(marked(reason, columns, theme.text, theme));
        }
        None => {
            let summary = model.summary_of(&hit.runbook);
            spans.push(Span::raw("   "));
            let used = model.past_use.as_ref();
            let used = used.and_then(|used| used.get(hit.runbook.as_str()));
            let lately = used.map_or(String::new(), |used| {
                format!("last used {}   ", moment(used.last, model.now))
            });
            let room = (columns + 9).saturating_sub(width(&lately));
            spans.push(Span::styled(lately, theme.key));
            spans.push(cut(summary, room, theme.dim, theme));
        }
    }
    put(frame, area, Line::from(spans));
}

/// A text with the characters that matched marked.
fn marked(found: &Match, columns: usize, style: Style, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (index, letter) in found.text.chars().enumerate() {
        let mut bytes = [0; 4];
        let piece = fit(letter.encode_utf8(&mut bytes), 2, "").into_owned();
        let more = width(&piece);
        if used + more > columns.saturating_sub(1) {
            spans.push(Span::styled(theme.glyphs.ellipsis, style));
            break;
        }
        used += more;
        let style = match found.marked.binary_search(&index) {
            Ok(_) => theme.mark,
            Err(_) => style,
        };
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(&piece),
            _ => spans.push(Span::styled(piece, style)),
        }
    }
    spans
}
