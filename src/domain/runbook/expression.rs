//! A regular expression of a runbook, for lines of logs and for what a command shows.

use std::sync::OnceLock;

/// A regular expression, compiled when it is first used: compiling those of a library takes
/// longer than a first frame may, and most are never used. In it `\d` is one of 0 to 9: the
/// digits of all scripts would take up most of the memory of a scan.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    compiled: OnceLock<Option<regex::Regex>>,
}

impl Expression {
    /// One from outside, which may be none, or too large a one.
    pub fn checked(source: String) -> Result<Self, regex::Error> {
        let compiled = builder(&source).size_limit(LARGEST).build()?;
        Ok(Self {
            source,
            compiled: OnceLock::from(Some(compiled)),
        })
    }

    /// One that was checked at another time. If that is not so, it matches nothing.
    pub fn trusted(source: String) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether a log line holds it.
    pub fn is_match(&self, line: &str) -> bool {
        self.compiled().is_some_and(|regex| regex.is_match(line))
    }

    /// The names of its groups.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let compiled = self.compiled();
        compiled
            .into_iter()
            .flat_map(|regex| regex.capture_names())
            .flatten()
    }

    /// What its first match in a text has in the group of this name.
    pub fn capture<'t>(&self, text: &'t str, group: &str) -> Option<&'t str> {
        let found = self.compiled()?.captures(text)?;
        found.name(group).map(|part| part.as_str())
    }

    fn compiled(&self) -> Option<&regex::Regex> {
        let compile = || builder(&self.source).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// Expressions with the same text are the same.
impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Expression {}

/// An expression from outside compiles into no more bytes.
const LARGEST: usize = 1 << 20;
/// How much each thread may keep of what an expression learns while it is tried, in bytes.
/// Lines that are tried are few, and there are many hundreds of expressions.
const LEARNS: usize = 32 << 10;

fn builder(source: &str) -> regex::RegexBuilder {
    let mut builder = regex::RegexBuilder::new(&plain_digits(source));
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

    #[test]
    fn a_digit_is_one_of_ten_and_a_backslash_stays_one() {
        let expression = Expression::trusted(r"^a\d[\d.]+\\d\.$".to_owned());
        assert!(expression.is_match(r"a12.3\d."));
        assert!(!expression.is_match(r"a١2.3\d."));
        assert!(!expression.is_match(r"a12.3\4."));
        assert!(!expression.is_match(r"a12.3\dx"));
    }

    #[test]
    fn groups_are_told_and_read_by_name() {
        let expression = Expression::trusted(r"(?P<count>\d+) of (?P<all>\d+)".to_owned());
        assert_eq!(expression.groups().collect::<Vec<_>>(), ["count", "all"]);
        assert_eq!(expression.capture("12 of 30 sessions", "count"), Some("12"));
        assert_eq!(expression.capture("12 of 30 sessions", "none"), None);
        assert_eq!(expression.capture("none", "count"), None);
    }

    #[test]
    fn an_expression_that_is_none_or_too_large_is_refused() {
        assert!(Expression::checked("(".to_owned()).is_err());
        assert!(Expression::checked(r"(?:\d{1000}){1000}".to_owned()).is_err());
        assert!(Expression::checked(r"\d+".to_owned()).is_ok());
    }
}
