//! Groups of terms → ranked runbooks.
//!
//! Three things are added up. BM25F: how rare the words are that a runbook holds, in which
//! fields, how often, beside how long those are. The best single text: one symptom with all
//! the words says more than five steps with one each. And rows: words that follow each other
//! in the query and in a text. A signature that matches comes before all of that.

use super::index::Store;
use super::lexicon::Term;
use super::query::Query;

/// How soon more of the same word stops to count.
const SATURATION: f32 = 2.5;
/// How much the best text of a runbook counts.
const BEST_TEXT: f32 = 0.6;
/// How much of that a text counts of which the query is only a small part.
const LOOSE: f32 = 0.3;
/// How much two words count that follow each other in the query and in a text.
const ROW: f32 = 0.35;
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
    let rarity = rarities(store, query);
    let mut pool = words_of_all(store, query, &rarity);
    let signals = store.signals.matching(&query.text, &query.terms);
    for signal in &signals {
        if pool.iter().all(|found| found.0 != signal.book) {
            pool.push((signal.book, 0.0));
        }
    }
    let cells = Cells::new(query);
    let look = |(book, score): (u32, f32)| {
        let texts = texts(store, query, &rarity, &cells, book);
        let best = texts.first().map_or(0.0, |text| text.1);
        Ranked {
            book,
            score: score + BEST_TEXT * best,
            passages: texts.into_iter().map(|text| text.0).collect(),
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

/// What each choice of each group counts at most: by how rare it is.
fn rarities(store: &Store, query: &Query) -> Vec<Vec<f32>> {
    let groups = query.groups.iter();
    groups
        .map(|group| {
            let choices = group.choices.iter();
            let rarity = |term| rarity(store.spread(term), store.books());
            choices
                .map(|choice| group.weight * choice.weight * rarity(choice.term))
                .collect()
        })
        .collect()
}

/// How much a term says that is in so many of so many runbooks.
#[expect(clippy::cast_precision_loss, reason = "only the order counts")]
fn rarity(in_some: u32, of_all: usize) -> f32 {
    let (some, all) = (in_some as f32, of_all as f32);
    log2(1.0 + (all - some + 0.5) / (some + 0.5))
}

/// The logarithm by multiplying alone, which every machine does alike; those of the system
/// libraries differ in their last bits. For 1 and more.
fn log2(mut value: f32) -> f32 {
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

/// BM25F over all runbooks; the best ones come back.
fn words_of_all(store: &Store, query: &Query, rarity: &[Vec<f32>]) -> Vec<(u32, f32)> {
    let mut totals = vec![0.0_f32; store.books()];
    let mut parts = vec![0.0_f32; store.books()];
    let (mut found, mut touched) = (Vec::new(), Vec::new());
    for (group, rarity) in query.groups.iter().zip(rarity) {
        for (choice, rarity) in group.choices.iter().zip(rarity) {
            let mut rest = store.postings(choice.term);
            while let Some(first) = rest.first() {
                let book = store.passage(*first).book;
                let mut often = 0.0;
                while let Some(passage) = rest.first().map(|next| store.passage(*next)) {
                    if passage.book != book {
                        break;
                    }
                    often += passage.worth;
                    rest = &rest[1..];
                }
                let counts = rarity * often / (SATURATION + often);
                let part = &mut parts[book as usize];
                if *part == 0.0 {
                    touched.push(book);
                }
                *part = part.max(counts);
            }
        }
        for book in touched.drain(..) {
            let total = &mut totals[book as usize];
            if *total == 0.0 {
                found.push(book);
            }
            *total += std::mem::take(&mut parts[book as usize]);
        }
    }
    let mut found: Vec<(u32, f32)> = found
        .into_iter()
        .map(|book| (book, totals[book as usize]))
        .collect();
    if found.len() > POOL {
        found.select_nth_unstable_by(POOL, |a, b| {
            let by_score = b.1.total_cmp(&a.1);
            by_score.then_with(|| store.id(a.0).cmp(store.id(b.0)))
        });
        found.truncate(POOL);
    }
    found
}

/// The texts of a runbook that hold something and how well each fits, best first.
fn texts(
    store: &Store,
    query: &Query,
    rarity: &[Vec<f32>],
    cells: &Cells,
    book: u32,
) -> Vec<(u32, f32)> {
    let (from, to) = store.range(book);
    let mut held: Vec<(u32, usize, f32)> = Vec::new();
    for (place, (group, rarity)) in query.groups.iter().zip(rarity).enumerate() {
        for (choice, rarity) in group.choices.iter().zip(rarity) {
            let list = store.postings(choice.term);
            let first = list.partition_point(|passage| *passage < from);
            let own = list[first..].iter().take_while(|passage| **passage < to);
            held.extend(own.map(|passage| (*passage, place, *rarity)));
        }
    }
    held.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    held.dedup_by_key(|found| (found.0, found.1));
    let mut texts: Vec<(u32, f32)> = held
        .chunk_by(|a, b| a.0 == b.0)
        .map(|found| {
            let passage = found[0].0;
            let sum: f32 = found.iter().map(|one| one.2).sum();
            (
                passage,
                fit(store, passage, found.len(), sum, cells, rarity),
            )
        })
        .collect();
    texts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    texts
}

/// How well one text fits that holds so many groups, which count so much together.
#[expect(clippy::cast_precision_loss, reason = "texts are short")]
fn fit(
    store: &Store,
    passage: u32,
    groups: usize,
    sum: f32,
    cells: &Cells,
    rarity: &[Vec<f32>],
) -> f32 {
    let row = store.row(passage);
    let full = (groups as f32 / row.len().max(1) as f32).min(1.0);
    let rows = if groups > 1 {
        cells.rows(row, rarity)
    } else {
        0.0
    };
    let strength = store.passage(passage).field.strength();
    strength * (sum * (LOOSE + (1.0 - LOOSE) * full) + ROW * rows)
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
    fn rows(&self, row: &[Term], rarity: &[Vec<f32>]) -> f32 {
        let best = |group: u32| rarity[group as usize].first().copied().unwrap_or(0.0);
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
