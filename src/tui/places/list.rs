//! What the places that list something of the incident have in common: they keep the selected row
//! alone, and show nothing where no incident is walked.

use std::fmt::Debug;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Places;
use crate::tui::action::ActionId;
use crate::tui::model::{Model, Overlay, Walk};
use crate::tui::overlay::Place;

/// What is listed of an incident.
pub trait Listed: Debug + 'static {
    /// Which place it is.
    const AT: Places;
    /// What is said above the rows where they are read out.
    const HEADING: &'static str;
    /// What is said where there is no row, in the place of the heading.
    const NOTHING: Option<&'static str> = None;
    /// Where there is no row any more, the place is left.
    const LEAVES_WHEN_EMPTY: bool = false;
    /// What a row's number does where there are no keys, beyond selecting it.
    const ENTER: Option<ActionId> = None;

    /// Draws it. Says how many of its lines do not fit.
    fn draw(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, selected: usize) -> usize;

    /// How many rows there are.
    fn count(walk: &Walk) -> usize;

    /// The rows as they are read out.
    fn rows(model: &Model, walk: &Walk) -> Vec<String>;

    /// The words by which a row is found.
    fn sought(model: &Model, walk: &Walk) -> Vec<String> {
        Self::rows(model, walk)
    }
}

/// The place that lists it.
#[derive(Debug)]
struct List<L> {
    selected: usize,
    _of: L,
}

/// Shows the list, at the row that was selected when it was left.
pub fn open<L: Listed>(model: &mut Model, of: L) {
    let count = model.walk.as_ref().map_or(0, L::count);
    let list = List {
        selected: model.kept.row(L::AT, count),
        _of: of,
    };
    model.overlay = Some(Overlay::At(Box::new(list)));
}

impl<L: Listed> Place for List<L> {
    fn at(&self) -> Places {
        L::AT
    }

    fn draw(&self, frame: &mut Frame, area: Rect, model: &Model) -> usize {
        let walk = model.walk.as_ref();
        walk.map_or(0, |walk| L::draw(frame, area, model, walk, self.selected))
    }

    fn selected(&self) -> usize {
        self.selected
    }

    fn selected_mut(&mut self) -> &mut usize {
        &mut self.selected
    }

    fn count(&self, walk: Option<&Walk>) -> usize {
        walk.map_or(0, L::count)
    }

    fn heading(&self) -> String {
        L::HEADING.to_owned()
    }

    fn nothing(&self) -> Option<&str> {
        L::NOTHING
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let walk = model.walk.as_ref();
        walk.map_or_else(Vec::new, |walk| L::rows(model, walk))
    }

    fn sought(&self, model: &Model) -> Vec<String> {
        let walk = model.walk.as_ref();
        walk.map_or_else(Vec::new, |walk| L::sought(model, walk))
    }

    fn leaves_when_empty(&self) -> bool {
        L::LEAVES_WHEN_EMPTY
    }

    fn enter(&self) -> Option<ActionId> {
        L::ENTER
    }
}
