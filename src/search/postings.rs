//! For every term the runbooks that hold it, how much it counts in each, and in which texts
//! it stands. What a query needs of all runbooks lies side by side; what it needs of the best
//! ones alone lies elsewhere.

use super::field::SearchField;
use super::index::{Passage, number};
use super::lexicon::Term;
use super::rank::{log2, rarity};

/// How soon more of the same word stops to count.
const SATURATION: f32 = 4.0;
/// How much a word says that is said of one trouble alone, beside one said of all alike.
const DEPTH: f32 = 12.5;
/// A word that was said so often only counts half of what its share says.
const SELDOM: f32 = 4.0;

/// The lists of all terms.
#[derive(Debug, Clone, Default)]
pub struct Postings {
    /// Where the runbooks of each term begin.
    lists: Vec<u32>,
    /// The runbooks that hold a term, ascending.
    books: Vec<u32>,
    /// How much the term counts in each of them, 0 to 1.
    often: Vec<f32>,
    /// Where the texts of each of them begin.
    firsts: Vec<u32>,
    /// Passages, ascending; one that holds a term twice is there twice.
    passages: Vec<u32>,
    /// Where what is said with each term begins.
    said_lists: Vec<u32>,
    /// The runbooks of which a term is said, and how much that says.
    said: Vec<(u32, f32)>,
    /// How rare each term is among the runbooks.
    rare: Vec<f32>,
    /// How rare each term is among the phrases.
    rare_said: Vec<f32>,
    /// How many phrases there are.
    phrases: u32,
}

impl Postings {
    /// Sorts the terms of passages and the ideas in them by term, by counting.
    pub fn new(terms: usize, all: &[Passage], rows: &[Term], ideas: &[(Term, u32)]) -> Self {
        let mut starts = vec![0_u32; terms + 1];
        for term in rows.iter().copied().chain(ideas.iter().map(|idea| idea.0)) {
            starts[term as usize + 1] += 1;
        }
        for term in 0..terms {
            starts[term + 1] += starts[term];
        }
        let mut next = starts.clone();
        let mut passages = vec![0_u32; rows.len() + ideas.len()];
        let mut put = |term: Term, passage: u32| {
            passages[next[term as usize] as usize] = passage;
            next[term as usize] += 1;
        };
        let ours = Ours::new(all);
        let mut ideas = ideas.iter().peekable();
        for (passage, pair) in (0..).zip(all.windows(2)) {
            for term in &rows[pair[0].row as usize..pair[1].row as usize] {
                put(*term, passage);
            }
            while let Some(idea) = ideas.next_if(|idea| idea.1 == passage) {
                put(idea.0, passage);
            }
        }
        let said = all.iter().filter(|one| one.field == SearchField::Said);
        let mut postings = Self {
            passages,
            phrases: number(said.count()),
            ..Self::default()
        };
        for term in 0..terms {
            postings.lists.push(number(postings.books.len()));
            postings.said_lists.push(number(postings.said.len()));
            postings.add(all, &ours, starts[term] as usize, starts[term + 1] as usize);
        }
        postings.lists.push(number(postings.books.len()));
        postings.said_lists.push(number(postings.said.len()));
        postings.firsts.push(number(postings.passages.len()));
        postings
    }

    /// Adds the runbooks of a term, of which the passages are known.
    #[expect(clippy::cast_precision_loss, reason = "only the order counts")]
    fn add(&mut self, all: &[Passage], ours: &Ours, from: usize, to: usize) {
        let before = (self.said.len(), self.books.len());
        let (mut at, mut total) = (from, 0_u32);
        while at < to {
            let book = all[self.passages[at] as usize].book;
            self.books.push(book);
            self.firsts.push(number(at));
            let (mut often, mut said) = (0.0, 0_u32);
            while at < to {
                let passage = &all[self.passages[at] as usize];
                if passage.book != book {
                    break;
                }
                often += passage.worth;
                said += u32::from(passage.field == SearchField::Said);
                at += 1;
            }
            self.often.push(often / (SATURATION + often));
            if said > 0 {
                self.said.push((book, said as f32));
                total += said;
            }
        }
        self.rare_said.push(rarity(total, self.phrases.max(total)));
        self.rare.push(ours.rarity(&self.books[before.1..]));
        for (_, said) in &mut self.said[before.0..] {
            *said = log2(1.0 + DEPTH * *said / (total as f32 + SELDOM));
        }
    }

    /// The runbooks that hold a term, and how much it counts in each.
    pub fn books(&self, term: Term) -> impl Iterator<Item = (u32, f32)> + '_ {
        let range = range(&self.lists, term);
        let books = self.books[range.clone()].iter().copied();
        books.zip(self.often[range].iter().copied())
    }

    /// The runbooks of which a term is said, and how much that says.
    pub fn said(&self, term: Term) -> &[(u32, f32)] {
        &self.said[range(&self.said_lists, term)]
    }

    /// How rare a term is among the runbooks.
    pub fn rare(&self, term: Term) -> f32 {
        self.rare[term as usize]
    }

    /// How rare a term is among the phrases, which are the same in every library.
    pub fn rare_said(&self, term: Term) -> f32 {
        self.rare_said[term as usize]
    }

    /// In how many runbooks a term is.
    pub fn spread(&self, term: Term) -> u32 {
        number(range(&self.lists, term).len())
    }

    /// The texts of a runbook that hold a term; one that holds it twice is there twice.
    pub fn passages(&self, term: Term, book: u32) -> &[u32] {
        let range = range(&self.lists, term);
        match self.books[range.clone()].binary_search(&book) {
            Ok(at) => {
                let at = range.start + at;
                &self.passages[self.firsts[at] as usize..self.firsts[at + 1] as usize]
            }
            Err(_) => &[],
        }
    }
}

/// Which runbooks are ours: those with phrases. What a word says is known by them if any of
/// them holds it. Beside thousands of other runbooks "login" would be common and "portal"
/// rare, and the ranks among ours would change with what else is in the folder.
struct Ours {
    own: Vec<bool>,
    count: u32,
}

impl Ours {
    fn new(all: &[Passage]) -> Self {
        let books = all.iter().rev().nth(1).map_or(0, |last| last.book + 1);
        let mut own = vec![false; books as usize];
        for passage in all.iter().filter(|one| one.field == SearchField::Said) {
            own[passage.book as usize] = true;
        }
        let count = number(own.iter().filter(|is| **is).count());
        Self { own, count }
    }

    /// How rare a term is that these runbooks hold.
    fn rarity(&self, books: &[u32]) -> f32 {
        let own = books.iter().filter(|book| self.own[**book as usize]);
        match number(own.count()) {
            0 => rarity(number(books.len()), number(self.own.len())),
            some => rarity(some, self.count),
        }
    }
}

/// The part of a list that belongs to a term.
fn range(lists: &[u32], term: Term) -> std::ops::Range<usize> {
    let at = term as usize;
    lists[at] as usize..lists[at + 1] as usize
}
