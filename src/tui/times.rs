//! Times that are typed. They are meant as the screen shows them: in a drill by the drill's
//! clock, which the session adds again, so what it is ahead by is taken off here.

use super::model::Model;
use crate::clock::when;
use crate::domain::time::{Reported, Timestamp};

/// A time that has passed, by the wall's clock.
pub fn past(model: &Model, text: &str) -> Option<Reported> {
    let reported = when::past(text, model.own_now()).ok()?;
    Some(Reported {
        at: reported.at.plus_ms(-model.ahead_ms()),
        ..reported
    })
}

/// A time to come, by the wall's clock.
pub fn ahead(model: &Model, text: &str) -> Option<Timestamp> {
    let at = when::future(text, model.own_now()).ok()?;
    Some(at.plus_ms(-model.ahead_ms()))
}
