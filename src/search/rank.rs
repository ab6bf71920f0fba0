//! Groups of terms → ranked runbooks.
//!
//! Three things are added up. BM25F: how rare the words are that a runbook holds, in which
//! fields, how often, beside how long those are. The best single text: one symptom with all
//! the words says more than five steps with one each. And rows: words that follow each other
//! in the query and in a text. A title that holds the query as it stands comes before all of
//! that, and so do a signature that matches and a phrase of the team that was typed. Of two
//! runbooks that fit nearly alike the team's own comes first.

use super::field::SearchField;
use super::index::TextStore;
use super::own::{prefer_own, said_by_team};
use super::query::{Query, TermGroup};
use super::texts::Nearest;
use super::work::QueryTerm;

/// How much it counts that a word is said of one trouble more than of others.
const SHARE: f32 = 0.5;
/// How much a signature counts for each letter that it holds literally.
const LETTER: f32 = 0.1;
/// How much a runbook for planned work counts at most that nobody asked for, beside the
/// best one for a trouble.
const UNASKED: f32 = 0.98;
/// How many runbooks are looked at closely, and how many of the team's own beside them.
const POOL: usize = super::MOST_HITS;

/// A runbook that was found.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The runbook.
    pub book: u32,
    /// How well it fits.
    pub score: f32,
    /// The shipped runbook that fits a little better and stands behind it.
    pub before: Option<u32>,
    /// Its texts that hold something, the best first.
    pub passages: Vec<u32>,
}

/// The runbooks that fit, best first.
pub fn rank(store: &TextStore, query: &Query) -> Vec<Ranked> {
    let rarity: Vec<Rarity> = query.groups.iter().map(|g| Rarity::new(store, g)).collect();
    let mut pool = words_of_all(store, query, &rarity);
    let signals = store.signals.matching(&query.text, &query.terms);
    for signal in &signals {
        if pool.iter().all(|found| found.0 != signal.book) {
            pool.push((signal.book, 0.0));
        }
    }
    // Whoever types words of a title as they stand there means that runbook: one whose title is
    // just that is looked at, however common its words are.
    let typed = query.text.trim().to_lowercase();
    let is_typed = |book: u32| store.title(book).trim().eq_ignore_ascii_case(&typed);
    let said_whole = |book: &u32| query.places.len() > 1 && is_typed(*book);
    for book in store.by_title.iter().copied().filter(said_whole) {
        if pool.iter().all(|found| found.0 != book) {
            pool.push((book, 0.0));
        }
    }
    let said = said_by_team(store, query);
    for book in &said {
        if pool.iter().all(|found| found.0 != *book) {
            pool.push((*book, 0.0));
        }
    }
    let mut nearest = Nearest::new(store, query, &rarity);
    let look = |(book, score): (u32, f32)| {
        let (passages, texts) = nearest.texts(book);
        Ranked {
            book,
            score: score + texts,
            before: None,
            passages,
        }
    };
    let mut ranked: Vec<Ranked> = pool.into_iter().map(look).collect();
    let best = ranked.iter().filter(|r| !store.planned.contains(&r.book));
    let best = best.map(|r| r.score).fold(0.0, f32::max);
    for found in ranked.iter_mut().filter(|_| best > 0.0) {
        if store.planned.contains(&found.book) && !asked_for(store, query, found.book) {
            found.score = found.score.min(UNASKED * best);
        }
    }
    let top = ranked.iter().map(|r| r.score).fold(0.0, f32::max);
    for found in ranked.iter_mut().filter(|_| query.places.len() > 1) {
        if store.title(found.book).to_lowercase().contains(&typed) {
            found.score += top;
        }
        if is_typed(found.book) {
            found.score += top;
        }
    }
    for found in ranked.iter_mut().filter(|r| said.contains(&r.book)) {
        found.score += top;
    }
    #[expect(clippy::cast_precision_loss, reason = "signatures are short")]
    for found in &mut ranked {
        let own = signals.iter().filter(|signal| signal.book == found.book);
        if let Some(best) = own.max_by_key(|signal| signal.letters) {
            found.score += top + LETTER * best.letters as f32;
            found.passages.retain(|passage| *passage != best.passage);
            found.passages.insert(0, best.passage);
        }
    }
    prefer_own(store, query, &mut ranked);
    ranked
}

/// Whether a query asks for the planned work of a runbook. Who neither asks for work nor
/// complains has to say two things of it at least beside its product's name.
pub fn asked_for(store: &TextStore, query: &Query, book: u32) -> bool {
    let says = |group: &&TermGroup| {
        let first = group.choices.first().map(|choice| choice.term);
        first.is_some_and(|term| {
            let texts = store.postings.passages(term, book);
            let product = |text: &u32| store.passage(*text).field == SearchField::Product;
            !texts.is_empty() && !texts.iter().any(product) && !store.vocabulary.is_quiet(term)
        })
    };
    match query.wish {
        QueryTerm::Work => true,
        QueryTerm::Help => false,
        QueryTerm::Unknown => {
            let words = query.groups.iter().zip(0..);
            let typed = |at: u32| query.places.iter().any(|place| place.group == at);
            let words = words.filter(|(group, at)| typed(*at) && says(group));
            words.count() > 1
        }
    }
}

/// What each choice of a group counts at most: by how rare it is.
pub struct Rarity {
    /// Among the runbooks.
    pub written: Vec<f32>,
    /// Among the phrases, which are the same in every library.
    pub said: Vec<f32>,
}

impl Rarity {
    fn new(store: &TextStore, group: &TermGroup) -> Self {
        let choices = group.choices.iter();
        let (written, said) = choices
            .map(|choice| {
                let counts = group.weight * choice.weight;
                let among = store.postings.rare(choice.term);
                let said = store.postings.rare_said(choice.term);
                (counts * among, counts * said)
            })
            .unzip();
        Self { written, said }
    }
}

/// How much a term says that is in so many of so many runbooks.
#[expect(clippy::cast_precision_loss, reason = "only the order counts")]
pub fn rarity(in_some: u32, of_all: u32) -> f32 {
    let (some, all) = (in_some as f32, of_all as f32);
    log2(1.0 + (all - some + 0.5) / (some + 0.5))
}

/// The logarithm by adding and multiplying alone, which every machine does alike; those of
/// the system libraries differ in their last bits. For 1 and more.
#[expect(clippy::cast_precision_loss, reason = "an exponent is small")]
pub fn log2(value: f32) -> f32 {
    let bits = value.to_bits();
    let whole = (bits >> 23) as f32 - 127.0;
    let part = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    let t = (part - 1.0) / (part + 1.0);
    let square = t * t;
    let series = 1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0)));
    whole + 2.0 * std::f32::consts::LOG2_E * t * series
}

/// Sums over all runbooks.
struct Sums {
    totals: Vec<f32>,
    /// What the current group adds.
    parts: Vec<f32>,
    touched: Vec<u32>,
    found: Vec<u32>,
}

impl Sums {
    fn new(books: usize) -> Self {
        Self {
            totals: vec![0.0; books],
            parts: vec![0.0; books],
            touched: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Of all that a group may stand for, the best one counts.
    fn offer(&mut self, book: u32, counts: f32) {
        let part = &mut self.parts[book as usize];
        if *part == 0.0 {
            self.touched.push(book);
        }
        *part = part.max(counts);
    }

    fn next(&mut self) {
        for book in self.touched.drain(..) {
            let total = &mut self.totals[book as usize];
            if *total == 0.0 {
                self.found.push(book);
            }
            *total += std::mem::take(&mut self.parts[book as usize]);
        }
    }
}

/// What the words count over all runbooks; the best ones come back.
fn words_of_all(store: &TextStore, query: &Query, rarity: &[Rarity]) -> Vec<(u32, f32)> {
    let mut sums = Sums::new(store.books());
    for (group, rarity) in query.groups.iter().zip(rarity) {
        for (choice, rarity) in group.choices.iter().zip(&rarity.written) {
            for (book, often) in store.postings.books(choice.term) {
                sums.offer(book, rarity * often);
            }
        }
        sums.next();
        for choice in &group.choices {
            let counts = SHARE * group.weight * choice.weight;
            for (book, said) in store.postings.said(choice.term) {
                sums.offer(*book, counts * said);
            }
        }
        sums.next();
    }
    let totals = &sums.totals;
    let with_total = |book: u32| (book, totals[book as usize]);
    let mut found: Vec<(u32, f32)> = sums.found.into_iter().map(with_total).collect();
    let mut rest = best_of(store, &mut found);
    // The many phrases of a shipped runbook hold nearly every word: beside them a short one of
    // the team's would not even be looked at, though a text of it says just what was typed.
    rest.retain(|(book, _)| store.own[*book as usize]);
    best_of(store, &mut rest);
    found.append(&mut rest);
    found
}

/// Keeps the best [`POOL`] of the runbooks found, and gives the others.
fn best_of(store: &TextStore, found: &mut Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    if found.len() <= POOL {
        return Vec::new();
    }
    found.select_nth_unstable_by(POOL, |a, b| {
        let by_score = b.1.total_cmp(&a.1);
        by_score.then_with(|| store.id(a.0).cmp(store.id(b.0)))
    });
    found.split_off(POOL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        for value in [1.0_f32, 1.5, 2.0, 3.7, 1000.0, 123_456.0] {
            assert!((log2(value) - value.log2()).abs() < 1e-3, "{value}");
        }
    }
}
