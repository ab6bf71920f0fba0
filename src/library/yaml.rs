//! YAML text in, a tree of values or diagnostics out. The only file that knows the YAML
//! library: its budgets keep a hostile file from costing time or memory. What is not YAML ends
//! the reading; what is YAML and not allowed here is told, and the reading goes on.

mod ends;
mod words;

use std::collections::HashSet;

pub use ends::NodeEnds;
use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span};

use super::code::{self, Code};
use super::diagnostic::Diagnostic;
use super::source::{File, Node, Placed, SourcePosition, SourceValue};

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// The deepest nesting.
pub const MAX_DEPTH: usize = 32;
/// The most nodes.
pub const MAX_NODES: usize = 20_000;
/// How many problems of one file are told; one more would help nobody.
const MOST_FOUND: usize = 200;
/// A map of more keys than this has its keys hashed to find those that stand twice.
const FEW: usize = 32;

/// Reads a YAML file. Without a tree it is none, and the last diagnostic says why.
pub fn parse(file: File<'_>, found: &mut Vec<Diagnostic>) -> Option<Node> {
    if file.text.len() > MAX_BYTES {
        let what = format!("it is {} bytes long; 1 MiB is the most", file.text.len());
        found.push(Diagnostic::whole(
            code::UNREADABLE,
            file.path,
            what,
            "split it into several runbooks",
        ));
        return None;
    }
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
    };
    let mut builder = Builder {
        file,
        found,
        open: Vec::new(),
        root: None,
        nodes: 0,
    };
    for event in Parser::new_from_str_with_options(file.text, options) {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => {
                builder.broken(&error);
                return None;
            }
        }
    }
    let nothing = || Node {
        place: SourcePosition { line: 1, column: 1 },
        value: SourceValue::Map(Vec::new()),
    };
    Some(builder.root.unwrap_or_else(nothing))
}

/// A list or a map that is not yet at its end.
enum Open {
    List(SourcePosition, Vec<Node>),
    Map {
        place: SourcePosition,
        fields: Vec<(Placed<String>, Node)>,
        key: Option<Placed<String>>,
        /// The keys, once they are many.
        known: HashSet<String>,
    },
}

struct Builder<'a> {
    file: File<'a>,
    found: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder<'_> {
    /// Takes an event in; `None` ends the reading.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let place = at(&span.start);
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                let what = "a second document begins here".to_owned();
                self.wrong(code::FORBIDDEN, place, what, "keep one document in a file");
                return None;
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.budget(place)?;
                self.unwanted(place, anchor, tag.is_some());
                let plain = style == ScalarStyle::Plain;
                let text = text.into_owned();
                self.add(place, SourceValue::Scalar { text, plain })?;
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.budget(place)?;
                let instead = "write the value out where it is needed";
                self.wrong(
                    code::FORBIDDEN,
                    place,
                    "aliases are not allowed".into(),
                    instead,
                );
                let (text, plain) = (String::new(), false);
                self.add(place, SourceValue::Scalar { text, plain })?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.budget(place)?;
                self.unwanted(place, anchor, tag.is_some());
                self.open(place, Open::List(place, Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.budget(place)?;
                self.unwanted(place, anchor, tag.is_some());
                let map = Open::Map {
                    place,
                    fields: Vec::new(),
                    key: None,
                    known: HashSet::new(),
                };
                self.open(place, map)?;
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop()? {
                Open::List(place, items) => self.add(place, SourceValue::List(items))?,
                Open::Map { place, fields, .. } => self.add(place, SourceValue::Map(fields))?,
            },
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, place: SourcePosition, open: Open) -> Option<()> {
        if self.open.len() == MAX_DEPTH {
            let what = format!("it is nested more than {MAX_DEPTH} deep");
            self.wrong(code::TOO_LARGE, place, what, "make it flatter");
            return None;
        }
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            let instead = "write a word before the colon";
            self.wrong(
                code::FORBIDDEN,
                place,
                "a list or a map is no key".into(),
                instead,
            );
            return None;
        }
        self.open.push(open);
        Some(())
    }

    fn budget(&mut self, place: SourcePosition) -> Option<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let what = "it has more than 20,000 nodes".to_owned();
            self.wrong(
                code::TOO_LARGE,
                place,
                what,
                "split it into several runbooks",
            );
            return None;
        }
        Some(())
    }

    fn unwanted(&mut self, place: SourcePosition, anchor: usize, tagged: bool) {
        if anchor > 0 {
            let instead = "write the value out where it is needed";
            self.wrong(
                code::FORBIDDEN,
                place,
                "anchors are not allowed".into(),
                instead,
            );
        }
        if tagged {
            let instead = "take out the word that begins with \"!\"";
            self.wrong(
                code::FORBIDDEN,
                place,
                "tags are not allowed".into(),
                instead,
            );
        }
    }

    /// Puts a finished value where it belongs.
    fn add(&mut self, place: SourcePosition, value: SourceValue) -> Option<()> {
        match self.open.last_mut() {
            None => self.root = Some(Node { place, value }),
            Some(Open::List(_, items)) => items.push(Node { place, value }),
            Some(Open::Map {
                fields, key, known, ..
            }) => match key.take() {
                Some(key) => fields.push((key, Node { place, value })),
                None => {
                    let SourceValue::Scalar { text, .. } = value else {
                        return None;
                    };
                    let taken = match fields.len() {
                        0..FEW => fields.iter().any(|(known, _)| known.value == text),
                        FEW => {
                            known.extend(fields.iter().map(|(key, _)| key.value.clone()));
                            !known.insert(text.clone())
                        }
                        _ => !known.insert(text.clone()),
                    };
                    let is_merge = text == "<<";
                    *key = Some(Placed::new(text, place));
                    if is_merge {
                        let what = "merge keys are not allowed".to_owned();
                        self.wrong(code::FORBIDDEN, place, what, "write the keys out");
                    }
                    if taken {
                        self.wrong(
                            code::FORBIDDEN,
                            place,
                            "a key stands twice".into(),
                            "keep one of the two",
                        );
                    }
                }
            },
        }
        Some(())
    }

    fn wrong(&mut self, code: Code, place: SourcePosition, what: String, instead: &str) {
        if self.found.len() < MOST_FOUND {
            let instead = Some(instead.to_owned());
            self.found
                .push(Diagnostic::at(code, self.file, place, what, instead));
        }
    }

    /// Tells in the words of this program why a text is no YAML.
    fn broken(&mut self, error: &ScanError) {
        let (what, instead) = words::explain(error.kind());
        let place = at(error.marker());
        let what = what.to_owned();
        let instead = instead.map(str::to_owned);
        self.found.push(Diagnostic::at(
            code::SYNTAX,
            self.file,
            place,
            what,
            instead,
        ));
    }
}

/// Line and column of a place, from 1.
fn at(marker: &Marker) -> SourcePosition {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    SourcePosition {
        line: small(marker.line()),
        column: small(marker.col().saturating_add(1)),
    }
}
