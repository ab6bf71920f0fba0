//! What was known of the embedded runbooks when the program was built: what home lists until the
//! library is loaded.

use crate::library::{LISTED, ListedRunbook};
use crate::search::Hit;

/// The embedded runbooks as they stand without a query.
pub fn listed() -> Vec<Hit> {
    let hit = |(place, listed): (usize, &ListedRunbook)| {
        Some(Hit {
            rank: u32::try_from(place + 1).unwrap_or(u32::MAX),
            runbook: listed.id.parse().ok()?,
            title: listed.title.to_owned(),
            score: 0.0,
            before: None,
            matches: Vec::new(),
        })
    };
    LISTED.iter().enumerate().filter_map(hit).collect()
}
