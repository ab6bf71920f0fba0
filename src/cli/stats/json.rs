//! The figures as JSON, with the keys that other programs rely on.

use serde_json::{Map, Value, json};

use super::{MODES, claims, halves, live};
use crate::domain::time::Timestamp;
use crate::report::{
    By, Figures, Group, ModeStatistics, Sample, Spread, Tally, figures, percent, seconds, verdict,
};

/// What came before a date, and what after.
pub fn compare_json(samples: &[Sample], date: Timestamp) -> Value {
    let mut modes = Map::new();
    modes.insert("date".to_owned(), date.to_string().into());
    for mode in MODES {
        let (before, after) = halves(samples, mode, date);
        let change = |before: &Spread, after: &Spread| {
            percent(before, after).map(|by| (by * 10.0).round() / 10.0)
        };
        let both = json!({
            "before": figures_json(&before),
            "after": figures_json(&after),
            "ttfa_change_percent": change(&before.ttfa, &after.ttfa),
            "ttr_change_percent": change(&before.ttr, &after.ttr),
        });
        modes.insert(mode.word().to_owned(), both);
    }
    Value::Object(modes)
}

/// A group with the figures of each mode.
pub fn group_json(by: By, group: &Group) -> Value {
    let mut json = Map::new();
    json.insert(by.word().to_owned(), group.key.clone().into());
    json.insert("title".to_owned(), group.title.clone().into());
    for mode in MODES {
        let figures = figures(group.samples.iter().copied(), mode);
        json.insert(mode.word().to_owned(), figures_json(&figures));
    }
    let samples = live(group);
    let verdicts = claims(by, group).iter().map(|claim| {
        let found = verdict(claim, &samples);
        json!({
            "metric": claim.metric, "from": claim.from, "to": claim.to,
            "change": claim.change, "by": claim.by,
            "measured_median_s": found.median.map(to_seconds),
            "holds": found.holds,
        })
    });
    json.insert("claims".to_owned(), verdicts.collect());
    Value::Object(json)
}

fn figures_json(figures: &Figures) -> Value {
    let tally = |tally: &Tally| json!({"target_s": seconds(tally.target), "met": tally.met, "missed": tally.missed});
    json!({
        "n": figures.n,
        "open": figures.open,
        "ttfa_s": spread_json(&figures.ttfa),
        "ttr_s": spread_json(&figures.ttr),
        "duration_s": spread_json(&figures.duration),
        "first_action": tally(&figures.first_action),
        "resolve": tally(&figures.resolve),
    })
}

/// The figures of planned work: with how it ended, since it may be backed out.
pub fn change_json(mode: &ModeStatistics) -> Value {
    let mut json = mode_json(mode);
    json["resolved"] = mode.resolved.into();
    json["backed_out"] = mode.backed_out.into();
    json
}

/// The figures of a mode, as they have always been.
pub fn mode_json(mode: &ModeStatistics) -> Value {
    json!({
        "n": mode.n,
        "open": mode.open,
        "ttfa_s": spread_json(&mode.ttfa),
        "ttr_s": spread_json(&mode.ttr),
        "search": {"chosen": mode.chosen, "in_first_five": mode.in_first_five},
    })
}

fn spread_json(spread: &Spread) -> Value {
    let s = |value: Option<f64>| value.map(to_seconds);
    json!({
        "n": spread.n,
        "median": s(spread.median),
        "p90": s(spread.p90),
        "mean": s(spread.mean),
    })
}

/// Milliseconds to seconds, kept to the microsecond so that no float noise is printed.
fn to_seconds(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000_000.0
}
