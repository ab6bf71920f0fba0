//! The statistics: asking for the figures, choosing among runbooks and modes.

use super::super::action::Id;
use super::super::effect::{Effect, ProgramEffect};
use super::super::figures::Figures;
use super::super::model::{Model, Overlay};
use super::super::place::Places;
use super::overlays::scroll;
use crate::domain::event::Mode;
use crate::operations::Gathered;
use crate::report::past_use;

/// Shows the place; the figures follow when they are gathered.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    model.overlay = Some(Overlay::Statistics(Figures::awaited()));
    vec![Effect::Program(ProgramEffect::Statistics)]
}

/// The place, also where help or the palette lies over it.
fn wanted(overlay: &mut Overlay) -> Option<&mut Figures> {
    match overlay {
        Overlay::Statistics(figures) => Some(figures),
        Overlay::Help { under, .. } => wanted(under.as_deref_mut()?),
        Overlay::Palette(finder) => wanted(finder.under.as_deref_mut()?),
        _ => None,
    }
}

/// The figures have come, for the previews and for the place; whoever left that meanwhile does
/// not want them any more.
pub fn gathered(model: &mut Model, gathered: Result<Gathered, String>) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Ok(gathered) = &gathered {
        model.past_use = Some(past_use(&gathered.samples));
        effects = super::home::used(model);
    }
    let Some(figures) = model.overlay.as_mut().and_then(wanted) else {
        return effects;
    };
    match gathered {
        Ok(Gathered { samples, damaged }) => {
            figures.samples = Some(samples);
            figures.show(figures.mode);
            if !damaged.is_empty() {
                let what = format!("left out, because damaged: {}", damaged.join(", "));
                model.complain(what, Some("runsheet doctor tells more".to_owned()));
            }
        }
        Err(what) => {
            figures.samples = Some(Vec::new());
            figures.show(figures.mode);
            let back = model.keys.press(Id::Back, Places::STATISTICS);
            let again = model.keys.press(Id::Statistics, Places::WALK);
            let hint = format!("the journal is as it was; {back}, then {again} tries again");
            model.complain(what, Some(hint));
        }
    }
    effects
}

/// Carries out an action of the place.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let Some(Overlay::Statistics(figures)) = &mut model.overlay else {
        return Vec::new();
    };
    match id {
        Id::SwitchMode => figures.show(match figures.mode {
            Mode::Live => Mode::Change,
            Mode::Change => Mode::Drill,
            Mode::Drill => Mode::Live,
        }),
        _ => scroll(&mut figures.selected, figures.runbooks.len(), id),
    }
    Vec::new()
}
