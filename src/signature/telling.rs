//! How much a signature tells by itself, whatever else was found.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::form::Form;

/// So many letters make a text that nobody writes by chance.
const LONG: usize = 24;
/// How much less each further cause that it may have lets a signature of words tell.
const DOUBT: f64 = 0.25;
/// So many digits in a row are the number of a message.
const NUMBER: usize = 5;

/// How much a signature tells: 0.4 to 2. `needs` is the length of the text that a line needs to
/// hold it, `causes` how many it points at.
#[expect(clippy::cast_precision_loss, reason = "both are small")]
pub fn weight(needs: usize, is_coded: bool, causes: usize) -> f64 {
    // Short words turn up by chance; beyond a few words more letters tell nothing more.
    let words = 0.4 + 0.6 * needs.min(LONG) as f64 / LONG as f64;
    // A message with a number of its own is what a device says of itself, and exact; the
    // words that a user sees are what follows from it.
    if is_coded {
        return words + 1.0;
    }
    // Words that may have many causes are a symptom: whatever names one of them explains it.
    let others = causes.max(1) - 1;
    words / (1.0 + DOUBT * others as f64)
}

/// Letters and digits: blanks and signs say nothing.
pub fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

impl Form<'_> {
    /// Whether it names a message by its number, as `%ASA-3-113022` does: behind the sign that
    /// such a name begins with, every line that matches holds the number.
    pub fn is_coded(&self) -> bool {
        match self {
            Form::Text(text) => {
                let mut way = Way::default();
                text.bytes().for_each(|byte| way.byte(byte));
                way.is_coded
            }
            Form::Tree(tree) => Way::default().walk(tree).is_coded,
            Form::Unknown => false,
        }
    }
}

/// What is certain of every text that a part of a tree and what stands before it match.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    has_sign: bool,
    /// It ends with at least so many digits.
    digits: usize,
    is_coded: bool,
}

impl Way {
    fn byte(&mut self, byte: u8) {
        self.has_sign |= byte == b'%';
        self.digits = match byte.is_ascii_digit() {
            true => self.digits + 1,
            false => 0,
        };
        self.is_coded |= self.has_sign && self.digits >= NUMBER;
    }

    fn walk(mut self, tree: &Hir) -> Self {
        match tree.kind() {
            HirKind::Empty | HirKind::Look(_) => self,
            HirKind::Literal(literal) => {
                literal.0.iter().for_each(|&byte| self.byte(byte));
                self
            }
            HirKind::Class(class) => {
                // One of a few digits still tells which message it is.
                self.byte(if is_few_digits(class) { b'0' } else { b' ' });
                self
            }
            HirKind::Capture(capture) => self.walk(&capture.sub),
            HirKind::Concat(parts) => parts.iter().fold(self, Way::walk),
            HirKind::Repetition(repetition) => {
                let there = self.walk(&repetition.sub);
                match repetition.min {
                    0 => self.or(there),
                    _ => there,
                }
            }
            HirKind::Alternation(ways) => {
                let ways = ways.iter().map(|way| self.walk(way));
                ways.reduce(Way::or).unwrap_or(self)
            }
        }
    }

    /// What is certain of both.
    fn or(self, other: Way) -> Self {
        Self {
            has_sign: self.has_sign && other.has_sign,
            digits: self.digits.min(other.digits),
            is_coded: self.is_coded && other.is_coded,
        }
    }
}

/// Whether a class is some of the digits, not all of them.
fn is_few_digits(class: &Class) -> bool {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => {
            let ranges = class.iter();
            ranges.map(|r| (r.start().into(), r.end().into())).collect()
        }
        Class::Bytes(class) => {
            let ranges = class.iter();
            ranges.map(|r| (r.start().into(), r.end().into())).collect()
        }
    };
    let digits = u32::from(b'0')..=u32::from(b'9');
    let is_within = |(start, end): &(u32, u32)| digits.contains(start) && digits.contains(end);
    let count: u32 = ranges.iter().map(|(start, end)| end - start + 1).sum();
    !ranges.is_empty() && count < 10 && ranges.iter().all(is_within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::runbook::Pattern;

    #[test]
    fn a_message_is_named_by_its_number() {
        let is_coded = |source: &str| Form::of(&Pattern::Regex(source.to_owned())).is_coded();
        for source in [
            "%ASA-3-113022: x",
            r"%(?:ASA|FTD)-(?:\w+-)?\d-113022",
            "%ASA-3-(?:113022: a|113014: b)",
            "%FTD-3-444(?:102: a|105: b .+ c)",
            "%ASA-4-71304[89]: x",
        ] {
            assert!(is_coded(source), "{source}");
        }
        for source in [
            "113022: x",
            "99% of 5 errors",
            "%LINK-3-UPDOWN",
            r"%ASA-\d-\d{6}: x",
            "%ASA-3-(?:113022|x)",
            "%ASA-3-(?:113022)?: x",
            "12345%",
            "%1234 5",
        ] {
            assert!(!is_coded(source), "{source}");
        }
        assert!(Form::of(&Pattern::Text("%ASA-3-113022".into())).is_coded());
    }

    #[test]
    fn a_number_tells_more_than_words_and_words_of_many_causes_less() {
        assert!(weight(4, true, 3) > weight(99, false, 1));
        assert!(weight(99, false, 1) > weight(99, false, 2));
        assert!(weight(20, false, 1) > weight(10, false, 1));
    }
}
