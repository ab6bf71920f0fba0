//! A command before it is sent.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::overlay::Page;
use crate::tui::places::Places;
use crate::tui::runs::Sending;

impl Page for Sending {
    fn at(&self) -> Places {
        Places::SENDING
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        draw::render(frame, area, model, self)
    }

    fn scroll_mut(&mut self) -> &mut usize {
        &mut self.scroll
    }
}
