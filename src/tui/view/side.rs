//! Causes with their standings, and what happened last.
//!
//! ```text
//! ┌─────────────────────────────────────────────┐
//! │ causes                                      │
//! │ ! Account inactive or locked  suspected 1.2 │
//! │ 08:05:58 1.1 done: One user                 │
//! └─────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{cut, put, put_both, split_top};
use crate::domain::event::Standing;
use crate::tui::event_line::EventLine;
use crate::tui::model::{Model, Walk};
use crate::tui::snapshot::CauseLine;
use crate::tui::text::width;
use crate::tui::theme::Theme;

/// The height under the step: nothing where there is little room.
pub fn height(area: Rect, walk: &Walk, has_room: bool) -> u16 {
    if !has_room || area.height < 14 {
        return 0;
    }
    let extra = (area.height - 14) / 3;
    let wanted = shown_causes(walk).count() + walk.snapshot.recent.len().min(3) + 1;
    u16::try_from(wanted).unwrap_or(u16::MAX).min(5 + extra)
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
    let causes = shown_causes(walk).count();
    let height = usize::from(area.height);
    if tall {
        let (head, rest) = split_top(area, 1);
        put(frame, head, Line::styled("causes", theme.dim));
        let room = causes.min(height / 2);
        let rest = draw_causes(frame, rest, walk, room, theme);
        let (_, rest) = split_top(rest, 1);
        let (head, rest) = split_top(rest, 1);
        put(
            frame,
            head,
            Line::styled("what happened, newest first", theme.dim),
        );
        draw_events(frame, rest, &walk.snapshot.recent, theme);
        return;
    }
    let (_, rest) = split_top(area, 1);
    let events = walk.snapshot.recent.len().min(2);
    let room = usize::from(rest.height).saturating_sub(events);
    let standing = walk.snapshot.causes.iter();
    let known = standing
        .filter(|line| line.standing != Standing::Open)
        .count();
    let room = room.min(known.max(2)).min(causes);
    let rest = draw_causes(frame, rest, walk, room, theme);
    draw_events(frame, rest, &walk.snapshot.recent, theme);
}

/// From this width on a cause shows its whole reason.
const ROOMY: usize = 60;

fn draw_causes(frame: &mut Frame, area: Rect, walk: &Walk, room: usize, theme: &Theme) -> Rect {
    let (mine, rest) = split_top(area, u16::try_from(room).unwrap_or(u16::MAX));
    for (y, line) in (mine.y..mine.bottom()).zip(shown_causes(walk)) {
        let row = Rect {
            y,
            height: 1,
            ..mine
        };
        let (glyph, style) = theme.standing(line.standing);
        let columns = usize::from(row.width);
        let why = line
            .why
            .as_deref()
            .filter(|_| line.standing != Standing::RuledOut);
        let why = match (line.standing, why) {
            (Standing::RuledOut, _) => line.why.clone().unwrap_or_else(|| "ruled out".to_owned()),
            // Where it is narrow the title says more than what was observed.
            (standing, Some(why)) if columns < ROOMY => {
                let by = why.split(": ").next().unwrap_or(why);
                format!("{}: {by}", standing.words())
            }
            (standing, Some(why)) => format!("{}: {why}", standing.words()),
            (standing, None) => standing.words().to_owned(),
        };
        let right = cut(&why, columns / 2, style, theme);
        let room = columns.saturating_sub(right.width() + 4);
        let name = match line.standing {
            Standing::RuledOut => theme.dim,
            _ => theme.text,
        };
        let left = Line::from(vec![
            Span::styled(format!("{glyph} "), style),
            cut(&line.title, room, name, theme),
        ]);
        put_both(frame, row, left, right.into());
    }
    rest
}

fn draw_events(frame: &mut Frame, area: Rect, events: &[EventLine], theme: &Theme) {
    for (y, event) in (area.y..area.bottom()).zip(events) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        put(frame, row, event_line(event, usize::from(row.width), theme));
    }
}

/// An event in one line: `~` marks a reported time, and a late entry also tells when it was
/// recorded; a corrected one tells what it was.
pub fn event_line(event: &EventLine, columns: usize, theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::styled(format!("{} ", event.at), theme.dim)];
    if event.reported {
        spans.push(Span::styled("~ ", theme.warn));
    }
    if let Some(recorded) = &event.recorded {
        let recorded = format!("(recorded {recorded}) ");
        spans.push(Span::styled(recorded, theme.dim));
    }
    let style = if event.effective {
        theme.text
    } else {
        theme.dim
    };
    match (event.undone, event.effective) {
        (true, _) => spans.push(Span::styled("undone: ", theme.dim)),
        (false, false) => spans.push(Span::styled("no effect: ", theme.dim)),
        _ => {}
    }
    if event.was.is_some() {
        spans.push(Span::styled("corrected: ", theme.warn));
    }
    let used: usize = spans.iter().map(|span| width(&span.content)).sum();
    let mut room = columns.saturating_sub(used);
    let text = cut(&event.text, room, style, theme);
    room = room.saturating_sub(text.width());
    spans.push(text);
    if let Some(was) = event.was.as_ref().filter(|_| room > 8) {
        spans.push(cut(&format!(" (was {was})"), room, theme.dim, theme));
    }
    Line::from(spans)
}
