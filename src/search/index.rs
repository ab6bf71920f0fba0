//! Runbooks → an inverted index: for every term the texts that hold it. Numbers of 32 bits
//! and one long string, so that 10,000 runbooks are small.

use super::Team;
use super::collector::Collector;
use super::document::{Document, is_behind_phrases};
use super::field::{FIELDS, SearchField};
use super::lexicon::{Lexicon, Term};
use super::postings::Postings;
use super::prepared;
use super::said::phrases;
use super::signature::{ReadySignature, ReadySignatures};
use super::text::words;
use super::vocabulary::{STOP, Vocabulary};
use crate::domain::id::RunbookId;
use crate::domain::runbook::RunbookMode;

/// How far a long field counts less than a short one, 0 to 1.
const LENGTH: f32 = 0.85;

/// About as many bytes have the texts inside the program; growing step by step copies them.
const TEXT: usize = 1 << 20;

/// One text of a runbook.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    /// The runbook.
    pub book: u32,
    /// Which part of it.
    pub field: SearchField,
    /// What a word in it counts: by its field, and the less, the longer the field is.
    pub worth: f32,
    text: u32,
    /// Where its terms begin.
    pub row: u32,
}

/// The texts of a library and where each term stands.
#[derive(Debug, Clone, Default)]
pub struct TextStore {
    /// The runbooks and the first passage of each, its title.
    books: Vec<(RunbookId, u32)>,
    /// The runbooks for planned work.
    pub planned: Vec<u32>,
    /// Whether each runbook is the team's own.
    pub own: Vec<bool>,
    /// The passages that a team says.
    pub team: Vec<u32>,
    /// The runbooks by title.
    pub by_title: Vec<u32>,
    /// By runbook; the last only says where the one before ends.
    passages: Vec<Passage>,
    text: String,
    /// The terms of all passages, one after the other.
    rows: Vec<Term>,
    /// Which texts and runbooks hold each term.
    pub postings: Postings,
    /// The words.
    pub lexicon: Lexicon,
    /// What words mean.
    pub vocabulary: Vocabulary,
    /// The signatures.
    pub signals: ReadySignatures,
}

impl TextStore {
    /// How many runbooks there are.
    pub fn books(&self) -> usize {
        self.books.len()
    }

    /// The id of a runbook.
    pub fn id(&self, book: u32) -> &RunbookId {
        &self.books[book as usize].0
    }

    /// The title of a runbook.
    pub fn title(&self, book: u32) -> &str {
        self.text(self.books[book as usize].1)
    }

    /// A text.
    pub fn passage(&self, passage: u32) -> &Passage {
        &self.passages[passage as usize]
    }

    /// The words of a passage as they stand.
    pub fn text(&self, passage: u32) -> &str {
        let at = passage as usize;
        let (from, to) = (self.passages[at].text, self.passages[at + 1].text);
        &self.text[from as usize..to as usize]
    }

    /// The terms of a passage.
    pub fn row(&self, passage: u32) -> &[Term] {
        let at = passage as usize;
        let (from, to) = (self.passages[at].row, self.passages[at + 1].row);
        &self.rows[from as usize..to as usize]
    }
}

/// Takes runbooks in, one after the other.
pub struct Builder {
    store: TextStore,
    collector: Collector,
    /// Which ideas the passages hold.
    ideas: Vec<(Term, u32)>,
    /// The words in each field of each runbook.
    lengths: Vec<[u32; FIELDS]>,
}

impl Builder {
    /// One that knows these words for one thing.
    pub fn new(same: &[Vec<String>]) -> Self {
        let mut collector = Collector::without(STOP);
        let vocabulary = Vocabulary::new(&mut collector, same);
        Self {
            store: TextStore {
                vocabulary,
                text: String::with_capacity(TEXT),
                rows: Vec::with_capacity(TEXT / 8),
                ..TextStore::default()
            },
            collector,
            ideas: Vec::new(),
            lengths: Vec::new(),
        }
    }

    /// Takes a runbook in, with what its team says of it.
    pub fn add(&mut self, document: &Document<'_>, team: &Team<'_>) {
        let book = number(self.store.books.len());
        let first = number(self.store.passages.len());
        self.store.books.push((document.id.clone(), first));
        if document.mode == RunbookMode::Change {
            self.store.planned.push(book);
        }
        self.lengths.push([0; FIELDS]);
        let id = document.id.as_str();
        self.store.own.push(team.own.contains(id));
        let texts = &document.texts;
        let behind = texts
            .iter()
            .position(|(field, _)| is_behind_phrases(*field));
        let (before, behind) = texts.split_at(behind.unwrap_or(texts.len()));
        for (field, text) in before {
            self.passage(book, *field, text);
        }
        for phrase in phrases(id) {
            self.passage(book, SearchField::Said, phrase);
        }
        for (field, text) in behind {
            self.passage(book, *field, text);
        }
        for phrase in team.said.get(id).into_iter().flatten() {
            let passage = number(self.store.passages.len());
            self.store.team.push(passage);
            self.passage(book, SearchField::Team, phrase);
        }
        for signature in &document.signatures {
            let passage = number(self.store.passages.len());
            for text in &signature.texts {
                self.passage(book, SearchField::Signature, text);
            }
            let (signal, key) = ReadySignature::new(book, passage, &signature.pattern());
            let key = key.and_then(|word| self.collector.term(&word));
            self.store.signals.add(signal, key);
        }
    }

    fn passage(&mut self, book: u32, field: SearchField, text: &str) {
        let (store, collector) = (&mut self.store, &mut self.collector);
        let (passage, start) = (number(store.passages.len()), store.rows.len());
        store.passages.push(Passage {
            book,
            field,
            worth: 0.0,
            text: number(store.text.len()),
            row: number(start),
        });
        store.text.push_str(text);
        match prepared::row(text) {
            Some(row) => store
                .rows
                .extend(row.filter_map(|word| collector.prepared(word))),
            None => words(text, |word, _| store.rows.extend(collector.term(word))),
        }
        let row = &store.rows[start..];
        self.lengths[book as usize][field as usize] += number(row.len());
        let before = self.ideas.len();
        for at in 0..row.len() {
            for found in store.vocabulary.begin(&row[at..]) {
                let idea = (found.idea, passage);
                if !self.ideas[before..].contains(&idea) {
                    self.ideas.push(idea);
                }
            }
        }
    }

    /// What was taken in, ready to be searched.
    pub fn finish(self) -> TextStore {
        let mut store = self.store;
        store.lexicon = self.collector.finish();
        store.by_title = (0..number(store.books.len())).collect();
        let end = Passage {
            book: u32::MAX,
            field: SearchField::Title,
            worth: 0.0,
            text: number(store.text.len()),
            row: number(store.rows.len()),
        };
        store.passages.push(end);
        let mut by_title = std::mem::take(&mut store.by_title);
        by_title.sort_by_key(|book| (store.title(*book), store.id(*book)));
        store.by_title = by_title;
        store.signals.sort();
        store.weigh(&self.lengths);
        let terms = store.lexicon.terms();
        store.postings = Postings::new(terms, &store.passages, &store.rows, &self.ideas);
        store.text.shrink_to_fit();
        store.rows.shrink_to_fit();
        store
    }
}

impl TextStore {
    #[expect(clippy::cast_precision_loss, reason = "only the order counts")]
    fn weigh(&mut self, lengths: &[[u32; FIELDS]]) {
        for passage in &mut self.passages {
            let Some(lengths) = lengths.get(passage.book as usize) else {
                continue;
            };
            let field = passage.field as usize;
            let relative = (lengths[field] as f32 / passage.field.usual()).clamp(0.5, 3.0);
            passage.worth = passage.field.weight() / (1.0 - LENGTH + LENGTH * relative);
        }
    }
}

/// A library larger than 32 bits can count would not fit into memory anyway.
pub fn number(size: usize) -> u32 {
    u32::try_from(size).expect("a library holds less than four billion words")
}
