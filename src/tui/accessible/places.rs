//! The places over the walk in lines, as each tells of itself. Rows are numbered, and a number
//! selects one.

use super::super::model::{Model, Overlay};

/// The place that lies over the main screen, if it lists something.
pub fn read(model: &Model) -> Option<Vec<String>> {
    let place = model.overlay.as_ref().and_then(Overlay::listing)?;
    Some(place.read(model))
}

/// What tells one page of a place from another one: the event that is shown whole, the mode.
pub fn page(model: &Model) -> Option<String> {
    model.overlay.as_ref()?.listing()?.page()
}

/// The selected row in words.
pub fn selected(model: &Model) -> Option<String> {
    model.overlay.as_ref()?.listing()?.row(model)
}
