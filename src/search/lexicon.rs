//! The words of a library → what a word of a query may stand for, misspelt or half typed as
//! it may be. All of that goes by the list of words, never by the texts.

use std::cmp::Reverse;

use rust_stemmers::{Algorithm, Stemmer};

use super::collector::TermText;
use super::text::stem;

/// The number of a term.
pub type Term = u32;

/// The most words that a half-typed or misspelt one is taken for.
const MOST_GUESSES: usize = 12;

#[derive(Debug, Clone)]
struct Word {
    text: TermText,
    term: Option<Term>,
    /// Which letters it holds, a bit for each.
    letters: u32,
    /// How many; 0 for numbers and for words that say nothing, which nobody misspells.
    length: u8,
}

impl Word {
    fn new((text, term): (TermText, Option<Term>)) -> Self {
        let spelt = term.is_some() && text.bytes().all(|b| b.is_ascii_lowercase());
        let length = if spelt { text.len() } else { 0 };
        Self {
            letters: letters(&text),
            length: u8::try_from(length).unwrap_or(0),
            text,
            term,
        }
    }
}

fn letters(text: &str) -> u32 {
    let bytes = text.bytes().filter(u8::is_ascii_lowercase);
    bytes.fold(0, |set, byte| set | 1 << (byte - b'a'))
}

/// Every word of a library and the term it belongs to.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// In the order of their texts.
    words: Vec<Word>,
    /// In the order of their texts.
    stems: Vec<(TermText, Term)>,
    terms: usize,
}

/// What a word of a query may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordReading {
    /// It says nothing.
    Silent,
    /// It is in the library.
    Known(Term),
    /// It is not, nor is any form of it.
    Unknown,
}

/// A term that a word was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The term.
    pub term: Term,
    /// How sure it is, of 255.
    pub weight: u8,
}

impl Lexicon {
    /// The words met, the stems, and how many terms there are; words without a term say
    /// nothing.
    pub fn new(
        words: impl Iterator<Item = (TermText, Option<Term>)>,
        stems: impl Iterator<Item = (TermText, Term)>,
        terms: usize,
    ) -> Self {
        Self {
            words: by_text(words).map(Word::new).collect(),
            stems: by_text(stems).collect(),
            terms,
        }
    }

    /// How many terms there are.
    pub fn terms(&self) -> usize {
        self.terms
    }

    /// Looks up a word as it is typed.
    pub fn read(&self, word: &str) -> WordReading {
        let found = self.words.binary_search_by(|known| (*known.text).cmp(word));
        if let Ok(at) = found {
            return match self.words[at].term {
                Some(term) => WordReading::Known(term),
                None => WordReading::Silent,
            };
        }
        let stem = stem(&Stemmer::create(Algorithm::English), word);
        let found = self.stems.binary_search_by(|known| (*known.0).cmp(&stem));
        found.map_or(WordReading::Unknown, |at| {
            WordReading::Known(self.stems[at].1)
        })
    }

    /// The terms of words that begin like this one, those in most runbooks first.
    pub fn completions(&self, start: &str, runbooks: impl Fn(Term) -> u32) -> Vec<Guess> {
        let length = start.chars().count();
        if length < 2 {
            return Vec::new();
        }
        let first = self.words.partition_point(|word| *word.text < *start);
        let words = self.words[first..].iter();
        let words = words.take_while(|word| word.text.starts_with(start));
        let mut found: Vec<(Reverse<u32>, &str, Term)> = words
            .filter(|word| *word.text != *start)
            .filter_map(|word| Some((Reverse(runbooks(word.term?)), &*word.text, word.term?)))
            .filter(|(count, ..)| count.0 > 0)
            .collect();
        found.sort_unstable();
        // The less was typed, the less is known.
        let weight = |full: &str| 110 + 120 * length / full.chars().count().max(1);
        guesses(
            found
                .into_iter()
                .map(|(_, full, term)| (term, weight(full))),
        )
    }

    /// The terms of the words that are spelt nearly like this one: one slip in four to
    /// seven letters, two in eight and more. Swapped neighbours are one slip.
    pub fn corrections(&self, word: &str, runbooks: impl Fn(Term) -> u32) -> Vec<Guess> {
        let length = word.len();
        if !(4..=32).contains(&length) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return Vec::new();
        }
        let most = if length < 8 { 1 } else { 2 };
        let wanted = letters(word);
        let mut found: Vec<(usize, bool, Reverse<u32>, &str, Term)> = Vec::new();
        for known in &self.words {
            // A slip changes two letters of the set at most; that sorts out nearly all.
            if usize::from(known.length).abs_diff(length) > most
                || (known.letters ^ wanted).count_ones() > 2 * most as u32
            {
                continue;
            }
            let Some(term) = known.term else { continue };
            let slips = strsim::osa_distance(word, &known.text);
            if slips <= most {
                let elsewhere = known.text.as_bytes()[0] != word.as_bytes()[0];
                found.push((slips, elsewhere, Reverse(runbooks(term)), &known.text, term));
            }
        }
        found.sort_unstable();
        let best = found.first().map_or(0, |first| first.0);
        found.retain(|guess| guess.0 == best);
        let weight = if best < 2 { 215 } else { 180 };
        guesses(found.into_iter().map(|guess| (guess.4, weight)))
    }
}

impl Lexicon {
    /// The terms of the two words that were written as one, the longest first one first.
    pub fn parts(&self, word: &str, runbooks: impl Fn(Term) -> u32) -> Vec<Guess> {
        if !(6..=32).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return Vec::new();
        }
        let known = |part: &str| match self.read(part) {
            WordReading::Known(term) if runbooks(term) > 0 => Some(term),
            _ => None,
        };
        for at in (3..=word.len() - 3).rev() {
            if let (Some(one), Some(other)) = (known(&word[..at]), known(&word[at..])) {
                return [one, other].map(|term| Guess { term, weight: 255 }).into();
            }
        }
        Vec::new()
    }
}

/// Pairs in the order of their texts, which differ. Nearly all comparisons are settled by the
/// first eight bytes, which are compared as one number.
fn by_text<T>(pairs: impl Iterator<Item = (TermText, T)>) -> impl Iterator<Item = (TermText, T)> {
    let head = |text: &str| {
        let mut bytes = [0; 8];
        let count = text.len().min(8);
        bytes[..count].copy_from_slice(&text.as_bytes()[..count]);
        u64::from_be_bytes(bytes)
    };
    let mut pairs: Vec<(u64, (TermText, T))> = pairs.map(|pair| (head(&pair.0), pair)).collect();
    pairs.sort_unstable_by(|a, b| (a.0, &a.1.0).cmp(&(b.0, &b.1.0)));
    pairs.into_iter().map(|(_, pair)| pair)
}

/// Each term once, with the weight of its first word.
fn guesses(found: impl Iterator<Item = (Term, usize)>) -> Vec<Guess> {
    let mut list: Vec<Guess> = Vec::new();
    for (term, weight) in found {
        if list.len() < MOST_GUESSES && list.iter().all(|guess| guess.term != term) {
            let weight = u8::try_from(weight).unwrap_or(u8::MAX);
            list.push(Guess { term, weight });
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::super::collector::Collector;
    use super::*;

    fn lexicon(words: &[&str]) -> Lexicon {
        let mut collector = Collector::without(&["the"]);
        for word in words {
            collector.term(word);
        }
        collector.finish()
    }

    fn corrected(lexicon: &Lexicon, word: &str) -> Option<WordReading> {
        let guess = lexicon.corrections(word, |_| 1);
        guess.first().map(|guess| WordReading::Known(guess.term))
    }

    #[test]
    fn words_with_one_stem_are_one_term() {
        let known = lexicon(&["connections", "connected", "drop", "the"]);
        assert_eq!(known.read("connection"), known.read("connected"));
        assert_ne!(known.read("connection"), known.read("drop"));
        assert_eq!(known.read("the"), WordReading::Silent);
        assert_eq!(known.read("radius"), WordReading::Unknown);
    }

    #[test]
    fn slips_are_forgiven_by_the_length_of_a_word() {
        let known = lexicon(&["radius", "authentication", "push", "113014"]);
        assert_eq!(corrected(&known, "raduis"), Some(known.read("radius")));
        assert_eq!(
            corrected(&known, "authemtication"),
            Some(known.read("authentication"))
        );
        assert_eq!(
            corrected(&known, "autentificaton"),
            None,
            "three slips are too many"
        );
        assert_eq!(corrected(&known, "rudais"), None, "two in a short word");
        assert_eq!(
            corrected(&known, "pus"),
            None,
            "three letters may be anything"
        );
        assert_eq!(
            corrected(&known, "113015"),
            None,
            "another number is another thing"
        );
    }

    #[test]
    fn a_half_typed_word_stands_for_those_that_begin_so() {
        let known = lexicon(&["authentication", "author", "push"]);
        let guesses = known.completions("authen", |_| 1);
        assert_eq!(guesses.len(), 1);
        assert_eq!(
            WordReading::Known(guesses[0].term),
            known.read("authentication")
        );
        let longer = known.completions("authenticat", |_| 1);
        assert!(longer[0].weight > guesses[0].weight);
        assert!(known.completions("a", |_| 1).is_empty());
        assert!(
            known.completions("authen", |_| 0).is_empty(),
            "no runbook holds it"
        );
    }
}
