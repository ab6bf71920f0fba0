//! Whether a pattern names a message by its number, as `%ASA-3-113022` does: behind the sign that
//! such a name begins with, every line that matches holds the number.

use regex_syntax::hir::{Class, Hir, HirKind};

/// So many digits in a row are the number of a message.
const NUMBER: usize = 5;

/// Whether a text that is looked for as it stands does.
pub fn of_text(text: &str) -> bool {
    let mut way = Way::default();
    text.bytes().for_each(|byte| way.byte(byte));
    way.is_coded
}

/// Whether an expression does.
pub fn of_tree(tree: &Hir) -> bool {
    Way::default().walk(tree).is_coded
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

    #[test]
    fn a_message_is_named_by_its_number() {
        let is_coded = |source: &str| of_tree(&regex_syntax::parse(source).unwrap());
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
        assert!(of_text("%ASA-3-113022") && !of_text("113022"));
    }
}
