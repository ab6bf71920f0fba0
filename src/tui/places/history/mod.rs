//! All incidents: the newest first or in another order, all or those that are wanted, and two of
//! them side by side.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::ActionId;
use crate::tui::history::{HistoryList, in_words};
use crate::tui::model::{Model, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;

impl Place for HistoryList {
    fn at(&self) -> Places {
        Places::HISTORY
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
        HistoryList::count(self)
    }

    fn heading(&self) -> String {
        let (all, count) = (self.all(), HistoryList::count(self));
        let sort = self.sort.word();
        format!("History, {count} of {all} incidents, sorted by {sort}. A number opens one:")
    }

    fn nothing(&self) -> Option<&str> {
        Some(match self.is_awaited() {
            true => "The incidents are being read.",
            false => "No incident is like that.",
        })
    }

    fn rows(&self, _: &Model) -> Vec<String> {
        match &self.beside {
            Some(two) => two
                .iter()
                .map(|(what, left, right)| format!("{what}: {left}; {right}"))
                .collect(),
            None => self.listed().map(in_words).collect(),
        }
    }

    /// Of a hundred thousand only the one is put into words.
    fn row(&self, _: &Model) -> Option<String> {
        HistoryList::row(self).map(in_words)
    }

    fn page(&self) -> Option<String> {
        let page = if self.beside.is_some() { "two" } else { "all" };
        Some(format!("{page} {} {}", self.typed, self.sort.word()))
    }

    fn enter(&self) -> Option<ActionId> {
        Some(ActionId::OpenPast)
    }
}
