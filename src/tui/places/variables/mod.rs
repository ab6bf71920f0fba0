//! What is filled into the commands: those of the step with the focus first.

mod draw;
pub mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::ActionId;
use crate::tui::model::{Model, Overlay, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use rows::variable_rows;

/// The place.
#[derive(Debug, Default)]
pub struct Variables {
    selected: usize,
}

/// Lists them.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::At(Box::new(Variables::default())));
}

impl Place for Variables {
    fn at(&self) -> Places {
        Places::VARIABLES
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self.selected)
    }

    fn selected(&self) -> usize {
        self.selected
    }

    fn selected_mut(&mut self) -> &mut usize {
        &mut self.selected
    }

    fn count(&self, walk: Option<&Walk>) -> usize {
        walk.map_or(0, |walk| variable_rows(walk).len())
    }

    fn heading(&self) -> String {
        "Variables, this step's first. A number sets one:".to_owned()
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let said = variable_rows(walk).into_iter().map(|row| {
            let here = if row.here { ", used by this step" } else { "" };
            format!("{}: {}{here}. {}", row.name, row.standing(), row.ask)
        });
        said.collect()
    }

    fn enter(&self) -> Option<ActionId> {
        Some(ActionId::SetVariable)
    }
}
