//! What was changed in the files of the runbooks in use.

mod draw;
pub mod state;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::overlay::Page;
use crate::tui::places::Places;
use state::Revision;

impl Page for Revision {
    fn at(&self) -> Places {
        Places::REVISION
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self)
    }

    fn scroll_mut(&mut self) -> &mut usize {
        &mut self.scroll
    }
}
