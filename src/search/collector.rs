//! Words → terms: words with the same stem are one term, words that say nothing are none.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rust_stemmers::{Algorithm, Stemmer};

use super::hash::Hash;
use super::lexicon::{Lexicon, Term};
use super::prepared;
use super::text::stem;

/// Counts the terms of texts that come in.
pub struct Collector {
    /// Every word met; `None` for those that say nothing. It is looked up only, never
    /// walked before it is sorted.
    words: Map<Option<Term>>,
    stems: Map<Term>,
    /// The terms of the prepared words that were met, by their numbers.
    prepared: Vec<Option<Term>>,
    stemmer: Stemmer,
    count: Term,
}

/// The words inside the program need not be copied.
pub type TermText = Cow<'static, str>;
/// Makes hashers that are the same in every run.
pub type Fnv = BuildHasherDefault<Hash>;
type Map<V> = HashMap<TermText, V, Fnv>;

impl Collector {
    /// A collector that takes no notice of some words.
    pub fn without(stop: &[&'static str]) -> Self {
        let mut words = Map::with_capacity_and_hasher(prepared::COUNT, Fnv::default());
        words.extend(stop.iter().map(|word| (TermText::Borrowed(*word), None)));
        Self {
            words,
            stems: Map::with_capacity_and_hasher(prepared::COUNT / 2, Fnv::default()),
            prepared: vec![None; prepared::COUNT],
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
        let known = self.stems.get(&*stem).copied();
        let term = known.unwrap_or_else(|| self.first(stem.into_owned().into()));
        self.words.insert(word.to_owned().into(), Some(term));
        Some(term)
    }

    /// The term of a word inside the program; such a word always says something.
    pub fn prepared(&mut self, number: u16) -> Option<Term> {
        if let Some(term) = self.prepared[usize::from(number)] {
            return Some(term);
        }
        let (word, stem) = prepared::word(number);
        let known = self.words.get(word).copied().flatten();
        let known = known.or_else(|| self.stems.get(stem).copied());
        let term = known.unwrap_or_else(|| self.first(stem.into()));
        self.words.insert(word.into(), Some(term));
        self.prepared[usize::from(number)] = Some(term);
        Some(term)
    }

    /// The term of a stem that is met for the first time.
    fn first(&mut self, stem: TermText) -> Term {
        let term = self.fresh();
        self.stems.insert(stem, term);
        term
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
