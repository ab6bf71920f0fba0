//! Words → terms: words with the same stem are one term, words that say nothing are none.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rust_stemmers::{Algorithm, Stemmer};

use super::lexicon::{Lexicon, Term, stem};

/// Counts the terms of texts that come in.
pub struct Collector {
    /// Every word met; `None` for those that say nothing. It is looked up only, never
    /// walked before it is sorted.
    words: Map<Option<Term>>,
    stems: Map<Term>,
    stemmer: Stemmer,
    count: Term,
}

type Map<V> = HashMap<Box<str>, V, Fnv>;

/// Makes hashers that are the same in every run.
pub type Fnv = BuildHasherDefault<Hash>;

/// FNV-1a, eight letters at a time as far as there are so many: short words hash faster than with the standard library's, which defends against
/// an enemy that a folder of runbooks is not.
#[derive(Clone, Copy)]
pub struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Hash {
    fn write(&mut self, bytes: &[u8]) {
        let mut parts = bytes.chunks_exact(8);
        for part in &mut parts {
            let part = part.try_into().map_or(0, u64::from_le_bytes);
            self.0 = (self.0 ^ part)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29);
        }
        for byte in parts.remainder() {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        // The table takes the highest and the lowest bits.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (self.0 >> 29)
    }
}

impl Collector {
    /// A collector that takes no notice of some words.
    pub fn without(stop: &[&str]) -> Self {
        Self {
            words: stop.iter().map(|word| ((*word).into(), None)).collect(),
            stems: Map::default(),
            stemmer: Stemmer::create(Algorithm::English),
            count: 0,
        }
    }

    /// The term of a word.
    pub fn term(&mut self, word: &str) -> Option<Term> {
        if let Some(term) = self.words.get(word) {
            return *term;
        }
        let stem = stem(&self.stemmer, word);
        let term = match self.stems.get(&*stem) {
            Some(term) => *term,
            None => {
                let term = self.fresh();
                self.stems.insert(stem.into(), term);
                term
            }
        };
        self.words.insert(word.into(), Some(term));
        Some(term)
    }

    /// A term that no word has.
    pub fn fresh(&mut self) -> Term {
        self.count += 1;
        self.count - 1
    }

    /// The finished list.
    pub fn finish(self) -> Lexicon {
        let (words, stems) = (self.words.into_iter(), self.stems.into_iter());
        Lexicon::new(words, stems, self.count as usize)
    }
}
