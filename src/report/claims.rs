//! What a runbook's source promises, against what was measured.

use super::brief::clock;
use super::samples::Sample;
use super::statistics::{Spread, spread};
use crate::domain::runbook::Claim;
use crate::domain::time::parse_span_ms;

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The claim, in words.
    pub claim: String,
    /// What was measured, in words.
    pub measured: String,
    /// The measured median, in milliseconds.
    pub median: Option<f64>,
    /// Whether it holds; `None` while too little is known, or it cannot be measured.
    pub holds: Option<bool>,
}

/// Too few incidents say nothing about a change.
const FEWEST: usize = 4;

/// Holds a claim against samples, oldest first. Assumed detections are left out.
pub fn verdict(claim: &Claim, samples: &[&Sample]) -> Verdict {
    let value = match claim.metric.as_str() {
        "ttfa" => |sample: &Sample| sample.ttfa,
        "ttr" => |sample: &Sample| sample.ttr,
        _ => {
            return Verdict {
                claim: words(claim),
                measured: "not measured here".to_owned(),
                median: None,
                holds: None,
            };
        }
    };
    let sure = samples.iter().filter(|sample| sample.is_sure);
    let values: Vec<i64> = sure.filter_map(|sample| value(sample)).collect();
    let all = spread(values.clone());
    let (measured, holds) = match (&claim.to, &claim.change) {
        _ if values.is_empty() => {
            let none = "no incident whose detection was given";
            (none.to_owned(), None)
        }
        (Some(to), _) => {
            let holds = parse_span_ms(to).zip(all.median);
            let holds = holds.map(|(to, median)| round(median) <= to);
            (format!("median {} of {}", shown(all.median), all.n), holds)
        }
        (None, Some(change)) => changed(change, &values),
        (None, None) => (format!("median {}", shown(all.median)), None),
    };
    Verdict {
        claim: words(claim),
        measured,
        median: all.median,
        holds,
    }
}

/// The newer half of the incidents against the older one.
fn changed(claimed: &str, values: &[i64]) -> (String, Option<bool>) {
    if values.len() < FEWEST {
        let text = format!("{} of the {FEWEST} incidents that it takes", values.len());
        return (text, None);
    }
    let (older, newer) = values.split_at(values.len() / 2);
    let (before, after) = (spread(older.to_vec()), spread(newer.to_vec()));
    let by = percent(&before, &after);
    let wanted = claimed.trim_end_matches('%').parse::<f64>().ok();
    let text = format!(
        "median {} then {}{}",
        shown(before.median),
        shown(after.median),
        by.map(|by| format!(", {by:+.0}%")).unwrap_or_default()
    );
    let holds = by.zip(wanted).map(|(by, wanted)| match wanted < 0.0 {
        true => by <= wanted,
        false => by >= wanted,
    });
    (text, holds)
}

/// The change from one median to another, in percent.
pub fn percent(before: &Spread, after: &Spread) -> Option<f64> {
    let (before, after) = (before.median?, after.median?);
    (before > 0.0).then(|| (after - before) / before * 100.0)
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

fn shown(ms: Option<f64>) -> String {
    ms.map_or_else(|| "–".to_owned(), |ms| clock(round(ms)))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "spans are far below 2^53 ms"
)]
fn round(ms: f64) -> i64 {
    ms.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_needs_enough_incidents_and_compares_the_halves() {
        assert_eq!(changed("-40%", &[1, 2, 3]).1, None);
        let (text, holds) = changed("-40%", &[600_000, 600_000, 300_000, 300_000]);
        assert_eq!(text, "median 10:00 then 5:00, -50%");
        assert_eq!(holds, Some(true));
        assert_eq!(
            changed("-40%", &[600_000, 600_000, 500_000, 500_000]).1,
            Some(false)
        );
    }
}
