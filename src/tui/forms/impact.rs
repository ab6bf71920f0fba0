//! Who and what is affected.

use super::super::effect::Effect;
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::super::text::counted;
use super::of_incident::{ask as ask_of_incident, state};
use crate::domain::command::Command;

const USERS: Field = Field::of("users");
const SCOPE: Field = Field::of("scope");
const SERVICES: Field = Field::of("services");

#[derive(Debug)]
struct Impact;

/// Asks for each part. What is left out stays as it is.
pub fn ask(model: &mut Model) {
    let Some(state) = state(model) else { return };
    let known = &state.impact;
    let users = known.users.map(|users| users.to_string());
    let questions = vec![
        Question::or(
            USERS,
            "users",
            "how many, a number; Enter alone: as it is",
            "",
        )
        .checked(AnswerCheck::Count)
        .prefilled(users.unwrap_or_default()),
        Question::or(SCOPE, "scope", "which, in words; Enter alone: as it is", "")
            .prefilled(known.scope.clone().unwrap_or_default()),
        Question::or(
            SERVICES,
            "services",
            "with commas between; Enter alone: as it is",
            "",
        )
        .prefilled(known.services.join(", ")),
    ];
    ask_of_incident(model, Impact, "who and what is affected", questions);
}

impl Act for Impact {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let users: Option<u64> = form.given(&USERS).and_then(|n| n.trim().parse().ok());
        let scope = form.given(&SCOPE);
        let services = form.given(&SERVICES).map(|named| {
            let names = named.split(',').map(str::trim).filter(|n| !n.is_empty());
            names.map(str::to_owned).collect::<Vec<_>>()
        });
        let said = match (users, &scope, &services) {
            (Some(users), ..) => format!("{} affected", counted(users, "user")),
            (None, Some(scope), _) => format!("affected: {scope}"),
            (None, None, Some(services)) => format!("affected: {}", services.join(", ")),
            (None, None, None) => {
                model.leave_form();
                model.say("who is affected stays as it was");
                return Vec::new();
            }
        };
        let set = Command::SetImpact {
            users,
            scope,
            services,
        };
        stamped(model, set, said, false)
    }
}
