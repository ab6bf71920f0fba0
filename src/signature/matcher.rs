//! Pattern → whether a line holds it.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use crate::domain::runbook::Pattern;

/// An expression from outside compiles into no more bytes.
const LARGEST: usize = 1 << 20;
/// How much each thread may keep of what an expression learns while it is tried, in bytes.
/// Lines that are tried are few, and there are many hundreds of expressions.
const LEARNS: usize = 32 << 10;

/// A pattern, ready to be tried. An expression is compiled when a line first needs it:
/// compiling those of a library takes longer than a first frame may, and most are never used.
/// In it `\d` is one of 0 to 9: the digits of all scripts would take most of a scan's memory.
#[derive(Debug, Clone)]
pub struct Matcher(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// In lower case.
    Text(Box<str>),
    Expression {
        source: Box<str>,
        compiled: OnceLock<Option<Regex>>,
    },
}

impl Matcher {
    /// One for a pattern that was checked at another time. If that is not so, it may match
    /// nothing.
    pub fn new(pattern: &Pattern) -> Self {
        Self(match pattern {
            Pattern::Text(text) => Kind::Text(text.to_lowercase().into()),
            Pattern::Regex(source) => Kind::Expression {
                source: source.as_str().into(),
                compiled: OnceLock::new(),
            },
        })
    }

    /// One for a pattern from outside, which may be no expression, or too large a one.
    pub fn checked(pattern: &Pattern) -> Result<Self, regex::Error> {
        let matcher = Self::new(pattern);
        if let Kind::Expression { source, compiled } = &matcher.0 {
            let regex = builder(source).size_limit(LARGEST).build()?;
            compiled.get_or_init(|| Some(regex));
        }
        Ok(matcher)
    }

    /// Whether a line holds it.
    pub fn matches(&self, line: &str) -> bool {
        match &self.0 {
            Kind::Text(text) => line.to_lowercase().contains(&**text),
            Kind::Expression { source, compiled } => compiled
                .get_or_init(|| builder(source).build().ok())
                .as_ref()
                .is_some_and(|regex| regex.is_match(line)),
        }
    }
}

fn builder(source: &str) -> RegexBuilder {
    let mut builder = RegexBuilder::new(&plain_digits(source));
    builder.dfa_size_limit(LEARNS);
    builder
}

/// The expression with `[0-9]` for `\d`, which may stand in a class as well.
fn plain_digits(source: &str) -> String {
    let mut plain = String::with_capacity(source.len());
    let mut letters = source.chars();
    while let Some(letter) = letters.next() {
        // What follows a backslash belongs to it: `\\d` is a backslash and a d.
        match (letter, (letter == '\\').then(|| letters.next()).flatten()) {
            ('\\', Some('d')) => plain.push_str("[0-9]"),
            (letter, next) => {
                plain.push(letter);
                plain.extend(next);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(source: &str) -> Pattern {
        Pattern::Regex(source.to_owned())
    }

    #[test]
    fn a_digit_is_one_of_ten_and_a_backslash_stays_one() {
        let expression = Matcher::new(&regex(r"^a\d[\d.]+\\d\.$"));
        assert!(expression.matches(r"a12.3\d."));
        assert!(!expression.matches(r"a١2.3\d."));
        assert!(!expression.matches(r"a12.3\4."));
        assert!(!expression.matches(r"a12.3\dx"));
    }

    #[test]
    fn an_expression_that_is_none_or_too_large_is_refused() {
        assert!(Matcher::checked(&regex("(")).is_err());
        assert!(Matcher::checked(&regex(r"(?:\d{1000}){1000}")).is_err());
        assert!(Matcher::checked(&regex(r"\d+")).is_ok());
        assert!(!Matcher::new(&regex("(")).matches("("));
    }

    #[test]
    fn upper_and_lower_case_of_a_text_are_alike() {
        let text = Matcher::new(&Pattern::Text("Größe FAILED".into()));
        assert!(text.matches("the GRÖSSE größe failed"));
        assert!(!text.matches("grösse failed"));
    }
}
