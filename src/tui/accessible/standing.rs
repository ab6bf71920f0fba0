//! Where an incident stands: its clocks, what is promised, its causes and last events.

use super::super::model::{Model, Walk};
use super::super::text::{clock, counted, local_hms};
use crate::domain::event::Standing;
use crate::domain::state::Status;
use crate::domain::time::Timestamp;

/// Where the incident stands, in one line.
pub fn header(model: &Model, walk: &Walk) -> String {
    let snapshot = &walk.snapshot;
    let (state, metrics) = (&snapshot.state, &snapshot.metrics);
    let detected = state.milestones.detected.map(|mark| mark.at);
    let elapsed = match (metrics.ttr, detected) {
        (Some(ttr), _) => Some(format!("resolved in {}", clock(ttr))),
        _ if state.milestones.resolved.is_some() => Some("resolved".to_owned()),
        (None, Some(at)) => Some(format!("for {}", clock(model.own_now().since(at).max(0)))),
        _ => None,
    };
    let first = match snapshot.first_action() {
        Some(first) => format!("first action {first}"),
        None => "no action yet".to_owned(),
    };
    let target = snapshot.targets.resolve;
    let parts = [
        Some(state.key()),
        Some(state.mode().word().to_owned()),
        state.status.map(|status| status.word().to_owned()),
        state.severity.map(|severity| severity.word().to_owned()),
        Some(snapshot.title.clone()),
        state.impact.users.map(|users| counted(users, "user")),
        elapsed,
        Some(first),
        target.map(|ms| format!("target {}", clock(ms))),
    ];
    let until = |word: &str, at: Option<Timestamp>| {
        let left = at?.since(model.own_now());
        Some(match left {
            0.. => format!("{word} in {}", clock(left)),
            _ => format!("{word} was due {} ago", clock(-left)),
        })
    };
    let unfinished = state.status.is_some_and(Status::is_unfinished);
    let update = state.updates.last().and_then(|update| update.next_due);
    let ahead = [
        until("update", update),
        until("back out", state.backout_by),
        until("end", state.planned_end),
    ];
    let ahead = ahead.into_iter().filter(|_| unfinished);
    let at = walk.happened_at;
    let at = at.map(|at| {
        format!(
            "the next act happened at {}",
            local_hms(at.at.plus_ms(model.ahead_ms()))
        )
    });
    let parts = parts.into_iter().chain(ahead).chain([at]);
    let parts: Vec<String> = parts.flatten().collect();
    format!("{}.", parts.join(", "))
}

/// The causes of which something is thought, then the last events.
pub fn standing(walk: &Walk) -> Vec<String> {
    let mut said = Vec::new();
    for cause in &walk.snapshot.causes {
        let why = cause.why.as_ref().map(|why| format!(": {why}"));
        let word = match cause.standing {
            Standing::Open => continue,
            standing => standing.words(),
        };
        said.push(format!(
            "{word}: {}{}",
            cause.title,
            why.unwrap_or_default()
        ));
    }
    if said.is_empty() {
        said.push("Nothing is thought of any cause yet.".to_owned());
    }
    let recent = walk.snapshot.recent.iter().take(5);
    said.extend(recent.map(|event| format!("{} {}", event.at, event.text)));
    said
}
