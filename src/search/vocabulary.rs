//! The words of the field: what means the same, what often stands for each other, what
//! points at something else, and what says little. Its data is `assets/vocabulary.yaml`.
//!
//! A list of words for one thing is an idea, and an idea is a term like any word's: a text
//! holds it wherever it holds one of its words.

use std::collections::HashSet;

use super::collector::{Collector, Fnv};
use super::lexicon::Term;
use super::text::words;

include!(concat!(env!("OUT_DIR"), "/vocabulary.rs"));

/// The weight of an idea beside the word itself, of 255.
const SAME_WEIGHT: u8 = 120;
/// The weight of an idea whose words only often stand for each other.
const NEAR_WEIGHT: u8 = 33;
/// The weight of what a word points at.
const LEAD_WEIGHT: u8 = 45;

/// An idea that begins with a certain word.
#[derive(Debug, Clone)]
struct Way {
    /// The words that have to follow.
    rest: Box<[Term]>,
    idea: Term,
    weight: u8,
}

/// An idea that was found in a row of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundIdea {
    /// The idea's term.
    pub idea: Term,
    /// How much it counts beside the words themselves, of 255.
    pub weight: u8,
    /// How many words it is made of here.
    pub words: u32,
}

/// What the words point at.
#[derive(Debug, Clone)]
struct Lead {
    from: Box<str>,
    to: Vec<(Term, u8)>,
}

/// The vocabulary in the terms of one library.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The ideas that begin with each term, as far as any does. The longest come first.
    ways: Vec<Vec<Way>>,
    /// In the order of what they come from.
    leads: Vec<Lead>,
    /// Sorted.
    quiet: Vec<Term>,
    /// Looked up only.
    silent: HashSet<&'static str, Fnv>,
}

impl Vocabulary {
    /// Puts the vocabulary into a collector, and behind it a team's own words for one thing.
    /// To be called before any text comes in: its terms are the first.
    pub fn new(collector: &mut Collector, own: &[Vec<String>]) -> Self {
        let mut ways: Vec<(Term, Way)> = Vec::new();
        let lists = SAME.iter().map(|list| (*list, SAME_WEIGHT));
        let lists = lists.chain(NEAR.iter().map(|list| (*list, NEAR_WEIGHT)));
        let lists = lists.map(|(list, weight)| (list.to_vec(), weight));
        let own = own
            .iter()
            .map(|list| list.iter().map(String::as_str).collect());
        for (list, weight) in lists.chain(own.map(|list| (list, SAME_WEIGHT))) {
            let idea = collector.fresh();
            for member in list {
                let terms = terms(collector, member);
                if let Some((first, rest)) = terms.split_first() {
                    let way = Way {
                        rest: rest.into(),
                        idea,
                        weight,
                    };
                    ways.push((*first, way));
                }
            }
        }
        let mut vocabulary = Self::default();
        for (first, way) in ways {
            let first = first as usize;
            if vocabulary.ways.len() <= first {
                vocabulary.ways.resize(first + 1, Vec::new());
            }
            vocabulary.ways[first].push(way);
        }
        for ways in &mut vocabulary.ways {
            ways.sort_by_key(|way| (usize::MAX - way.rest.len(), way.idea));
        }
        vocabulary.read_leads(collector);
        let quiet = QUIET.iter().filter_map(|word| collector.term(word));
        vocabulary.quiet = quiet.collect();
        vocabulary.quiet.sort_unstable();
        vocabulary.silent = STOP.iter().copied().collect();
        vocabulary
    }

    fn read_leads(&mut self, collector: &mut Collector) {
        for (from, to) in LEADS {
            let mut targets = Vec::new();
            for target in *to {
                let terms = terms(collector, target);
                let idea = self
                    .begin(&terms)
                    .find(|found| found.words as usize == terms.len());
                match (idea, &terms[..]) {
                    (Some(found), _) => targets.push((found.idea, LEAD_WEIGHT)),
                    (None, [term]) => targets.push((*term, LEAD_WEIGHT)),
                    (None, _) => {}
                }
            }
            self.leads.extend(from.iter().map(|from| Lead {
                from: (*from).into(),
                to: targets.clone(),
            }));
        }
        self.leads.sort_by(|a, b| a.from.cmp(&b.from));
    }

    /// The ideas whose words a row of terms begins with.
    pub fn begin<'v>(&'v self, row: &'v [Term]) -> impl Iterator<Item = FoundIdea> + 'v {
        let ways = row.first().and_then(|first| self.ways.get(*first as usize));
        let ways = ways.into_iter().flatten();
        // Nearly all are a word long; comparing the rest as slices would cost a call for each.
        let fits = |way: &&Way| {
            let rest = way.rest.iter();
            way.rest.len() < row.len() && rest.zip(&row[1..]).all(|(wanted, term)| wanted == term)
        };
        ways.filter(fits).map(|way| FoundIdea {
            idea: way.idea,
            weight: way.weight,
            words: u32::try_from(way.rest.len() + 1).unwrap_or(u32::MAX),
        })
    }

    /// What a word points at: by itself, or as a number of a range (`113xxx`).
    pub fn leads(&self, word: &str) -> Vec<(Term, u8)> {
        let is_id = word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let range = is_id.then(|| format!("{}xxx", &word[..3]));
        let names = [Some(word), range.as_deref()];
        let mut found = Vec::new();
        for name in names.into_iter().flatten() {
            let first = self.leads.partition_point(|lead| *lead.from < *name);
            let leads = self.leads[first..].iter();
            let leads = leads.take_while(|lead| *lead.from == *name);
            found.extend(leads.flat_map(|lead| lead.to.iter().copied()));
        }
        found
    }

    /// Whether a word says nothing.
    pub fn is_silent(&self, word: &str) -> bool {
        self.silent.contains(word)
    }

    /// Whether a term says little, however rare it is.
    pub fn is_quiet(&self, term: Term) -> bool {
        self.quiet.binary_search(&term).is_ok()
    }
}

/// The terms of a word or phrase of the vocabulary.
fn terms(collector: &mut Collector, text: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    words(text, |word, _| terms.extend(collector.term(word)));
    terms
}
