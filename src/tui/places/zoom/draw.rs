//! What is cut elsewhere, whole: the last message, and what is selected in the place below.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::state::Zoom;
use crate::tui::draw::{cursor, inset, lines, page, step};
use crate::tui::form::{Ask, Form};
use crate::tui::history::in_words;
use crate::tui::model::{Model, Overlay, Screen, StatusLine};
use crate::tui::text::{clock, shown, wrap, wrap_plain};

/// Draws it. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, zoom: &Zoom) -> usize {
    let body = inset(page(frame, area, "In full", "", &model.theme));
    let columns = usize::from(body.width).min(120);
    let message = zoom.message.as_ref();
    let mut text = message.map_or_else(Vec::new, |message| said(model, message, columns));
    let below = match (model.under.last(), model.screen) {
        (Some(over), _) => place(model, over, columns),
        (None, Screen::Walk) => walked(model, columns),
        (None, Screen::Home) => listed(model, columns),
    };
    if !text.is_empty() && !below.is_empty() {
        text.push(Line::default());
    }
    text.extend(below);
    let overflow = text.len().saturating_sub(usize::from(body.height));
    lines(
        frame,
        body,
        text.into_iter().skip(zoom.scroll.min(overflow)),
    );
    cursor(frame, inset(area), 0);
    overflow
}

fn said(model: &Model, message: &StatusLine, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut text = wrap_plain(&message.text, theme.strong, columns);
    let hint = message.hint.iter();
    text.extend(hint.flat_map(|hint| wrap_plain(hint, theme.text, columns)));
    text
}

/// The step, then every cause with all that speaks for it.
fn walked(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let mut text = step::text(model, walk, columns);
    for line in &walk.snapshot.causes {
        let (glyph, style) = theme.standing(line.standing);
        let head = format!("{glyph} {}  ", line.standing.words());
        text.push(Line::default());
        let spans = [
            (Cow::Owned(head), style),
            (shown(&line.title), theme.strong),
        ];
        text.extend(wrap(&spans, columns, 2));
        let because = line.because.iter();
        text.extend(because.flat_map(|(_, why)| indented(why, model, columns)));
    }
    text
}

/// The selected incident or runbook.
fn listed(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let (theme, home) = (&model.theme, &model.home);
    if let Some(open) = home.open.get(home.selected) {
        let mut text = wrap_plain(
            &format!("{} {}", open.key, open.title),
            theme.title,
            columns,
        );
        let since = open.elapsed_ms(model.now).map(clock);
        let facts = [
            Some(open.status.to_owned()),
            open.severity.map(str::to_owned),
            since.map(|since| format!("for {since}")),
            open.step.as_ref().map(|step| format!("at step {step}")),
            open.waiting_on
                .as_ref()
                .map(|on| format!("waiting on {on}")),
        ];
        let facts = facts.into_iter().flatten();
        text.extend(facts.flat_map(|fact| indented(&fact, model, columns)));
        return text;
    }
    let Some(hit) = home.hits.get(home.selected - home.open.len()) else {
        return Vec::new();
    };
    let mut text = wrap_plain(&hit.title, theme.title, columns);
    let summary = model.summary_of(&hit.runbook);
    text.extend(wrap_plain(summary, theme.text, columns));
    for found in &hit.matches {
        let says = format!("{}: {}", found.field.label(), found.text);
        text.extend(indented(&says, model, columns));
    }
    text
}

fn place(model: &Model, over: &Overlay, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    match over {
        Overlay::Form(form) => asked(model, form, columns),
        Overlay::Timeline(timeline) => {
            let mut text = Vec::new();
            if let Some(entry) = timeline.entry() {
                text.extend(wrap_plain(&entry.line.text, theme.strong, columns));
                for (name, value) in &entry.fields {
                    text.extend(indented(&format!("{name}: {value}"), model, columns));
                }
            }
            text
        }
        Overlay::Attach(finder) => match finder.found.get(finder.selected) {
            Some(offer) => {
                let mut text = wrap_plain(&offer.title, theme.title, columns);
                text.extend(indented(&offer.why, model, columns));
                text.extend(indented(model.summary_of(&offer.runbook), model, columns));
                text
            }
            None => Vec::new(),
        },
        Overlay::History(list) => match list.row() {
            Some(row) => wrap_plain(&in_words(row), theme.title, columns),
            None => Vec::new(),
        },
        Overlay::Drills(drills) => match drills.scenario() {
            Some(scenario) => wrap_plain(&scenario.title, theme.title, columns),
            None => Vec::new(),
        },
        _ => walked(model, columns),
    }
}

fn asked(model: &Model, form: &Form, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut text = wrap_plain(&form.title, theme.title, columns);
    let Some(question) = form.question() else {
        return text;
    };
    let notice = question.notice.iter();
    text.extend(notice.flat_map(|line| wrap_plain(line, theme.text, columns)));
    text.extend(wrap_plain(&question.label, theme.strong, columns));
    text.extend(wrap_plain(&question.hint, theme.dim, columns));
    if let Ask::Choice { options, .. } = &question.ask {
        for (place, (_, words)) in options.iter().enumerate() {
            let says = format!("{}  {words}", place + 1);
            text.extend(indented(&says, model, columns));
        }
    }
    text
}

fn indented(text: &str, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let spans = [
        (Cow::Borrowed("    "), model.theme.dim),
        (shown(text), model.theme.text),
    ];
    wrap(&spans, columns, 4)
}
