//! The index that a symptom is looked up in: the runbooks, and whatever their team adds.

use crate::library::{Library, Origin};
use crate::search::{Index, Team};

/// Makes the index of a library.
pub fn index(library: &Library) -> Index {
    let mut team = Team {
        same: &library.words.same,
        ..Team::default()
    };
    for entry in library.entries() {
        if entry.origin != Origin::Embedded {
            team.own.insert(entry.book.runbook.id.as_str());
        }
    }
    for phrase in &library.words.phrases {
        let said = team.said.entry(phrase.runbook.as_str()).or_default();
        said.push(phrase.says.as_str());
    }
    let runbooks = library.entries().iter().map(|entry| &*entry.book.runbook);
    Index::of_team(runbooks, &team)
}
