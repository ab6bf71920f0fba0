//! A page that has no reading of its own, drawn as the screen draws it and read from there.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};

use super::super::model::Model;
use super::super::view;

/// The columns that text is wrapped to.
pub const COLUMNS: u16 = 78;
/// The lines of a page that are read at most: the rest of it is nobody's patience.
const PAGE: u16 = 400;

/// Any other page, drawn as the screen draws it and read line by line.
pub fn read(model: &Model) -> Vec<String> {
    let backend = TestBackend::new(COLUMNS, PAGE);
    let Ok(paper) = Terminal::new(backend).and_then(|mut paper| {
        paper.draw(|frame| view::overlay_page(frame, model))?;
        Ok(paper)
    });
    let buffer = paper.backend().buffer();
    let glyphs = &model.theme.glyphs;
    let rows = buffer.content().chunks(usize::from(COLUMNS));
    let mut said = Vec::new();
    for row in rows {
        let is_selected = row
            .first()
            .is_some_and(|cell| is_marked(cell.modifier, cell.bg));
        let text: String = row.iter().map(|cell| cell.symbol()).collect();
        // A rule is for eyes; the same signs inside a line are a part of its text.
        if text.replace(glyphs.rule, " ").trim().is_empty() {
            continue;
        }
        let mark = if is_selected { "selected: " } else { "" };
        said.push(format!("{mark}{}", text.trim_end()));
    }
    said
}

/// Whether a cell is drawn as the selected row's are, in any theme.
fn is_marked(modifier: Modifier, bg: Color) -> bool {
    modifier.contains(Modifier::REVERSED) || bg != Color::Reset
}
