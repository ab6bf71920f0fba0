//! The median where some have not ended yet.

use super::number;

/// As good as equal: products of fractions that make up a half must count as one.
const EVEN: f64 = 1e-12;

/// The median of values of which some go on: the first moment by which half have ended
/// (Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations"; of equal
/// ones those that ended come first). `None` while fewer than half are known to have ended.
///
/// A value is milliseconds and whether it ended there.
pub fn median_with_open(values: &[(i64, bool)]) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_unstable();
    let mut left = values.len();
    let mut going_on = 1.0;
    let mut rest = values.as_slice();
    while let Some((at, _)) = rest.first() {
        let here = rest.iter().take_while(|(value, _)| value == at).count();
        let ended = rest[..here].iter().filter(|(_, ended)| *ended).count();
        going_on *= 1.0 - number(ended) / number(left);
        if ended > 0 && going_on <= 0.5 + EVEN {
            return Some(super::length(*at));
        }
        left -= here;
        rest = &rest[here..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ones_hold_the_median_up_and_are_never_dropped() {
        let ended = [(10, true), (20, true), (30, true)];
        assert_eq!(median_with_open(&ended), Some(20.0));
        let open = [(10, true), (20, true), (30, true), (25, false), (40, false)];
        assert_eq!(median_with_open(&open), Some(30.0));
        assert_eq!(median_with_open(&[(10, false), (20, false)]), None);
        assert_eq!(
            median_with_open(&[(10, true), (20, false), (5, false)]),
            Some(10.0)
        );
        assert_eq!(median_with_open(&[]), None);
    }
}
