//! Pages of text: a runbook before it is started, the help, what is cut in full.

use super::super::effect::Effect;
use super::super::forms::plan;
use super::super::model::{Model, Overlay};
use super::attach;

/// Shows what the keys do here.
pub fn help(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Help { .. })) {
        return;
    }
    let at = model.place();
    model.cover(Overlay::Help { at, scroll: 0 });
}

/// Shows what is cut here whole: the message, and what is selected.
pub fn zoom(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Zoom { .. })) {
        return;
    }
    let message = model.status.take();
    model.cover(Overlay::Zoom { scroll: 0, message });
}

/// Starts the runbook that is shown. In a drill nothing real is opened: it is taken.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Preview(preview)) = &model.overlay else {
        return Vec::new();
    };
    let (entry, chosen) = (preview.entry, preview.chosen.clone());
    if model.is_searching() {
        model.close();
        return attach::take(model, entry, chosen);
    }
    plan::start(model, entry, chosen)
}
