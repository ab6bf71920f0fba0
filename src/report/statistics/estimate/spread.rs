//! How values spread.

use super::{length, number};

/// How values spread, in milliseconds. Percentiles interpolate linearly between neighbours
/// (Hyndman and Fan 1996, type 7: the default of R, NumPy and spreadsheets).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// How many there are.
    pub n: usize,
    /// The median.
    pub median: Option<f64>,
    /// The first quartile.
    pub p25: Option<f64>,
    /// The third quartile.
    pub p75: Option<f64>,
    /// The 90th percentile.
    pub p90: Option<f64>,
    /// The mean. A few long ones move it far, so it never stands alone.
    pub mean: Option<f64>,
}

/// How values spread.
pub fn spread(mut values: Vec<i64>) -> Spread {
    values.sort_unstable();
    let n = values.len();
    let sum: f64 = values.iter().map(|value| length(*value)).sum();
    Spread {
        n,
        median: percentile(&values, 0.5),
        p25: percentile(&values, 0.25),
        p75: percentile(&values, 0.75),
        p90: percentile(&values, 0.9),
        mean: (n > 0).then(|| sum / number(n)),
    }
}

/// The value at `part` (0 to 1) of sorted values, between its two neighbours in proportion.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are small and not negative"
)]
fn percentile(sorted: &[i64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = part * number(last);
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let (a, b) = (length(sorted[low]), length(sorted[high.min(last)]));
    Some(a + (b - a) * (place - number(low)))
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
