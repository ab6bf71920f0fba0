//! A small random source whose seed is told when a test fails.

/// SplitMix64. Source: <https://prng.di.unimi.it/splitmix64.c>.
pub struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    /// Seeded by `RUNSHEET_TEST_SEED`, or else differently each time.
    pub fn new() -> Self {
        let given = std::env::var("RUNSHEET_TEST_SEED").ok();
        let seed = given.and_then(|text| text.parse().ok());
        let seed = seed.unwrap_or_else(|| {
            let since = std::time::SystemTime::UNIX_EPOCH.elapsed();
            since.map_or(1, |since| since.as_micros() as u64)
        });
        Self { seed, state: seed }
    }

    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.number() % end
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to do the same again: RUNSHEET_TEST_SEED={}", self.seed);
        }
    }
}
