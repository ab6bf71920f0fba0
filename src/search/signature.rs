//! A pasted log line → the signatures that match it.
//!
//! Trying every pattern of a large library on every key would take too long, and so would
//! compiling them. A pattern is therefore tried only if the query holds one word that it
//! cannot match without, and the literal text around that word.

use super::lexicon::Term;
use super::text::words;
use crate::domain::runbook::Pattern;
use crate::signature::telling::letters;
use crate::signature::{Matcher, form};

/// A signature, ready to be tried.
#[derive(Debug, Clone)]
pub struct ReadySignature {
    /// The runbook.
    pub book: u32,
    /// The text that is shown for it.
    pub passage: u32,
    matcher: Matcher,
    /// In lower case; the pattern matches no line without it.
    literal: Box<str>,
    /// How many letters the pattern holds literally: the more, the more it says.
    pub letters: u32,
}

/// Longer lines are no log lines.
const LONGEST_LINE: usize = 4096;

impl ReadySignature {
    /// The signature, and the word that a line must hold for it if there is one.
    pub fn new(book: u32, passage: u32, pattern: &Pattern) -> (Self, Option<String>) {
        let runs = form(pattern).runs;
        let all: usize = runs.iter().map(|run| letters(run)).sum();
        // The first of the longest, so that it is always the same.
        let longest = runs.iter().rev().max_by_key(|run| letters(run));
        let literal = longest.map_or(String::new(), |run| run.to_lowercase());
        let is_whole = matches!(pattern, Pattern::Text(_));
        let key = key(&literal, is_whole);
        let signal = Self {
            book,
            passage,
            matcher: Matcher::new(pattern),
            literal: literal.into(),
            letters: u32::try_from(all).unwrap_or(u32::MAX),
        };
        (signal, key)
    }

    /// Whether a line of the query matches; `lowered` is the query in lower case.
    pub fn matches(&self, query: &str, lowered: &str) -> bool {
        lowered.contains(&*self.literal)
            && query
                .lines()
                .filter(|line| line.len() <= LONGEST_LINE)
                .any(|line| self.matcher.matches(line))
    }
}

/// The word of a literal text that says most: a number, or else the longest. The first and
/// the last word may be parts of longer ones in a line, unless the text is the whole pattern.
fn key(literal: &str, is_whole: bool) -> Option<String> {
    let mut best: Option<(bool, usize, String)> = None;
    words(literal, |word, at| {
        let before = literal[..at.start].chars().next_back();
        let cut = (before.is_none() || at.end == literal.len()) && !is_whole;
        if cut || word.starts_with('-') || word.len() < 2 {
            return;
        }
        let number = word.bytes().all(|b| b.is_ascii_digit()) && word.len() > 3;
        let size = (number, word.len());
        if best.as_ref().is_none_or(|(n, len, _)| size > (*n, *len)) {
            best = Some((number, word.len(), word.to_owned()));
        }
    });
    best.map(|(_, _, word)| word)
}

/// The signatures of a library by the word that each needs.
#[derive(Debug, Clone, Default)]
pub struct ReadySignatures {
    all: Vec<ReadySignature>,
    /// Sorted.
    keyed: Vec<(Term, u32)>,
    /// Those that need no certain word.
    others: Vec<u32>,
}

impl ReadySignatures {
    /// Takes in a signature and the term of the word it needs.
    pub fn add(&mut self, signal: ReadySignature, key: Option<Term>) {
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        match key {
            Some(term) => self.keyed.push((term, place)),
            None => self.others.push(place),
        }
        self.all.push(signal);
    }

    /// To be called when all are in.
    pub fn sort(&mut self) {
        self.keyed.sort_unstable();
        self.keyed.shrink_to_fit();
    }

    /// The signatures that match a query with these terms.
    pub fn matching(&self, query: &str, terms: &[Term]) -> Vec<&ReadySignature> {
        let mut terms = terms.to_vec();
        terms.sort_unstable();
        terms.dedup();
        let keyed = terms.iter().flat_map(|term| {
            let first = self.keyed.partition_point(|known| known.0 < *term);
            let same = self.keyed[first..].iter();
            same.take_while(|known| known.0 == *term)
                .map(|known| known.1)
        });
        let mut places: Vec<u32> = keyed.chain(self.others.iter().copied()).collect();
        places.sort_unstable();
        let lowered = query.to_lowercase();
        let signals = places.into_iter().map(|place| &self.all[place as usize]);
        signals
            .filter(|signal| signal.matches(query, &lowered))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn no_shipped_signature_needs_a_word_that_its_examples_lack() {
        let library = Library::load(&[]);
        let books = library.entries().iter().map(|entry| &entry.book.runbook);
        for signature in books.flat_map(|book| &book.signatures) {
            let (signal, key) = ReadySignature::new(0, 0, &signature.pattern);
            for example in &signature.examples {
                assert!(
                    signal.matches(example, &example.to_lowercase()),
                    "{example}"
                );
                let mut has = key.is_none();
                words(example, |word, _| has |= Some(word) == key.as_deref());
                assert!(has, "{example} lacks {key:?}");
            }
        }
    }
}
