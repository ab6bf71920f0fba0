//! Forward again after back, and straight to a place by its number.

use super::super::action::ActionId;
use super::super::effect::{Effect, HomeEffect};
use super::super::model::{Ahead, Model, Overlay, Screen};
use super::{staying, timeline};

/// The places with a number, in its order. The first is the walk itself.
const PANELS: [(Option<ActionId>, &str); 8] = [
    (None, "steps"),
    (Some(ActionId::Causes), "causes"),
    (Some(ActionId::Changes), "changes"),
    (Some(ActionId::Timeline), "timeline"),
    (Some(ActionId::Evidence), "evidence"),
    (Some(ActionId::Variables), "variables"),
    (Some(ActionId::Handoff), "handoff"),
    (Some(ActionId::Statistics), "statistics"),
];

/// Says which places have which number.
pub fn panels(model: &mut Model) {
    let names = PANELS.iter().zip(1..);
    let names: Vec<String> = names
        .map(|((_, name), number)| format!("{number} {name}"))
        .collect();
    model.say(format!("Alt and {}", names.join(", ")));
}

/// What opens the place with this number; nothing for the main screen itself.
pub fn panel(number: u32) -> Option<Option<ActionId>> {
    let place = (number as usize).checked_sub(1)?;
    PANELS.get(place).map(|(action, _)| *action)
}

/// Leaves every place for the main screen: `act` opens the one with the number.
pub fn jump(model: &mut Model, _: u32) -> Vec<Effect> {
    leave_all(model);
    Vec::new()
}

/// Leaves every place for the main screen, and remembers them.
fn leave_all(model: &mut Model) {
    let places: Vec<Overlay> = model.under.drain(..).chain(model.overlay.take()).collect();
    for place in &places {
        remember(model, place);
    }
}

fn remember(model: &mut Model, place: &Overlay) {
    match place {
        Overlay::Timeline(timeline) => model.kept.filter = timeline.filter.text().to_owned(),
        Overlay::At(listing) => model.kept.leave(listing.at(), listing.selected()),
        _ => {}
    }
}

/// Leaves the place on top by going back: forward comes to it again.
pub fn leave(model: &mut Model) {
    let Some(place) = model.overlay.take() else {
        return;
    };
    remember(model, &place);
    let comes_again = matches!(
        place,
        Overlay::Preview(_)
            | Overlay::Timeline(_)
            | Overlay::At(_)
            | Overlay::Reply(_)
            | Overlay::Statistics(_)
            | Overlay::Drills(_)
            | Overlay::Story(_)
            | Overlay::Brief(_)
    );
    if comes_again {
        model.ahead.push(Ahead::Place(Box::new(place)));
    }
    model.overlay = model.under.pop();
}

/// The walk is left for home.
pub fn leave_walk(model: &mut Model) {
    let walked = model.walk.as_ref().and_then(|walk| walk.snapshot.state.id);
    model.ahead.extend(walked.map(Ahead::Walk));
}

/// To the place that was left last by going back.
pub fn forward(model: &mut Model) -> Vec<Effect> {
    match model.ahead.pop() {
        Some(Ahead::Walk(incident)) => vec![Effect::Home(HomeEffect::Load(incident))],
        Some(Ahead::Place(place)) => {
            model.cover(*place);
            if model.screen == Screen::Walk {
                // The incident may have changed since.
                staying::keep_in_range(model);
            }
            timeline::read_again(model)
        }
        None => Vec::new(),
    }
}
