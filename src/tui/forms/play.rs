//! A drill is played anew: in which version and variant, with which seed, how fast.

use super::super::drills::Playing;
use super::super::effect::{DrillEffect, Effect};
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::{Model, Overlay};
use crate::domain::scenario::Scenario;
use crate::domain::scenario_ref::MAX_SPEED;

const VERSION: Field = Field::of("version");
const VARIANT: Field = Field::of("variant");
const SEED: Field = Field::of("seed");
const SPEED: Field = Field::of("speed");

/// The scenario.
#[derive(Debug)]
struct Play(String);

/// Asks how the selected one is to be played.
pub fn ask(model: &mut Model) {
    if let Some(Overlay::Drills(drills)) = &model.overlay
        && let Some(scenario) = drills.scenario()
    {
        let form = options(scenario);
        model.ask(form);
    }
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
        questions.push(Question::choice(VERSION, "version", options));
    }
    if scenario.variants.len() > 1 {
        let mut options = vec![words("", "the one played the longest ago")];
        let numbers = 1..=scenario.variants.len();
        options.extend(numbers.map(|n| (n.to_string(), format!("variant {n}"))));
        questions.push(Question::choice(VARIANT, "variant", options));
    }
    let any = "a number: the same one plays the same drill; Enter alone: any";
    questions.push(Question::or(SEED, "seed", any, "").checked(AnswerCheck::Count));
    let fast = format!("1 to {MAX_SPEED} times as fast as the wall's clock; Enter alone: 1");
    questions.push(Question::or(SPEED, "speed", fast, "").checked(AnswerCheck::Count));
    let act = Play(scenario.id.to_string());
    Form::new(act, scenario.title.clone(), questions)
}

impl Act for Play {
    fn finish(&self, _: &mut Model, form: &Form) -> Vec<Effect> {
        let number = |field: &Field| form.given(field)?.trim().parse::<u64>().ok();
        let variant = number(&VARIANT).and_then(|n| usize::try_from(n).ok());
        let speed = number(&SPEED).and_then(|n| u32::try_from(n).ok());
        vec![Effect::Drill(DrillEffect::Play(Playing {
            scenario: self.0.clone(),
            variant,
            seed: number(&SEED),
            speed: speed.unwrap_or(1),
            short: form.text(&VERSION) == "short",
        }))]
    }
}
