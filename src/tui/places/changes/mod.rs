//! The changes in force, each with its rollback.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::state::Change;
use crate::tui::model::{Model, Overlay, Walk};
use crate::tui::overlay::Place;
use crate::tui::places::Places;
use crate::tui::text::clock;

/// The place.
#[derive(Debug, Default)]
pub struct Changes {
    selected: usize,
}

/// Lists them.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::At(Box::new(Changes::default())));
}

impl Place for Changes {
    fn at(&self) -> Places {
        Places::CHANGES
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
        walk.map_or(0, |walk| walk.snapshot.state.changes_in_force().count())
    }

    fn heading(&self) -> String {
        "Changes in force, newest first. A number selects one:".to_owned()
    }

    fn rows(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        rows(model, walk)
    }

    fn sought(&self, model: &Model) -> Vec<String> {
        let Some(walk) = &model.walk else {
            return Vec::new();
        };
        let words = |change: &Change| {
            let device = change.device.as_deref().unwrap_or_default();
            let rollback = change.rollback.as_deref().unwrap_or_default();
            format!("{device} {} {rollback}", change.text)
        };
        walk.snapshot.state.changes_in_force().map(words).collect()
    }

    /// Where nothing is in force, there is nothing to show.
    fn leaves_when_empty(&self) -> bool {
        true
    }
}

fn rows(model: &Model, walk: &Walk) -> Vec<String> {
    let named = &walk.snapshot.named;
    let row = |change: &Change| {
        let device = change.device.as_ref().map(|device| format!("{device}: "));
        let by = named.get(&change.event);
        let by = by.map(|(_, actor)| format!(", by {actor}"));
        let since = clock(model.own_now().since(change.at).max(0));
        let back = match &change.rollback {
            Some(text) => format!("To undo: {text}"),
            None => "No rollback was written down.".to_owned(),
        };
        format!(
            "{}{}, in force for {since}{}. {back}",
            device.unwrap_or_default(),
            change.text,
            by.unwrap_or_default()
        )
    };
    walk.snapshot.state.changes_in_force().map(row).collect()
}
