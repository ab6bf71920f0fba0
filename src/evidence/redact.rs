//! Masks lines of logs and configurations, before anything is stored or shown: secrets by
//! [`crate::masks`], and people by other names when asked.

use super::people::Pseudonyms;

pub use crate::masks::Masks;

/// Masks the lines of logs. It remembers people, so that one is called the same everywhere.
#[derive(Debug, Default)]
pub struct Masker {
    masks: Masks,
    people: Pseudonyms,
}

impl Masker {
    /// One with these masks.
    pub fn new(masks: Masks) -> Self {
        Self {
            masks,
            people: Pseudonyms::default(),
        }
    }

    /// A line without its secrets.
    pub fn line(&mut self, line: &str) -> String {
        self.text(line)
    }

    /// Lines that follow one another: a secret may reach over several.
    pub fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        // A line of a log ends where the log says so: what looks like an end within one is none.
        let lines: Vec<String> = lines
            .into_iter()
            .map(|line| line.replace('\n', " "))
            .collect();
        if lines.is_empty() {
            return Vec::new();
        }
        let masked = self.text(&lines.join("\n"));
        masked.split('\n').map(str::to_owned).collect()
    }

    /// A text of several lines.
    pub fn text(&mut self, text: &str) -> String {
        let masked = self.masks.mask(text).text;
        match self.masks.people {
            true => {
                let lines = masked.split('\n').map(|line| self.people.mask(line));
                lines.collect::<Vec<_>>().join("\n")
            }
            false => masked.into_owned(),
        }
    }
}
