//! Where the operator was, in one line: for whoever comes back to an incident.

use super::snapshot::Snapshot;
use super::text::local_hms;
use crate::domain::checklist::StepState;
use crate::domain::state::Status;
use crate::domain::time::Timestamp;

/// Less time at a step is not worth telling.
const NOTHING_MS: i64 = 10_000;

/// The line, if work on the incident is unfinished.
pub fn bookmark(snapshot: &Snapshot, now: Timestamp) -> Option<String> {
    let state = &snapshot.state;
    let status = state.status?;
    if !status.is_unfinished() {
        return None;
    }
    if status == Status::Held {
        let since = state.holds.last().map(|hold| local_hm(hold.from));
        let on = state
            .waiting_on
            .iter()
            .map(|on| format!(", waiting on {on}"));
        let on: String = on.collect();
        return Some(format!("held since {}{on}", since.unwrap_or_default()));
    }
    let blocked = state.last_touched.as_ref();
    let blocked = blocked.filter(|at| state.step_state(at) == Some(StepState::Blocked));
    if let Some(at) = blocked {
        let number = state.number_of(at);
        let wait = state.progress(at)?.waits.last()?;
        let waited = spent(now.since(wait.span.from));
        return Some(format!(
            "you were at {number}, blocked {waited} on {}",
            wait.waiting_on
        ));
    }
    let at = state.current_step()?;
    let number = state.number_of(&at);
    let attempt = state.progress(&at).filter(|p| p.is_running());
    let attempt = attempt.and_then(|p| p.attempts.last());
    Some(match (attempt, snapshot.last_at) {
        (Some(attempt), _) => {
            let worked = now.since(attempt.from);
            // Whoever has just opened the incident was nowhere before.
            match (worked < NOTHING_MS, snapshot.metrics.ttfa) {
                (true, None) => return None,
                (true, Some(_)) => format!("you were at {number}"),
                (false, _) => format!("you were at {number} for {}", spent(worked)),
            }
        }
        (None, Some(last)) => {
            let since = spent(now.since(last));
            format!("you were at {number}; the last act was {since} ago")
        }
        (None, None) => format!("you were at {number}"),
    })
}

fn local_hm(at: Timestamp) -> String {
    let time = local_hms(at);
    time.get(..5).unwrap_or(&time).to_owned()
}

fn spent(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
