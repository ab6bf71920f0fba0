//! Times that are typed. They are meant as the screen shows them: in a drill by the drill's
//! clock, which the session adds again, so what it is ahead by is taken off here.

use super::form::{Field, Form};
use super::model::Model;
use crate::clock::when;
use crate::domain::time::{Reported, Timestamp};

/// A time that has passed, as it was answered, by the wall's clock.
pub fn past(model: &Model, form: &Form, field: &Field) -> Option<Reported> {
    let now = form.moment(field).unwrap_or_else(|| model.own_now());
    let reported = when::past(&form.given(field)?, now).ok()?;
    Some(Reported {
        at: reported.at.plus_ms(-model.ahead_ms()),
        ..reported
    })
}

/// A time to come, as it was answered, by the wall's clock.
pub fn ahead(model: &Model, form: &Form, field: &Field) -> Option<Timestamp> {
    let now = form.moment(field).unwrap_or_else(|| model.own_now());
    let at = when::future(&form.given(field)?, now).ok()?;
    Some(at.plus_ms(-model.ahead_ms()))
}
