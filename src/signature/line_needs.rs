//! Pattern → what it tells without a line: read off its syntax tree once.
//!
//! Reading the expressions of a library takes longer than a first frame may, so `build.rs` reads
//! those inside the program and writes each down on a line.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::literal::{self, Required};
use super::{number, runs};

/// What a pattern needs of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineNeeds {
    /// Literals of which a line that matches holds at least one, or `None` if it can match
    /// without any.
    pub required: Option<Required>,
    /// The texts that every line that matches holds.
    pub runs: Vec<String>,
    /// It is bound to a line's beginning or end.
    pub is_bound: bool,
    /// It names a message by its number.
    pub is_coded: bool,
}

/// What parts the fields of a line, and the texts of a field.
const FIELD: char = '\u{1e}';
const TEXT: char = '\u{1f}';

impl LineNeeds {
    /// That of a text that is looked for as it stands.
    pub fn of_text(text: &str) -> Self {
        Self {
            required: literal::of_text(text),
            runs: vec![text.to_owned()],
            is_bound: false,
            is_coded: number::of_text(text),
        }
    }

    /// That of an expression. What cannot be read tells nothing.
    pub fn of_expression(source: &str) -> Self {
        let Some(tree) = parse(source) else {
            return Self::default();
        };
        Self {
            required: literal::of_tree(&tree),
            runs: runs::of_tree(&tree),
            is_bound: tree.properties().look_set().contains_anchor(),
            is_coded: number::of_tree(&tree),
        }
    }

    /// It in a line, to be read with [`LineNeeds::read`]; `None` if it cannot be told so.
    pub fn written(&self) -> Option<String> {
        let required = self.required.iter().flatten();
        let required: Option<Vec<String>> = required
            .map(|literal| String::from_utf8(literal.clone()).ok())
            .collect();
        let join = |texts: &[String]| texts.join(&TEXT.to_string());
        let flags = [(self.is_bound, 'b'), (self.is_coded, 'c')];
        let flags = flags.iter().filter(|(is_so, _)| *is_so);
        let flags: String = flags.map(|(_, letter)| letter).collect();
        let line = [flags, join(&required?), join(&self.runs)].join(&FIELD.to_string());
        (!line.contains('\n') && Self::read(&line) == *self).then_some(line)
    }

    /// Reads a line.
    pub fn read(line: &str) -> Self {
        let mut fields = line.split(FIELD);
        let flags = fields.next().unwrap_or_default();
        let mut texts = || {
            let field = fields.next().unwrap_or_default();
            let texts = field.split(TEXT).filter(|text| !text.is_empty());
            texts.map(str::to_owned).collect::<Vec<String>>()
        };
        let required = texts().into_iter().map(String::into_bytes);
        let required: Required = required.collect();
        Self {
            required: (!required.is_empty()).then_some(required),
            runs: texts(),
            is_bound: flags.contains('b'),
            is_coded: flags.contains('c'),
        }
    }
}

/// Bytes first: the letters of all scripts that `\w` stands for tell no literal. What needs
/// scripts is read with them.
fn parse(source: &str) -> Option<Hir> {
    let mut bytes = ParserBuilder::new().unicode(false).utf8(false).build();
    let tree = bytes.parse(source).ok();
    tree.or_else(|| regex_syntax::parse(source).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(form: &LineNeeds) -> Option<Vec<String>> {
        let text = |literal: Vec<u8>| String::from_utf8(literal).unwrap();
        let set = form.required.clone()?;
        Some(set.into_iter().map(text).collect())
    }

    fn required(source: &str) -> Option<Vec<String>> {
        texts(&LineNeeds::of_expression(source))
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
            assert_eq!(required(source).unwrap(), wanted, "{source}");
        }
    }

    #[test]
    fn where_nothing_is_needed_nothing_is_claimed() {
        for source in [r"\d+", "(?:abc)?", "a*", "abc|.", "[^x]", "ü", "("] {
            assert_eq!(required(source), None, "{source}");
        }
        assert_eq!(texts(&LineNeeds::of_text("ü")), None);
        let text = texts(&LineNeeds::of_text("Größe Failed"));
        assert_eq!(text.unwrap(), ["e failed"]);
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
            assert_eq!(LineNeeds::of_expression(source).runs, runs, "{source}");
        }
        assert_eq!(LineNeeds::of_text("(").runs, ["("]);
    }

    #[test]
    fn what_is_bound_to_an_end_of_a_line() {
        for source in ["^a", "a$", "b|^a"] {
            assert!(LineNeeds::of_expression(source).is_bound, "{source}");
        }
        for source in [r"\ba\b", "a"] {
            assert!(!LineNeeds::of_expression(source).is_bound, "{source}");
        }
        assert!(!LineNeeds::of_text("^a$").is_bound);
    }

    #[test]
    fn what_is_written_down_is_read_again() {
        for source in [
            r"^peer \S+ is (?:gone|lost)",
            "%ASA-3-113022: x",
            r"\d+",
            "(",
        ] {
            let form = LineNeeds::of_expression(source);
            assert_eq!(LineNeeds::read(&form.written().unwrap()), form, "{source}");
        }
        assert_eq!(LineNeeds::of_expression("a\nb").written(), None);
    }
}
