//! A runbook that may be the right one → its texts that fit the query best, and how well.
//!
//! One symptom with all the words says more than five steps with one each, and so does one
//! phrase that is nearly what was typed.

use super::field::SearchField;
use super::index::TextStore;
use super::lexicon::Term;
use super::query::Query;
use super::rank::Rarity;
use super::wanted::ByTerm;

/// How much the best text of a runbook counts.
const BEST_TEXT: f32 = 1.5;
/// How much the phrases of a runbook count that are nearest to the query.
const NEAREST: [f32; 3] = [0.15; 3];
/// How much of that a text counts of which the query is only a small part.
const LOOSE: f32 = 0.075;
/// How much two words count that follow each other in the query and in a text.
const ROW: f32 = 0.22;
/// How much of it a phrase counts of which the query is only a small part.
const SAID_LOOSE: f32 = 0.19;
/// How much two words count that follow each other in the query and in a phrase.
const SAID_ROW: f32 = 0.22;
/// A word may be taken for another one in a row from this weight on.
const SURE: f32 = 0.9;
/// How many texts of a runbook are kept, to be shown as reasons.
const KEPT: usize = 8;

/// A place of the query: its number, its group, and whether it is quoted.
type Cell = (u32, u32, bool);

/// Finds the texts of one runbook after the other.
pub struct Nearest<'q> {
    store: &'q TextStore,
    query: &'q Query,
    rarity: &'q [Rarity],
    /// Where in the query each term may stand.
    cells: ByTerm<Cell>,
    /// Passage and group in one number, and what the group counts there.
    held: Vec<(u64, f32)>,
    fits: Vec<(u32, f32)>,
}

impl<'q> Nearest<'q> {
    /// For a query of which it is known how rare its words are.
    pub fn new(store: &'q TextStore, query: &'q Query, rarity: &'q [Rarity]) -> Self {
        let mut cells = Vec::new();
        for (at, place) in (0..).zip(&query.places) {
            let choices = &query.groups[place.group as usize].choices;
            let sure = choices.iter().filter(|choice| choice.weight >= SURE);
            cells.extend(sure.map(|choice| (choice.term, (at, place.group, place.quoted))));
        }
        Self {
            store,
            query,
            rarity,
            cells: ByTerm::new(cells),
            held: Vec::new(),
            fits: Vec::new(),
        }
    }

    /// The texts of a runbook that fit best, best first, and what they count together.
    pub fn texts(&mut self, book: u32) -> (Vec<u32>, f32) {
        self.hold(book);
        self.fits.clear();
        let (mut written, mut said) = (0.0_f32, [0.0_f32; NEAREST.len()]);
        let mut title = None;
        for found in self.held.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32) {
            let (passage, counts) = self.fit(found);
            let field = self.store.passage(passage).field;
            if field == SearchField::Said {
                let place = said.iter().position(|other| counts > *other);
                if let Some(place) = place {
                    said[place..].rotate_right(1);
                    said[place] = counts;
                }
            } else {
                written = written.max(counts);
            }
            if field == SearchField::Title {
                title = Some(passage);
            }
            self.fits.push((passage, counts));
        }
        let said: f32 = said
            .iter()
            .zip(NEAREST)
            .map(|(said, part)| said * part)
            .sum();
        (self.best(title), BEST_TEXT * written + said)
    }

    /// The texts that fit best, best first; the title is always one if it fits at all.
    fn best(&mut self, title: Option<u32>) -> Vec<u32> {
        let by_fit = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if self.fits.len() > KEPT {
            self.fits.select_nth_unstable_by(KEPT, by_fit);
            self.fits.truncate(KEPT);
        }
        self.fits.sort_unstable_by(by_fit);
        let mut best: Vec<u32> = self.fits.iter().map(|text| text.0).collect();
        best.extend(title.filter(|title| !best.contains(title)));
        best
    }

    /// Which groups each text of a runbook holds, each group once, with what it counts.
    fn hold(&mut self, book: u32) {
        let store = self.store;
        self.held.clear();
        for (place, (group, rarity)) in (0_u64..).zip(self.query.groups.iter().zip(self.rarity)) {
            let counts = rarity.written.iter().zip(&rarity.said);
            for (choice, (written, said)) in group.choices.iter().zip(counts) {
                let own = store.postings.passages(choice.term, book).iter();
                let counts = |passage: u32| match store.passage(passage).field {
                    SearchField::Said => *said,
                    _ => *written,
                };
                let key = |passage: u32| u64::from(passage) << 32 | place;
                self.held
                    .extend(own.map(|passage| (key(*passage), counts(*passage))));
            }
        }
        // The passages of each term are in order already, which this sort makes use of.
        self.held
            .sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        self.held.dedup_by_key(|found| found.0);
    }

    /// How well one text fits that holds these groups.
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    fn fit(&self, found: &[(u64, f32)]) -> (u32, f32) {
        let (passage, groups) = ((found[0].0 >> 32) as u32, found.len());
        let sum: f32 = found.iter().map(|one| one.1).sum();
        let row = self.store.row(passage);
        let rows = if groups > 1 { self.rows(row) } else { 0.0 };
        let field = self.store.passage(passage).field;
        let (full, loose, counts) = if field == SearchField::Said {
            let rare = |term: &Term| self.store.postings.rare_said(*term);
            let all = row.iter().map(rare).sum::<f32>();
            (sum / all.max(1.0), SAID_LOOSE, SAID_ROW)
        } else {
            (groups as f32 / row.len().max(1) as f32, LOOSE, ROW)
        };
        let counts = sum * (loose + (1.0 - loose) * full.min(1.0)) + counts * rows;
        (passage, field.strength() * counts)
    }

    /// What the words count that follow each other both here and in the query.
    fn rows(&self, row: &[Term]) -> f32 {
        let rarity = |group: u32| self.rarity[group as usize].written.first();
        let best = |group: u32| rarity(group).copied().unwrap_or(0.0);
        let mut sum = 0.0;
        let mut before: &[(Term, Cell)] = &[];
        for term in row {
            let here = self.cells.of(*term);
            let follows = |(_, (at, group, quoted)): &(Term, Cell)| {
                let previous = before.iter().find(|other| other.1.0 + 1 == *at);
                previous.map(|(_, (_, other, also))| {
                    let both = best(*other).min(best(*group));
                    if *also && *quoted { 2.0 * both } else { both }
                })
            };
            sum += here.iter().filter_map(follows).fold(0.0, f32::max);
            before = here;
        }
        sum
    }
}
