//! A second has passed: what has come due, and whether the clock jumped.

use super::super::effect::Effect;
use super::super::model::Model;
use super::super::notify::Notice;
use super::super::text::clock;
use super::acts::submit;
use crate::domain::command::Command;
use crate::domain::time::Timestamp;

/// The clocks may part by this much between two ticks.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

/// Takes in what time it is, and says what has come due by now.
pub fn tick(model: &mut Model, now: Timestamp, steady_ms: i64) -> Vec<Effect> {
    let by_ms = now.since(model.now) - (steady_ms - model.steady_ms);
    model.now = now;
    model.steady_ms = steady_ms;
    let walked = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = walked.is_some_and(|s| s.status.is_some_and(|s| s.is_unfinished()));
    let mut effects = due(model);
    if by_ms.abs() > CLOCK_TOLERANCE_MS && unfinished {
        let command = Command::RecordClockJump { by_ms };
        let said = format!("the clock jumped by {}", clock(by_ms));
        effects.push(submit(command, said));
    }
    effects
}

/// Says what has come due since the last tick.
fn due(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let come = model.watch.come(&walk.snapshot, model.now);
    if come.is_empty() {
        return Vec::new();
    }
    let incident = walk.snapshot.state.key();
    let says: Vec<String> = come.into_iter().map(|due| due.says).collect();
    let text = says.join(", ");
    model.remind(format!("{incident}: {text}"));
    vec![Effect::Notify(Notice { incident, text })]
}
