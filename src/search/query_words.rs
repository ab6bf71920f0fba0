//! A query as a person tells it: its words in order, in clauses. Which of them say what was
//! tried in vain, and whether the whole asks for work or complains, goes by these.

use std::ops::Range;

use super::text::words;

/// Nobody tells what he tried in more; a log is longer.
const MOST_BYTES: usize = 2_048;

/// A word of a query, also one that says nothing to the search.
#[derive(Debug, Clone)]
pub struct Word {
    /// In lower case, without signs.
    pub text: String,
    /// Where it stands.
    pub at: Range<usize>,
    /// A clause begins with it.
    pub begins: bool,
}

/// The words of a query.
#[derive(Debug, Clone, Default)]
pub struct QueryWords {
    words: Vec<Word>,
}

impl QueryWords {
    /// Reads a query.
    pub fn new(text: &str) -> Self {
        let end = text.floor_char_boundary(MOST_BYTES);
        let mut told: Vec<Word> = Vec::new();
        words(&text[..end], |word, at| {
            let before = told.last().map_or("", |last| &text[last.at.end..at.start]);
            let begins = told.is_empty() || parts(before) || matches!(word, "and" | "but" | "or");
            told.push(Word {
                text: word.to_owned(),
                at,
                begins,
            });
        });
        Self { words: told }
    }

    /// The words.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Its clauses: what stands between commas, full stops and the words that join.
    pub fn clauses(&self) -> Vec<&[Word]> {
        self.words.chunk_by(|_, next| !next.begins).collect()
    }

    /// Whether these words follow each other somewhere in it.
    pub fn has(&self, row: &str) -> bool {
        (0..self.words.len()).any(|at| begins_with(&self.words[at..], row))
    }
}

/// Whether words begin with these.
pub fn begins_with(words: &[Word], row: &str) -> bool {
    let mut rest = words.iter();
    let mut same = |wanted: &str| rest.next().is_some_and(|word| word.text == wanted);
    row.split(' ').all(&mut same)
}

/// Whether what stands between two words parts them: a sign with a blank behind it, or a
/// line's end. The full stop in a file's name is none.
fn parts(between: &str) -> bool {
    let sign = |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')');
    between.contains(['\n', '(', '–', '—'])
        || between.contains(" - ")
        || between.contains("...")
        || (between.contains(sign) && between.ends_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_end_at_signs_and_at_joining_words() {
        let told = QueryWords::new("It drops, resolv.conf is v9.12 (old). I didn't and he did");
        let clause = |clause: &[Word]| {
            let words: Vec<&str> = clause.iter().map(|word| &*word.text).collect();
            words.join(" ")
        };
        let clauses: Vec<String> = told.clauses().into_iter().map(clause).collect();
        let wanted = [
            "it drops",
            "resolv conf is v9 12",
            "old",
            "i didnt",
            "and he did",
        ];
        assert_eq!(clauses, wanted);
        assert!(told.has("conf is") && !told.has("is conf"));
        assert!(QueryWords::new("").clauses().is_empty());
    }
}
