//! What every check of a file shares: where its diagnostics go, and the rules that hold in
//! runbooks and scenarios alike.

use std::str::FromStr;

use super::code::{self, Code};
use super::diagnostic::{Diagnostic, nearest};
use super::source::{File, Placed, SourcePosition};
use crate::domain::time::parse_span_ms;

/// A file and what is wrong with it.
pub struct DiagnosticSink<'a> {
    /// The file.
    pub file: File<'a>,
    /// What is wrong with it so far.
    pub found: Vec<Diagnostic>,
}

/// The check of one sort of file.
pub trait Checks<'a> {
    /// Where its diagnostics go.
    fn sink(&mut self) -> &mut DiagnosticSink<'a>;

    /// Tells what is wrong at a place, unless something was told there: what could not be read
    /// is not complained about a second time.
    fn wrong(&mut self, code: Code, place: SourcePosition, what: String, instead: Option<String>) {
        let sink = self.sink();
        let told = |known: &Diagnostic| (known.line, known.column) == (place.line, place.column);
        if place == SourcePosition::default() || !sink.found.iter().any(told) {
            sink.found
                .push(Diagnostic::at(code, sink.file, place, what, instead));
        }
    }

    /// An id of this type.
    fn id<T: FromStr<Err: ToString>>(&mut self, raw: &Placed<String>) -> Option<T> {
        match raw.value.parse() {
            Ok(id) => Some(id),
            Err(error) => {
                self.wrong(code::BAD_NAME, raw.place, T::Err::to_string(&error), None);
                None
            }
        }
    }

    /// A duration in milliseconds.
    fn duration(&mut self, raw: &Placed<String>) -> Option<i64> {
        let span = parse_span_ms(&raw.value);
        if span.is_none() {
            let what = format!("\"{}\" is no duration", raw.value);
            self.wrong(
                code::DURATION,
                raw.place,
                what,
                Some("write 30s, 5m or 1h30m".into()),
            );
        }
        span
    }
}

/// What may have been meant, as advice.
pub fn suggestion<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean \"{name}\"?"))
}

/// All parts, if each could be made.
pub fn all<T>(parts: Vec<Option<T>>) -> Option<Vec<T>> {
    parts.into_iter().collect()
}
