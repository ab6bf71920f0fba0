//! The list of drills: playing one, or going on with one.

use std::sync::Arc;

use super::super::action::Id;
use super::super::drills::{Drills, FIRST, Playing, unfinished};
use super::super::effect::{DrillEffect, Effect, HomeEffect, IncidentEffect};
use super::super::form::{Check, Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::overlays::scroll;
use crate::domain::command::Command;
use crate::domain::scenario::Scenario;
use crate::domain::scenario_ref::MAX_SPEED;
use crate::domain::state::Status;

const VERSION: &str = "version";
const VARIANT: &str = "variant";
const SEED: &str = "seed";
const SPEED: &str = "speed";

/// Opens the list.
pub fn list(model: &mut Model) -> Vec<Effect> {
    model.status = None;
    model.overlay = Some(Overlay::Drills(Drills::default()));
    vec![Effect::Drill(DrillEffect::Drills)]
}

/// The scenarios are there, or cannot be read before the library is.
pub fn listed(model: &mut Model, scenarios: Option<Vec<Arc<Scenario>>>) -> Vec<Effect> {
    if !matches!(model.overlay, Some(Overlay::Drills(_))) {
        model.overlay = Some(Overlay::Drills(Drills::default()));
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

/// Carries out an action of the list.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let Some(Overlay::Drills(drills)) = &mut model.overlay else {
        return Vec::new();
    };
    let Some(scenario) = drills.scenario().cloned() else {
        return Vec::new();
    };
    match id {
        Id::Play => return play(model, scenario.id.as_str()),
        Id::PlayAs => model.ask(options(&scenario)),
        _ => {
            let count = drills.count();
            scroll(&mut drills.selected, count, id);
        }
    }
    Vec::new()
}

/// How a drill is to be played.
fn options(scenario: &Scenario) -> Form {
    let words = |id: &str, words: &str| (id.to_owned(), words.to_owned());
    let mut questions = Vec::new();
    let has_short = !scenario.short.is_empty();
    if has_short {
        let whole = format!("the whole drill, {} minutes", scenario.minutes);
        let options = vec![
            words("whole", &whole),
            words("short", "ten minutes: search, three steps, the cause"),
        ];
        questions.push(Question::choice(VERSION, options));
    }
    if scenario.variants.len() > 1 {
        let mut options = vec![words("", "the one played the longest ago")];
        let numbers = 1..=scenario.variants.len();
        options.extend(numbers.map(|n| (n.to_string(), format!("variant {n}"))));
        questions.push(Question::choice(VARIANT, options));
    }
    let any = "a number: the same one plays the same drill; Enter alone: any";
    questions.push(Question::or(SEED, any, "").checked(Check::Count));
    let fast = format!("1 to {MAX_SPEED} times as fast as the wall's clock; Enter alone: 1");
    questions.push(Question::or(SPEED, fast, "").checked(Check::Count));
    let purpose = Purpose::Play(scenario.id.to_string());
    Form::new(purpose, scenario.title.clone(), questions)
}

/// The effect of an answered form.
pub fn commands(scenario: &str, form: &Form) -> Vec<Effect> {
    let number = |label: &str| form.given_to(label)?.trim().parse::<u64>().ok();
    let variant = number(VARIANT).and_then(|n| usize::try_from(n).ok());
    let speed = number(SPEED).and_then(|n| u32::try_from(n).ok());
    vec![Effect::Drill(DrillEffect::Play(Playing {
        scenario: scenario.to_owned(),
        variant,
        seed: number(SEED),
        speed: speed.unwrap_or(1),
        short: form.given_to(VERSION).as_deref() == Some("short"),
    }))]
}
