//! For training coverage counts, not speed: who has walked or drilled which runbook lately, which
//! one only one person knows, and which drill is due.

use std::sync::Arc;

use super::people::People;
use super::sample::Sample;
use crate::domain::event::Mode;
use crate::domain::time::Timestamp;

/// How far back it looks: half a year.
const BACK_MS: i64 = 183 * 86_400_000;

/// A runbook and who knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Covered {
    /// Its id.
    pub runbook: String,
    /// Its title.
    pub title: String,
    /// In how many incidents and pieces of planned work it was walked.
    pub walked: usize,
    /// In how many drills.
    pub drilled: usize,
    /// How many people took part.
    pub people: usize,
    /// Those of them who may be named.
    pub names: Vec<String>,
    /// When the last of them was opened.
    pub last: Option<Timestamp>,
}

/// A drill, and when it is to be trained again.
#[derive(Debug, Clone, PartialEq)]
pub struct DrillDue {
    /// The id of its scenario.
    pub scenario: String,
    /// The title of it.
    pub title: String,
    /// When; `None` if whoever asks has never played it, which is now.
    pub at: Option<Timestamp>,
}

/// Who knows what.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Since when.
    pub since: Timestamp,
    /// Each runbook, those that fewest people know first.
    pub runbooks: Vec<Covered>,
    /// The drills that are due for whoever asks.
    pub due: Vec<DrillDue>,
}

impl Coverage {
    /// Counts. `library` holds id and title of every runbook there is, `drills` every drill.
    pub fn of(
        samples: &[Sample],
        library: &[(String, String)],
        drills: Vec<DrillDue>,
        people: &People,
        now: Timestamp,
    ) -> Self {
        let since = now.plus_ms(-BACK_MS);
        let lately: Vec<&Sample> = samples.iter().filter(|s| s.at >= since).collect();
        let covered = library.iter().map(|(id, title)| {
            let walks = |sample: &&&Sample| sample.runbooks.iter().any(|(own, _)| own == id);
            let walks: Vec<&&Sample> = lately.iter().filter(walks).collect();
            let mut actors: Vec<Arc<str>> = walks
                .iter()
                .flat_map(|s| s.actors.iter().cloned())
                .collect();
            actors.sort();
            actors.dedup();
            let drilled = walks.iter().filter(|s| s.mode == Mode::Drill).count();
            Covered {
                runbook: id.clone(),
                title: title.clone(),
                walked: walks.len() - drilled,
                drilled,
                people: actors.len(),
                names: people.names(&actors),
                last: walks.iter().map(|sample| sample.at).max(),
            }
        });
        let mut runbooks: Vec<Covered> = covered.collect();
        // One that a single person knows is worse than one that nobody has needed.
        runbooks.sort_by_key(|row| match row.people {
            0 => usize::MAX,
            people => people,
        });
        let is_due = |drill: &DrillDue| drill.at.is_none_or(|at| at <= now);
        Self {
            since,
            runbooks,
            due: drills.into_iter().filter(is_due).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;

    #[test]
    fn the_runbook_that_one_person_knows_comes_first_and_old_walks_count_no_more() {
        let now = Timestamp::from_ms(BACK_MS * 2);
        let mut old = sample(5, Severity::Sev1, 9);
        old.runbooks = vec![("old".into(), "Old".into())];
        let mut single = sample(now.ms() - 7, Severity::Sev1, 9);
        single.runbooks = vec![("single".into(), "Single".into())];
        single.actors.truncate(1);
        single.mode = Mode::Drill;
        let both = sample(now.ms() - 9, Severity::Sev1, 9);
        let library = ["vpn", "old", "single"].map(|id| (id.to_owned(), id.to_owned()));
        let drill = |id: &str, at| DrillDue {
            scenario: id.into(),
            title: id.into(),
            at,
        };
        let drills = vec![drill("never", None), drill("later", Some(now.plus_ms(1)))];
        let people = People::default();
        let found = Coverage::of(&[old, single, both], &library, drills, &people, now);
        let rows = found.runbooks.iter();
        let rows: Vec<_> = rows
            .map(|r| (&*r.runbook, r.people, r.walked, r.drilled))
            .collect();
        assert_eq!(
            rows,
            [("single", 1, 0, 1), ("vpn", 2, 1, 0), ("old", 0, 0, 0)]
        );
        assert!(found.runbooks.iter().all(|row| row.names.is_empty()));
        assert_eq!(found.due.len(), 1);
    }
}
