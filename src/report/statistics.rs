//! Many incidents → figures. Modes are never pooled, and a cancelled incident counts
//! nowhere.

use crate::domain::event::Mode;
use crate::domain::metrics::metrics;
use crate::domain::state::{State, Status};

/// How values spread, in milliseconds. Percentiles interpolate linearly.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// How many there are.
    pub n: usize,
    /// The median.
    pub median: Option<f64>,
    /// The 90th percentile.
    pub p90: Option<f64>,
    /// The mean.
    pub mean: Option<f64>,
}

/// The figures of one mode.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModeStatistics {
    /// How many incidents there are, cancelled ones left out.
    pub n: usize,
    /// How many of them are open, held or mitigated.
    pub open: usize,
    /// Time to first action.
    pub ttfa: Spread,
    /// Time to resolve.
    pub ttr: Spread,
    /// How many runbooks were chosen from a search.
    pub chosen: usize,
    /// How many of them were among its first five results.
    pub in_first_five: usize,
}

/// The figures of each mode.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Real trouble.
    pub live: ModeStatistics,
    /// Training.
    pub drill: ModeStatistics,
    /// Planned work.
    pub change: ModeStatistics,
}

/// Computes the figures.
pub fn statistics<'a>(states: impl IntoIterator<Item = &'a State>) -> Statistics {
    let mut all = Statistics::default();
    let mut values: [(Vec<i64>, Vec<i64>); 3] = Default::default();
    for state in states {
        let (place, mode) = match state.mode() {
            Mode::Live => (0, &mut all.live),
            Mode::Drill => (1, &mut all.drill),
            Mode::Change => (2, &mut all.change),
        };
        let Some(status) = state.status.filter(|s| *s != Status::Cancelled) else {
            continue;
        };
        if state.joined_into.is_some() {
            continue;
        }
        mode.n += 1;
        mode.open += usize::from(status.is_unfinished());
        mode.chosen += state.chosen.len();
        mode.in_first_five += state.chosen.iter().filter(|(_, rank)| *rank <= 5).count();
        let figures = metrics(state);
        values[place].0.extend(figures.ttfa);
        values[place].1.extend(figures.ttr);
    }
    let [live, drill, change] = values;
    for (mode, (ttfa, ttr)) in [
        (&mut all.live, live),
        (&mut all.drill, drill),
        (&mut all.change, change),
    ] {
        mode.ttfa = spread(ttfa);
        mode.ttr = spread(ttr);
    }
    all
}

/// How values spread.
#[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 ms")]
pub(super) fn spread(mut values: Vec<i64>) -> Spread {
    values.sort_unstable();
    let n = values.len();
    let sum: i64 = values.iter().sum();
    Spread {
        n,
        median: percentile(&values, 0.5),
        p90: percentile(&values, 0.9),
        mean: (n > 0).then(|| sum as f64 / n as f64),
    }
}

/// The value at `part` (0 to 1) of sorted values, between its two neighbours in proportion.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places and spans are small and not negative"
)]
fn percentile(sorted: &[i64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = part * last as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let (a, b) = (sorted[low] as f64, sorted[high.min(last)] as f64);
    Some(a + (b - a) * (place - low as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_interpolate() {
        let figures = spread(vec![1_000, 4_000, 2_000, 3_000]);
        assert_eq!(figures.median, Some(2_500.0));
        assert_eq!(figures.p90, Some(3_700.0));
        assert_eq!(figures.mean, Some(2_500.0));
        assert_eq!(spread(vec![]), Spread::default());
        assert_eq!(spread(vec![7]).p90, Some(7.0));
    }
}
