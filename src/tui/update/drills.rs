//! The list of drills: playing one, or going on with one.

use std::sync::Arc;

use super::super::drills::{Drills, FIRST, Playing, unfinished};
use super::super::effect::{DrillEffect, Effect, HomeEffect, IncidentEffect};
use super::super::model::{Model, Overlay};
use crate::domain::command::Command;
use crate::domain::scenario::Scenario;
use crate::domain::state::Status;

/// Opens the list.
pub fn list(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    model.overlay = Some(Overlay::Drills(Drills::default()));
    vec![Effect::Drill(DrillEffect::Drills)]
}

/// The scenarios are there, or cannot be read before the library is.
pub fn listed(model: &mut Model, scenarios: Option<Vec<Arc<Scenario>>>) -> Vec<Effect> {
    if !matches!(model.overlay, Some(Overlay::Drills(_))) {
        model.show(Overlay::Drills(Drills::default()));
    }
    let Some(Overlay::Drills(drills)) = &mut model.overlay else {
        return Vec::new();
    };
    let is_there = scenarios.is_some();
    drills.scenarios = scenarios;
    match is_there && drills.history.is_none() {
        true => vec![
            Effect::Home(HomeEffect::ListOpen),
            Effect::Drill(DrillEffect::History),
        ],
        false => Vec::new(),
    }
}

/// Plays the drill that teaches the keys, or goes on with it.
pub fn first_shift(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    if model.books.is_none() {
        model.home.awaits_first_shift = true;
        model.say("the runbooks are still being loaded");
        return Vec::new();
    }
    play(model, FIRST)
}

/// Plays a scenario as it is suggested, or goes on with it.
fn play(model: &Model, scenario: &str) -> Vec<Effect> {
    let id = scenario.parse().ok();
    let open = id.and_then(|id| unfinished(&model.home.open, &id));
    let Some(open) = open else {
        return vec![Effect::Drill(DrillEffect::Play(Playing::of(scenario)))];
    };
    let walked = model.walk.as_ref().and_then(|walk| walk.snapshot.state.id);
    let mut effects = vec![Effect::Home(HomeEffect::Load(open.id))];
    if walked != Some(open.id) {
        effects.insert(0, Effect::Drill(DrillEffect::StopDrill));
    }
    if open.status == Status::Held.word() {
        effects.push(Effect::Incident(IncidentEffect::Submit {
            command: Command::Resume,
            at: None,
            said: "its clock runs again".to_owned(),
            follow: true,
        }));
    }
    effects
}

fn selected(model: &Model) -> Option<Arc<Scenario>> {
    match &model.overlay {
        Some(Overlay::Drills(drills)) => drills.scenario().cloned(),
        _ => None,
    }
}

/// Plays the selected one, or goes on with it.
pub fn play_selected(model: &mut Model) -> Vec<Effect> {
    let scenario = selected(model);
    scenario.map_or_else(Vec::new, |scenario| play(model, scenario.id.as_str()))
}
