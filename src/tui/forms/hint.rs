//! A drill's next hint, at its price.

use super::super::action::{ActionId, Places};
use super::super::effect::{DrillEffect, Effect};
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;

const YES: Field = Field::of("yes");

#[derive(Debug)]
struct Hint;

/// Offers the next hint, at its price. Those that were shown stand above.
pub fn ask(model: &mut Model) {
    let Some(drill) = model.drill() else {
        return;
    };
    let Some(level) = drill.next_hint() else {
        let story = model.keys.press(ActionId::Messages, Places::WALK);
        model.say(format!(
            "all three hints were shown; {story} tells them again"
        ));
        return;
    };
    let shown = drill.hints().iter().enumerate();
    let mut notice: Vec<String> = shown
        .map(|(place, says)| format!("hint {}: {says}", place + 1))
        .collect();
    let points = if level == 1 { "point" } else { "points" };
    notice.push(format!(
        "The next one is hint {level} of 3. It costs {level} {points}."
    ));
    let question = Question::yes(YES, "Show it?", notice);
    model.ask(Form::new(Hint, "A hint", vec![question]));
}

impl Act for Hint {
    fn finish(&self, _: &mut Model, _: &Form) -> Vec<Effect> {
        vec![Effect::Drill(DrillEffect::Hint)]
    }
}
