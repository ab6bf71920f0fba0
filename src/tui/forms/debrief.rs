//! A drill is talked over. What surprised is asked first, and can be skipped.

use super::super::drills::{Talk, is_unfinished};
use super::super::effect::{DrillEffect, Effect};
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::text::width;

const YES: Field = Field::of("yes");

/// The widest question that stands beside its answer.
const LABEL: usize = 48;

/// What is said afterwards: the fields of the scenario's questions, in their order.
#[derive(Debug)]
struct Debrief {
    fields: Vec<Field>,
    /// The drill ends with it.
    ends: bool,
}

/// Opens the debrief. What surprised is asked first, and can be skipped.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let snapshot = &walk.snapshot;
    let (Some(talk), Some(drill)) = (Talk::of(snapshot), &snapshot.drill) else {
        return Vec::new();
    };
    let optional = "in your words; Enter alone skips it";
    let asked = talk.debrief.questions.iter().enumerate();
    let (fields, mut questions): (Vec<Field>, Vec<Question>) = asked
        .map(|(place, question)| {
            let field = Field::named(&format!("question-{place}"));
            let asks = match width(question) {
                ..=LABEL => Question::or(field.clone(), question, optional, ""),
                // A long one would leave no room for the answer beside it.
                _ => Question::or(field.clone(), "answer", optional, "")
                    .noticing(vec![question.clone()]),
            };
            (field, asks)
        })
        .unzip();
    let ends = is_unfinished(&snapshot.state);
    let act = Debrief { fields, ends };
    let title = format!("{} debrief", snapshot.state.key());
    if ends {
        let notice = match drill.script.reference.short {
            true => "The ten-minute version ends here.".to_owned(),
            false => "It is not resolved: ended here it counts as \"not yet\".".to_owned(),
        };
        questions.insert(0, Question::yes(YES, "End the drill?", vec![notice]));
        model.ask(Form::new(act, title, questions));
        return Vec::new();
    }
    let is_asked = drill.play.answers.is_none() && !model.read_only;
    model.overlay = Some(Overlay::Debrief(talk));
    if is_asked {
        model.ask(Form::new(act, title, questions));
    }
    vec![Effect::Drill(DrillEffect::History)]
}

impl Act for Debrief {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let answers = self.fields.iter().map(|field| form.text(field));
        let answers: Vec<String> = answers.collect();
        if !self.ends && answers.iter().all(String::is_empty) {
            model.leave_form();
            return Vec::new();
        }
        vec![Effect::Drill(DrillEffect::Debrief(answers))]
    }
}
