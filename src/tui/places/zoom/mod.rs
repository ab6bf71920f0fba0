//! What is cut in the place below, whole. Its keys are those of the help.

mod draw;
pub mod state;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::overlay::Page;
use crate::tui::places::Places;
use state::Zoom;

impl Page for Zoom {
    fn at(&self) -> Places {
        Places::HELP
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self)
    }

    fn scroll_mut(&mut self) -> &mut usize {
        &mut self.scroll
    }
}
