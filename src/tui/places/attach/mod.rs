//! The finder over the library, in an incident: what else may be the right runbook.

mod draw;
pub mod state;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::{Model, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use state::RunbookFinder;

impl Place for RunbookFinder {
    fn at(&self) -> Places {
        Places::ATTACH
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self)
    }

    fn selected(&self) -> usize {
        self.selected
    }

    fn selected_mut(&mut self) -> &mut usize {
        &mut self.selected
    }

    fn count(&self, _: Option<&Walk>) -> usize {
        self.found.len()
    }

    fn heading(&self) -> String {
        "Attach a runbook. A number chooses one, words search, back leaves:".to_owned()
    }

    fn nothing(&self) -> Option<&str> {
        Some("No runbook fits. Try fewer words.")
    }

    fn rows(&self, _: &Model) -> Vec<String> {
        let offers = self.found.iter().map(|offer| {
            let attached = match offer.is_in_use {
                true => " (attached; choosing it sets it aside)".to_owned(),
                false if offer.why.is_empty() => String::new(),
                false => format!(" ({})", offer.why),
            };
            format!("{}{attached}", offer.title)
        });
        offers.collect()
    }

    /// A number chooses it: then more is told than its row.
    fn row(&self, _: &Model) -> Option<String> {
        None
    }
}
