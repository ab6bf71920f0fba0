//! The changes in force, each with its rollback.

mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::state::Change;
use crate::tui::model::{Model, Walk};
use crate::tui::places::Places;
use crate::tui::places::list::{self, Listed};
use crate::tui::text::clock;

/// What is listed.
#[derive(Debug)]
struct Changes;

/// Lists them.
pub fn open(model: &mut Model) {
    list::open(model, Changes);
}

impl Listed for Changes {
    const AT: Places = Places::CHANGES;
    const HEADING: &'static str = "Changes in force, newest first. A number selects one:";
    const LEAVES_WHEN_EMPTY: bool = true;

    fn draw(frame: &mut Frame, area: Rect, model: &Model, walk: &Walk, selected: usize) -> usize {
        draw::draw(frame, area, (model, walk), selected)
    }

    fn count(walk: &Walk) -> usize {
        walk.snapshot.state.changes_in_force().count()
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

    fn sought(_: &Model, walk: &Walk) -> Vec<String> {
        let words = |change: &Change| {
            let device = change.device.as_deref().unwrap_or_default();
            let rollback = change.rollback.as_deref().unwrap_or_default();
            format!("{device} {} {rollback}", change.text)
        };
        walk.snapshot.state.changes_in_force().map(words).collect()
    }
}
