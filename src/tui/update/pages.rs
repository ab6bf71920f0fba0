//! Pages of text: a runbook before it is started, the help, the handoff brief.

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::moving::scroll;
use super::{attach, plan};

/// No page has more lines; how far it can really scroll is known once it is drawn.
const LONGEST: usize = 1_000;

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

/// Carries out an action of a page.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Preview(preview)) if id == Id::Start => {
            let (entry, chosen) = (preview.entry, preview.chosen.clone());
            // In a drill nothing real is opened.
            if preview.finder.is_some() {
                model.overlay = None;
                return attach::take(model, entry, chosen);
            }
            return plan::start(model, entry, chosen);
        }
        Some(Overlay::Preview(preview)) => scroll(&mut preview.scroll, LONGEST, id),
        Some(Overlay::Brief { text, .. }) if id == Id::Record => {
            let purpose = Purpose::Handoff(std::mem::take(text));
            let question = Question::or("to", "who takes over; Enter alone: not said", "");
            let form = Form::new(purpose, "Handoff", vec![question]);
            model.overlay = Some(Overlay::Form(form));
        }
        Some(
            Overlay::Help { scroll: line, .. }
            | Overlay::Zoom { scroll: line, .. }
            | Overlay::Brief { scroll: line, .. },
        ) => {
            scroll(line, LONGEST, id);
        }
        _ => {}
    }
    Vec::new()
}
