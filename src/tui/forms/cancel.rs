//! A false alarm or a duplicate.

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Act, AnswerError, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident;
use crate::domain::command::Command;
use crate::domain::id::IncidentId;

const WHY: Field = Field::of("why");
const DUPLICATE_OF: Field = Field::of("duplicate-of");
const YES: Field = Field::of("yes");

/// The incidents that it may repeat, by their keys.
#[derive(Debug)]
struct Cancel(Vec<(String, IncidentId)>);

/// Which it may repeat has to be known first.
pub fn ask(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Incident(IncidentEffect::AskCancel)]
}

/// Asks why an incident is cancelled, and which it repeats.
pub fn ask_knowing(model: &mut Model, mut known: Vec<(String, IncidentId)>) {
    let own = of_incident::state(model).and_then(|state| state.id);
    known.retain(|(_, id)| Some(*id) != own);
    let notice = vec!["It then counts in no metric.".to_owned()];
    let hint = "the key of another incident, if it repeats that; Enter alone: it does not";
    let questions = vec![
        Question::text(WHY, "why", "a false alarm, or a duplicate"),
        Question::or(DUPLICATE_OF, "duplicate of", hint, ""),
        Question::yes(YES, "Cancel the incident?", notice),
    ];
    of_incident::ask(model, Cancel(known), "cancel", questions);
}

impl Cancel {
    /// The incident that a key names.
    fn named(&self, key: &str) -> Option<IncidentId> {
        let key = key.trim().to_uppercase();
        let same = |known: &str| known == key || known.strip_prefix("INC-") == Some(&key);
        let mut known = self.0.iter();
        known.find(|(known, _)| same(known)).map(|(_, id)| *id)
    }
}

impl Act for Cancel {
    fn wrong(&self, _: &Model, _: &Form, field: &Field, answer: &str) -> Option<AnswerError> {
        if *field != DUPLICATE_OF || self.named(answer).is_some() {
            return None;
        }
        let hint = "a key such as INC-12, or nothing".to_owned();
        Some((format!("there is no other incident {answer}"), Some(hint)))
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let cancel = Command::Cancel {
            reason: form.given(&WHY),
            duplicate_of: form.given(&DUPLICATE_OF).and_then(|key| self.named(&key)),
        };
        stamped(model, cancel, "cancelled".to_owned(), false)
    }
}
