//! The statistics: asking for the figures, choosing among runbooks and modes.

use super::super::action::ActionId;
use super::super::effect::{Effect, ProgramEffect};
use super::super::figures::Figures;
use super::super::model::{Model, Overlay};
use super::super::places::Places;
use crate::domain::event::Mode;
use crate::operations::GatheredSamples;
use crate::report::past_use;

/// Shows the place; the figures follow when they are gathered.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    model.overlay = Some(Overlay::Statistics(Figures::awaited()));
    vec![Effect::Program(ProgramEffect::Statistics)]
}

/// The figures have come, for the previews and for the place, whatever lies over it; whoever left that meanwhile does
/// not want them any more.
pub fn gathered(model: &mut Model, gathered: Result<GatheredSamples, String>) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Ok(gathered) = &gathered {
        model.past_use = Some(past_use(&gathered.samples));
        effects = super::home::used(model);
    }
    let wanted = model.places_mut().find_map(|place| match place {
        Overlay::Statistics(figures) => Some(figures),
        _ => None,
    });
    let Some(figures) = wanted else {
        return effects;
    };
    match gathered {
        Ok(GatheredSamples { samples, damaged }) => {
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
            let back = model.keys.press(ActionId::Back, Places::STATISTICS);
            let again = model.keys.press(ActionId::Statistics, Places::WALK);
            let hint = format!("the journal is as it was; {back}, then {again} tries again");
            model.complain(what, Some(hint));
        }
    }
    effects
}

/// Shows the incidents of the next mode.
pub fn switch_mode(model: &mut Model) {
    if let Some(Overlay::Statistics(figures)) = &mut model.overlay {
        figures.show(match figures.mode {
            Mode::Live => Mode::Change,
            Mode::Change => Mode::Drill,
            Mode::Drill => Mode::Live,
        });
    }
}
