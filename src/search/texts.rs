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
/// How much the one text counts that is nearest to the query, in which a team's own runbook
/// speaks as people do: it has no phrases, and that text stands for them. Beside the words of
/// thousands of phrases its words would be too common to count.
const OWN_NEAREST: f32 = 0.45;
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

/// A group of words that a passage holds.
#[derive(Clone, Copy)]
struct HeldGroup {
    /// Passage and group in one number.
    key: u64,
    /// What the group counts there.
    counts: f32,
    /// What it would count in a phrase.
    said: f32,
}

/// Finds the texts of one runbook after the other.
pub struct Nearest<'q> {
    store: &'q TextStore,
    query: &'q Query,
    rarity: &'q [Rarity],
    /// Where in the query each term may stand.
    cells: ByTerm<Cell>,
    held: Vec<HeldGroup>,
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
        let is_own = self.store.own[book as usize];
        let (mut title, mut own) = (None, 0.0_f32);
        for found in self.held.chunk_by(|a, b| a.key >> 32 == b.key >> 32) {
            let passage = (found[0].key >> 32) as u32;
            let field = self.store.passage(passage).field;
            let counts = self.fit(passage, found, field == SearchField::Said);
            if is_own && field.speaks() {
                own = own.max(self.fit(passage, found, true));
            }
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
        let texts = BEST_TEXT * written + said + OWN_NEAREST * own;
        (self.best(title), texts)
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
                self.held.extend(own.map(|passage| HeldGroup {
                    key: u64::from(*passage) << 32 | place,
                    counts: match store.passage(*passage).field {
                        SearchField::Said => *said,
                        _ => *written,
                    },
                    said: *said,
                }));
            }
        }
        // The passages of each term are in order already, which this sort makes use of.
        self.held
            .sort_by(|a, b| a.key.cmp(&b.key).then(b.counts.total_cmp(&a.counts)));
        self.held.dedup_by_key(|found| found.key);
    }

    /// How well one text fits that holds these groups, read as a phrase or as what is written.
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    fn fit(&self, passage: u32, found: &[HeldGroup], as_said: bool) -> f32 {
        let groups = found.len();
        let worth = |one: &HeldGroup| if as_said { one.said } else { one.counts };
        let sum: f32 = found.iter().map(worth).sum();
        let row = self.store.row(passage);
        let rows = if groups > 1 { self.rows(row) } else { 0.0 };
        let field = self.store.passage(passage).field;
        let (full, loose, counts) = if as_said {
            let rare = |term: &Term| self.store.postings.rare_said(*term);
            let all = row.iter().map(rare).sum::<f32>();
            (sum / all.max(1.0), SAID_LOOSE, SAID_ROW)
        } else {
            (groups as f32 / row.len().max(1) as f32, LOOSE, ROW)
        };
        let counts = sum * (loose + (1.0 - loose) * full.min(1.0)) + counts * rows;
        field.strength() * counts
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
