//! The variables.

use super::super::model::{Model, Overlay};

/// Lists the variables.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Variables { selected: 0 });
}
