//! Every cause with what is thought of it, and all the reasons.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::draw::{blocks, inset, page};
use crate::tui::model::{Model, Walk};
use crate::tui::snapshot::CauseLine;
use crate::tui::text::{local_hms, shown, wrap};
use crate::tui::theme::Theme;

/// Draws the causes.
pub fn draw(
    frame: &mut Frame,
    area: Rect,
    (model, walk): (&Model, &Walk),
    selected: usize,
) -> usize {
    let theme = &model.theme;
    let causes = &walk.snapshot.causes;
    let title = format!("Causes in {}", walk.snapshot.state.key());
    let right = format!("{}, strongest first", causes.len());
    let body = page(frame, area, &title, &right, theme);
    let columns = usize::from(inset(body).width).min(120);
    let rows = causes.iter().map(|line| block(walk, line, columns, theme));
    blocks::render(frame, body, rows.collect(), selected, theme);
    0
}

fn block(walk: &Walk, line: &CauseLine, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let (glyph, style) = theme.standing(line.standing);
    let class = line.class.as_ref().map(|class| format!("  {class}"));
    let mut lines = wrap(
        &[
            (Cow::Owned(format!("{glyph} ")), style),
            (Cow::Owned(format!("{:<10}", line.standing.words())), style),
            (shown(&line.title), theme.strong),
            (shown(class.as_deref().unwrap_or_default()), theme.dim),
        ],
        columns,
        12,
    );
    for (event, text) in &line.because {
        let text = match line.judged {
            true => format!("judged: {text}"),
            false => text.clone(),
        };
        let by = match walk.snapshot.named.get(event) {
            Some((at, actor)) => format!("{} {actor}  ", local_hms(*at)),
            None => String::new(),
        };
        lines.extend(wrap(
            &[
                (Cow::Owned(" ".repeat(12)), theme.dim),
                (shown(&by), theme.dim),
                (shown(&text), theme.text),
            ],
            columns,
            14,
        ));
    }
    lines
}
