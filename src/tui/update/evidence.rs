//! The evidence: the logs that were looked through, and what was found in them.

use super::super::model::{Model, Overlay};

/// Lists it.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Evidence { selected: 0 });
}
