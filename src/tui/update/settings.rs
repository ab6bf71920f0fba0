//! What is set of an incident: its severity, its title, its tickets.

use super::super::form::{Purpose, Question};
use super::super::model::Model;
use super::asking::ask;
use crate::domain::event::Severity;

/// How bad it is.
pub fn severity(model: &mut Model) {
    let all = [
        Severity::Sev1,
        Severity::Sev2,
        Severity::Sev3,
        Severity::Sev4,
    ];
    let options = all.map(|s| (s.word().to_owned(), s.word().to_owned()));
    let question = Question::choice("severity", options.to_vec());
    ask(model, Purpose::Severity, "severity", vec![question]);
}

/// Another title.
pub fn title(model: &mut Model) {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let title = state.map(|state| state.title.clone());
    let question = Question::text("title", "in one line").prefilled(title.unwrap_or_default());
    ask(model, Purpose::Title, "title", vec![question]);
}

/// A ticket.
pub fn ticket(model: &mut Model) {
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let linked: Vec<&str> = state.into_iter().flat_map(|s| s.references()).collect();
    let mut question = Question::text("ticket", "its id, or its address");
    if !linked.is_empty() {
        question.notice = vec![format!("linked: {}", linked.join(", "))];
    }
    ask(model, Purpose::Ticket, "ticket", vec![question]);
}
