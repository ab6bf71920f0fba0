//! The expressions inside the program → their forms, which `build.rs` read.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::line_needs::LineNeeds;
use crate::domain::runbook::Pattern;

/// By turns an expression and its form, a line each.
const FORMS: &str = include_str!(concat!(env!("OUT_DIR"), "/forms.txt"));

/// The form of a pattern: as it was written down, or read now.
pub fn form(pattern: &Pattern) -> LineNeeds {
    match pattern {
        Pattern::Text(text) => LineNeeds::of_text(text),
        Pattern::Regex(source) => match known().get(source.as_str()) {
            Some(line) => LineNeeds::read(line),
            None => LineNeeds::of_expression(source),
        },
    }
}

fn known() -> &'static HashMap<&'static str, &'static str> {
    static KNOWN: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut lines = FORMS.lines();
        std::iter::from_fn(|| Some((lines.next()?, lines.next()?))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    /// An expression that was forgotten would only be slow; one that was read in another way
    /// would pass over lines.
    #[test]
    fn every_expression_inside_the_program_is_known_as_it_would_be_read() {
        let library = Library::load(&[]);
        let books = library.entries().iter().map(|entry| &entry.book.runbook);
        for signature in books.flat_map(|book| &book.signatures) {
            if let Pattern::Regex(source) = &signature.pattern {
                assert!(known().contains_key(source.as_str()), "{source}");
                assert_eq!(form(&signature.pattern), LineNeeds::of_expression(source));
            }
        }
        let new = Pattern::Regex("nobody wrote (?:this|that)".into());
        assert_eq!(form(&new).runs, ["nobody wrote "]);
    }
}
