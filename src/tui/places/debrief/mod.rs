//! A drill is talked over.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::drills::Talk;
use crate::tui::model::Model;
use crate::tui::overlay::Page;
use crate::tui::places::Places;

impl Page for Talk {
    fn at(&self) -> Places {
        Places::DEBRIEF
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::draw(frame, area, model, self)
    }

    fn scroll_mut(&mut self) -> &mut usize {
        &mut self.scroll
    }
}
