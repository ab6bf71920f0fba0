//! Causes with their standings, and what happened last.
//!
//! ```text
//! ┌─────────────────────────────────────────────┐
//! │ causes                                      │
//! │ ! Account inactive or locked  suspected 1.2 │
//! │ 08:05:58 1.1 done: One user                 │
//! └─────────────────────────────────────────────┘
//! ```

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::event::Standing;
use crate::tui::draw::event::event_line;
use crate::tui::draw::{lines, put, split_top};
use crate::tui::event_line::EventLine;
use crate::tui::model::{Model, Walk};
use crate::tui::snapshot::CauseLine;
use crate::tui::text::{shown, width, wrap};
use crate::tui::theme::Theme;

/// The height under the step: nothing where there is little room.
pub fn height(area: Rect, walk: &Walk, has_room: bool, theme: &Theme) -> u16 {
    if !has_room || area.height < 14 {
        return 0;
    }
    // What somebody thinks something of has more room than what is merely possible.
    let known = known(walk);
    let extra = (area.height - 14) / if known > 0 { 2 } else { 3 };
    let columns = usize::from(area.width);
    let most = known.max(FEWEST);
    let causes = causes(walk, columns, (usize::from(area.height), most), theme);
    let wanted = causes.len() + walk.snapshot.recent.len().min(3) + 1;
    u16::try_from(wanted).unwrap_or(u16::MAX).min(5 + extra)
}

/// So many causes are shown where there is room, whatever is thought of them.
const FEWEST: usize = 2;

/// How many causes something is thought of.
fn known(walk: &Walk) -> usize {
    let is_known = |line: &&CauseLine| line.standing != Standing::Open;
    shown_causes(walk).filter(is_known).count()
}

/// Causes of which something is thought come first; the others fill the room.
fn shown_causes(walk: &Walk) -> impl Iterator<Item = &CauseLine> {
    walk.snapshot.causes.iter()
}

/// Draws causes and events. In a column of its own they have headings.
pub fn render(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, tall: bool) {
    if area.height < 3 {
        return;
    }
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let height = usize::from(area.height);
    if tall {
        let (head, rest) = split_top(area, 1);
        put(frame, head, Line::styled("causes", theme.dim));
        let text = causes(walk, columns, (height * 2 / 3, usize::MAX), theme);
        let (mine, rest) = split_top(rest, u16::try_from(text.len()).unwrap_or(u16::MAX));
        lines(frame, mine, text);
        let (_, rest) = split_top(rest, 1);
        let (head, rest) = split_top(rest, 1);
        let says = "what happened, newest first";
        put(frame, head, Line::styled(says, theme.dim));
        // There is room for every event whole.
        let recent = walk.snapshot.recent.iter();
        let events = recent.flat_map(|event| whole_event(event, columns, theme));
        lines(frame, rest, events.take(usize::from(rest.height)));
        return;
    }
    let (_, rest) = split_top(area, 1);
    let events = walk.snapshot.recent.len().min(2);
    let room = usize::from(rest.height).saturating_sub(events);
    let most = known(walk).max(FEWEST);
    let text = causes(walk, columns, (room, most), theme);
    let (mine, rest) = split_top(rest, u16::try_from(text.len()).unwrap_or(u16::MAX));
    lines(frame, mine, text);
    draw_events(frame, rest, &walk.snapshot.recent, theme);
}

/// A cause in lines: beside its reason if both have room there, else above it.
fn cause(line: &CauseLine, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let (glyph, style) = theme.standing(line.standing);
    let why = match (line.standing, &line.why) {
        (Standing::RuledOut, Some(why)) => why.clone(),
        (standing, Some(why)) => format!("{}: {why}", standing.words()),
        (standing, None) => standing.words().to_owned(),
    };
    let why = shown(&why).into_owned();
    let name = match line.standing {
        Standing::RuledOut => theme.dim,
        _ => theme.text,
    };
    let title = shown(&line.title);
    let head = format!("{glyph} ");
    let gap = columns.saturating_sub(2 + width(&title) + width(&why));
    if gap >= 2 {
        return vec![Line::from(vec![
            Span::styled(head, style),
            Span::styled(title.into_owned(), name),
            Span::raw(" ".repeat(gap)),
            Span::styled(why, style),
        ])];
    }
    let mut spans = vec![(Cow::Owned(head), style), (title, name)];
    if line.why.is_none() {
        spans.push((Cow::Owned(format!("  {why}")), style));
        return wrap(&spans, columns, 2);
    }
    let mut lines = wrap(&spans, columns, 2);
    lines.extend(wrap(
        &[(Cow::Borrowed("    "), style), (Cow::Owned(why), style)],
        columns,
        4,
    ));
    lines
}

/// As many causes as fit in so many lines, each whole; where not even that is there, the first
/// lines of the first.
fn causes(
    walk: &Walk,
    columns: usize,
    (room, most): (usize, usize),
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut all: Vec<Line<'static>> = Vec::new();
    for line in shown_causes(walk).take(most) {
        let more = cause(line, columns, theme);
        if all.len() + more.len() > room {
            break;
        }
        all.extend(more);
    }
    if let (true, Some(first)) = (all.is_empty(), shown_causes(walk).next()) {
        all = cause(first, columns, theme);
        all.truncate(room);
    }
    all
}

/// An event in as many lines as it takes.
fn whole_event(event: &EventLine, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let line = event_line(event, usize::MAX, theme);
    let spans = line.spans.into_iter();
    let spans: Vec<_> = spans.map(|span| (span.content, span.style)).collect();
    wrap(&spans, columns, 11)
}

fn draw_events(frame: &mut Frame, area: Rect, events: &[EventLine], theme: &Theme) {
    let columns = usize::from(area.width);
    let events = events.iter().map(|event| event_line(event, columns, theme));
    lines(frame, area, events);
}
