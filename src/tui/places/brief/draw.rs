//! The handoff brief, before it is recorded.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::state::Brief;
use crate::tui::draw::{cursor, inset, lines, page};
use crate::tui::model::Model;
use crate::tui::text::wrap_plain;

/// Draws the brief. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, brief: &Brief) -> usize {
    let theme = &model.theme;
    let key = model.walk.as_ref().map(|walk| walk.snapshot.state.key());
    let title = format!("Handoff brief of {}", key.unwrap_or_default());
    let body = inset(page(frame, area, &title, "not recorded yet", theme));
    let columns = usize::from(body.width).min(110);
    let text: Vec<_> = brief
        .text
        .lines()
        .flat_map(|line| wrap_plain(line, theme.text, columns))
        .collect();
    let overflow = text.len().saturating_sub(usize::from(body.height));
    lines(
        frame,
        body,
        text.into_iter().skip(brief.scroll.min(overflow)),
    );
    cursor(frame, inset(area), 0);
    overflow
}
