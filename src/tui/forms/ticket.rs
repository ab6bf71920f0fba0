//! A ticket that the incident belongs to.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident::{ask as ask_of_incident, state};
use crate::domain::command::Command;

const TICKET: Field = Field::of("ticket");

#[derive(Debug)]
struct Ticket;

/// Asks for it. Those that are linked stand above.
pub fn ask(model: &mut Model) {
    let linked: Vec<&str> = state(model)
        .into_iter()
        .flat_map(|s| s.references())
        .collect();
    let mut question = Question::text(TICKET, "ticket", "its id, or its address");
    if !linked.is_empty() {
        question.notice = vec![format!("linked: {}", linked.join(", "))];
    }
    ask_of_incident(model, Ticket, "ticket", vec![question]);
}

impl Act for Ticket {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let ticket = form.text(&TICKET);
        let said = format!("ticket {ticket} linked");
        stamped(model, Command::link_ticket(&ticket), said, false)
    }
}
