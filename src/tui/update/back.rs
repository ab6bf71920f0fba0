//! Ways back and out.

use super::super::effect::Effect;
use super::super::focus;
use super::super::model::{Model, Overlay, Screen};
use super::{home, logs, timeline};

/// One level back. Never out of the program.
pub fn back(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    if timeline::back(model) || logs::back(model) {
        return Vec::new();
    }
    match model.overlay.take() {
        Some(Overlay::Help { under, .. } | Overlay::Zoom { under, .. }) => {
            model.overlay = under.map(|under| *under)
        }
        Some(Overlay::Palette(finder)) => model.overlay = finder.under.map(|under| *under),
        Some(Overlay::Form(_)) => model.leave_form(),
        // A runbook that was looked at is left for the search that found it.
        Some(Overlay::Preview(preview)) => model.overlay = preview.finder.map(Overlay::Attach),
        Some(_) => {}
        None => match model.screen {
            Screen::Walk => {
                // A time that was given must not be lost unseen.
                if focus::act_now(model) {
                    model.say("the next act happens now");
                    return Vec::new();
                }
                model.screen = Screen::Home;
                let mut effects = home::go_home(model);
                effects.extend([Effect::ListOpen, Effect::Statistics]);
                return effects;
            }
            Screen::Home => return home::back(model),
        },
    }
    Vec::new()
}

/// Back to the shell for a while.
pub fn suspend(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Suspend]
}
