//! What a drill adds to the screen: that it is one, everywhere; what was just told, and what a
//! guided one teaches, under the header; the report that it begins with.
//!
//! ```text
//! │ INC-3  DRILL  sev2  Sign-in rejected          4:10  no action yet │
//! │ ! Duty manager: How many are affected?                            │
//! │   wants an update within 3:40: c   z puts it away                 │
//! ├───────────────────────────────────────────────────────────────────┤
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::draw::{cursor, inset, lines, page, rule, split_top};
use super::header;
use crate::domain::scenario::{ReportKind, Wants};
use crate::drill::{Drill, Played};
use crate::tui::action::{ActionId, Places};
use crate::tui::drills::{Message, messages};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, counted, local_hms, shown, wrap};
use crate::tui::theme::Theme;

/// A text beside its mark, in at most so many lines; what is cut ends in an ellipsis.
fn marked(
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

/// The lines under the header: the message in sight, then what is taught.
fn strip(model: &Model, walk: &Walk, area: Rect) -> Vec<Line<'static>> {
    let columns = usize::from(inset(area).width).saturating_sub(1);
    let mut found = message(model, walk, columns, usize::from(area.height / 5).max(2));
    found.extend(taught(model, walk, columns, usize::from(area.height / 5)));
    found
}

/// How many lines the strip takes.
pub fn height(model: &Model, walk: &Walk, area: Rect) -> u16 {
    u16::try_from(strip(model, walk, area).len()).unwrap_or(0)
}

/// Draws the strip; the rest is left.
pub fn draw_strip(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) {
    lines(frame, inset(area), strip(model, walk, frame.area()));
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

fn message(model: &Model, walk: &Walk, columns: usize, most: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let waiting = messages(walk);
    let Some(first) = waiting.first() else {
        return Vec::new();
    };
    let (says, wants) = match first {
        Message::Hint(level, says) => (format!("Hint {level}: {says}"), None),
        Message::Played(played) => (
            format!("{}: {}", played.from, played.says.trim()),
            wanted(model, played),
        ),
    };
    let mark = Span::styled(format!("{} ", theme.glyphs.suspected), theme.warn);
    let mut found = marked(mark, &says, columns, most, theme);
    let key = model.keys.press(ActionId::Messages, Places::WALK);
    let mut spans = vec![Span::raw("  ")];
    if let Some((text, is_late)) = wants {
        let style = if is_late { theme.bad } else { theme.warn };
        spans.push(Span::styled(format!("{text}   "), style));
    }
    spans.push(Span::styled(key.into_owned(), theme.key));
    spans.push(Span::styled(" puts it away", theme.dim));
    if waiting.len() > 1 {
        let more = format!("   {} more", waiting.len() - 1);
        spans.push(Span::styled(more, theme.dim));
    }
    found.push(Line::from(spans));
    found
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

/// That it is a drill, in one line over whatever takes the place of the walk.
pub fn head(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) -> Rect {
    let (top, rest) = split_top(area, 1);
    header::first_line(frame, top, model, walk);
    rest
}

/// The report that a drill begins with, over the search for its runbook.
pub fn opening(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk) -> Rect {
    let (top, rest) = split_top(area, header::HEIGHT);
    header::render(frame, top, model, walk);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, &model.theme);
    let columns = usize::from(inset(rest).width).saturating_sub(1);
    let most = usize::from(area.height / 3).max(3);
    let mut text = report(model, walk, columns, most);
    text.extend(strip(model, walk, frame.area()));
    let (above, rest) = split_top(rest, u16::try_from(text.len()).unwrap_or(0));
    lines(frame, inset(above), text);
    let (line, rest) = split_top(rest, 1);
    rule(frame, line, &model.theme);
    rest
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

/// Draws everything that was told so far. Says how many of its lines do not fit.
pub fn story(frame: &mut Frame, area: Rect, model: &Model, scroll: usize) -> usize {
    let theme = &model.theme;
    let walk = model.walk.as_ref();
    let Some((walk, drill)) = walk.and_then(|w| Some((w, w.snapshot.drill.as_deref()?))) else {
        return 0;
    };
    let came = counted(drill.play.played.len() as u64, "message");
    let body = inset(page(frame, area, "What was told so far", &came, theme));
    let columns = usize::from(body.width).min(100);
    let mut text = report(model, walk, columns, usize::MAX);
    for played in &drill.play.played {
        text.push(Line::default());
        let head = format!("{} {}: ", local_hms(played.at), shown(&played.from));
        let head = Span::styled(head, theme.title);
        text.extend(marked(head, &played.says, columns, usize::MAX, theme));
        if let Some((says, is_late)) = wanted(model, played) {
            let style = if is_late { theme.bad } else { theme.dim };
            text.push(Line::styled(format!("  {says}"), style));
        }
    }
    for (place, hint) in drill.hints().iter().enumerate() {
        text.push(Line::default());
        let head = Span::styled(format!("Hint {}: ", place + 1), theme.title);
        text.extend(marked(head, hint, columns, usize::MAX, theme));
    }
    let overflow = text.len().saturating_sub(usize::from(body.height));
    lines(frame, body, text.into_iter().skip(scroll.min(overflow)));
    cursor(frame, inset(area), 0);
    overflow
}
