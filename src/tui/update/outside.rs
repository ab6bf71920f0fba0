//! What happened around the model: nothing follows from it but what is shown.

use super::super::effect::Outside;
use super::super::model::Model;
use super::super::moved::keep_scroll;

/// Takes it in.
pub fn take(model: &mut Model, what: Outside) {
    match what {
        Outside::Warned { text, hint } => model.complain(text, hint),
        Outside::Told(text) => model.say(text),
        Outside::Framed { overflow } => keep_scroll(model, overflow),
        Outside::Hurried(hurried) => model.hurried = hurried,
        Outside::Offered(values) => model.offered = values,
        Outside::LeavesAtOnce => model.leaves_at_once = true,
        Outside::Themed(theme) => model.theme = *theme,
        Outside::Following(followed) => model.following = followed,
        Outside::Lines(lines) => {
            if let Some(followed) = &mut model.following {
                followed.lines = lines;
            }
        }
        Outside::Newcomer(is_new) => model.home.is_new = is_new,
        Outside::Awaiting(Some(seconds)) => model.await_others(seconds),
        Outside::Awaiting(None) => model.status = None,
        Outside::Refolded(snapshot) => {
            if let Some(walk) = &mut model.walk {
                walk.snapshot = snapshot;
            }
        }
        Outside::Over => model.over = true,
    }
}
