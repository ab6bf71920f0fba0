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
    let under = model.overlay.take().map(Box::new);
    let scroll = 0;
    model.overlay = Some(Overlay::Help { at, scroll, under });
}

/// Shows what is cut here whole: the message, and what is selected.
pub fn zoom(model: &mut Model) {
    if matches!(model.overlay, Some(Overlay::Zoom { .. })) {
        return;
    }
    model.overlay = Some(Overlay::Zoom {
        scroll: 0,
        message: model.status.take(),
        under: model.overlay.take().map(Box::new),
    });
}

/// Starts the runbook that is shown. In a drill nothing real is opened: it is taken.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Preview(preview)) = &model.overlay else {
        return Vec::new();
    };
    let (entry, chosen) = (preview.entry, preview.chosen.clone());
    if preview.finder.is_some() {
        model.overlay = None;
        return attach::take(model, entry, chosen);
    }
    plan::start(model, entry, chosen)
}
