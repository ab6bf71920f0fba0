//! Did it get better? What came before against what came after, and how sure that is. Assumed
//! detections are left out, and so is what was backed out; what goes on is named beside.

use super::claims::percent;
use super::estimate::{Shift, shift};
use super::figures::{FEWEST, ModeFigures};
use super::group::By;
use super::halves::{Border, Halves};
use super::metric::{Length, Metric};
use super::report::MODES;
use super::sample::Sample;
use crate::domain::event::Mode;

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonOutcome {
    /// It takes less time than before.
    Improved,
    /// It takes more.
    Worse,
    /// The interval holds both.
    CannotTell,
}

impl ComparisonOutcome {
    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            ComparisonOutcome::Improved => "improved",
            ComparisonOutcome::Worse => "worse",
            ComparisonOutcome::CannotTell => "cannot_tell",
        }
    }
}

/// One metric before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Of work in this mode.
    pub mode: Mode,
    /// What was measured.
    pub metric: Metric,
    /// Only of one severity, or one class of causes.
    pub within: Option<(By, String)>,
    /// What after is to before.
    pub shift: Shift,
    /// How many of those before go on.
    pub before_open: usize,
    /// How many of those after.
    pub after_open: usize,
    /// The two sides were measured in different ways: some recorded as they went, some written
    /// down later. Then there is no verdict.
    pub is_mixed: bool,
}

impl Compared {
    /// What it says.
    pub fn outcome(&self) -> ComparisonOutcome {
        match (self.shift.low, self.shift.high) {
            _ if self.is_mixed => ComparisonOutcome::CannotTell,
            (_, Some(high)) if high < 1.0 => ComparisonOutcome::Improved,
            (Some(low), _) if low > 1.0 => ComparisonOutcome::Worse,
            _ => ComparisonOutcome::CannotTell,
        }
    }

    /// How many more after would about tell, while nothing is told.
    pub fn needed(&self) -> Option<usize> {
        let needed = self.shift.needed;
        needed.filter(|_| self.outcome() == ComparisonOutcome::CannotTell && !self.is_mixed)
    }

    /// The verdict in words, no surer than its whole interval.
    pub fn verdict(&self) -> String {
        let sure = |ratio: Option<f64>| {
            let by = ratio.map(|ratio| ((ratio - 1.0).abs() * 100.0).floor());
            by.filter(|by| *by >= 1.0)
                .map(|by| format!(" by at least {by:.0} %"))
                .unwrap_or_default()
        };
        match (self.outcome(), self.shift.needed) {
            _ if self.is_mixed => {
                "no verdict: some were recorded as they went, some imported".to_owned()
            }
            (ComparisonOutcome::Improved, _) => format!("improved{}", sure(self.shift.high)),
            (ComparisonOutcome::Worse, _) => format!("worse{}", sure(self.shift.low)),
            (_, Some(more)) if more <= 1_000 => {
                let incidents = if more == 1 { "incident" } else { "incidents" };
                format!("cannot be told apart yet; about {more} more {incidents} would tell")
            }
            (_, _) if self.shift.before == 0 || self.shift.after == 0 => {
                "cannot be told: nothing to compare".to_owned()
            }
            _ => "cannot be told apart; a thousand more incidents would not tell".to_owned(),
        }
    }

    /// The ratio with its interval, as changes in percent.
    pub fn change(&self) -> Option<String> {
        let ratio = percent(self.shift.ratio?);
        Some(match (self.shift.low, self.shift.high) {
            (Some(low), Some(high)) => format!("{ratio} ({} to {})", percent(low), percent(high)),
            _ => format!("{ratio} (no interval: too few)"),
        })
    }
}

/// How many of one kind there were before and after: a change of mix looks like a change of speed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mix {
    /// Of work in this mode.
    pub mode: Mode,
    /// What kind: severity or class.
    pub by: By,
    /// Which.
    pub key: String,
    /// How many before.
    pub before: usize,
    /// How many after.
    pub after: usize,
}

/// What came before against what came after.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What parts them.
    pub border: Border,
    /// The figures of each mode before and after.
    pub modes: [(ModeFigures, ModeFigures); 3],
    /// What is compared: each mode as a whole, then within what there is enough of.
    pub rows: Vec<Compared>,
    /// The change of mix.
    pub mix: Vec<Mix>,
}

impl Comparison {
    /// Compares.
    pub fn of(halves: &Halves<'_>) -> Self {
        let mut rows = Vec::new();
        let mut mix = Vec::new();
        let modes = MODES.map(|mode| {
            let (before, after) = (usable(&halves.before, mode), usable(&halves.after, mode));
            rows.extend(compared(mode, None, &before, &after));
            for (by, key) in kinds(before.iter().chain(&after).copied()) {
                let (before, after) = (of_kind(&before, by, &key), of_kind(&after, by, &key));
                let within = compared(mode, Some((by, key.clone())), &before, &after);
                rows.extend(
                    within
                        .into_iter()
                        .filter(|row| row.shift.before >= FEWEST && row.shift.after >= FEWEST),
                );
                mix.push(Mix {
                    mode,
                    by,
                    key,
                    before: before.len(),
                    after: after.len(),
                });
            }
            (ModeFigures::of(before, mode), ModeFigures::of(after, mode))
        });
        Self {
            border: halves.border.clone(),
            modes,
            rows,
            mix,
        }
    }
}

/// What can be compared: its detection was given, or it is planned work that came to its end.
fn usable<'a>(samples: &[&'a Sample], mode: Mode) -> Vec<&'a Sample> {
    let of_mode = samples.iter().copied().filter(|s| s.mode == mode);
    let usable = of_mode.filter(|s| match mode {
        Mode::Change => !s.backed_out,
        Mode::Live | Mode::Drill => s.is_sure,
    });
    usable.collect()
}

/// The severities and the classes of causes that there are.
fn kinds<'a>(samples: impl Iterator<Item = &'a Sample> + Clone) -> Vec<(By, String)> {
    let kinds = [By::Severity, By::Class].into_iter().flat_map(|by| {
        let mut keys: Vec<String> = samples.clone().flat_map(|s| by.keys(s)).collect();
        keys.sort();
        keys.dedup();
        keys.into_iter().map(move |key| (by, key))
    });
    kinds.collect()
}

fn of_kind<'a>(samples: &[&'a Sample], by: By, key: &str) -> Vec<&'a Sample> {
    let is_of = |sample: &&Sample| by.keys(sample).iter().any(|own| own == key);
    samples.iter().copied().filter(is_of).collect()
}

/// The metrics that a team steers by, before and after.
fn compared(
    mode: Mode,
    within: Option<(By, String)>,
    before: &[&Sample],
    after: &[&Sample],
) -> Vec<Compared> {
    let ended = |side: &[&Sample], metric| -> Vec<i64> {
        side.iter()
            .filter_map(|sample| sample.took(metric))
            .collect()
    };
    let open = |side: &[&Sample], metric| {
        let goes_on = |sample: &&&Sample| matches!(sample.length(metric), Length::Running(_));
        side.iter().filter(goes_on).count()
    };
    let metrics = Metric::headlines(mode).iter().map(|metric| Compared {
        mode,
        metric: *metric,
        within: within.clone(),
        shift: shift(&ended(before, *metric), &ended(after, *metric)),
        before_open: open(before, *metric),
        after_open: open(after, *metric),
        is_mixed: is_mixed(before, after, *metric),
    });
    metrics.collect()
}

/// Whether some of what is compared was recorded, and some imported.
fn is_mixed(before: &[&Sample], after: &[&Sample], metric: Metric) -> bool {
    let counts = |sample: &&&Sample| sample.took(metric).is_some();
    let all = || before.iter().chain(after).filter(counts);
    all().any(|sample| sample.imported) && all().any(|sample| !sample.imported)
}

#[cfg(test)]
mod tests {
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;
    use crate::domain::time::Timestamp;

    /// Incidents of one severity, each a second after the one before.
    fn many(first: i64, severity: Severity, minutes: impl IntoIterator<Item = i64>) -> Vec<Sample> {
        let minutes = minutes.into_iter().zip(first..);
        let samples = minutes.map(|(m, at)| sample(at * 1_000, severity, m * 60_000));
        samples.collect()
    }

    fn ttr(comparison: &Comparison) -> Vec<&Compared> {
        let rows = comparison.rows.iter();
        let of_live = |row: &&Compared| (row.mode, row.metric) == (Mode::Live, Metric::Ttr);
        rows.filter(of_live).collect()
    }

    #[test]
    fn a_verdict_is_no_surer_than_its_interval() {
        let before = many(0, Severity::Sev2, 20..40);
        let after = many(100, Severity::Sev2, 5..20);
        let all: Vec<Sample> = before.iter().chain(&after).cloned().collect();
        let date = Timestamp::from_ms(100_000);
        let found = Comparison::of(&Halves::at(date, &all));
        let rows = ttr(&found);
        assert_eq!(rows.len(), 2, "as a whole and within sev2");
        assert_eq!(rows[0].outcome(), ComparisonOutcome::Improved);
        let high = rows[0].shift.high.unwrap();
        let sure = ((1.0 - high) * 100.0).floor();
        assert_eq!(rows[0].verdict(), format!("improved by at least {sure} %"));
        assert_eq!(rows[0].needed(), None);

        let found = Comparison::of(&Halves::at(date, &before));
        assert_eq!(
            ttr(&found)[0].verdict(),
            "cannot be told: nothing to compare"
        );
    }

    #[test]
    fn what_was_recorded_and_what_was_imported_get_no_verdict() {
        let mut before = many(0, Severity::Sev2, 20..40);
        let after = many(100, Severity::Sev2, 5..20);
        let verdict = |before: &[Sample]| {
            let all: Vec<Sample> = before.iter().chain(&after).cloned().collect();
            let found = Comparison::of(&Halves::at(Timestamp::from_ms(100_000), &all));
            (ttr(&found)[0].outcome(), ttr(&found)[0].verdict())
        };
        assert_eq!(verdict(&before).0, ComparisonOutcome::Improved);
        before[3].imported = true;
        let (outcome, words) = verdict(&before);
        assert_eq!(outcome, ComparisonOutcome::CannotTell);
        assert!(words.starts_with("no verdict"), "{words}");
    }

    #[test]
    fn what_cannot_be_told_says_how_many_more_would_tell() {
        let before = many(0, Severity::Sev1, [30, 31, 32, 40, 28, 26, 25, 41, 22, 35]);
        let after = many(100, Severity::Sev1, [29, 20, 33]);
        let all: Vec<Sample> = before.iter().chain(&after).cloned().collect();
        let found = Comparison::of(&Halves::at(Timestamp::from_ms(100_000), &all));
        let rows = ttr(&found);
        assert_eq!(rows.len(), 1, "too few within sev1");
        assert_eq!(rows[0].outcome(), ComparisonOutcome::CannotTell);
        assert!(rows[0].verdict().contains("cannot be told apart"));
        let mix = &found.mix[0];
        assert_eq!((&*mix.key, mix.before, mix.after), ("sev1", 10, 3));
    }
}
