//! The order that times must keep: no end before its start, no act before a given
//! detection. Merged journals may break it; an operator's entry may not.

use super::state::State;
use super::time::Timestamp;

/// Two times in the wrong order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{later} ({later_at}) would lie before {earlier} ({earlier_at})")]
pub struct Disorder {
    /// What must come first.
    pub earlier: String,
    /// Its time.
    pub earlier_at: Timestamp,
    /// What must come after it.
    pub later: String,
    /// Its time.
    pub later_at: Timestamp,
}

/// Everything that is out of order.
pub fn disorders(state: &State) -> Vec<Disorder> {
    let mut found = Vec::new();
    let mut check = |earlier: &str, from: Option<Timestamp>, later: &str, to: Option<Timestamp>| {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            found.push(Disorder {
                earlier: earlier.to_owned(),
                earlier_at: from,
                later: later.to_owned(),
                later_at: to,
            });
        }
    };
    let marks = &state.milestones;
    let detected = marks.detected.map(|m| m.at);
    let resolved = marks.resolved.map(|m| m.at);
    let begin = marks.impact_started.map(|m| m.at);
    check("the start of the impact", begin, "the detection", detected);
    for (name, mark) in [
        ("the acknowledgement", marks.acknowledged),
        ("the first action", marks.first_action),
        ("the mitigation", marks.mitigated),
        ("the resolution", marks.resolved),
    ] {
        check("the detection", detected, name, mark.map(|m| m.at));
    }
    let mitigated = marks.mitigated.map(|m| m.at);
    check("the mitigation", mitigated, "the resolution", resolved);
    check(
        "the resolution",
        resolved,
        "the closing",
        marks.closed.map(|m| m.at),
    );
    check(
        "backing out",
        marks.backed_out.map(|m| m.at),
        "the closing",
        marks.closed.map(|m| m.at),
    );
    for hold in &state.holds {
        check("the hold", Some(hold.from), "its end", hold.to);
    }
    for attachment in &state.runbooks {
        for (id, progress) in &attachment.steps {
            for attempt in &progress.attempts {
                let start = format!("the start of step {id}");
                check(&start, Some(attempt.from), "its end", attempt.to);
            }
            for wait in &progress.waits {
                let block = format!("the block of step {id}");
                check(&block, Some(wait.span.from), "its end", wait.span.to);
            }
        }
    }
    for change in &state.changes {
        let made = format!("the change \"{}\"", change.text);
        check(&made, Some(change.at), "its reversal", change.reverted_at);
    }
    found
}
