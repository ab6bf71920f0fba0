//! Pattern → its syntax tree, and what that tells without a line.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::literal::{self, Required};
use super::runs;
use crate::domain::runbook::Pattern;

/// What a pattern looks like: read once, asked for what is needed.
pub enum Form<'a> {
    /// A text that is looked for as it stands.
    Text(&'a str),
    /// An expression.
    Tree(Hir),
    /// What cannot be read tells nothing.
    Unknown,
}

impl<'a> Form<'a> {
    /// That of a pattern.
    pub fn of(pattern: &'a Pattern) -> Self {
        match pattern {
            Pattern::Text(text) => Form::Text(text),
            Pattern::Regex(source) => parse(source).map_or(Form::Unknown, Form::Tree),
        }
    }

    /// Literals of which a line that matches holds at least one, or `None` if it can match
    /// without any.
    pub fn required(&self) -> Option<Required> {
        match self {
            Form::Text(text) => literal::of_text(text),
            Form::Tree(tree) => literal::of_tree(tree),
            Form::Unknown => None,
        }
    }

    /// The texts that every line that matches holds.
    pub fn runs(&self) -> Vec<String> {
        match self {
            Form::Text(text) => vec![(*text).to_owned()],
            Form::Tree(tree) => runs::of_tree(tree),
            Form::Unknown => Vec::new(),
        }
    }

    /// Whether it is bound to a line's beginning or end.
    pub fn is_bound(&self) -> bool {
        match self {
            Form::Tree(tree) => tree.properties().look_set().contains_anchor(),
            _ => false,
        }
    }
}

/// Bytes first: the letters of all scripts that `\w` stands for take most of the time, and tell
/// no literal. What needs scripts is read with them.
fn parse(source: &str) -> Option<Hir> {
    let bytes = || ParserBuilder::new().unicode(false).utf8(false).build();
    let tree = bytes().parse(source);
    tree.or_else(|_| regex_syntax::parse(source)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(source: &str) -> Pattern {
        Pattern::Regex(source.to_owned())
    }

    fn required(pattern: &Pattern) -> Option<Vec<String>> {
        let text = |literal: Vec<u8>| String::from_utf8(literal).unwrap();
        let set = Form::of(pattern).required()?;
        Some(set.into_iter().map(text).collect())
    }

    #[test]
    fn the_longest_literal_that_every_match_holds() {
        let cases = [
            ("abc.*defgh", &["defgh"][..]),
            (r"%(?:ASA|FTD)-(?:\w+-)?\d-113022: AAA", &["-113022: aaa"]),
            ("(?:one|two) wolves", &["one wolves", "two wolves"]),
            ("[Ii]nterface", &["interface"]),
            ("(?i:mask)ed", &["masked"]),
            ("(?i)k", &["k"]),
            ("colou?r", &["color", "colour"]),
            ("(?:ab)+c", &["ab"]),
            ("x.*(?:first|second)", &["first", "second"]),
            ("[äö] end", &[" end"]),
        ];
        for (source, wanted) in cases {
            assert_eq!(required(&regex(source)).unwrap(), wanted, "{source}");
        }
    }

    #[test]
    fn where_nothing_is_needed_nothing_is_claimed() {
        for source in [r"\d+", "(?:abc)?", "a*", "abc|.", "[^x]", "ü", "("] {
            assert_eq!(required(&regex(source)), None, "{source}");
        }
        assert_eq!(required(&Pattern::Text("ü".into())), None);
        let text = Pattern::Text("Größe Failed".into());
        assert_eq!(required(&text).unwrap(), ["e failed"]);
    }

    #[test]
    fn the_texts_that_every_match_holds() {
        let cases: [(&str, &[&str]); 13] = [
            (r"peer \S+ is gone", &["peer ", " is gone"]),
            (r"^Failed \(-14\)$", &["Failed (-14)"]),
            (r"a(?:b|c)d", &["a", "d"]),
            (r"a(?:bc)(d)", &["abcd"]),
            (r"colou?r", &["colo", "r"]),
            (r"no+ne", &["no", "ne"]),
            (r"x{2}yz", &["x", "yz"]),
            (r"[a\]b]end", &["end"]),
            (r"(?i)Mask_ed", &["mask_ed"]),
            (r"\x41\.b", &["A.b"]),
            ("Größe \\w+ Öl", &["Größe ", " Öl"]),
            (r"one|two", &[]),
            ("(", &[]),
        ];
        for (source, runs) in cases {
            assert_eq!(Form::of(&regex(source)).runs(), runs, "{source}");
        }
        assert_eq!(Form::of(&Pattern::Text("(".into())).runs(), ["("]);
    }

    #[test]
    fn what_is_bound_to_an_end_of_a_line() {
        for source in ["^a", "a$", "b|^a"] {
            assert!(Form::of(&regex(source)).is_bound(), "{source}");
        }
        for source in [r"\ba\b", "a"] {
            assert!(!Form::of(&regex(source)).is_bound(), "{source}");
        }
        assert!(!Form::of(&Pattern::Text("^a$".into())).is_bound());
    }
}
