//! How plain values are read: texts, numbers, lists, and whatever may be left out.

use std::collections::BTreeMap;

use super::code;
use super::decode::{PathStep, Read, TreeReader};
use super::source::{Node, Placed, SourcePosition, SourceValue};

impl Read for String {
    const WANTED: &'static str = "a text";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        reader.scalar::<Self>(node).map(|(text, _)| text)
    }

    fn blank(_: SourcePosition) -> Option<Self> {
        Some(Self::new())
    }
}

impl Read for u32 {
    const WANTED: &'static str = "a whole number";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        let (text, place) = reader.scalar::<Self>(node)?;
        let number = text.parse().ok();
        if number.is_none() {
            reader.must_be(place, Self::WANTED);
        }
        number
    }

    fn blank(_: SourcePosition) -> Option<Self> {
        Some(1)
    }
}

impl Read for bool {
    const WANTED: &'static str = "true or false";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        let (text, place) = reader.scalar::<Self>(node)?;
        match text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                let what = format!("\"{text}\" is no boolean");
                reader.wrong(
                    code::WRONG_KIND,
                    place,
                    what,
                    Some("write true or false".into()),
                );
                None
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl<T: Read> Read for Placed<T> {
    const WANTED: &'static str = T::WANTED;

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        let place = match &node.value {
            // What is wrong with a map is told at its first key.
            SourceValue::Map(fields) => fields.first().map_or(node.place, |(key, _)| key.place),
            _ => node.place,
        };
        T::read(node, reader).map(|value| Placed { value, place })
    }

    fn blank(place: SourcePosition) -> Option<Self> {
        T::blank(place).map(|value| Placed { value, place })
    }
}

impl<T: Read> Read for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        match node.is_nothing() {
            true => Some(None),
            false => T::read(node, reader).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    const WANTED: &'static str = "a list: each item on a line of its own with \"- \" before it";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        if node.is_nothing() {
            return Some(Vec::new());
        }
        let SourceValue::List(items) = node.value else {
            reader.must_be(node.place, Self::WANTED);
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for (number, item) in items.into_iter().enumerate() {
            reader.at.push(PathStep::Item(number));
            match T::read(item, reader) {
                Some(item) => list.push(item),
                None => reader.lost = true,
            }
            reader.at.pop();
        }
        Some(list)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    const WANTED: &'static str = "keys with their values";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        if node.is_nothing() {
            return Some(Self::new());
        }
        let SourceValue::Map(fields) = node.value else {
            reader.must_be(node.place, Self::WANTED);
            return None;
        };
        let mut map = Self::new();
        for (key, node) in fields {
            match T::read(node, reader) {
                Some(value) => drop(map.insert(key.value, value)),
                None => reader.lost = true,
            }
        }
        Some(map)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}
