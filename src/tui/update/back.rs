//! Ways back and out.

use super::super::effect::{Effect, HomeEffect, ProgramEffect};
use super::super::focus;
use super::super::model::{Model, Screen};
use super::{history, home, logs, timeline, ways};

/// One level back. Never out of the program.
pub fn back(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    if timeline::back(model) || logs::back(model) || history::back(model) {
        return Vec::new();
    }
    if model.overlay.is_some() {
        ways::leave(model);
        return Vec::new();
    }
    match model.screen {
        Screen::Walk => {
            // A time that was given must not be lost unseen.
            if focus::act_now(model) {
                model.say("the next act happens now");
                return Vec::new();
            }
            ways::leave_walk(model);
            model.screen = Screen::Home;
            let mut effects = home::go_home(model);
            effects.extend([
                Effect::Home(HomeEffect::ListOpen),
                Effect::Program(ProgramEffect::Statistics),
            ]);
            effects
        }
        Screen::Home => home::back(model),
    }
}

/// Back to the shell for a while.
pub fn suspend(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Program(ProgramEffect::Suspend)]
}
