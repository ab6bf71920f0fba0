//! What stays selected when the incident changes under the place that is open.

use super::super::model::{Model, Overlay};
use super::super::moving::within;
use super::{causes, changes, drill, evidence, palette, reply, variables};

/// After the incident changed under what is open.
pub fn keep_in_range(model: &mut Model) {
    let changes = changes::count(model);
    let variables = variables::count(model);
    let (causes, evidence) = (causes::count(model), evidence::count(model));
    match &mut model.overlay {
        // Where nothing is in force, there is nothing to show.
        Some(Overlay::Changes { .. }) if changes == 0 => model.overlay = None,
        Some(Overlay::Changes { selected }) => *selected = within(*selected, changes),
        Some(Overlay::Causes { selected }) => *selected = within(*selected, causes),
        Some(Overlay::Variables { selected }) => *selected = within(*selected, variables),
        Some(Overlay::Evidence { selected }) => *selected = within(*selected, evidence),
        _ => {}
    }
    reply::look_again(model);
    drill::keep_in_range(model);
    palette::look_again(model);
}
