//! A file as a tree of values, each with its place: what every way to write a runbook is read
//! into first. Nothing in it is believed yet.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// A file that is read: what it is called in diagnostics, and its text.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path as it was named, or `embedded:NAME`.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Where something stands: line and column, from 1. 0 is no place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePosition {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A value and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub place: SourcePosition,
}

impl<T> Placed<T> {
    /// A value at a place.
    pub fn new(value: T, place: SourcePosition) -> Self {
        Self { value, place }
    }
}

/// A value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins.
    pub place: SourcePosition,
    /// What it is.
    pub value: SourceValue,
}

/// What a value may be.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceValue {
    /// A word, a number, a text.
    Scalar {
        /// It without its quotes.
        text: String,
        /// It stands there without quotes, so it may mean a number, true, false or nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// Keys and values; no key stands twice.
    Map(Vec<(Placed<String>, Node)>),
}

impl Node {
    /// A plain scalar without a place.
    fn plain(text: String) -> Self {
        let value = SourceValue::Scalar { text, plain: true };
        let place = SourcePosition::default();
        Self { place, value }
    }

    /// Whether it says nothing, as `summary:` without a text does.
    pub fn is_nothing(&self) -> bool {
        match &self.value {
            SourceValue::Scalar { text, plain } => {
                *plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// It as JSON.
    pub fn as_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            _ if self.is_nothing() => Json::Null,
            SourceValue::Scalar { text, plain: true } => match text.as_str() {
                "true" => Json::Bool(true),
                "false" => Json::Bool(false),
                text => number(text).unwrap_or_else(|| Json::String(text.to_owned())),
            },
            SourceValue::Scalar { text, .. } => Json::String(text.clone()),
            SourceValue::List(items) => items.iter().map(Node::as_json).collect(),
            SourceValue::Map(fields) => {
                let field =
                    |(key, node): &(Placed<String>, Node)| (key.value.clone(), node.as_json());
                Json::Object(fields.iter().map(field).collect())
            }
        }
    }
}

/// A number as JSON writes one.
fn number(text: &str) -> Option<serde_json::Value> {
    let first = text.trim_start_matches(['-', '+']).as_bytes().first()?;
    if !first.is_ascii_digit() {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    text.parse::<f64>().ok().map(serde_json::Value::from)
}

/// From JSON, where nothing has a place.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::plain(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::plain(String::new()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        let text = value.to_owned();
        let value = SourceValue::Scalar { text, plain: false };
        let place = SourcePosition::default();
        Ok(Node { place, value })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        let (place, value) = (SourcePosition::default(), SourceValue::List(list));
        Ok(Node { place, value })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some((key, node)) = fields.next_entry()? {
            map.push((Placed::new(key, SourcePosition::default()), node));
        }
        let (place, value) = (SourcePosition::default(), SourceValue::Map(map));
        Ok(Node { place, value })
    }
}
