//! How often each runbook was walked before, how long that took, and when it was last.

use std::collections::BTreeMap;

use super::figures::ModeFigures;
use super::group::{By, SampleGroup, grouped};
use super::metric::Metric;
use super::sample::Sample;
use crate::domain::event::Mode;
use crate::domain::time::Timestamp;

/// How a runbook was used so far. Drills are no use of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastUse {
    /// In how many incidents, cancelled ones left out.
    pub times: usize,
    /// The median time to resolve of those that were resolved, in milliseconds.
    pub ttr: Option<f64>,
    /// When the last of them was opened.
    pub last: Timestamp,
}

/// The past use of runbooks by their ids. One that was never used is not there; of one that
/// was used in trouble and for planned work, the trouble is told.
pub fn past_use(samples: &[Sample]) -> BTreeMap<String, PastUse> {
    let used = |group: &SampleGroup<'_>| {
        [Mode::Live, Mode::Change].into_iter().find_map(|mode| {
            let own = || group.samples.iter().copied().filter(|s| s.mode == mode);
            let last = own().next_back()?.at;
            let figures = ModeFigures::of(own(), mode);
            Some(PastUse {
                times: figures.n,
                ttr: figures.metric(Metric::Ttr).spread.median,
                last,
            })
        })
    };
    let groups = grouped(samples, By::Runbook).into_iter();
    groups
        .filter_map(|group| used(&group).map(|used| (group.key, used)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;

    #[test]
    fn drills_are_no_use_and_the_last_one_counts() {
        let mut drilled = sample(9, Severity::Sev1, 1);
        drilled.mode = Mode::Drill;
        let samples = [
            sample(5, Severity::Sev1, 30),
            sample(2, Severity::Sev2, 10),
            drilled,
        ];
        let used = past_use(&samples);
        let wanted = PastUse {
            times: 2,
            ttr: Some(20.0),
            last: Timestamp::from_ms(5),
        };
        assert_eq!(used.get("vpn"), Some(&wanted));
        assert_eq!(past_use(&samples[2..]), BTreeMap::new());
    }
}
