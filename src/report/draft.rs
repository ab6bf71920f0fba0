//! The draft of an update to stakeholders: what is known, in sentences that can be sent as
//! they are.

use super::event_words::counted;
use crate::domain::event::Standing;
use crate::domain::standing::causes;
use crate::domain::state::{State, Status};
use crate::domain::time::{Timestamp, clock};

/// Writes a draft: severity and impact, what is suspected, what is being done, and when the
/// next update is due.
pub fn draft(state: &State, now: Timestamp, next_due: Option<Timestamp>) -> String {
    let mut says = Vec::new();
    let severity = state.severity.map(|s| format!(" ({})", s.word()));
    let since = match (state.milestones.detected, state.milestones.resolved) {
        (Some(from), Some(to)) => format!(", resolved after {}", clock(to.at.since(from.at))),
        (Some(from), None) => format!(", for {}", clock(now.since(from.at).max(0))),
        _ => String::new(),
    };
    let title = sentence(&state.title);
    let title = title.trim_end_matches('.');
    says.push(format!("{title}{}{since}.", severity.unwrap_or_default()));
    if let Some(affected) = affected(state) {
        says.push(format!("Affected: {affected}."));
    }
    match state.status {
        Some(Status::Mitigated) => says.push("Users can work again.".to_owned()),
        Some(Status::Held) => {
            let on = state.waiting_on.iter().map(|on| format!(" for {on}"));
            says.push(format!("We are waiting{}.", on.collect::<String>()));
        }
        _ => {}
    }
    if let Some(cause) = state.resolution.as_ref().and_then(|r| r.cause.as_ref()) {
        says.push(sentence(&format!("Cause: {}", cause.title)));
    } else {
        let views = causes(state);
        for (word, standing) in [
            ("The cause is", Standing::Confirmed),
            ("We suspect", Standing::Suspected),
        ] {
            let named = views.iter().filter(|view| view.standing == standing);
            let named: Vec<&str> = named.map(|view| view.cause.title.as_str()).collect();
            if !named.is_empty() {
                says.push(sentence(&format!("{word}: {}", named.join("; "))));
                break;
            }
        }
        let current = state.current_step();
        if let Some((_, step)) = current.as_ref().and_then(|at| state.step(at))
            && state.status.is_some_and(Status::is_unfinished)
        {
            says.push(sentence(&format!("Now: {}", step.does)));
        }
    }
    if let Some(due) = next_due {
        let within = clock(due.since(now));
        let at = moment(due, now);
        says.push(format!("The next update follows in {within}, at {at}."));
    }
    says.join(" ")
}

fn affected(state: &State) -> Option<String> {
    let impact = &state.impact;
    let users = impact.users.map(|users| counted(users, "user"));
    let services = (!impact.services.is_empty()).then(|| impact.services.join(", "));
    let parts = [users, impact.scope.clone(), services];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// A time for readers in any place: of the day alone if it is within twelve hours of now.
pub(super) fn moment(at: Timestamp, now: Timestamp) -> String {
    let text = at.to_string();
    match (text.get(..10), text.get(11..16)) {
        (Some(_), Some(time)) if at.since(now).abs() < 12 * 3_600_000 => format!("{time} UTC"),
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => text,
    }
}

/// The text with a full stop, unless it ends in a mark of its own.
fn sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.ends_with(['.', '?', '!']) {
        true => text,
        false => format!("{text}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_another_day_has_its_date() {
        let hours = |hours: i64| Timestamp::from_ms(hours * 3_600_000);
        let now = hours(100);
        for (at, says) in [
            (101, "05:00 UTC"),
            (89, "17:00 UTC"),
            (112, "1970-01-05 16:00 UTC"),
            (88, "1970-01-04 16:00 UTC"),
        ] {
            assert_eq!(moment(hours(at), now), says);
        }
    }
}
