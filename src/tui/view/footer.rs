//! What just happened, and the keys that work now.
//!
//! ```text
//! ┌──────────────────────────────────────────────────────────────────┐
//! │ 1.2 done                                                         │
//! │ Space done  f failed  i unsure  y copy  a act  u undo  : all     │
//! └──────────────────────────────────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::action::{Action, ActionId};
use crate::tui::actions::{ACTIONS, deed};
use crate::tui::draw::{inset, lines, put, rule, split_bottom, split_top};
use crate::tui::labels::name;
use crate::tui::model::{Model, StatusTone};
use crate::tui::text::{shown, width, wrap};
use crate::tui::theme::Theme;
use crate::tui::update::act::availability;
use crate::tui::update::footer;

/// A status takes at most this many lines, or this part of a high screen.
const STATUS: usize = 4;
const PART: usize = 4;

/// The lines wanted: a rule where there is room, the status, the keys.
pub fn height(model: &Model, area: Rect) -> u16 {
    let status = status(model, usize::from(inset(area).width)).len();
    // A short status stands on the rule, so that nothing moves when it comes and goes.
    let above = match area.height >= 20 {
        true => status.max(1),
        false => status,
    };
    u16::try_from(above + 1).unwrap_or(2)
}

/// Draws status and keys.
pub fn render(frame: &mut Frame, area: Rect, model: &Model) {
    let (rest, keys) = split_bottom(area, 1);
    let mut says = status(model, usize::from(inset(area).width));
    if frame.area().height >= 20 && says.len() <= 1 {
        let (line, _) = split_top(rest, 1);
        rule(frame, line, &model.theme);
        if let Some(says) = says.first_mut() {
            says.push_span(Span::raw(" "));
            put(frame, Rect { width: 1, ..line }, Line::raw(" "));
        }
    }
    lines(frame, inset(rest), says);
    put(
        frame,
        inset(keys),
        keys_line(model, usize::from(inset(keys).width)),
    );
}

fn status(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(status) = &model.status else {
        return Vec::new();
    };
    let (mark, style) = match status.tone {
        StatusTone::Wrong => (theme.glyphs.failed, theme.bad),
        StatusTone::Done => (theme.glyphs.done, theme.good),
        StatusTone::Due => (theme.glyphs.suspected, theme.warn),
    };
    let head = || (Cow::Owned(format!("{mark} ")), style);
    let text = (shown(&status.text), theme.text);
    let hint = status.hint.as_ref();
    let hint = hint.map(|hint| (shown(hint), theme.dim));
    let mut spans = vec![head(), text.clone()];
    if let Some(hint) = &hint {
        spans.push((Cow::Borrowed(". "), theme.text));
        spans.push(hint.clone());
    }
    let lines = wrap(&spans, columns, 2);
    let most = STATUS.max(usize::from(model.size.1) / PART);
    if lines.len() <= most {
        return lines;
    }
    // What to do about it is never cut: of what went wrong the beginning stands above it.
    let key = model.keys.press(ActionId::Zoom, model.place());
    let whole = format!("{} {key}: whole", theme.glyphs.ellipsis);
    let mut below = match hint {
        Some(hint) => wrap(&[(Cow::Borrowed("  "), theme.text), hint], columns, 2),
        None => Vec::new(),
    };
    below.truncate(most - 1);
    let room = columns.saturating_sub(width(&whole) + 1);
    let mut says = wrap(&[head(), text], room, 2);
    says.truncate(most - below.len());
    if let Some(last) = says.last_mut() {
        last.push_span(Span::styled(format!(" {whole}"), theme.dim));
    }
    says.extend(below);
    says
}

fn keys_line(model: &Model, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let place = model.place();
    let mut rows: Vec<&'static Action> = ACTIONS
        .iter()
        .filter(|action| action.rank > 0 && action.at.meets(place))
        // Nobody reads what comes and goes while a key is held, and it costs the most bytes.
        .filter(|action| !model.hurried || !action.comes_and_goes)
        .filter(|action| availability(model, place, action.id).is_ok())
        .filter(|action| !(deed(action).left_out)(model))
        .collect();
    rows.sort_by_key(|action| action.rank);
    // Help and the palette lead to everything that has no room here, so they stay.
    let (first, last): (Vec<&'static Action>, Vec<&'static Action>) =
        rows.into_iter().partition(|action| action.rank < 20);
    let entry = |action: &'static Action| Entry {
        key: model.keys.name(action),
        label: (deed(action).called)(model, place).unwrap_or_else(|| name(model, action, place)),
        comes_and_goes: action.comes_and_goes,
    };
    let mut last: Vec<_> = last.into_iter().map(entry).collect();
    let mut entries: Vec<_> = numbers(model).into_iter().collect();
    entries.extend(first.into_iter().map(entry));
    // Behind the last one nothing has to keep its distance.
    let columns = columns + GAP;
    while room(&entries) + room(&last) > columns && last.len() > 2 {
        last.pop();
    }
    while room(&entries) + room(&last) > columns && entries.len() > 1 {
        entries.pop();
    }
    // While the focus moves, what is always there stays where it is.
    entries.sort_by_key(|entry| entry.comes_and_goes);
    let free = columns.saturating_sub(room(&entries) + room(&last));
    let mut spans = Vec::new();
    entries
        .into_iter()
        .for_each(|it| it.draw(theme, &mut spans));
    spans.push(Span::raw(" ".repeat(free)));
    last.into_iter().for_each(|it| it.draw(theme, &mut spans));
    Line::from(spans)
}

/// Between two entries.
const GAP: usize = 2;

/// A key and what it does.
struct Entry {
    key: Cow<'static, str>,
    label: &'static str,
    /// Some steps have it and others have not.
    comes_and_goes: bool,
}

impl Entry {
    fn draw(self, theme: &Theme, spans: &mut Vec<Span<'static>>) {
        spans.push(Span::styled(self.key, theme.key));
        let gap = " ".repeat(GAP);
        spans.push(Span::styled(format!(" {}{gap}", self.label), theme.dim));
    }
}

fn room(entries: &[Entry]) -> usize {
    let each = entries.iter();
    each.map(|it| width(&it.key) + 1 + width(it.label) + GAP)
        .sum()
}

/// Where a step has answers, their numbers come first.
fn numbers(model: &Model) -> Option<Entry> {
    footer::answers(model).map(|count| Entry {
        key: format!("1-{count}").into(),
        label: "answer",
        comes_and_goes: false,
    })
}
