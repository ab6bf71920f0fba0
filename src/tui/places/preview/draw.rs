//! A runbook before it is started, as a page.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::state::Preview;
use crate::tui::draw::runbook::{compose, revision};
use crate::tui::draw::{cursor, inset, lines, page};
use crate::tui::model::Model;

/// Draws the preview. Says how many of its lines do not fit.
pub fn draw(frame: &mut Frame, area: Rect, model: &Model, preview: &Preview) -> usize {
    let theme = &model.theme;
    let Some(runbook) = model.runbook_named(&preview.runbook) else {
        return 0;
    };
    let right = revision(runbook);
    let body = inset(page(frame, area, &runbook.title, &right, theme));
    let columns = usize::from(body.width).min(100);
    let text = compose(runbook, model, columns);
    let overflow = text.len().saturating_sub(usize::from(body.height));
    let skip = preview.scroll.min(overflow);
    lines(frame, body, text.into_iter().skip(skip));
    cursor(frame, inset(area), 0);
    overflow
}
