//! What a drill adds to the screen: that it is one, everywhere; what was just told, and what a
//! guided one teaches, under the header; the report that it begins with.
//!
//! ```text
//! │ INC-3  DRILL  sev2  Sign-in rejected          4:10  no action yet │
//! │ ! Duty manager: How many are affected?                            │
//! │   wants an update within 3:40: c   z puts it away                 │
//! ├───────────────────────────────────────────────────────────────────┤
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::header;
use crate::tui::action::{ActionId, Places};
use crate::tui::draw::told::{marked, report, taught, wanted};
use crate::tui::draw::{inset, lines, rule, split_top};
use crate::tui::drills::{Message, messages};
use crate::tui::model::{Model, Walk};

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
