//! The chance in a drill: the same seed plays the same drill, on every machine and in every
//! version. It is splitmix64 (Steele, Lea and Flood, 2014), written out so that no library's
//! update can change a drill.

/// A generator with 64 bits of state.
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    /// A generator that begins here.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        // The lists picked from are short, so the bias of a remainder is below 2^-50.
        let number = self.next_u64() % (count.max(1) as u64);
        usize::try_from(number).unwrap_or(0)
    }

    /// The items in an order of chance (Fisher and Yates).
    pub fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference's first numbers for seed 1234567.
    #[test]
    fn it_is_splitmix64() {
        let mut seed = Seed::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(expected.map(|_| seed.next_u64()), expected);
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut items = Seed::new(7).shuffled(&[1, 2, 3, 4, 5]);
        assert_ne!(items, [1, 2, 3, 4, 5]);
        items.sort_unstable();
        assert_eq!(items, [1, 2, 3, 4, 5]);
        assert_eq!(Seed::new(1).below(0), 0);
    }
}
