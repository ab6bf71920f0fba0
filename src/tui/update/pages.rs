//! Pages of text: a runbook before it is started, the help, what is cut in full.

use super::super::effect::Effect;
use super::super::forms::plan;
use super::super::model::{Model, Overlay};
use super::super::places::help::state::Help;
use super::super::places::zoom::state::Zoom;
use super::attach;

/// Shows what the keys do here.
pub fn help(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Help(_))) {
        return;
    }
    let at = model.place();
    model.cover(Overlay::Help(Help { at, scroll: 0 }));
}

/// Shows what is cut here whole: the message, and what is selected.
pub fn zoom(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Zoom(_))) {
        return;
    }
    let message = model.status.take();
    model.cover(Overlay::Zoom(Zoom { message, scroll: 0 }));
}

/// Starts the runbook that is shown. In a drill nothing real is opened: it is taken.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Preview(preview)) = &model.overlay else {
        return Vec::new();
    };
    let (runbook, chosen) = (preview.runbook.clone(), preview.chosen.clone());
    if model.is_searching() {
        model.close();
        return attach::take(model, runbook, chosen);
    }
    plan::start(model, runbook, chosen)
}
