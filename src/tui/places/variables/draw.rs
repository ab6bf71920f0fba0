//! The variables and their values; those of the step with the focus first.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::rows::variable_rows;
use crate::tui::draw::{blocks, inset, page};
use crate::tui::model::{Model, Walk};
use crate::tui::text::{fit, shown, width, wrap};

/// The columns of the widest name.
const NAME: usize = 24;

/// Draws the variables.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    (model, walk): (&Model, &Walk),
    selected: usize,
) -> usize {
    let theme = &model.theme;
    let rows = variable_rows(walk);
    let unset = rows.iter().filter(|row| !row.is_set).count();
    let state = &walk.snapshot.state;
    let title = match walk.step().filter(|_| rows.iter().any(|row| row.here)) {
        Some(at) => format!("Variables, those of {} first", state.number_of(at)),
        None => "Variables".to_owned(),
    };
    let body = page(frame, area, &title, &format!("{unset} not set"), theme);
    let columns = usize::from(inset(body).width).min(120);
    let name = rows.iter().map(|row| width(&row.name)).max();
    let name = name.unwrap_or(0).min(NAME);
    let blocks = rows.iter().map(|row| {
        let (mark, style) = match (row.is_set, row.here) {
            (true, _) => (theme.glyphs.done, theme.filled),
            (false, true) => (theme.glyphs.suspected, theme.missing),
            (false, false) => (theme.glyphs.pending, theme.dim),
        };
        let label = fit(&row.name, name, theme.glyphs.ellipsis);
        let label = format!(
            "{label}{}  ",
            " ".repeat(name.saturating_sub(width(&label)))
        );
        let example = row.example.as_ref().filter(|_| !row.is_set);
        let example = example.map(|example| format!(" (such as {example})"));
        let ask = format!("{}{}", row.ask, example.unwrap_or_default());
        let mut lines = wrap(
            &[
                (Cow::Owned(format!("{mark} ")), style),
                (Cow::Owned(label), theme.strong),
                (shown(row.standing()), style),
            ],
            columns,
            name + 4,
        );
        let indent = " ".repeat(name + 4);
        let ask = [(Cow::Owned(indent), theme.dim), (shown(&ask), theme.dim)];
        lines.extend(wrap(&ask, columns, name + 4));
        lines
    });
    blocks::render(frame, body, blocks.collect(), selected, theme);
    0
}
