//! The causes.

use super::super::model::{Model, Overlay};

/// Lists the causes.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Causes { selected: 0 });
}
