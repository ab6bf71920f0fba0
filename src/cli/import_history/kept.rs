//! What was answered of a list is kept for lists with the same heading.

use serde_json::{Map, Value, json};

use super::super::context::Program;
use super::super::failure::Failure;
use crate::files;
use crate::history::PastField;
use crate::paths::write_whole;

/// The most that is read of the answers kept.
const KEPT_BYTES: u64 = 1 << 20;

/// What was answered of lists with the same heading.
pub struct KeptAnswers {
    all: Map<String, Value>,
    heading: String,
    changed: bool,
}

impl KeptAnswers {
    /// What is kept for a heading.
    pub fn read(program: &Program, heading: &[String]) -> Result<Self, Failure> {
        let path = program.paths()?.lists();
        let text = files::read_text(&path, KEPT_BYTES).unwrap_or_default();
        // What cannot be read is asked again.
        let all = serde_json::from_str(&text).unwrap_or_default();
        let (heading, changed) = (heading.join("\u{1f}"), false);
        Ok(Self {
            all,
            heading,
            changed,
        })
    }

    fn answers(&self) -> impl Iterator<Item = (&str, &str)> {
        let answers = self.all.get(&self.heading).and_then(Value::as_array);
        let answers = answers.into_iter().flatten();
        answers.filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?)))
    }

    /// Which columns were said to hold what.
    pub fn mapping(&self) -> Vec<(PastField, String)> {
        let fields = self.answers();
        fields
            .filter_map(|(word, column)| Some((PastField::of_word(word)?, column.to_owned())))
            .collect()
    }

    /// The zone that was said.
    pub fn zone(&self) -> Option<String> {
        let mut answers = self.answers();
        answers
            .find(|(word, _)| *word == "zone")
            .map(|(_, zone)| zone.to_owned())
    }

    /// Keeps an answer, once it is written.
    pub fn keep(&mut self, word: &str, answer: &str) {
        self.changed = true;
        let answers = self.all.entry(self.heading.clone());
        if let Value::Array(answers) = answers.or_insert_with(|| json!([])) {
            answers.push(json!([word, answer]));
        }
    }

    /// Writes what is new.
    pub fn write(&self, program: &Program) -> Result<(), Failure> {
        if !self.changed {
            return Ok(());
        }
        let path = program.paths()?.lists();
        let text = Value::Object(self.all.clone()).to_string();
        write_whole(&path, text.as_bytes())
            .map_err(|error| Failure::output(&path.display().to_string(), &error))
    }
}
