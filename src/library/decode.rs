//! A tree of values → the raw structs of a format, with everything that is wrong on the way:
//! unknown keys, missing ones, values of another kind. What cannot be read is left out and
//! told, so that one look at a file finds all of it.

use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::code::{self, Code};
use super::diagnostic::{Diagnostic, nearest};
use super::source::{File, Node, Placed, SourcePosition, SourceValue};

/// Collects what is wrong while a tree is read.
pub struct TreeReader<'a> {
    file: File<'a>,
    /// What is wrong.
    pub found: Vec<Diagnostic>,
    /// Something with a name of its own could not be read, so what speaks of it may find
    /// nothing.
    pub lost: bool,
    /// Where in the tree it is, such as `phases[0].steps[1]`.
    pub(super) at: Vec<PathStep>,
}

pub(super) enum PathStep {
    Key(&'static str),
    Item(usize),
}

/// What can be read from a tree of values.
pub trait Read: Sized {
    /// What it wants to be written as, in words that follow "must be".
    const WANTED: &'static str;
    /// Reads it; what is wrong with it is told to the reader.
    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self>;
    /// What it is when its key is not there; `None` if the key must be.
    fn absent() -> Option<Self> {
        None
    }
    /// What stands in for one that is missing or wrong, so that reading can go on.
    fn blank(_place: SourcePosition) -> Option<Self> {
        Self::absent()
    }
}

impl<'a> TreeReader<'a> {
    /// Reads a whole file.
    pub fn read<T: Read>(file: File<'a>, node: Node, found: Vec<Diagnostic>) -> (Option<T>, Self) {
        let mut reader = TreeReader {
            file,
            found,
            lost: false,
            at: Vec::new(),
        };
        let read = T::read(node, &mut reader);
        (read, reader)
    }

    pub(super) fn wrong(
        &mut self,
        code: Code,
        place: SourcePosition,
        what: String,
        instead: Option<String>,
    ) {
        self.found
            .push(Diagnostic::at(code, self.file, place, what, instead));
    }

    pub(super) fn must_be(&mut self, place: SourcePosition, wanted: &str) {
        let path = self.path();
        let what = match path.is_empty() {
            true => format!("the file must be {wanted}"),
            false => format!("{path} must be {wanted}"),
        };
        self.wrong(code::WRONG_KIND, place, what, None);
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.at {
            match step {
                PathStep::Key(key) if path.is_empty() => path.push_str(key),
                PathStep::Key(key) => path.extend([".", key]),
                PathStep::Item(number) => path.push_str(&format!("[{number}]")),
            }
        }
        path
    }

    pub(super) fn scalar<T: Read>(&mut self, node: Node) -> Option<(String, SourcePosition)> {
        let place = node.place;
        if node.is_nothing() {
            let path = self.path();
            let what = format!("{path} says nothing; it must be {}", T::WANTED);
            self.wrong(code::WRONG_KIND, place, what, None);
            return None;
        }
        match node.value {
            SourceValue::Scalar { text, .. } => Some((text, place)),
            _ => {
                self.must_be(place, T::WANTED);
                None
            }
        }
    }
}

/// The keys of a map while they are taken out one after the other.
pub struct Fields {
    place: SourcePosition,
    fields: Vec<(Placed<String>, Node)>,
    /// The keys that unknown ones were probably meant to be.
    slips: Vec<String>,
}

impl Fields {
    /// The keys of a map; those that nobody knows are told and dropped.
    pub fn of<T: Read>(
        node: Node,
        known: &[&'static str],
        reader: &mut TreeReader<'_>,
    ) -> Option<Self> {
        let place = node.place;
        let SourceValue::Map(mut fields) = node.value else {
            reader.must_be(place, T::WANTED);
            return None;
        };
        let mut slips = Vec::new();
        fields.retain(|(key, _)| {
            let is_known = known.contains(&key.value.as_str());
            // A merge key was told already.
            if !is_known && key.value != "<<" {
                let nearest = nearest(&key.value, known.iter().copied());
                slips.extend(nearest.map(str::to_owned));
                let instead = match nearest {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => format!("known are: {}", known.join(", ")),
                };
                let what = format!("unknown key \"{}\"", key.value);
                reader.wrong(code::UNKNOWN_KEY, key.place, what, Some(instead));
            }
            is_known
        });
        // A map begins at its first key.
        let place = fields.first().map_or(place, |(key, _)| key.place);
        Some(Self {
            place,
            fields,
            slips,
        })
    }

    /// The value of a key.
    pub fn take<T: Read>(&mut self, key: &'static str, reader: &mut TreeReader<'_>) -> Option<T> {
        let found = self.fields.iter().position(|(name, _)| name.value == key);
        let Some(at) = found else {
            return T::absent().or_else(|| {
                // A slip was told with the key that was meant.
                if self.slips.iter().any(|meant| meant == key) {
                    reader.lost = true;
                    return T::blank(self.place);
                }
                let what = format!("the key \"{key}\" is missing");
                let instead = Some(format!("add \"{key}: …\""));
                reader.wrong(code::MISSING_KEY, self.place, what, instead);
                T::blank(self.place)
            });
        };
        let (_, node) = self.fields.swap_remove(at);
        let place = node.place;
        reader.at.push(PathStep::Key(key));
        let read = T::read(node, reader);
        reader.at.pop();
        read.or_else(|| {
            reader.lost = true;
            T::blank(place)
        })
    }
}

/// The words that a key may have, told by the type itself.
#[derive(Debug)]
struct Known(&'static [&'static str]);

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl std::error::Error for Known {}

impl serde::de::Error for Known {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Known(&[])
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Known(known)
    }
}

/// Reads one of the words of an enum.
pub fn word<T: Read + for<'de> Deserialize<'de>>(
    node: Node,
    reader: &mut TreeReader<'_>,
) -> Option<T> {
    let (text, place) = reader.scalar::<T>(node)?;
    let read: Result<T, Known> = T::deserialize(text.as_str().into_deserializer());
    match read {
        Ok(word) => Some(word),
        Err(Known(known)) => {
            let instead = match nearest(&text, known.iter().copied()) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("known are: {}", known.join(", ")),
            };
            reader.wrong(
                code::UNKNOWN_WORD,
                place,
                format!("unknown word \"{text}\""),
                Some(instead),
            );
            None
        }
    }
}

/// Reads a text that is checked by its type, such as an id.
pub fn parsed<T: Read + std::str::FromStr<Err: ToString>>(
    node: Node,
    reader: &mut TreeReader<'_>,
) -> Option<T> {
    let (text, place) = reader.scalar::<T>(node)?;
    match text.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let what = <T::Err as ToString>::to_string(&error);
            reader.wrong(code::BAD_NAME, place, what, None);
            None
        }
    }
}

/// How structs are read: their fields, each with its key where that is another word.
macro_rules! reads {
    ($type:ty, $wanted:literal, { $($field:ident $(: $key:literal)?),* $(,)? }) => {
        impl $crate::library::decode::Read for $type {
            const WANTED: &'static str = $wanted;

            fn read(
                node: $crate::library::source::Node,
                reader: &mut $crate::library::decode::TreeReader<'_>,
            ) -> Option<Self> {
                use $crate::library::decode::{Fields, key};
                let known = &[$(key!($field $($key)?)),*];
                let mut fields = Fields::of::<Self>(node, known, reader)?;
                $(let $field = fields.take(key!($field $($key)?), reader);)*
                Some(Self { $($field: $field?),* })
            }
        }
    };
}

/// The key of a field.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// Enums that are read as a word.
macro_rules! words {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::library::decode::Read for $type {
            const WANTED: &'static str = "one word";

            fn read(
                node: $crate::library::source::Node,
                reader: &mut $crate::library::decode::TreeReader<'_>,
            ) -> Option<Self> {
                $crate::library::decode::word(node, reader)
            }
        })*
    };
}

pub(super) use {key, reads, words};
