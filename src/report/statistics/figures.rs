//! The figures of many incidents of one mode. Modes are never pooled.

use super::estimate::{Share, Spread, median_with_open, spread};
use super::metric::{Length, METRICS, Metric};
use super::sample::Sample;
use crate::domain::event::Mode;
use crate::domain::metrics::Targets;
use crate::domain::time::Timestamp;

/// Below so many there is no trend, only single incidents.
pub const FEWEST: usize = 8;

/// One metric over many incidents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measured {
    /// Of those that ended.
    pub spread: Spread,
    /// How many go on.
    pub running: usize,
    /// The median with those that go on, in milliseconds.
    pub km_median: Option<f64>,
}

/// How often a target was met, of the incidents that it was held against.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TargetTally {
    /// The target of the newest incident that has one, in milliseconds.
    pub target: Option<i64>,
    /// How many met it.
    pub share: Share,
}

/// One incident on a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its key.
    pub key: String,
    /// When it was opened.
    pub at: Timestamp,
    /// How long everything took.
    pub lengths: [Length; METRICS.len()],
}

impl Point {
    /// How long something took, if it has ended.
    pub fn took(&self, metric: Metric) -> Option<i64> {
        match self.lengths[metric as usize] {
            Length::Took(ms) => Some(ms),
            Length::Running(_) | Length::Missing => None,
        }
    }
}

/// The figures of the incidents of one mode.
#[derive(Debug, Clone, PartialEq)]
pub struct ModeFigures {
    /// Their mode.
    pub mode: Mode,
    /// How many there are, cancelled ones left out.
    pub n: usize,
    /// How many of them are open, held or mitigated.
    pub open: usize,
    /// How many of them were read from lists of past incidents.
    pub imported: usize,
    /// How many of them came to the end that they were opened for.
    pub resolved: usize,
    /// How many of them were backed out: planned work that was turned back.
    pub backed_out: usize,
    /// Each metric; of planned work, of what was not backed out.
    pub measured: [Measured; METRICS.len()],
    /// The time from opening to turning back of what was backed out.
    pub backed_out_duration: Measured,
    /// The target for the first action.
    pub first_action: TargetTally,
    /// The target for resolving.
    pub resolve: TargetTally,
    /// How many of the runbooks that were chosen from a search were among its first five results.
    pub in_first_five: Share,
    /// Each incident, oldest first.
    pub points: Vec<Point>,
}

impl ModeFigures {
    /// Computes the figures of those samples that are of one mode.
    pub fn of<'a>(samples: impl IntoIterator<Item = &'a Sample>, mode: Mode) -> Self {
        let samples = samples.into_iter().filter(|sample| sample.mode == mode);
        let mut samples: Vec<&Sample> = samples.collect();
        samples.sort_by_key(|sample| sample.at);
        let count = |is: fn(&Sample) -> bool| samples.iter().filter(|s| is(s)).count();
        let ranks = || samples.iter().flat_map(|sample| &sample.ranks);
        let (backed_out, ahead): (Vec<&Sample>, Vec<&Sample>) =
            samples.iter().partition(|sample| sample.backed_out);
        Self {
            mode,
            n: samples.len(),
            open: count(|s| s.is_open()),
            imported: count(|s| s.imported),
            resolved: count(|s| !s.backed_out && !s.status.is_unfinished()),
            backed_out: backed_out.len(),
            measured: METRICS.map(|metric| measured(&ahead, metric)),
            backed_out_duration: measured(&backed_out, Metric::Duration),
            first_action: tally(&samples, |t| t.first_action, |t| t.first_action_met),
            resolve: tally(&samples, |t| t.resolve, |t| t.resolve_met),
            in_first_five: Share::of(ranks().filter(|rank| **rank <= 5).count(), ranks().count()),
            points: samples.iter().map(|sample| point(sample)).collect(),
        }
    }

    /// One metric of them.
    pub fn metric(&self, metric: Metric) -> &Measured {
        &self.measured[metric as usize]
    }
}

fn point(sample: &Sample) -> Point {
    Point {
        key: sample.key.clone(),
        at: sample.at,
        lengths: sample.lengths,
    }
}

fn measured(samples: &[&Sample], metric: Metric) -> Measured {
    let lengths: Vec<(i64, bool)> = samples
        .iter()
        .filter_map(|sample| match sample.length(metric) {
            Length::Took(ms) => Some((ms, true)),
            Length::Running(ms) => Some((ms, false)),
            Length::Missing => None,
        })
        .collect();
    let took = lengths.iter().filter(|(_, ended)| *ended);
    let took: Vec<i64> = took.map(|(ms, _)| *ms).collect();
    Measured {
        running: lengths.len() - took.len(),
        spread: spread(took),
        km_median: median_with_open(&lengths),
    }
}

fn tally(
    samples: &[&Sample],
    target: fn(&Targets) -> Option<i64>,
    met: fn(&Targets) -> Option<bool>,
) -> TargetTally {
    let outcomes = samples.iter().filter_map(|sample| met(&sample.targets));
    let (met, missed): (Vec<bool>, Vec<bool>) = outcomes.partition(|met| *met);
    TargetTally {
        target: samples.iter().rev().find_map(|s| target(&s.targets)),
        share: Share::of(met.len(), met.len() + missed.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;
    use crate::domain::state::Status;

    #[test]
    fn modes_are_never_pooled_and_targets_are_counted() {
        let samples = [
            sample(2, Severity::Sev1, 5),
            sample(1, Severity::Sev2, 20),
            sample(3, Severity::Sev2, 9),
        ];
        let found = ModeFigures::of(&samples, Mode::Live);
        assert_eq!((found.n, found.open, found.resolved), (3, 0, 3));
        assert_eq!((found.resolve.share.met, found.resolve.share.n), (2, 3));
        assert_eq!(found.metric(Metric::Ttr).spread.median, Some(9.0));
        let keys: Vec<&str> = found.points.iter().map(|p| &*p.key).collect();
        assert_eq!(keys, ["INC-1", "INC-2", "INC-3"]);
        assert_eq!(ModeFigures::of(&samples, Mode::Drill).n, 0);
    }

    #[test]
    fn what_goes_on_counts_in_the_median_and_what_was_backed_out_stands_apart() {
        let mut open = sample(1, Severity::Sev1, 0);
        open.status = Status::Open;
        open.lengths[Metric::Ttr as usize] = Length::Running(50);
        let samples = [
            open,
            sample(2, Severity::Sev1, 10),
            sample(3, Severity::Sev1, 60),
        ];
        let found = *ModeFigures::of(&samples, Mode::Live).metric(Metric::Ttr);
        assert_eq!((found.spread.n, found.running), (2, 1));
        assert_eq!(found.km_median, Some(60.0));

        let mut turned_back = sample(1, Severity::Sev1, 0);
        turned_back.mode = Mode::Change;
        turned_back.backed_out = true;
        turned_back.lengths[Metric::Duration as usize] = Length::Took(7);
        let mut whole = turned_back.clone();
        whole.backed_out = false;
        whole.lengths[Metric::Duration as usize] = Length::Took(100);
        let found = ModeFigures::of(&[turned_back, whole], Mode::Change);
        assert_eq!((found.resolved, found.backed_out), (1, 1));
        assert_eq!(found.metric(Metric::Duration).spread.median, Some(100.0));
        assert_eq!(found.backed_out_duration.spread.median, Some(7.0));
    }
}
