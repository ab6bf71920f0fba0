//! What a drill tells, in lines: the report that it begins with, messages, what a guided one
//! teaches, and the reply that somebody waits for.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use crate::domain::scenario::{ReportKind, Wants};
use crate::drill::{Drill, Played};
use crate::tui::action::{ActionId, Places};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, shown, wrap};
use crate::tui::theme::Theme;

/// A text beside its mark, in at most so many lines; what is cut ends in an ellipsis.
pub fn marked(
    mark: Span<'static>,
    text: &str,
    columns: usize,
    most: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mark = (mark.content, mark.style);
    let text = shown(text.trim()).into_owned();
    let mut found = wrap(&[mark, (Cow::Owned(text), theme.text)], columns, 2);
    if found.len() > most.max(1) {
        found.truncate(most.max(1));
        if let Some(last) = found.last_mut() {
            last.push_span(Span::styled(theme.glyphs.ellipsis, theme.dim));
        }
    }
    found
}

/// What a guided drill says at this stage.
pub fn taught(model: &Model, walk: &Walk, columns: usize, most: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let drill = walk.snapshot.drill.as_ref();
    let Some(says) = drill.and_then(|drill| drill.teaches(&walk.snapshot.state)) else {
        return Vec::new();
    };
    let mark = Span::styled(format!("{} ", theme.glyphs.bullet), theme.key);
    marked(mark, says, columns, most.max(2), theme)
}

/// The reply that is wanted, until when, and its key; and whether it is late.
pub fn wanted(model: &Model, played: &Played) -> Option<(String, bool)> {
    let id = match played.wants {
        Wants::Nothing => return None,
        Wants::Update => ActionId::Update,
        Wants::Handoff => ActionId::Handoff,
        Wants::Note => ActionId::Note,
    };
    let (word, key) = (played.wants.word(), model.keys.press(id, Places::WALK));
    if played.answered.is_some() {
        return Some((format!("{word} given"), false));
    }
    let left = played.due.map(|due| due.since(model.own_now()));
    Some(match left {
        Some(left @ 0..) => (
            format!("wants: {word} within {} ({key})", clock(left)),
            false,
        ),
        Some(late) => (
            format!("wants: {word}, late by {} ({key})", clock(-late)),
            true,
        ),
        None => (format!("wants: {word} ({key})"), false),
    })
}

/// The words that it begins with, and who says them.
pub fn report(model: &Model, walk: &Walk, columns: usize, most: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(drill) = &walk.snapshot.drill else {
        return Vec::new();
    };
    let head = Span::styled(format!("{}: ", from(drill)), theme.title);
    marked(head, &drill.script.opening, columns, most, theme)
}

fn from(drill: &Drill) -> String {
    let opening = &drill.script.scenario.opening;
    let kind = match opening.kind {
        ReportKind::Alert => "Alert",
        ReportKind::Report => "Report",
    };
    format!("{kind} from {}", shown(&opening.from))
}
