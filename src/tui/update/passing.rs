//! What the clock brings: what comes due, a jump, and where an absent operator was.

use super::super::bookmark::bookmark;
use super::super::effect::{DrillEffect, Effect, ProgramEffect};
use super::super::model::Model;
use super::super::notify::Notice;
use super::super::submit::submit;
use super::super::text::clock;
use crate::domain::command::Command;
use crate::domain::time::Timestamp;

/// Without a key for this long, the screen says where the operator was.
const IDLE_MS: i64 = 10 * 60_000;

/// The clocks may part by this much between two ticks.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

/// Says where the operator was, until the next key.
pub fn remember(model: &mut Model) {
    if let Some(walk) = model.walk.as_mut() {
        walk.bookmark = bookmark(&walk.snapshot, walk.snapshot.now(model.now));
    }
}

/// A second has passed.
pub fn tick(model: &mut Model, now: Timestamp, steady_ms: i64) -> Vec<Effect> {
    let by_ms = now.since(model.now) - (steady_ms - model.steady_ms);
    model.now = now;
    model.steady_ms = steady_ms;
    let is_told = model.walk.as_ref().is_some_and(|w| w.bookmark.is_some());
    if is_told || steady_ms - model.idle_since_ms >= IDLE_MS {
        remember(model);
    }
    let walked = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = walked.is_some_and(|s| s.status.is_some_and(|s| s.is_unfinished()));
    let mut effects = due(model);
    if model.drill_runs() {
        effects.push(Effect::Drill(DrillEffect::PlayIn));
    }
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
    let come = model
        .watch
        .come(&walk.snapshot, walk.snapshot.now(model.now));
    if come.is_empty() {
        return Vec::new();
    }
    let incident = walk.snapshot.state.key();
    let says: Vec<String> = come.into_iter().map(|due| due.says).collect();
    let text = says.join(", ");
    model.remind(format!("{incident}: {text}"));
    vec![Effect::Program(ProgramEffect::Notify(Notice {
        incident,
        text,
    }))]
}
