//! Every statistic against NumPy, SciPy and lifelines (`expected.py` made `expected.json`), and
//! what comparisons say of chance and of a real change, over thousands of them.

mod simulation;

use runsheet::report::statistics::{Share, median_with_open, shift, spread};
use serde_json::Value;

const EXPECTED: &str = include_str!("expected.json");
const LIMIT_MS: i64 = 600_000;

/// Numbers from 0 to 1 that `expected.py` can make too: Knuth's MMIX generator.
pub struct Stream(pub u64);

impl Stream {
    /// The next one.
    pub fn uniform(&mut self) -> f64 {
        const A: u64 = 6_364_136_223_846_793_005;
        const C: u64 = 1_442_695_040_888_963_407;
        self.0 = self.0.wrapping_mul(A).wrapping_add(C);
        (self.0 >> 11) as f64 / 2f64.powi(53)
    }
}

/// The values that are written down, or made by their recipe.
fn values(told: &Value) -> Vec<i64> {
    if let Some(values) = told.as_array() {
        return values.iter().map(|v| v.as_i64().unwrap()).collect();
    }
    let number = |key: &str| told[key].as_f64().unwrap();
    let mut stream = Stream(told["seed"].as_u64().unwrap());
    let step = number("step");
    (0..told["n"].as_u64().unwrap())
        .map(|_| {
            let value = number("median") * number("ratio").powf(2.0 * stream.uniform() - 1.0);
            ((value / step).round() * step) as i64
        })
        .collect()
}

/// Equal but for the last digits; nothing equals nothing only.
#[track_caller]
fn same(what: &str, ours: Option<f64>, theirs: &Value) {
    let is_same = match (ours, theirs.as_f64()) {
        (Some(ours), Some(theirs)) => (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3),
        (ours, theirs) => ours.is_none() && theirs.is_none(),
    };
    assert!(is_same, "{what}: {ours:?}, and elsewhere {theirs}");
}

#[test]
fn every_statistic_is_what_other_programs_say() {
    let all: Value = serde_json::from_str(EXPECTED).unwrap();
    let sets = all["sets"].as_array().unwrap();
    assert!(sets.len() >= 20, "{}", sets.len());
    for set in sets {
        let name = set["name"].as_str().unwrap();
        let say = |what: &str| format!("{name}: {what}");
        let (before, after) = (values(&set["before"]), values(&set["after"]));
        for (made, key) in [(&before, "before_sum"), (&after, "after_sum")] {
            let sum: i64 = made.iter().sum();
            assert_eq!(
                Some(sum),
                set[key].as_i64(),
                "{}",
                say("the values themselves")
            );
        }
        let expected = &set["expected"];

        let found = spread(after.clone());
        let wanted = &expected["spread"];
        assert_eq!(Some(found.n as u64), wanted["n"].as_u64(), "{}", say("n"));
        same(&say("median"), found.median, &wanted["median"]);
        same(&say("p25"), found.p25, &wanted["p25"]);
        same(&say("p75"), found.p75, &wanted["p75"]);
        same(&say("p90"), found.p90, &wanted["p90"]);
        same(&say("mean"), found.mean, &wanted["mean"]);

        let ended = after.iter().map(|ms| (*ms, true));
        let open = values(&set["open"]).into_iter().map(|ms| (ms, false));
        let lengths: Vec<(i64, bool)> = ended.chain(open).collect();
        same(
            &say("km"),
            median_with_open(&lengths),
            &expected["km_median"],
        );

        let met = after.iter().filter(|ms| **ms <= LIMIT_MS).count();
        let found = Share::of(met, after.len());
        let wanted = &expected["within"];
        same(&say("share"), found.share, &wanted["share"]);
        same(&say("share, low"), found.low, &wanted["low"]);
        same(&say("share, high"), found.high, &wanted["high"]);

        let found = shift(&before, &after);
        let wanted = &expected["shift"];
        same(&say("ratio"), found.ratio, &wanted["ratio"]);
        same(&say("low"), found.low, &wanted["low"]);
        same(&say("high"), found.high, &wanted["high"]);
        same(&say("shorter"), found.shorter, &wanted["shorter"]);
        let needed = found.needed.map(|n| n as f64);
        same(&say("needed"), needed, &wanted["needed"]);
    }
}
