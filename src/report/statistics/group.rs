//! Incidents in groups. One may belong to several.

use std::collections::BTreeMap;

use super::sample::Sample;

/// What to group by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the command line")]
pub enum By {
    Runbook,
    Cause,
    Class,
    Severity,
    Month,
    Actor,
}

impl By {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            By::Runbook => "runbook",
            By::Cause => "cause",
            By::Class => "class",
            By::Severity => "severity",
            By::Month => "month",
            By::Actor => "actor",
        }
    }

    /// The groups that an incident belongs to.
    pub(super) fn keys(self, sample: &Sample) -> Vec<String> {
        let names = self.names(sample).into_iter();
        names.map(|(key, _)| key).collect()
    }

    /// The same: each as it is named in commands, and for people.
    fn names(self, sample: &Sample) -> Vec<(String, String)> {
        let same = |word: &str| (word.to_owned(), word.to_owned());
        match self {
            By::Runbook => sample.runbooks.clone(),
            By::Cause => sample.cause.iter().cloned().collect(),
            By::Class => sample.class.iter().map(|class| same(class)).collect(),
            By::Severity => sample.severity.iter().map(|s| same(s.word())).collect(),
            // The month of the opening, in UTC as everywhere in reports.
            By::Month => vec![same(&sample.at.to_string()[..7])],
            By::Actor => sample.actors.iter().map(|actor| same(actor)).collect(),
        }
    }
}

/// The samples that have something in common.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleGroup<'a> {
    /// What they have in common, as it is named in commands.
    pub key: String,
    /// The same for people.
    pub title: String,
    /// The samples, oldest first.
    pub samples: Vec<&'a Sample>,
}

/// Samples in groups, the largest first, months in their order. Incidents without a cause, or
/// without a severity, are in no group.
pub fn grouped<'a>(samples: impl IntoIterator<Item = &'a Sample>, by: By) -> Vec<SampleGroup<'a>> {
    let mut groups: BTreeMap<String, SampleGroup<'_>> = BTreeMap::new();
    for sample in samples {
        for (key, title) in by.names(sample) {
            let group = groups.entry(key.clone()).or_insert_with(|| SampleGroup {
                key,
                title: title.clone(),
                samples: Vec::new(),
            });
            // The newest title is the one that people know.
            group.title = title;
            group.samples.push(sample);
        }
    }
    let mut groups: Vec<SampleGroup<'_>> = groups.into_values().collect();
    for group in &mut groups {
        group.samples.sort_by_key(|sample| sample.at);
    }
    if by != By::Month {
        groups.sort_by_key(|group| std::cmp::Reverse(group.samples.len()));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;

    #[test]
    fn a_sample_is_in_every_group_that_it_belongs_to() {
        const DAY: i64 = 86_400_000;
        let samples = [
            sample(40 * DAY, Severity::Sev1, 5),
            sample(DAY, Severity::Sev2, 20),
            sample(41 * DAY, Severity::Sev2, 9),
        ];
        let keys = |by: By| {
            let groups = grouped(&samples, by).into_iter();
            groups.map(|group| group.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(By::Severity), ["sev2", "sev1"]);
        assert_eq!(keys(By::Month), ["1970-01", "1970-02"]);
        assert_eq!(keys(By::Actor), ["ada", "bob"]);
        assert_eq!(keys(By::Cause), [""; 0]);
        assert_eq!(grouped(&samples, By::Severity)[0].samples[0].at.ms(), DAY);
    }
}
