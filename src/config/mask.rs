//! What the operator's settings say has to be masked.

use toml::de::DeTable;

use super::MaskSetting;
use super::read::{SettingsReader, TomlValue};

const MASK: [&str; 2] = ["pattern", "kind"];

impl SettingsReader<'_> {
    pub(super) fn masks(&mut self, value: &TomlValue<'_>) {
        let Some(items) = value.get_ref().as_array() else {
            return self.wrong("mask", value, "sections: [[mask]]");
        };
        for item in items {
            match item.get_ref().as_table() {
                Some(table) => self.mask(table, item.span().start),
                None => self.wrong("mask", item, "a section: [[mask]]"),
            }
        }
    }

    fn mask(&mut self, table: &DeTable<'_>, at: usize) {
        let (mut pattern, mut kind) = (None, Some("secret".to_owned()));
        for (key, value) in table {
            let text = value.get_ref().as_str();
            match key.get_ref().as_ref() {
                "pattern" => pattern = Some((value, text)),
                "kind" => {
                    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_ ".contains(c);
                    let word =
                        text.filter(|t| (1..=20).contains(&t.len()) && t.chars().all(is_word));
                    kind = word.map(str::to_owned);
                    if kind.is_none() {
                        self.wrong("kind", value, "a word in quotes, of at most 20 letters");
                    }
                }
                name => self.unknown(name, key.span().start, &MASK),
            }
        }
        match pattern {
            Some((value, Some(text))) if !text.is_empty() => match regex::Regex::new(text) {
                // A kind that will not do is no reason to keep what is to be masked.
                Ok(_) => self.settings.masks.push(MaskSetting {
                    kind: kind.unwrap_or_else(|| "secret".to_owned()),
                    pattern: text.to_owned(),
                }),
                Err(error) => {
                    let error = error.to_string();
                    let what = error.lines().last().unwrap_or_default();
                    let what = what.trim_start_matches("error: ");
                    self.warn(
                        value.span().start,
                        format!("mask: nothing is masked by this: {what}"),
                    );
                }
            },
            Some((value, _)) => self.wrong("pattern", value, "a regular expression in quotes"),
            None => self.warn(at, "mask: it has no pattern".to_owned()),
        }
    }
}
