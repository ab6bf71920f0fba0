//! Where the values of a YAML file end, for whoever changes a text by its places.

use std::collections::HashMap;

use granit_parser::{Event, Parser};

use super::at;
use crate::library::source::{Node, SourcePosition, SourceValue};

/// The ends of scalars, and of lists and maps that are written in brackets or braces: the place
/// behind their last character.
#[derive(Debug, Default)]
pub struct NodeEnds {
    scalars: HashMap<SourcePosition, SourcePosition>,
    flows: HashMap<SourcePosition, SourcePosition>,
}

impl NodeEnds {
    /// Those of a text that was read as YAML.
    pub fn of(text: &str) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
        };
        let mut ends = Self::default();
        let mut open: Vec<SourcePosition> = Vec::new();
        for event in Parser::new_from_str_with_options(text, options) {
            let Ok((event, span)) = event else {
                break;
            };
            match event {
                Event::Scalar(..) => {
                    ends.scalars.insert(at(&span.start), at(&span.end));
                }
                Event::SequenceStart(..) | Event::MappingStart(..) => open.push(at(&span.start)),
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some(start) = open.pop() {
                        ends.flows.insert(start, at(&span.end));
                    }
                }
                _ => {}
            }
        }
        ends
    }

    /// The place behind a scalar.
    pub fn scalar(&self, place: SourcePosition) -> Option<SourcePosition> {
        self.scalars.get(&place).copied()
    }

    /// The place behind the closing bracket or brace of a list or a map.
    pub fn flow(&self, place: SourcePosition) -> Option<SourcePosition> {
        self.flows.get(&place).copied()
    }

    /// The last line of a value; `None` if it holds nothing.
    pub fn last_line(&self, node: &Node, is_flow: &dyn Fn(SourcePosition) -> bool) -> Option<u32> {
        match &node.value {
            SourceValue::Scalar { .. } => {
                let end = self.scalar(node.place)?;
                // What is written as a block ends where the next line begins.
                let is_behind = end.column == 1 && end.line > node.place.line;
                Some(end.line - u32::from(is_behind))
            }
            _ if is_flow(node.place) => self.flow(node.place).map(|end| end.line),
            SourceValue::List(items) => self.last_line(items.last()?, is_flow),
            SourceValue::Map(fields) => {
                let (key, value) = fields.last()?;
                Some(self.last_line(value, is_flow).unwrap_or(key.place.line))
            }
        }
    }
}
