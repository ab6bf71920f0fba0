//! The four lines that stay in the shell.

use std::path::Path;

use super::snapshot::Snapshot;
use super::text::{clock, shown};
use crate::domain::time::Timestamp;

/// Key, title and state; first action; time to resolve; where the export is, or how to go on.
pub fn lines(snapshot: &Snapshot, now: Timestamp, exported: Option<&Path>) -> Vec<String> {
    let state = &snapshot.state;
    let status = state.status.map_or("open", |status| status.word());
    let unfinished = state.status.is_some_and(|status| status.is_unfinished());
    let detected = state.milestones.detected.map(|mark| mark.at);
    let first = match snapshot.first_action() {
        Some(first) => format!("first action  {first}"),
        None => "first action  none yet".to_owned(),
    };
    let resolve = match (snapshot.metrics.ttr, snapshot.metrics.duration, detected) {
        (Some(ms), ..) => format!("resolved in   {}", clock(ms)),
        (None, Some(ms), _) => format!("ended after   {}", clock(ms)),
        (None, None, Some(at)) => format!("open for      {}", clock(now.since(at).max(0))),
        _ => "open".to_owned(),
    };
    let key = state.key();
    let next = match exported {
        Some(path) if !unfinished => format!("exported to   {}", path.display()),
        _ if unfinished => format!("go on with    runsheet resume {key}"),
        _ => format!("export with   runsheet export {key}"),
    };
    vec![
        format!("{key}  {}  {status}", shown(&snapshot.title)),
        first,
        resolve,
        next,
    ]
}
