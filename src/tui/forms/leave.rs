//! Out of the program. What is unfinished is told first.

use super::super::effect::{DrillEffect, Effect, ProgramEffect};
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;

const YES: Field = Field::of("yes");

#[derive(Debug)]
struct Leave;

/// Leaves, or asks where an incident is unfinished, unless the settings say that it shall not.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let unfinished = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let unfinished = unfinished.filter(|s| s.status.is_some_and(|status| status.is_unfinished()));
    let Some(state) = unfinished else {
        return vec![Effect::Program(ProgramEffect::Quit)];
    };
    if model.leaves_at_once {
        return gone();
    }
    let key = state.key();
    let word = state.status.map_or("open", |status| status.word());
    let stays = match model.drill_runs() {
        true => format!("The drill {key} is held meanwhile: its clock stands."),
        false => format!("{key} stays {word}; every act is recorded."),
    };
    let notice = vec![stays, format!("Go on later with: runsheet resume {key}")];
    let question = Question::yes(YES, "Leave the program?", notice);
    model.ask(Form::new(Leave, "Leave", vec![question]));
    Vec::new()
}

impl Act for Leave {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, _: &mut Model, _: &Form) -> Vec<Effect> {
        gone()
    }
}

fn gone() -> Vec<Effect> {
    vec![
        Effect::Drill(DrillEffect::StopDrill),
        Effect::Program(ProgramEffect::Quit),
    ]
}
