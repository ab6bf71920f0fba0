//! What has to be read before something is ended.

use crate::clock::local_minute;
use crate::domain::state::State;

/// The changes in force, a line each.
pub fn still_in_force(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for change in state.changes_in_force() {
        let what = match (change.temporary, state.resolution.is_some()) {
            (true, false) => "still in force, becomes a follow-up",
            _ => "still in force",
        };
        lines.push(format!("{what}: {}", change.text));
    }
    lines
}

/// The follow-ups so far, a line each.
pub fn follow_ups(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for follow_up in &state.follow_ups {
        let owner = follow_up.owner.iter().map(|owner| format!(", {owner}"));
        let due = follow_up.due.iter();
        let due = due.map(|due| format!(", by {}", local_minute(*due)));
        let more: String = owner.chain(due).collect();
        lines.push(format!("follow-up: {}{more}", follow_up.text));
    }
    lines
}
