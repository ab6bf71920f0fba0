//! Incidents parted for a comparison: by a date, or by what a file holds.

use std::collections::HashSet;

use super::sample::Sample;
use crate::domain::id::IncidentId;
use crate::domain::time::Timestamp;

/// What parts before from after.
#[derive(Debug, Clone, PartialEq)]
pub enum Border {
    /// A moment: what was opened then is after.
    Date(Timestamp),
    /// The name of a file: what it holds is before.
    File(String),
}

/// Incidents before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Halves<'a> {
    /// What parts them.
    pub border: Border,
    /// Those before.
    pub before: Vec<&'a Sample>,
    /// Those after.
    pub after: Vec<&'a Sample>,
}

impl<'a> Halves<'a> {
    /// The samples before a moment, and those from it on.
    pub fn at(date: Timestamp, samples: impl IntoIterator<Item = &'a Sample>) -> Self {
        let (before, after) = samples.into_iter().partition(|s: &&Sample| s.at < date);
        let border = Border::Date(date);
        Self {
            border,
            before,
            after,
        }
    }

    /// What a file holds, and those samples that it does not hold.
    pub fn of_file(
        name: impl Into<String>,
        before: &'a [Sample],
        samples: impl IntoIterator<Item = &'a Sample>,
    ) -> Self {
        let known: HashSet<IncidentId> = before.iter().filter_map(|sample| sample.id).collect();
        let is_new = |sample: &&Sample| sample.id.is_none_or(|id| !known.contains(&id));
        Self {
            border: Border::File(name.into()),
            before: before.iter().collect(),
            after: samples.into_iter().filter(is_new).collect(),
        }
    }

    /// The moment that parts them, if it is one.
    pub fn date(&self) -> Option<Timestamp> {
        match self.border {
            Border::Date(date) => Some(date),
            Border::File(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;

    #[test]
    fn what_a_file_holds_is_before_also_where_the_journal_holds_it_too() {
        let own: Vec<Sample> = (1..=3)
            .map(|at| Sample {
                id: Some(IncidentId(uuid::Uuid::from_u128(at))),
                ..sample(1, Severity::Sev1, 1)
            })
            .collect();
        let halves = Halves::of_file("old.json", &own[..2], &own);
        assert_eq!((halves.before.len(), halves.after.len()), (2, 1));
    }
}
