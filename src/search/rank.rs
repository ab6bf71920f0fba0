//! Groups of terms → ranked runbooks.
//!
//! Three things are added up. BM25F: how rare the words are that a runbook holds, in which
//! fields, how often, beside how long those are. The best single text: one symptom with all
//! the words says more than five steps with one each. And rows: words that follow each other
//! in the query and in a text. A signature that matches comes before all of that.

use super::index::{Store, number};
use super::lexicon::Term;
use super::field::Field;
use super::query::{Group, Query};

/// How much the best text of a runbook counts.
const BEST_TEXT: f32 = 0.6;
/// How much the phrases of a runbook count that are nearest to the query.
const NEAREST: [f32; 3] = [0.6, 0.2, 0.1];
/// How much it counts that a word is said of one trouble more than of others.
const SHARE: f32 = 0.5;
/// How much of that a text counts of which the query is only a small part.
const LOOSE: f32 = 0.3;
/// How much two words count that follow each other in the query and in a text.
const ROW: f32 = 0.35;
/// How much of it a phrase counts of which the query is only a small part.
const SAID_LOOSE: f32 = 0.12;
/// How much two words count that follow each other in the query and in a phrase.
const SAID_ROW: f32 = 0.22;
/// A word may be taken for another one in a row from this weight on.
const SURE: f32 = 0.7;
/// How much a signature counts for each letter that it holds literally.
const LETTER: f32 = 0.1;
/// How many runbooks are looked at closely.
const POOL: usize = 64;

/// A runbook that was found.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The runbook.
    pub book: u32,
    /// How well it fits.
    pub score: f32,
    /// Its texts that hold something, the best first.
    pub passages: Vec<u32>,
}

/// The runbooks that fit, best first, at most [`POOL`] of them.
pub fn rank(store: &Store, query: &Query) -> Vec<Ranked> {
    let rarity: Vec<Rarity> = query.groups.iter().map(|g| Rarity::new(store, g)).collect();
    let mut pool = words_of_all(store, query, &rarity);
    let signals = store.signals.matching(&query.text, &query.terms);
    for signal in &signals {
        if pool.iter().all(|found| found.0 != signal.book) {
            pool.push((signal.book, 0.0));
        }
    }
    let cells = Cells::new(query);
    let look = |(book, score): (u32, f32)| {
        let (passages, texts) = texts(store, query, &rarity, &cells, book);
        Ranked {
            book,
            score: score + texts,
            passages,
        }
    };
    let mut ranked: Vec<Ranked> = pool.into_iter().map(look).collect();
    let top = ranked.iter().map(|r| r.score).fold(0.0, f32::max);
    #[expect(clippy::cast_precision_loss, reason = "signatures are short")]
    for found in &mut ranked {
        let own = signals.iter().filter(|signal| signal.book == found.book);
        if let Some(best) = own.max_by_key(|signal| signal.letters) {
            found.score += top + LETTER * best.letters as f32;
            found.passages.retain(|passage| *passage != best.passage);
            found.passages.insert(0, best.passage);
        }
    }
    ranked.sort_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then_with(|| store.id(a.book).cmp(store.id(b.book)))
    });
    ranked
}

/// What each choice of a group counts at most: by how rare it is.
struct Rarity {
    /// Among the runbooks.
    written: Vec<f32>,
    /// Among the phrases, which are the same in every library.
    said: Vec<f32>,
}

impl Rarity {
    fn new(store: &Store, group: &Group) -> Self {
        let choices = group.choices.iter();
        let all = number(store.books());
        let (written, said) = choices
            .map(|choice| {
                let counts = group.weight * choice.weight;
                let among = rarity(store.postings.spread(choice.term), all);
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

/// The logarithm by multiplying alone, which every machine does alike; those of the system
/// libraries differ in their last bits. For 1 and more.
pub fn log2(mut value: f32) -> f32 {
    let mut whole = 0.0;
    while value >= 2.0 {
        value /= 2.0;
        whole += 1.0;
    }
    let (mut part, mut bit) = (0.0, 0.5);
    for _ in 0..16 {
        value *= value;
        if value >= 2.0 {
            value /= 2.0;
            part += bit;
        }
        bit /= 2.0;
    }
    whole + part
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
fn words_of_all(store: &Store, query: &Query, rarity: &[Rarity]) -> Vec<(u32, f32)> {
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
    if found.len() > POOL {
        found.select_nth_unstable_by(POOL, |a, b| {
            let by_score = b.1.total_cmp(&a.1);
            by_score.then_with(|| store.id(a.0).cmp(store.id(b.0)))
        });
        found.truncate(POOL);
    }
    found
}

/// The texts of a runbook that hold something, best first, and how well they fit together.
fn texts(
    store: &Store,
    query: &Query,
    rarity: &[Rarity],
    cells: &Cells,
    book: u32,
) -> (Vec<u32>, f32) {
    let mut held: Vec<(u32, u32, f32)> = Vec::new();
    for (place, (group, rarity)) in (0..).zip(query.groups.iter().zip(rarity)) {
        let counts = rarity.written.iter().zip(&rarity.said);
        for (choice, (written, said)) in group.choices.iter().zip(counts) {
            let own = store.postings.passages(choice.term, book).iter();
            let counts = |passage: u32| match store.passage(passage).field {
                Field::Said => *said,
                _ => *written,
            };
            held.extend(own.map(|passage| (*passage, place, counts(*passage))));
        }
    }
    held.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    held.dedup_by_key(|found| (found.0, found.1));
    let mut texts: Vec<(u32, f32)> = held
        .chunk_by(|a, b| a.0 == b.0)
        .map(|found| (found[0].0, fit(store, found, cells, rarity)))
        .collect();
    texts.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let is_said = |text: &&(u32, f32)| store.passage(text.0).field == Field::Said;
    let written = texts.iter().find(|text| !is_said(text));
    let said = texts.iter().filter(is_said).zip(NEAREST);
    let sum = BEST_TEXT * written.map_or(0.0, |text| text.1)
        + said.map(|(text, counts)| counts * text.1).sum::<f32>();
    (texts.into_iter().map(|text| text.0).collect(), sum)
}

/// How well one text fits that holds these groups.
#[expect(clippy::cast_precision_loss, reason = "texts are short")]
fn fit(store: &Store, found: &[(u32, u32, f32)], cells: &Cells, rarity: &[Rarity]) -> f32 {
    let (passage, groups) = (found[0].0, found.len());
    let sum: f32 = found.iter().map(|one| one.2).sum();
    let row = store.row(passage);
    let rows = if groups > 1 {
        cells.rows(row, rarity)
    } else {
        0.0
    };
    let field = store.passage(passage).field;
    if field == Field::Said {
        let all = row.iter().map(|term| store.postings.rare_said(*term)).sum::<f32>();
        let full = (sum / all.max(1.0)).min(1.0);
        return field.strength() * (sum * (SAID_LOOSE + (1.0 - SAID_LOOSE) * full) + SAID_ROW * rows);
    }
    let full = (groups as f32 / row.len().max(1) as f32).min(1.0);
    field.strength() * (sum * (LOOSE + (1.0 - LOOSE) * full) + ROW * rows)
}

/// Where in the query each term may stand.
struct Cells {
    /// Term, place, group, and whether the place is quoted; sorted.
    all: Vec<(Term, u32, u32, bool)>,
}

impl Cells {
    fn new(query: &Query) -> Self {
        let mut all = Vec::new();
        for (at, place) in (0..).zip(&query.places) {
            let choices = &query.groups[place.group as usize].choices;
            let sure = choices.iter().filter(|choice| choice.weight >= SURE);
            all.extend(sure.map(|choice| (choice.term, at, place.group, place.quoted)));
        }
        all.sort_unstable();
        Self { all }
    }

    fn of(&self, term: Term) -> &[(Term, u32, u32, bool)] {
        let first = self.all.partition_point(|cell| cell.0 < term);
        let end = self.all[first..].partition_point(|cell| cell.0 == term);
        &self.all[first..first + end]
    }

    /// What the words count that follow each other both here and there.
    fn rows(&self, row: &[Term], rarity: &[Rarity]) -> f32 {
        let best = |group: u32| rarity[group as usize].written.first().copied().unwrap_or(0.0);
        let mut sum = 0.0;
        let mut before: &[(Term, u32, u32, bool)] = &[];
        for term in row {
            let here = self.of(*term);
            let follows = |cell: &&(Term, u32, u32, bool)| {
                let previous = before.iter().find(|other| other.1 + 1 == cell.1);
                previous.map(|other| {
                    let both = best(other.2).min(best(cell.2));
                    if other.3 && cell.3 { 2.0 * both } else { both }
                })
            };
            sum += here
                .iter()
                .filter_map(|cell| follows(&cell))
                .fold(0.0, f32::max);
            before = here;
        }
        sum
    }
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
