//! What a runbook's source promises, against what was measured. A claim is met, or not, only if
//! the whole interval says so; anything else is not enough data.

use super::estimate::{Share, shift, spread};
use super::metric::Metric;
use super::sample::Sample;
use super::tell::{length, share, shown};
use super::text::plain;
use crate::domain::runbook::Claim;
use crate::domain::time::{Timestamp, parse_span_ms};

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimVerdict {
    /// The claim.
    pub source: Claim,
    /// The claim, in words.
    pub claim: String,
    /// What was measured, in words.
    pub measured: String,
    /// The measured median, in milliseconds.
    pub median: Option<f64>,
    /// Whether it holds; `None` while too little is known, or it cannot be measured.
    pub holds: Option<bool>,
}

impl ClaimVerdict {
    /// What became of it, in words.
    pub fn word(&self) -> &'static str {
        match self.holds {
            Some(true) => "met",
            Some(false) => "not met",
            None => "not enough data",
        }
    }
}

/// What was measured, whether it bears the claim out, and the median of it all.
struct Finding {
    measured: String,
    holds: Option<bool>,
    median: Option<f64>,
}

/// Holds a claim against samples, oldest first. Assumed detections are left out. What came
/// before `border` stands for the time before the claim; without one, the older half does.
pub fn verdict(claim: &Claim, samples: &[&Sample], border: Option<Timestamp>) -> ClaimVerdict {
    let metric = match claim.metric.as_str() {
        "ttfa" => Some(Metric::Ttfa),
        "ttr" => Some(Metric::Ttr),
        _ => None,
    };
    let found = match metric {
        Some(metric) => times(claim, samples, metric, border),
        None if claim.metric == "top5" => retrieval(claim, samples),
        None => finding("not measured here", None),
    };
    ClaimVerdict {
        source: claim.clone(),
        claim: words(claim),
        measured: found.measured,
        median: found.median,
        holds: found.holds,
    }
}

fn finding(measured: impl Into<String>, holds: Option<bool>) -> Finding {
    Finding {
        measured: measured.into(),
        holds,
        median: None,
    }
}

fn times(claim: &Claim, samples: &[&Sample], metric: Metric, border: Option<Timestamp>) -> Finding {
    let sure = samples.iter().filter(|sample| sample.is_sure);
    let values: Vec<(Timestamp, i64)> = sure
        .filter_map(|sample| Some((sample.at, sample.took(metric)?)))
        .collect();
    if values.is_empty() {
        return finding("no incident whose detection was given", None);
    }
    let all: Vec<i64> = values.iter().map(|(_, ms)| *ms).collect();
    let median = spread(all.clone()).median;
    let found = match (&claim.to, &claim.change) {
        (Some(to), _) => within(to, &all),
        (None, Some(change)) => {
            let half = match border {
                Some(border) => values.partition_point(|(at, _)| *at < border),
                None => values.len() / 2,
            };
            changed(change, &all[..half], &all[half..])
        }
        (None, None) => finding(format!("median {} of {}", dash(median), all.len()), None),
    };
    Finding { median, ..found }
}

/// Whether the median lies within a length: whether more than half do, by their interval.
fn within(to: &str, values: &[i64]) -> Finding {
    let median = dash(spread(values.to_vec()).median);
    let measured = format!("median {median} of {}", values.len());
    let Some(to) = parse_span_ms(to) else {
        return finding(measured, None);
    };
    let met = values.iter().filter(|ms| **ms <= to).count();
    let holds = beyond(Share::of(met, values.len()), 0.5);
    finding(measured, holds)
}

/// Whether the durations after are to those before as the claim says.
fn changed(claimed: &str, before: &[i64], after: &[i64]) -> Finding {
    let (first, then) = (spread(before.to_vec()), spread(after.to_vec()));
    let mut measured = format!(
        "median {} of {} then {} of {}",
        dash(first.median),
        first.n,
        dash(then.median),
        then.n
    );
    let found = shift(before, after);
    let (Some(low), Some(high)) = (found.low, found.high) else {
        return finding(measured, None);
    };
    measured.push_str(&format!(", {} to {}", percent(low), percent(high)));
    let wanted = claimed.trim_end_matches('%').parse::<f64>().ok();
    let wanted = wanted.map(|percent| 1.0 + percent / 100.0);
    let holds = wanted.and_then(|wanted| match wanted < 1.0 {
        true => decided(high <= wanted, low > wanted),
        false => decided(low >= wanted, high < wanted),
    });
    finding(measured, holds)
}

/// How often what was chosen from the search was among its first five.
fn retrieval(claim: &Claim, samples: &[&Sample]) -> Finding {
    let ranks: Vec<u32> = samples.iter().flat_map(|s| s.ranks.clone()).collect();
    let found = Share::of(ranks.iter().filter(|r| **r <= 5).count(), ranks.len());
    if ranks.is_empty() {
        return finding("nothing was chosen from a search", None);
    }
    let to = claim.to.as_deref().unwrap_or_default();
    let wanted = to.trim_end_matches('%').parse::<f64>().ok();
    let holds = wanted.and_then(|wanted| beyond(found, wanted / 100.0));
    finding(share(found), holds)
}

/// Whether a share is more than so much, if its interval says.
fn beyond(share: Share, least: f64) -> Option<bool> {
    decided(share.low? >= least, share.high? < least)
}

fn decided(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}

/// A ratio as a change, such as `-40%`.
pub fn percent(ratio: f64) -> String {
    format!("{:+.0}%", (ratio - 1.0) * 100.0)
}

fn dash(ms: Option<f64>) -> String {
    ms.map_or_else(|| plain(&length(None)), shown)
}

fn words(claim: &Claim) -> String {
    let mut words = claim.metric.clone();
    for (word, value) in [
        ("from", &claim.from),
        ("to", &claim.to),
        ("", &claim.change),
        ("by", &claim.by),
    ] {
        if let Some(value) = value {
            let space = if word.is_empty() { "" } else { " " };
            words.push_str(&format!(" {word}{space}{value}"));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_met_only_if_the_whole_interval_says_so() {
        let minutes = |all: &[i64]| all.iter().map(|m| m * 60_000).collect::<Vec<_>>();
        let before = minutes(&[20, 21, 22, 23, 24, 25, 26, 27]);
        let after = minutes(&[8, 9, 10, 9, 8, 11, 10, 9]);
        let found = changed("-40%", &before, &after);
        assert_eq!(found.holds, Some(true), "{}", found.measured);
        assert!(
            found
                .measured
                .starts_with("median 23:30 of 8 then 9:00 of 8, -6")
        );
        assert_eq!(changed("-40%", &before, &before).holds, Some(false));
        assert_eq!(changed("-60%", &before, &after).holds, None);
        assert_eq!(changed("-40%", &before[..2], &after[..2]).holds, None);
    }

    #[test]
    fn a_median_is_within_if_surely_more_than_half_are() {
        assert_eq!(within("5m", &[60_000; 5]).holds, Some(true));
        assert_eq!(within("5m", &[60_000; 3]).holds, None);
        assert_eq!(within("5m", &[600_000; 5]).holds, Some(false));
    }
}
