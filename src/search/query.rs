//! What was typed → groups of terms: each is one word or phrase, and whatever else it may
//! stand for.

use super::index::TextStore;
use super::lexicon::{Guess, Term, WordReading};
use super::query_words::QueryWords;
use super::text::words;
use super::tried::spans;
use super::wanted::ByTerm;
use super::work::{QueryTerm, wish};

/// More is not looked at: a screenful of log is enough to know it by.
const MOST_BYTES: usize = 16_384;
/// The most words of a query that are looked for.
const MOST_WORDS: usize = 128;
/// How much a word counts that says little.
const QUIET: f32 = 0.88;
/// How much the ends that a typed word may have count beside the word itself.
const MORE_TYPED: f32 = 0.88;
/// How much the halves of a word count that is two in truth.
const PARTED: f32 = 1.0;
/// How much a word counts that stands only in what was tried in vain.
const TRIED: f32 = 0.15;
/// No term: a word that nothing holds.
const NONE: Term = Term::MAX;

/// A term that a word may stand for.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The term.
    pub term: Term,
    /// How sure it is, up to 1.
    pub weight: f32,
}

/// A word or phrase of the query.
#[derive(Debug, Clone)]
pub struct TermGroup {
    /// It as it was typed.
    pub typed: String,
    /// What it may stand for. The best one that a runbook holds counts.
    pub choices: Vec<Choice>,
    /// How much it counts.
    pub weight: f32,
}

/// A word in the order of the query.
#[derive(Debug, Clone, Copy)]
pub struct QueryPlace {
    /// Its group.
    pub group: u32,
    /// It stands between quotation marks.
    pub quoted: bool,
    /// It tells what was tried in vain.
    pub tried: bool,
}

/// A query, read in the light of one library.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Its words and phrases.
    pub groups: Vec<TermGroup>,
    /// Its words in their order, without those that say nothing.
    pub places: Vec<QueryPlace>,
    /// The terms of its words.
    pub terms: Vec<Term>,
    /// The part of its text that was read.
    pub text: String,
    /// The groups that each term belongs to.
    pub wanted: ByTerm<u32>,
    /// What it wants.
    pub wish: QueryTerm,
}

impl Query {
    /// Reads a query.
    pub fn new(store: &TextStore, typed: &str) -> Self {
        let end = typed.floor_char_boundary(MOST_BYTES);
        let mut query = Self {
            text: typed[..end].to_owned(),
            ..Self::default()
        };
        let told = QueryWords::new(typed);
        query.wish = wish(&told);
        let tried = spans(&told);
        let mut spelt: Vec<String> = Vec::new();
        let mut quoted = Quotes::new(typed);
        words(&typed[..end], |word, at| {
            if query.terms.len() < MOST_WORDS {
                let is_last = at.end == typed.len();
                let choices = choices(store, word, is_last);
                if let Some(choices) = choices {
                    let term = choices.first().map_or(NONE, |choice| choice.term);
                    let group = query.group(typed[at.clone()].to_owned(), choices, store);
                    let quoted = quoted.at(at.start);
                    let tried = tried.iter().any(|span| span.contains(&at.start));
                    query.places.push(QueryPlace {
                        group,
                        quoted,
                        tried,
                    });
                    query.terms.push(term);
                    spelt.push(word.to_owned());
                }
            }
        });
        query.weigh_tried(store);
        query.find_ideas(store);
        for (at, word) in spelt.iter().enumerate() {
            query.add_leads(store, word, at);
        }
        let groups = (0..).zip(&query.groups);
        let terms = groups.flat_map(|(place, group)| {
            let choices = group.choices.iter();
            choices.map(move |choice| (choice.term, place))
        });
        query.wanted = ByTerm::new(terms.collect());
        query
    }

    /// The group of these choices; a word that was there before is not taken twice.
    fn group(&mut self, typed: String, choices: Vec<Choice>, store: &TextStore) -> u32 {
        let first = choices.first().map(|choice| choice.term);
        let same = |group: &TermGroup| group.choices.first().map(|choice| choice.term) == first;
        let known = self.groups.iter().position(same);
        let place = known.filter(|_| first.is_some()).unwrap_or_else(|| {
            let quiet = first.is_some_and(|term| store.vocabulary.is_quiet(term));
            self.groups.push(TermGroup {
                typed,
                choices,
                weight: if quiet { QUIET } else { 1.0 },
            });
            self.groups.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Words that stand only in what was tried count little, if others tell the trouble.
    fn weigh_tried(&mut self, store: &TextStore) {
        let mut told = vec![false; self.groups.len()];
        for place in self.places.iter().filter(|place| !place.tried) {
            told[place.group as usize] = true;
        }
        let says = |term: &Term| *term != NONE && !store.vocabulary.is_quiet(*term);
        let mut words = self.places.iter().zip(&self.terms);
        if !words.any(|(place, term)| told[place.group as usize] && says(term)) {
            for place in &mut self.places {
                place.tried = false;
            }
            return;
        }
        for (group, told) in self.groups.iter_mut().zip(told) {
            group.weight *= if told { 1.0 } else { TRIED };
        }
    }

    /// Adds what the words mean: to a word's own group, and for a phrase a group of its own.
    fn find_ideas(&mut self, store: &TextStore) {
        for at in 0..self.terms.len() {
            let own = self.places[at].group as usize;
            for found in store.vocabulary.begin(&self.terms[at..]) {
                let weight = f32::from(found.weight) / 255.0;
                let term = found.idea;
                if found.words == 1 {
                    let group = &mut self.groups[own];
                    let sure = group.choices.first().map_or(1.0, |choice| choice.weight);
                    let weight = weight * sure;
                    if group.choices.iter().all(|choice| choice.term != term) {
                        group.choices.push(Choice { term, weight });
                    }
                } else if self
                    .groups
                    .iter()
                    .all(|g| g.choices.first().is_none_or(|c| c.term != term))
                {
                    let places = &self.places[at..at + found.words as usize];
                    let tried = places.iter().all(|place| place.tried);
                    let typed = places.iter().map(|p| &*self.groups[p.group as usize].typed);
                    let typed = typed.collect::<Vec<_>>().join(" ");
                    self.groups.push(TermGroup {
                        typed,
                        choices: vec![Choice { term, weight }],
                        weight: if tried { TRIED } else { 1.0 },
                    });
                }
            }
        }
    }

    /// Adds what the word at a place points at.
    fn add_leads(&mut self, store: &TextStore, word: &str, at: usize) {
        if self.places[at].tried {
            return;
        }
        for (term, weight) in store.vocabulary.leads(word) {
            let weight = f32::from(weight) / 255.0;
            let has = |group: &TermGroup| group.choices.iter().any(|choice| choice.term == term);
            if !self.groups.iter().any(has) {
                self.groups.push(TermGroup {
                    typed: word.to_owned(),
                    choices: vec![Choice { term, weight }],
                    weight: 1.0,
                });
            }
        }
    }
}

/// What a word may stand for, the likeliest first; `None` if it says nothing.
fn choices(store: &TextStore, word: &str, is_last: bool) -> Option<Vec<Choice>> {
    let lexicon = &store.lexicon;
    let spread = |term| store.postings.spread(term);
    let as_choices = |guesses: Vec<Guess>, factor: f32| {
        let choice = move |guess: Guess| Choice {
            term: guess.term,
            weight: factor * f32::from(guess.weight) / 255.0,
        };
        guesses.into_iter().map(choice)
    };
    let mut found = Vec::new();
    match lexicon.read(word) {
        WordReading::Silent => return None,
        WordReading::Known(term) => {
            found.push(Choice { term, weight: 1.0 });
            if is_last {
                found.extend(as_choices(lexicon.completions(word, spread), MORE_TYPED));
            }
        }
        WordReading::Unknown => {
            if is_last {
                found.extend(as_choices(lexicon.completions(word, spread), 1.0));
            }
            found.extend(as_choices(lexicon.corrections(word, spread), 1.0));
            if found.is_empty() {
                found.extend(as_choices(lexicon.parts(word, spread), PARTED));
            }
            if found.is_empty() {
                found.extend(as_choices(lexicon.completions(word, spread), MORE_TYPED));
            }
        }
    }
    Some(found)
}

/// Where quotation marks open and close.
struct Quotes {
    marks: Vec<usize>,
}

impl Quotes {
    fn new(text: &str) -> Self {
        let marks = text
            .char_indices()
            .filter(|(_, c)| matches!(c, '"' | '“' | '”'));
        Self {
            marks: marks.map(|(at, _)| at).collect(),
        }
    }

    /// Whether a byte lies between an opening and a closing one.
    fn at(&mut self, byte: usize) -> bool {
        let before = self.marks.partition_point(|mark| *mark < byte);
        before % 2 == 1 && before < self.marks.len()
    }
}
