//! Texts → their words as `search/prepared.rs` reads them: a list of words with their stems,
//! the rows of word numbers, and a hash table from the texts to their rows.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use rust_stemmers::{Algorithm, Stemmer};
use serde_json::Value;

#[path = "../src/search/hash.rs"]
mod hash;
#[path = "../src/search/text.rs"]
mod text;

use text::{sentences, stem, words};

/// Collects texts.
pub struct Prepared<'s> {
    stop: &'s [String],
    stemmer: Stemmer,
    words: HashMap<String, u16>,
    list: String,
    rows: Vec<u8>,
    texts: HashMap<u64, (String, u32)>,
}

impl<'s> Prepared<'s> {
    /// Takes no notice of some words.
    pub fn without(stop: &'s [String]) -> Self {
        Self {
            stop,
            stemmer: Stemmer::create(Algorithm::English),
            words: HashMap::new(),
            list: String::new(),
            // No text begins at the very first byte.
            rows: vec![0; 2],
            texts: HashMap::new(),
        }
    }

    /// Takes in a text.
    pub fn add(&mut self, text: &str) {
        let hash = hash::of(text);
        if let Some((known, _)) = self.texts.get(&hash) {
            assert_eq!(known, text, "two texts have one hash");
            return;
        }
        let mut row = Vec::new();
        words(text, |word, _| {
            if self.stop.iter().any(|stop| stop == word) {
                return;
            }
            let next = u16::try_from(self.words.len()).expect("fewer words than 65,536");
            let number = *self.words.entry(word.to_owned()).or_insert_with(|| {
                let stem = stem(&self.stemmer, word);
                self.list.push_str(word);
                if stem != word {
                    self.list.push(' ');
                    self.list.push_str(&stem);
                }
                self.list.push('\n');
                next
            });
            row.push(number);
        });
        let start = u32::try_from(self.rows.len()).expect("rows of less than 4 GiB");
        let count = u16::try_from(row.len()).expect("no text has 65,536 words");
        for number in std::iter::once(count).chain(row) {
            self.rows.extend(number.to_le_bytes());
        }
        self.texts.insert(hash, (text.to_owned(), start));
    }

    /// Takes in the texts of a runbook that are searched; see `search/field.rs`.
    pub fn add_runbook(&mut self, book: &Value) {
        let list = |of: &Value, key: &str| of[key].as_array().cloned().unwrap_or_default();
        let mut whole = vec![book["title"].clone(), book["id"].clone()];
        let mut parted = vec![book["summary"].clone()];
        for symptom in list(book, "symptoms") {
            whole.extend([symptom["says"].clone(), symptom["sees"].clone()]);
        }
        whole.extend(list(book, "causes").iter().map(|c| c["title"].clone()));
        whole.extend(list(book, "products").iter().map(|p| p["name"].clone()));
        for signature in list(book, "signatures") {
            whole.extend(list(&signature, "examples"));
        }
        for step in list(book, "phases").iter().flat_map(|p| list(p, "steps")) {
            whole.push(step["do"].clone());
            parted.push(step["why"].clone());
            for run in list(&step, "run") {
                let lines = run["text"].as_str().unwrap_or_default().lines();
                lines.for_each(|line| self.add(line));
            }
        }
        for text in whole.iter().filter_map(Value::as_str) {
            self.add(text);
        }
        for text in parted.iter().filter_map(Value::as_str) {
            sentences(text).for_each(|sentence| self.add(sentence));
        }
    }

    /// Writes the three files.
    pub fn write(self, out: &Path) -> std::io::Result<()> {
        let slots = (self.texts.len() * 3 / 2).next_power_of_two();
        let mut table = vec![[0_u8; 12]; slots];
        let mut texts: Vec<(u64, u32)> = self
            .texts
            .into_iter()
            .map(|(hash, (_, start))| (hash, start))
            .collect();
        texts.sort_unstable();
        for (hash, start) in texts {
            let mut slot = hash as usize & (slots - 1);
            while table[slot] != [0; 12] {
                slot = (slot + 1) % slots;
            }
            table[slot][..8].copy_from_slice(&hash.to_le_bytes());
            table[slot][8..].copy_from_slice(&start.to_le_bytes());
        }
        fs::write(out.join("words.txt"), self.list)?;
        fs::write(out.join("rows.bin"), self.rows)?;
        fs::write(out.join("texts.bin"), table.as_flattened())
    }
}
