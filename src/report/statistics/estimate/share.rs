//! A share, and how sure it is.

use super::{Z, number};

/// So many of so many, with the share that this says and its interval of 95 % (Wilson 1927,
/// "Probable inference, the law of succession, and statistical inference", without continuity
/// correction: it stays within 0 and 1 and says something of few).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// Of how many.
    pub n: usize,
    /// How many.
    pub met: usize,
    /// The share, from 0 to 1.
    pub share: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl Share {
    /// `met` of `n`.
    pub fn of(met: usize, n: usize) -> Self {
        let mut share = Share {
            n,
            met,
            ..Share::default()
        };
        if n > 0 {
            let (all, z2) = (number(n), Z * Z);
            let p = number(met) / all;
            let middle = (p + z2 / (2.0 * all)) / (1.0 + z2 / all);
            let half = Z / (1.0 + z2 / all) * (p * (1.0 - p) / all + z2 / (4.0 * all * all)).sqrt();
            share.share = Some(p);
            // At the ends the formula gives 0 and 1 but for rounding.
            share.low = Some(if met == 0 { 0.0 } else { middle - half });
            share.high = Some(if met == n { 1.0 } else { middle + half });
        }
        share
    }
}
