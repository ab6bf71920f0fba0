//! A row of whatever is listed, by its number.

use super::super::model::{Focus, Model, Overlay, Screen};
use super::super::moving;
use super::super::variables::variable_rows;

/// Selects a row, from 0, of whatever is listed.
pub fn select(model: &mut Model, row: usize) {
    model.status = None;
    let within = |count: usize| moving::within(row, count);
    let snapshot = model.walk.as_ref().map(|walk| &walk.snapshot);
    match &mut model.overlay {
        Some(Overlay::Timeline(timeline)) => timeline.selected = within(timeline.shown.len()),
        Some(Overlay::Changes { selected }) => {
            let count = snapshot.map_or(0, |s| s.state.changes_in_force().count());
            *selected = within(count);
        }
        Some(Overlay::Causes { selected }) => {
            *selected = within(snapshot.map_or(0, |s| s.causes.len()));
        }
        Some(Overlay::Variables { selected }) => {
            *selected = within(model.walk.as_ref().map_or(0, |w| variable_rows(w).len()));
        }
        Some(Overlay::Evidence { selected }) => {
            *selected = within(snapshot.map_or(0, |s| s.evidence.len()));
        }
        Some(Overlay::Statistics(figures)) => figures.selected = within(figures.runbooks.len()),
        Some(Overlay::Attach(finder)) => finder.selected = within(finder.found.len()),
        Some(Overlay::Drills(drills)) => drills.selected = within(drills.count()),
        Some(Overlay::Reply(reply)) => reply.selected = within(reply.rows.len()),
        Some(_) => {}
        None if model.screen == Screen::Walk => {
            if let Some(walk) = &mut model.walk {
                walk.cursor = within(walk.snapshot.rows.len());
                walk.scroll = 0;
            }
        }
        None => {
            model.home.focus = Focus::List;
            model.home.selected = within(model.home_rows());
        }
    }
}
