//! The changes in force.

use super::super::model::{Model, Overlay};

/// Lists the changes in force.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Changes { selected: 0 });
}
