//! The words of a team beside its runbooks: `phrases.yaml` says how its people tell of a trouble
//! and which runbook is for it, `vocabulary.yaml` which words of theirs mean one thing. Only
//! the search uses them: no incident keeps them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::check::{Checks, DiagnosticSink, suggestion};
use super::code;
use super::decode::reads;
use super::diagnostic::Diagnostic;
use super::format::read_yaml;
use super::read_utf8;
use super::source::{File, Placed};

const PHRASES: &str = "runsheet.phrases/1";
const VOCABULARY: &str = "runsheet.vocabulary/1";

/// A phrase and the runbook that is meant by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPhrase {
    /// How people say it.
    pub says: String,
    /// The id of the runbook.
    pub runbook: String,
}

/// The words of all folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords {
    /// What is said of which runbook.
    pub phrases: Vec<OwnPhrase>,
    /// Words for one thing.
    pub same: Vec<Vec<String>>,
}

/// What a file of this name holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordsKind {
    Phrases,
    Vocabulary,
}

/// The files of words in a folder of runbooks.
const NAMES: &[(&str, WordsKind)] = &[
    ("phrases.yaml", WordsKind::Phrases),
    ("phrases.yml", WordsKind::Phrases),
    ("vocabulary.yaml", WordsKind::Vocabulary),
    ("vocabulary.yml", WordsKind::Vocabulary),
];

fn kind(path: &Path) -> Option<WordsKind> {
    let name = path.file_name()?;
    let known = NAMES.iter().find(|(known, _)| name == *known);
    known.map(|(_, kind)| *kind)
}

/// The files of words that a folder of runbooks may have.
pub fn words_files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    NAMES.iter().map(|(name, _)| folder.join(name))
}

/// Whether a file of this name holds words, and no runbook.
pub fn is_words_file(path: &Path) -> bool {
    kind(path).is_some()
}

struct RawPhrases {
    format: Placed<String>,
    phrases: Vec<RawPhrase>,
}

struct RawPhrase {
    says: Placed<String>,
    runbook: Placed<String>,
}

struct RawVocabulary {
    format: Placed<String>,
    same: Vec<Placed<Vec<Placed<String>>>>,
}

reads!(RawPhrases, "keys with their values, \"format\" first", { format, phrases });
reads!(RawPhrase, "`{says: …, runbook: …}`", { says, runbook });
reads!(RawVocabulary, "keys with their values, \"format\" first", { format, same });

struct WordsCheck<'a> {
    sink: DiagnosticSink<'a>,
}

impl<'a> Checks<'a> for WordsCheck<'a> {
    fn sink(&mut self) -> &mut DiagnosticSink<'a> {
        &mut self.sink
    }
}

impl WordsCheck<'_> {
    fn format(&mut self, format: &Placed<String>, reads: &str) -> bool {
        let fits = format.value == reads;
        if !fits {
            let what = format!("this version reads \"{reads}\", not \"{}\"", format.value);
            let instead = Some(format!("write \"format: {reads}\""));
            self.wrong(code::FORMAT, format.place, what, instead);
        }
        fits
    }

    /// Whether a text says something.
    fn says(&mut self, text: &Placed<String>) -> bool {
        let says = text.value.chars().any(char::is_alphanumeric);
        if !says {
            let instead = Some("write words that people use".to_owned());
            self.wrong(code::EMPTY, text.place, "no words".into(), instead);
        }
        says
    }

    fn phrases(&mut self, raw: RawPhrases, knows: &Known<'_>, words: &mut OwnWords) {
        if !self.format(&raw.format, PHRASES) {
            return;
        }
        let mut before: HashMap<String, u32> = HashMap::new();
        for RawPhrase { says, runbook } in raw.phrases {
            if !self.says(&says) {
                continue;
            }
            if !knows.ids.contains(&&*runbook.value) {
                let what = format!("there is no runbook \"{}\"", runbook.value);
                let instead = suggestion(&runbook.value, knows.ids.iter().copied());
                let instead = instead.or(Some("write the id of a runbook".to_owned()));
                self.wrong(code::NO_TARGET, runbook.place, what, instead);
                continue;
            }
            if let Some(line) = before.insert(says.value.to_lowercase(), says.place.line) {
                let what = format!("\"{}\" stands in line {line} already", says.value);
                let instead = Some("keep the one that is meant".to_owned());
                self.wrong(code::TWICE, says.place, what, instead);
                continue;
            }
            words.phrases.push(OwnPhrase {
                says: says.value,
                runbook: runbook.value,
            });
        }
    }

    fn vocabulary(&mut self, raw: RawVocabulary, words: &mut OwnWords) {
        if !self.format(&raw.format, VOCABULARY) {
            return;
        }
        for list in raw.same {
            let all = list.value.into_iter().filter(|word| self.says(word));
            let all: Vec<String> = all.map(|word| word.value).collect();
            if all.len() < 2 {
                let what = "a single word stands for nothing else".to_owned();
                let instead = Some("write the words that mean the same: [a, b]".to_owned());
                self.wrong(code::EMPTY, list.place, what, instead);
                continue;
            }
            words.same.push(all);
        }
    }
}

/// What the words are held against.
struct Known<'a> {
    ids: Vec<&'a str>,
}

impl OwnWords {
    /// Reads the files of words in these folders, which may speak of these runbooks. A line
    /// that is wrong is told and left out; the others are used.
    pub fn load<'a>(
        folders: &[PathBuf],
        ids: impl Iterator<Item = &'a str>,
    ) -> (Self, Vec<Diagnostic>) {
        let known = Known { ids: ids.collect() };
        let (mut words, mut found) = (Self::default(), Vec::new());
        for folder in folders {
            for path in words_files(folder).filter(|path| path.exists()) {
                match read_utf8(&path) {
                    Ok(text) => words.read(&path, &text, &known, &mut found),
                    Err(mut unread) => found.append(&mut unread),
                }
            }
        }
        (words, found)
    }

    fn read(&mut self, path: &Path, text: &str, known: &Known<'_>, found: &mut Vec<Diagnostic>) {
        let name = path.display().to_string();
        let file = File { path: &name, text };
        let mut check = WordsCheck {
            sink: DiagnosticSink {
                file,
                found: Vec::new(),
            },
        };
        match kind(path) {
            Some(WordsKind::Phrases) => {
                let parsed = read_yaml::<RawPhrases>(file);
                check.sink.found = parsed.found;
                if let Some(raw) = parsed.raw {
                    check.phrases(raw, known, self);
                }
            }
            Some(WordsKind::Vocabulary) => {
                let parsed = read_yaml::<RawVocabulary>(file);
                check.sink.found = parsed.found;
                if let Some(raw) = parsed.raw {
                    check.vocabulary(raw, self);
                }
            }
            None => {}
        }
        found.append(&mut check.sink.found);
    }
}

/// What is wrong with a file of words that may speak of these runbooks.
pub fn lint_words<'a>(
    path: &Path,
    text: &str,
    ids: impl Iterator<Item = &'a str>,
) -> Vec<Diagnostic> {
    let known = Known { ids: ids.collect() };
    let mut found = Vec::new();
    OwnWords::default().read(path, text, &known, &mut found);
    found.sort_by_key(|problem| (problem.line, problem.column));
    found
}
