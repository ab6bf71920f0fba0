//! Changes to the text of a runbook by its places, so that its comments, its order and its way to
//! be written stay. A change that would make it another runbook than meant is none.
//!
//! Long because its tests show each way in which a file may be written.

use super::source::{File, Node, SourcePosition, SourceValue};
use super::write::scalar;
use super::yaml::{self, NodeEnds};

/// A step on the way to a value: a key of a map, or the item of a list that has this id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// A key.
    Key(&'static str),
    /// An item by its `id`.
    Id(String),
    /// An item by its place in the list.
    At(usize),
}

/// A new value, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// A text, quoted where it has to be.
    Text(String),
    /// A number.
    Number(u32),
    /// A list of texts.
    Texts(Vec<String>),
    /// Keys and values.
    Map(Vec<(&'static str, New)>),
    /// A list of values.
    List(Vec<New>),
}

impl New {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        New::Text(text.into())
    }

    /// Whether it is a map with this text under this key.
    pub fn says(&self, key: &str, text: &str) -> bool {
        let New::Map(fields) = self else {
            return false;
        };
        let mut fields = fields.iter();
        fields.any(|(name, new)| *name == key && *new == New::text(text))
    }

    /// It on one line.
    fn flow(&self) -> String {
        let joined = |parts: Vec<String>| parts.join(", ");
        match self {
            New::Text(text) => scalar(text),
            New::Number(number) => number.to_string(),
            New::Texts(texts) => format!("[{}]", joined(texts.iter().map(|t| scalar(t)).collect())),
            New::List(items) => format!("[{}]", joined(items.iter().map(New::flow).collect())),
            New::Map(fields) => {
                let fields = fields
                    .iter()
                    .map(|(key, new)| format!("{key}: {}", new.flow()));
                format!("{{{}}}", joined(fields.collect()))
            }
        }
    }

    /// It as an item of a list in lines of their own, so far from the edge.
    fn item(&self, indent: usize) -> String {
        let edge = " ".repeat(indent);
        let New::Map(fields) = self else {
            return format!("{edge}- {}\n", self.flow());
        };
        let mut out = String::new();
        for (at, (key, new)) in fields.iter().enumerate() {
            let mark = if at == 0 { "- " } else { "  " };
            match new {
                New::Texts(texts) if !texts.is_empty() => {
                    out.push_str(&format!("{edge}{mark}{key}:\n"));
                    for text in texts {
                        out.push_str(&format!("{edge}    - {}\n", scalar(text)));
                    }
                }
                New::List(items) if !items.is_empty() => {
                    out.push_str(&format!("{edge}{mark}{key}:\n"));
                    for item in items {
                        out.push_str(&format!("{edge}    - {}\n", item.flow()));
                    }
                }
                _ => out.push_str(&format!("{edge}{mark}{key}: {}\n", new.flow())),
            }
        }
        out
    }
}

/// A change to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// An item at the end of a list, or behind one of its items. A list that is not there is made
    /// before the key given, or at the end.
    Add {
        /// The list.
        list: Vec<To>,
        /// The item that it comes behind.
        behind: Option<To>,
        /// The item.
        new: New,
    },
    /// A key of a map: what is there is replaced, if it is a text on its own lines.
    Set {
        /// The map.
        map: Vec<To>,
        /// The key.
        key: &'static str,
        /// The value.
        new: New,
    },
}

/// The text with a change; `None` where it cannot be placed.
pub fn apply(text: &str, edit: &Edit) -> Option<String> {
    let mut found = Vec::new();
    let path = "runbook";
    let root = yaml::parse(File { path, text }, &mut found)?;
    let ends = NodeEnds::of(text);
    let editor = Editor { text, ends };
    match edit {
        Edit::Add { list, behind, new } => editor.add(&root, list, behind.as_ref(), new),
        Edit::Set { map, key, new } => editor.set(&root, map, key, new),
    }
}

struct Editor<'a> {
    text: &'a str,
    ends: NodeEnds,
}

fn field<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let SourceValue::Map(fields) = &node.value else {
        return None;
    };
    let found = fields.iter().find(|(known, _)| known.value == key);
    found.map(|(_, value)| value)
}

fn go<'n>(node: &'n Node, to: &To) -> Option<&'n Node> {
    match (to, &node.value) {
        (To::Key(key), _) => field(node, key),
        (To::At(index), SourceValue::List(items)) => items.get(*index),
        (To::Id(id), SourceValue::List(items)) => {
            let is_it = |item: &&Node| {
                let says = field(item, "id").map(|id| &id.value);
                matches!(says, Some(SourceValue::Scalar { text, .. }) if text == id)
            };
            items.iter().find(is_it)
        }
        _ => None,
    }
}

fn find<'n>(root: &'n Node, way: &[To]) -> Option<&'n Node> {
    way.iter().try_fold(root, go)
}

impl Editor<'_> {
    /// The byte of a place.
    fn byte(&self, place: SourcePosition) -> Option<usize> {
        let start = self.line_start(place.line)?;
        let line = &self.text[start..];
        let column = place.column.saturating_sub(1) as usize;
        let within = line
            .char_indices()
            .nth(column)
            .map_or(line.len(), |(at, _)| at);
        Some(start + within)
    }

    /// The byte at which a line begins; behind the last one it is the end.
    fn line_start(&self, line: u32) -> Option<usize> {
        let mut starts =
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1));
        starts.nth(line.checked_sub(1)? as usize)
    }

    fn is_flow(&self, place: SourcePosition) -> bool {
        let at = self.byte(place);
        at.is_some_and(|at| self.text[at..].starts_with(['{', '[']))
    }

    fn last_line(&self, node: &Node) -> Option<u32> {
        self.ends.last_line(node, &|place| self.is_flow(place))
    }

    fn with(&self, at: usize, put: &str) -> String {
        format!("{}{put}{}", &self.text[..at], &self.text[at..])
    }

    /// Whole lines behind a line.
    fn behind_line(&self, line: u32, put: &str) -> String {
        match self.line_start(line + 1) {
            Some(at) => self.with(at, put),
            None => format!("{}\n{put}", self.text.trim_end_matches('\n')),
        }
    }

    /// Before the closing brace or bracket of a list or a map on one line.
    fn inside(&self, node: &Node, put: &str, is_empty: bool) -> Option<String> {
        let close = self.byte(self.ends.flow(node.place)?)?.checked_sub(1)?;
        let before = self.text[..close].trim_end();
        let comma = match is_empty || before.ends_with(',') {
            true => "",
            false => ",",
        };
        let space = if is_empty { "" } else { " " };
        let rest = &self.text[close..];
        Some(format!("{before}{comma}{space}{put}{rest}"))
    }

    fn add(&self, root: &Node, list: &[To], behind: Option<&To>, new: &New) -> Option<String> {
        let Some(node) = find(root, list) else {
            let (last, above) = list.split_last()?;
            let To::Key(key) = last else {
                return None;
            };
            return self.new_list(find(root, above)?, above.is_empty(), key, new);
        };
        let SourceValue::List(items) = &node.value else {
            return None;
        };
        if self.is_flow(node.place) {
            return self.inside(node, &new.flow(), items.is_empty());
        }
        let item = match behind {
            Some(to) => go(node, to)?,
            None => items.last()?,
        };
        let first = self.line_start(items.first()?.place.line)?;
        let edge = self.text[first..].len() - self.text[first..].trim_start_matches(' ').len();
        Some(self.behind_line(self.last_line(item)?, &new.item(edge)))
    }

    /// A list that was not there: in the file itself before its phases, else behind all keys.
    fn new_list(&self, map: &Node, is_root: bool, key: &'static str, new: &New) -> Option<String> {
        let SourceValue::Map(fields) = &map.value else {
            return None;
        };
        if !is_root {
            return self.key_behind(map, key, &New::List(vec![new.clone()]));
        }
        let lines = format!("{key}:\n{}", new.item(2));
        let (phases, _) = fields.iter().find(|(known, _)| known.value == "phases")?;
        let mut line = phases.place.line;
        // Remarks right above the phases speak of them.
        let is_remark = |line: u32| {
            let start = self.line_start(line);
            start.is_some_and(|at| self.text[at..].starts_with('#'))
        };
        while line > 1 && is_remark(line - 1) {
            line -= 1;
        }
        Some(self.with(self.line_start(line)?, &lines))
    }

    fn key_behind(&self, map: &Node, key: &'static str, new: &New) -> Option<String> {
        let SourceValue::Map(fields) = &map.value else {
            return None;
        };
        if self.is_flow(map.place) {
            let put = format!("{key}: {}", new.flow());
            return self.inside(map, &put, fields.is_empty());
        }
        let edge = map.place.column.saturating_sub(1) as usize;
        let item = New::Map(vec![(key, new.clone())]).item(edge);
        // The item without its mark, so that the key stands below the others.
        let lines = item
            .lines()
            .map(|line| match line.strip_prefix(&" ".repeat(edge)) {
                Some(rest) => {
                    let rest = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("  "));
                    format!("{}{}\n", " ".repeat(edge), rest.unwrap_or_default())
                }
                None => format!("{line}\n"),
            });
        let lines: String = lines.collect();
        Some(self.behind_line(self.last_line(map)?, &lines))
    }

    fn set(&self, root: &Node, map: &[To], key: &'static str, new: &New) -> Option<String> {
        let map = find(root, map)?;
        let Some(old) = field(map, key) else {
            return self.key_behind(map, key, new);
        };
        let SourceValue::Scalar { .. } = &old.value else {
            return None;
        };
        let (start, end) = (
            self.byte(old.place)?,
            self.byte(self.ends.scalar(old.place)?)?,
        );
        let is_block = self.text[start..].starts_with(['|', '>'])
            || self.text[..start]
                .trim_end()
                .ends_with(['|', '>', '-', '+']);
        if is_block || end < start {
            return None;
        }
        Some(format!(
            "{}{}{}",
            &self.text[..start],
            new.flow(),
            &self.text[end..]
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "\
# Ours.
format: runsheet.runbook/1   # the first
signatures:
  # What the server says.
  - {id: a, text: one}   # by hand
  - id: b
    text: two
    examples:
      - \"two of them\"

# The work.
phases:
  - id: only
    steps:
      - {id: x, do: Look.}  # first
      # then
      - id: y
        do: Try.
        expect: |
          All
          is well.
";

    fn id(id: &str) -> To {
        To::Id(id.into())
    }

    #[test]
    fn an_item_comes_behind_the_others_and_all_remarks_stay() {
        let new = New::Map(vec![
            ("id", New::text("c")),
            ("regex", New::text(r"a \d+: b")),
            ("examples", New::Texts(vec!["a 5: b".into()])),
        ]);
        let list = vec![To::Key("signatures")];
        let edit = Edit::Add {
            list,
            behind: None,
            new,
        };
        let done = apply(BOOK, &edit).unwrap();
        let put = "      - \"two of them\"\n  - id: c\n    regex: \"a \\\\d+: b\"\n    examples:\n      - \"a 5: b\"\n\n# The work.\n";
        assert!(done.contains(put), "{done}");
        assert_eq!(done.lines().count(), BOOK.lines().count() + 4);
    }

    #[test]
    fn a_step_comes_behind_the_one_that_is_named() {
        let new = New::Map(vec![("id", New::text("z"))]);
        let list = vec![To::Key("phases"), id("only"), To::Key("steps")];
        let add = |behind: &str, list: &[To]| Edit::Add {
            list: list.to_vec(),
            behind: Some(id(behind)),
            new: new.clone(),
        };
        let done = apply(BOOK, &add("x", &list)).unwrap();
        assert!(
            done.contains("# first\n      - id: z\n      # then"),
            "{done}"
        );
        let done = apply(BOOK, &add("y", &list)).unwrap();
        assert!(done.ends_with("is well.\n      - id: z\n"), "{done}");
        assert_eq!(apply(BOOK, &add("nowhere", &list)), None);
    }

    #[test]
    fn a_key_is_set_in_either_way_of_writing() {
        let step = |step: &str| vec![To::Key("phases"), id("only"), To::Key("steps"), id(step)];
        let set = |map, key, text: &str| {
            let new = New::text(text);
            apply(BOOK, &Edit::Set { map, key, new })
        };
        let done = set(step("x"), "note", "Slow: wait.").unwrap();
        assert!(
            done.contains("{id: x, do: Look., note: \"Slow: wait.\"}  # first"),
            "{done}"
        );
        let done = set(step("y"), "do", "Try again.").unwrap();
        assert!(done.contains("do: Try again.\n        expect: |"), "{done}");
        let done = set(step("y"), "note", "Slow").unwrap();
        assert!(done.ends_with("is well.\n        note: Slow\n"), "{done}");
        assert_eq!(set(step("y"), "expect", "other"), None);
        let done = set(Vec::new(), "format", "runsheet.runbook/1.1").unwrap();
        assert!(
            done.contains("format: runsheet.runbook/1.1   # the first"),
            "{done}"
        );
    }

    #[test]
    fn a_list_that_is_not_there_comes_before_the_phases_and_their_remarks() {
        let new = New::Map(vec![("sees", New::text("slow"))]);
        let list = vec![To::Key("symptoms")];
        let edit = Edit::Add {
            list,
            behind: None,
            new,
        };
        let done = apply(BOOK, &edit).unwrap();
        assert!(
            done.contains("\n\nsymptoms:\n  - sees: slow\n# The work.\nphases:"),
            "{done}"
        );
    }
}
