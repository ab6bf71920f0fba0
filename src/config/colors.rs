//! The operator's own colours: which kind of text is drawn in which.

use toml::de::DeTable;

use super::nearest;
use super::read::SettingsReader;

/// The kinds of text that can have a colour of their own, by their names in the file.
pub const COLORED: [&str; 15] = [
    "text", "dim", "strong", "title", "key", "mark", "run", "filled", "missing", "rule", "good",
    "bad", "warn", "active", "selected",
];

/// The names of the first eight colours of a terminal; `bright-` before one means its brighter one.
const NAMES: [&str; 8] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
];

/// A colour as a terminal takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// One of the 256.
    Indexed(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

impl Colour {
    /// The colour that a word stands for: `red`, `bright-red`, `208`, `#ff8700`.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(digits) = word.strip_prefix('#') {
            let is_hex = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit());
            let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
            return match is_hex {
                true => Some(Self::Rgb(part(0)?, part(2)?, part(4)?)),
                false => None,
            };
        }
        if let Ok(number) = word.parse() {
            return Some(Self::Indexed(number));
        }
        let (name, first) = match word.strip_prefix("bright-") {
            Some(name) => (name, 8),
            None => (word, 0),
        };
        let number = NAMES.iter().position(|known| *known == name)?;
        u8::try_from(number + first).ok().map(Self::Indexed)
    }
}

/// The colours that were set, in the order of [`COLORED`].
pub type OwnColours = [Option<Colour>; COLORED.len()];

impl SettingsReader<'_> {
    pub(super) fn colors(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some(kind) = COLORED.iter().position(|known| *known == name) else {
                let known = nearest(name, COLORED.iter().copied());
                let hint = known.map(|near| format!("; did you mean {near}?"));
                let all = || format!("; known: {}", COLORED.join(", "));
                let hint = hint.unwrap_or_else(all);
                self.warn(key.span().start, format!("nothing is called {name}{hint}"));
                continue;
            };
            let word = match value.get_ref().as_str() {
                Some(word) => Some(word.to_owned()),
                None => value.get_ref().as_integer().map(|it| it.to_string()),
            };
            let found = word.as_deref().and_then(Colour::parse);
            self.settings.colors[kind] = found;
            if found.is_none() {
                let allowed = "\"red\", \"bright-red\", a number to 255, \"#ff8700\"";
                self.wrong(name, value, allowed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_name_a_number_or_its_parts() {
        for (word, colour) in [
            ("red", Some(Colour::Indexed(1))),
            ("bright-red", Some(Colour::Indexed(9))),
            ("208", Some(Colour::Indexed(208))),
            ("#ff8700", Some(Colour::Rgb(255, 135, 0))),
            ("#ff87", None),
            ("#é87000", None),
            ("256", None),
            ("pink", None),
        ] {
            assert_eq!(Colour::parse(word), colour, "{word}");
        }
    }
}
