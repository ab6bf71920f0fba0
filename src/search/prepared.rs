//! The texts inside the program → their words, which `build.rs` told apart and reduced to
//! their stems, so that no start has to. A text that is not known here, such as one of a
//! user's runbook, is read as usual.

use std::sync::OnceLock;

use super::hash;

/// The words, a line each: the word, and behind a blank its stem where that is another.
const WORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/words.txt"));
/// For every text how many words it has and their numbers, two bytes each, the low one first.
const ROWS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rows.bin"));
/// A hash table of the texts: eight bytes of hash, four of where its row begins.
const TEXTS: &[[u8; SLOT]] = include_bytes!(concat!(env!("OUT_DIR"), "/texts.bin"))
    .as_chunks()
    .0;
/// The bytes of a slot of the table.
const SLOT: usize = 12;

/// The numbers of the words of a text, without those that say nothing; `None` if the text is
/// not known.
pub fn row(text: &str) -> Option<impl Iterator<Item = u16> + use<>> {
    let wanted = hash::of(text);
    let mut slot = slot(wanted, TEXTS.len());
    loop {
        let (hash, row) = TEXTS.get(slot)?.split_at(8);
        let hash = hash.try_into().map_or(0, u64::from_le_bytes);
        let row = row.try_into().map_or(0, u32::from_le_bytes);
        // No text begins at the very first byte, so that zero is an empty slot.
        if row == 0 {
            return None;
        }
        if hash == wanted {
            let (numbers, _) = ROWS.get(row as usize..)?.as_chunks();
            let mut numbers = numbers.iter().map(|number| u16::from_le_bytes(*number));
            let count = numbers.next()?;
            return Some(numbers.take(count.into()));
        }
        slot = (slot + 1) % TEXTS.len();
    }
}

/// Where a hash is looked for first in a table of so many slots, a power of two.
#[expect(clippy::cast_possible_truncation, reason = "only the low bits count")]
fn slot(hash: u64, slots: usize) -> usize {
    hash as usize & (slots - 1)
}

/// A word and its stem, by its number.
pub fn word(number: u16) -> (&'static str, &'static str) {
    static STARTS: OnceLock<Vec<u32>> = OnceLock::new();
    let starts = STARTS.get_or_init(|| {
        let ends = WORDS.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        std::iter::once(0).chain(ends.map(|(_, at)| at)).collect()
    });
    let at = usize::from(number);
    let line = &WORDS[starts[at] as usize..starts[at + 1] as usize - 1];
    line.split_once(' ').unwrap_or((line, line))
}

/// How many words there are.
pub const COUNT: usize = {
    let (mut at, mut lines) = (0, 0);
    while at < WORDS.len() {
        if WORDS.as_bytes()[at] == b'\n' {
            lines += 1;
        }
        at += 1;
    }
    lines
};

#[cfg(test)]
mod tests {
    use rust_stemmers::{Algorithm, Stemmer};

    use super::super::field::{signature_texts, texts};
    use super::super::said::phrases;
    use super::super::text::{stem, words};
    use super::super::vocabulary::STOP;
    use super::*;
    use crate::library::Library;

    /// A text that was forgotten would only be slow; one that was read in another way would
    /// not be found.
    #[test]
    fn every_text_inside_the_program_is_known_as_it_would_be_read() {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut count = 0;
        let mut check = |text: &str| {
            let mut read = Vec::new();
            words(text, |word, _| {
                if !STOP.contains(&word) {
                    read.push((word.to_owned(), stem(&stemmer, word).into_owned()));
                }
            });
            let known = row(text).unwrap_or_else(|| panic!("not prepared: {text}"));
            let known = known.map(word).map(|(w, s)| (w.to_owned(), s.to_owned()));
            assert_eq!(known.collect::<Vec<_>>(), read, "{text}");
            count += 1;
        };
        for entry in Library::load(&[]).entries() {
            let runbook = &entry.book.runbook;
            texts(runbook, |_, text| check(&text));
            phrases(runbook.id.as_str()).for_each(&mut check);
            for signature in runbook.signatures.iter().filter(|s| !s.examples.is_empty()) {
                signature_texts(signature)
                    .iter()
                    .for_each(|text| check(text));
            }
        }
        assert!(count > 9_000, "{count}");
        assert!(row("a text that nobody has written yet").is_none());
    }
}
