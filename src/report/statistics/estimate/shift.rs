//! Whether one lot of durations is shorter than another, and by how much.

use super::{Z, Z_POWER, length, number};

/// Up to so many on each side the distribution of the test is counted out; from there on the
/// normal one is as good.
const EXACT: usize = 50;

/// What "after" is to "before".
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shift {
    /// How many durations before.
    pub before: usize,
    /// How many after.
    pub after: usize,
    /// After / before: the median of all ratios of one after to one before (Hodges and Lehmann
    /// 1963, "Estimates of location based on rank tests", on logarithms).
    pub ratio: Option<f64>,
    /// The lower end of its interval of 95 %: the ratios that a Mann–Whitney test does not
    /// refuse (Hollander, Wolfe and Chicken 2014, 4.3). `None` where no number of them would
    /// be refused, because there are too few.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// The chance that one after is shorter than one before, equal ones half (Mann and Whitney
    /// 1947).
    pub shorter: Option<f64>,
    /// How many more "after" it would about take to tell an effect such as this one (Noether
    /// 1987, "Sample size determination for some common nonparametric tests": 80 % power).
    /// `None` where no number would, with so few before.
    pub needed: Option<usize>,
}

/// Compares durations in milliseconds; one of 0 counts as a second.
pub fn shift(before: &[i64], after: &[i64]) -> Shift {
    let (before, after) = (logs(before), logs(after));
    let (m, n) = (before.len(), after.len());
    let mut shift = Shift {
        before: m,
        after: n,
        ..Shift::default()
    };
    let all = m * n;
    if all == 0 {
        return shift;
    }
    let differences = Differences {
        before: &before,
        after: &after,
    };
    let middle = match all % 2 {
        1 => differences.at(all / 2 + 1),
        _ => f64::midpoint(differences.at(all / 2), differences.at(all / 2 + 1)),
    };
    shift.ratio = Some(middle.exp());
    let least = first_kept(&before, &after);
    if least > 0 {
        shift.low = Some(differences.at(least).exp());
        shift.high = Some(differences.at(all + 1 - least).exp());
    }
    let (below, up_to) = (differences.below(0.0), differences.up_to(0.0));
    let shorter = (number(below) + number(up_to - below) / 2.0) / number(all);
    shift.shorter = Some(shorter);
    shift.needed = needed(m, n, shorter);
    shift
}

/// Sorted logarithms of seconds.
fn logs(values: &[i64]) -> Vec<f64> {
    let seconds = |ms: i64| match ms {
        ..=0 => 1.0,
        ms => length(ms) / 1_000.0,
    };
    let mut logs: Vec<f64> = values.iter().map(|ms| seconds(*ms).ln()).collect();
    logs.sort_by(f64::total_cmp);
    logs
}

/// All differences of one after and one before, in order, without ever being written down:
/// 10,000 on each side have a hundred million.
struct Differences<'a> {
    before: &'a [f64],
    after: &'a [f64],
}

impl Differences<'_> {
    /// The difference at a place, from 1. Floats in their order are halved as the whole numbers
    /// that they are stored as, so what is found is one of the differences to its last bit.
    fn at(&self, place: usize) -> f64 {
        let extreme = |sign: f64| ordered(sign * f64::MAX);
        let (mut low, mut high) = (extreme(-1.0), extreme(1.0));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.up_to(from_ordered(middle)) >= place {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        from_ordered(low)
    }

    /// How many are `most` or less.
    fn up_to(&self, most: f64) -> usize {
        self.count(|difference| difference <= most)
    }

    /// How many are less than `most`.
    fn below(&self, most: f64) -> usize {
        self.count(|difference| difference < most)
    }

    /// How many are small enough. Both sides are sorted, so the border only ever moves one way.
    fn count(&self, is_small: impl Fn(f64) -> bool) -> usize {
        let mut count = 0;
        let mut first = 0;
        for after in self.after {
            while first < self.before.len() && !is_small(after - self.before[first]) {
                first += 1;
            }
            count += self.before.len() - first;
        }
        count
    }
}

/// A float as a whole number that sorts as it does.
fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    match bits >> 63 {
        0 => bits | 1 << 63,
        _ => !bits,
    }
}

fn from_ordered(whole: u64) -> f64 {
    f64::from_bits(match whole >> 63 {
        1 => whole & !(1 << 63),
        _ => !whole,
    })
}

/// The place of the first difference that the test of 95 % keeps; 0 if it refuses none. Between
/// two differences nothing on one side equals anything on the other, so the distribution
/// without ties holds, and the normal one is corrected for those within a side.
fn first_kept(before: &[f64], after: &[f64]) -> usize {
    let (m, n) = (before.len(), after.len());
    if m <= EXACT && n <= EXACT {
        return first_kept_exactly(m, n);
    }
    let all = number(m + n);
    let ties: f64 = [before, after]
        .into_iter()
        .flat_map(|side| side.chunk_by(|a, b| a.total_cmp(b).is_eq()))
        .map(|equal| number(equal.len()).powi(3) - number(equal.len()))
        .sum();
    let product = number(m) * number(n);
    let variance = product / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    let least = (product / 2.0 - 0.5 - Z * variance.sqrt()).floor() + 1.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and half of all pairs"
    )]
    let least = least.max(0.0) as usize;
    // Everything equal: nothing is refused.
    if variance > 0.0 {
        least.min(m * n / 2)
    } else {
        0
    }
}

/// The same, by counting in how many orders each number of pairs comes out.
fn first_kept_exactly(m: usize, n: usize) -> usize {
    // As shares of all orders: with 50 on each side there are 10^29 of them.
    let mut ways = vec![0.0; m * n + 1];
    ways[0] = 1.0;
    // The generating function of Mann and Whitney: the product of (1 - q^(m+i)) / (1 - q^i),
    // each divided by (m+i) / i so that the shares add up to 1.
    for i in 1..=n {
        for at in (m + i..ways.len()).rev() {
            ways[at] -= ways[at - m - i];
        }
        for at in i..ways.len() {
            ways[at] += ways[at - i];
        }
        let orders = number(m + i) / number(i);
        ways.iter_mut().for_each(|way| *way /= orders);
    }
    let mut chance = 0.0;
    let kept = ways.iter().position(|way| {
        chance += way;
        2.0 * chance > 0.05
    });
    kept.unwrap_or(0)
}

/// How many more after, as Noether puts it: with c the share of those after,
/// N = (z + z')² / (12 c (1 - c) (p - ½)²), solved for the number after.
fn needed(m: usize, n: usize, shorter: f64) -> Option<usize> {
    let effect = 12.0 * (shorter - 0.5).powi(2);
    let wanted = (Z + Z_POWER).powi(2);
    let before = number(m);
    let rest = before * effect - wanted;
    if rest <= 0.0 {
        return None;
    }
    let after = (wanted * before / rest).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large saturates"
    )]
    let after = after as usize;
    Some(after.saturating_sub(n).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_kept_are_those_of_the_tables() {
        // Critical values of Mann and Whitney's U, two-sided 5 %, plus one.
        for (m, n, critical) in [
            (4, 4, 0),
            (5, 5, 2),
            (8, 8, 13),
            (10, 12, 29),
            (20, 20, 127),
        ] {
            assert_eq!(first_kept_exactly(m, n), critical + 1, "{m}, {n}");
        }
        assert_eq!(first_kept_exactly(3, 3), 0);
        assert_eq!(first_kept_exactly(1, 1), 0);
    }

    #[test]
    fn floats_keep_their_order() {
        let values = [-2.5, -0.0, 0.0, 1e-300, 3.0];
        for pair in values.windows(2) {
            assert!(ordered(pair[0]) < ordered(pair[1]));
        }
        assert!(
            values
                .iter()
                .all(|v| from_ordered(ordered(*v)).to_bits() == v.to_bits())
        );
    }
}
