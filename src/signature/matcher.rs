//! Pattern → whether a line holds it.

use crate::domain::runbook::{Expression, Pattern};

/// A pattern, ready to be tried. An expression is compiled when a line first needs it.
#[derive(Debug, Clone)]
pub struct Matcher(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// In lower case.
    Text(Box<str>),
    Expression(Expression),
}

impl Matcher {
    /// One for a pattern that was checked at another time. If that is not so, it may match
    /// nothing.
    pub fn new(pattern: &Pattern) -> Self {
        Self(match pattern {
            Pattern::Text(text) => Kind::Text(text.to_lowercase().into()),
            Pattern::Regex(source) => Kind::Expression(Expression::trusted(source.clone())),
        })
    }

    /// One for a pattern from outside, which may be no expression, or too large a one.
    pub fn checked(pattern: &Pattern) -> Result<Self, regex::Error> {
        Ok(match pattern {
            Pattern::Text(_) => Self::new(pattern),
            Pattern::Regex(source) => Self(Kind::Expression(Expression::checked(source.clone())?)),
        })
    }

    /// Whether a line holds it.
    pub fn matches(&self, line: &str) -> bool {
        match &self.0 {
            Kind::Text(text) => line.to_lowercase().contains(&**text),
            Kind::Expression(expression) => expression.is_match(line),
        }
    }
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
