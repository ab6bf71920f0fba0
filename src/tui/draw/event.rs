//! An event in one line.

use ratatui::text::{Line, Span};

use super::cut;
use crate::tui::event_line::EventLine;
use crate::tui::text::width;
use crate::tui::theme::Theme;

/// An event in one line: `~` marks a reported time, and a late entry also tells when it was
/// recorded; a corrected one tells what it was.
pub fn event_line(event: &EventLine, columns: usize, theme: &Theme) -> Line<'static> {
    let (sign, own) = theme.kind(event.kind);
    let mut spans = vec![
        Span::styled(format!("{} ", event.at), theme.dim),
        Span::styled(format!("{sign} "), own),
    ];
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
