//! What was changed in the files of the runbooks in use.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::state::Revision;
use crate::operations::differences::LineChange;
use crate::tui::draw::{cursor, inset, lines, page as framed};
use crate::tui::model::Model;
use crate::tui::text::{shown, wrap_plain};

/// Draws it. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, page: &Revision) -> usize {
    let theme = &model.theme;
    let key = model.walk.as_ref().map(|walk| walk.snapshot.state.key());
    let title = "What changed in the runbook's file";
    let keeps = format!("{} keeps its text", key.unwrap_or_default());
    let body = inset(framed(frame, area, title, &keeps, theme));
    let columns = usize::from(body.width);
    let mut text: Vec<Line<'static>> = Vec::new();
    for revised in &page.changed {
        if !text.is_empty() {
            text.push(Line::default());
        }
        text.extend(wrap_plain(&revised.title, theme.title, columns));
        for (became, line) in &revised.lines {
            let style = match became {
                LineChange::Same => theme.text,
                LineChange::Between => theme.dim,
                LineChange::Gone => theme.bad,
                LineChange::New => theme.good,
            };
            let line = format!("{} {}", became.mark(), shown(line));
            text.extend(wrap_plain(&line, style, columns));
        }
    }
    let overflow = text.len().saturating_sub(usize::from(body.height));
    lines(
        frame,
        body,
        text.into_iter().skip(page.scroll.min(overflow)),
    );
    cursor(frame, inset(area), 0);
    overflow
}
