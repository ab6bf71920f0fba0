//! Changes in force, newest first, each with how to take it back.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::draw::{blocks, inset, page};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{clock, local_hms, shown, wrap};

/// Draws the changes in force.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    (model, walk): (&Model, &Walk),
    selected: usize,
) -> usize {
    let theme = &model.theme;
    let state = &walk.snapshot.state;
    let count = state.changes_in_force().count();
    let title = format!("Changes in force in {}", state.key());
    let body = page(
        frame,
        area,
        &title,
        &format!("{count}, newest first"),
        theme,
    );
    let columns = usize::from(inset(body).width).min(120);
    let rows = state.changes_in_force().map(|change| {
        let device = change.device.as_ref().map(|device| format!("{device}: "));
        let by = walk.snapshot.named.get(&change.event);
        let by = by.map(|(_, actor)| format!(", by {actor}"));
        let risk = format!("{:<8}", change.risk.to_string());
        let mut lines = wrap(
            &[
                (Cow::Owned(format!("{} ", local_hms(change.at))), theme.dim),
                (Cow::Owned(risk), theme.warn),
                (shown(device.as_deref().unwrap_or_default()), theme.strong),
                (shown(&change.text), theme.text),
            ],
            columns,
            9,
        );
        let temporary = if change.temporary { "temporary, " } else { "" };
        let since = format!(
            "         {temporary}in force for {}{}",
            clock(model.own_now().since(change.at).max(0)),
            by.unwrap_or_default()
        );
        lines.extend(wrap(&[(shown(&since), theme.dim)], columns, 9));
        let rollback = match &change.rollback {
            Some(rollback) => format!("         rollback: {rollback}"),
            None => "         no rollback was written down".to_owned(),
        };
        lines.extend(wrap(&[(shown(&rollback), theme.text)], columns, 9));
        lines
    });
    blocks::render(frame, body, rows.collect(), selected, theme);
    0
}
