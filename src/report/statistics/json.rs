//! The report as JSON, with the keys that other programs rely on.

use serde_json::{Map, Value, json};

use super::super::document::seconds;
use super::claims::ClaimVerdict;
use super::compare::{Compared, Comparison};
use super::coverage::Coverage;
use super::estimate::Share;
use super::figures::{Measured, ModeFigures, TargetTally};
use super::group::By;
use super::halves::Border;
use super::metric::{METRICS, Metric};
use super::report::{GroupFigures, StatisticsReport};
use crate::domain::event::Mode;

/// The report as JSON.
pub fn as_json(report: &StatisticsReport) -> Value {
    let mut json = Map::new();
    for figures in &report.modes {
        json.insert(figures.mode.word().to_owned(), mode_json(figures));
    }
    let question = &report.question;
    for (key, at) in [("since", question.since), ("until", question.until)] {
        if let Some(at) = at {
            json.insert(key.to_owned(), at.to_string().into());
        }
    }
    if let Some(by) = question.by {
        json.insert("by".to_owned(), by.word().into());
        let groups = report.groups.iter().map(|g| group_json(by.word(), g));
        json.insert("groups".to_owned(), groups.collect());
    }
    if let Some(why) = &report.left_out {
        json.insert("left_out".to_owned(), why.as_str().into());
    }
    if let Some(comparison) = &report.comparison {
        let rows = comparison.rows.iter().map(compared_json);
        json.insert("compare".to_owned(), rows.collect());
        json.insert("compared".to_owned(), sides_json(comparison));
    }
    if let Some(coverage) = &report.coverage {
        json.insert("coverage".to_owned(), coverage_json(coverage));
    }
    Value::Object(json)
}

fn coverage_json(coverage: &Coverage) -> Value {
    let runbooks = coverage.runbooks.iter().map(|row| {
        json!({
            "runbook": row.runbook, "title": row.title, "walked": row.walked,
            "drilled": row.drilled, "people": row.people, "names": row.names, "last": row.last,
        })
    });
    let due = coverage.due.iter();
    let due = due.map(|d| json!({"scenario": d.scenario, "title": d.title, "due_at": d.at}));
    json!({
        "since": coverage.since,
        "runbooks": runbooks.collect::<Vec<Value>>(),
        "drills_due": due.collect::<Vec<Value>>(),
    })
}

fn compared_json(row: &Compared) -> Value {
    let within = |by: By| {
        let within = row.within.as_ref().filter(|(own, _)| *own == by);
        within.map(|(_, key)| key.clone())
    };
    let shift = &row.shift;
    json!({
        "mode": row.mode.word(), "metric": format!("{}_s", row.metric.word()),
        "severity": within(By::Severity), "class": within(By::Class),
        "before_n": shift.before, "after_n": shift.after,
        "before_open": row.before_open, "after_open": row.after_open,
        "ratio": shift.ratio.map(rounded), "low": shift.low.map(rounded),
        "high": shift.high.map(rounded), "shorter": shift.shorter.map(rounded),
        "verdict": row.outcome().word(), "needed_n": row.needed(),
    })
}

/// The figures before and after, and the change of mix.
fn sides_json(comparison: &Comparison) -> Value {
    let mut json = Map::new();
    let (key, border) = match &comparison.border {
        Border::Date(date) => ("date", date.to_string()),
        Border::File(name) => ("file", name.clone()),
    };
    json.insert(key.to_owned(), border.into());
    for (before, after) in &comparison.modes {
        let change = |metric| {
            let median = |side: &ModeFigures| side.metric(metric).spread.median;
            let (before, after) = (median(before)?, median(after)?);
            let by = (after - before) / before * 100.0;
            (before > 0.0).then(|| (by * 10.0).round() / 10.0)
        };
        let both = json!({
            "before": mode_json(before),
            "after": mode_json(after),
            "ttfa_change_percent": change(Metric::Ttfa),
            "ttr_change_percent": change(Metric::Ttr),
        });
        json.insert(before.mode.word().to_owned(), both);
    }
    let mix = comparison.mix.iter().map(|mix| {
        json!({
            "mode": mix.mode.word(), "by": mix.by.word(), "key": mix.key,
            "before_n": mix.before, "after_n": mix.after,
        })
    });
    json.insert("mix".to_owned(), mix.collect());
    Value::Object(json)
}

/// A group with the figures of each mode.
fn group_json(by: &str, group: &GroupFigures) -> Value {
    let mut json = Map::new();
    json.insert(by.to_owned(), group.key.clone().into());
    json.insert("title".to_owned(), group.title.clone().into());
    for figures in &group.modes {
        json.insert(figures.mode.word().to_owned(), mode_json(figures));
    }
    let claims = group.claims.iter().map(verdict_json);
    json.insert("claims".to_owned(), claims.collect());
    Value::Object(json)
}

fn verdict_json(verdict: &ClaimVerdict) -> Value {
    let claim = &verdict.source;
    json!({
        "metric": claim.metric, "from": claim.from, "to": claim.to,
        "change": claim.change, "by": claim.by,
        "measured_median_s": verdict.median.map(to_seconds),
        "holds": verdict.holds,
        "verdict": verdict.word().replace(' ', "_"),
    })
}

/// The figures of a mode.
pub fn mode_json(figures: &ModeFigures) -> Value {
    let mut json = Map::new();
    json.insert("n".to_owned(), figures.n.into());
    json.insert("open".to_owned(), figures.open.into());
    json.insert("imported".to_owned(), figures.imported.into());
    for metric in METRICS {
        let value = measured_json(figures.metric(metric));
        json.insert(format!("{}_s", metric.word()), value);
    }
    // How many go on, which the medians of Kaplan and Meier count.
    let open = METRICS.map(|metric| {
        let running = figures.metric(metric).running;
        (format!("{}_s", metric.word()), Value::from(running))
    });
    json.insert("still_open".to_owned(), Map::from_iter(open).into());
    let tally = |tally: &TargetTally| {
        let Share { n, met, .. } = tally.share;
        json!({"target_s": seconds(tally.target), "met": met, "missed": n - met})
    };
    json.insert("first_action".to_owned(), tally(&figures.first_action));
    json.insert("resolve".to_owned(), tally(&figures.resolve));
    let within = json!({
        "first_action": share_json(figures.first_action.share),
        "resolve": share_json(figures.resolve.share),
    });
    json.insert("within_target".to_owned(), within);
    let chosen = figures.in_first_five;
    let search = json!({
        "chosen": chosen.n, "in_first_five": chosen.met,
        "share": chosen.share.map(rounded), "low": chosen.low.map(rounded),
        "high": chosen.high.map(rounded),
    });
    json.insert("search".to_owned(), search);
    if figures.mode == Mode::Change {
        json.insert("resolved".to_owned(), figures.resolved.into());
        json.insert("backed_out".to_owned(), figures.backed_out.into());
        let apart = measured_json(&figures.backed_out_duration);
        json.insert("backed_out_duration_s".to_owned(), apart);
    }
    Value::Object(json)
}

fn measured_json(measured: &Measured) -> Value {
    let spread = &measured.spread;
    let s = |value: Option<f64>| value.map(to_seconds);
    json!({
        "n": spread.n,
        "median": s(spread.median),
        "p25": s(spread.p25),
        "p75": s(spread.p75),
        "p90": s(spread.p90),
        "mean": s(spread.mean),
        "km_median": s(measured.km_median),
    })
}

fn share_json(share: Share) -> Value {
    json!({
        "n": share.n, "met": share.met, "share": share.share.map(rounded),
        "low": share.low.map(rounded), "high": share.high.map(rounded),
    })
}

/// A share or ratio without the noise of floats.
fn rounded(part: f64) -> f64 {
    (part * 1e6).round() / 1e6
}

/// Milliseconds to seconds, kept to the microsecond so that no float noise is printed.
pub fn to_seconds(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000_000.0
}
