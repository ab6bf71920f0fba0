//! What a line says beneath what it is wrapped in: a message in JSON, XML or a quoted field
//! of a table, behind prefixes, or with its fields in another order.
//!
//! Only lines that hold a literal come here, so most of a log is never unwrapped. The line is
//! shown as it stands.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

use serde_json::Value;

use super::prefix;
use crate::signature::Matcher;

/// What nests deeper says nothing more.
const DEEP: usize = 6;
/// Once a line has so many readings, none of them is unwrapped any further.
const MOST: usize = 1_000;
/// A longer text is read without what parses or repeats it as a whole.
const LARGE: usize = 64 << 10;
/// The least of a text that can be a message.
const SHORT: usize = 4;
/// So many fields make a line one of fields only.
const FIELDS: usize = 6;

/// Other ways to read a line.
#[derive(Debug, Default)]
struct Readings {
    /// Parts of the line: they say something new to a signature that is bound to a line's
    /// beginning or end.
    parts: Vec<String>,
    /// Texts that do not stand in the line as they are.
    unfolded: Vec<String>,
}

/// A line, and how else it reads once somebody asks.
pub struct Wrapped<'a> {
    text: Cow<'a, str>,
    readings: OnceCell<Readings>,
}

impl<'a> Wrapped<'a> {
    /// A line without its end.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            readings: OnceCell::new(),
        }
    }

    /// Whether it holds a pattern, as it stands or as it reads. A pattern that is bound to a
    /// line's beginning or end is looked for at those of its parts as well.
    pub fn holds(&self, pattern: &Matcher, is_bound: bool) -> bool {
        if pattern.matches(&self.text) {
            return true;
        }
        if !is_bound && is_bare(&self.text) {
            return false;
        }
        let found = self.readings.get_or_init(|| readings(&self.text));
        let parts = found.parts.iter().filter(|_| is_bound);
        parts
            .chain(&found.unfolded)
            .any(|text| pattern.matches(text))
    }
}

/// Whether nothing in a line can unfold. Nearly all lines are such, and this is in the way of
/// every one that holds a literal and no signature.
fn is_bare(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr3(b'\\', b'&', b'{', bytes).is_none()
        && !line.contains("\"\"")
        && !line.contains("</")
        && !has_fields(line)
}

/// A text on its way to be read.
struct Text {
    text: String,
    /// It does not stand in the line as it is.
    is_unfolded: bool,
    depth: usize,
}

/// All ways to read a line but as it stands.
fn readings(line: &str) -> Readings {
    let mut found = Readings::default();
    let mut seen = HashSet::from([line.to_owned()]);
    let mut waiting = vec![Text {
        text: line.to_owned(),
        is_unfolded: false,
        depth: 0,
    }];
    while let Some(outer) = waiting.pop() {
        let is_bounded = outer.depth < DEEP && seen.len() < MOST;
        for inner in is_bounded.then(|| within(&outer)).into_iter().flatten() {
            if seen.insert(inner.text.clone()) {
                waiting.push(inner);
            }
        }
        if !outer.text.contains('\n') {
            let parts = prefix::behind(&outer.text).into_iter();
            found.parts.extend(parts.map(str::to_owned));
        }
        found.unfolded.extend(any_order(&outer.text));
        match outer.is_unfolded {
            true => found.unfolded.push(outer.text),
            false if outer.depth > 0 => found.parts.push(outer.text),
            false => {}
        }
    }
    found
}

/// The texts that a text wraps directly.
fn within(outer: &Text) -> Vec<Text> {
    let text = outer.text.as_str();
    let mut inner = json(text);
    if inner.is_empty() {
        let message = prefix::behind(text).pop();
        inner = message.map_or_else(Vec::new, json);
    }
    if inner.is_empty() {
        inner.extend(unescaped(text));
    }
    inner.extend(from_xml(text));
    let unfolded = inner.into_iter().map(|text| (text, true));
    let fields = from_table(text).into_iter();
    let lines = text.lines().filter(|line| line.len() < text.len());
    let lines = lines.map(|line| (line.to_owned(), false));
    let all = unfolded.chain(fields).chain(lines);
    all.map(|(text, is_unfolded)| Text {
        text,
        is_unfolded: is_unfolded || outer.is_unfolded,
        depth: outer.depth + 1,
    })
    .collect()
}

/// Every text in an object of JSON.
fn json(text: &str) -> Vec<String> {
    let start = text.trim_start();
    let mut texts = Vec::new();
    if start.starts_with('{')
        && start.len() <= LARGE
        && let Ok(value) = serde_json::from_str::<Value>(start)
    {
        texts_of(&value, &mut texts);
    }
    texts
}

fn texts_of(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= SHORT => into.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|value| texts_of(value, into)),
        Value::Object(all) => all.values().for_each(|value| texts_of(value, into)),
        _ => {}
    }
}

/// The text without the backslashes of JSON, if it has any: for objects that are cut off or
/// stand within a text.
fn unescaped(text: &str) -> Option<String> {
    if !["\\\"", "\\n", "\\t", "\\r", "\\u", "\\\\", "\\/"]
        .iter()
        .any(|escape| text.contains(escape))
    {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let unit = after
            .get(1..5)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let (letter, length) = match (after.bytes().next(), unit.and_then(char::from_u32)) {
            (Some(b'u'), Some(letter)) => (letter, 5),
            (Some(b'n'), _) => ('\n', 1),
            (Some(b't'), _) => ('\t', 1),
            (Some(b'r'), _) => (' ', 1),
            (Some(byte @ (b'"' | b'\\' | b'/')), _) => (char::from(byte), 1),
            _ => ('\\', 0),
        };
        plain.push(letter);
        rest = &after[length..];
    }
    plain.push_str(rest);
    Some(plain)
}

/// The letters that XML and HTML write as a name or a number.
const ENTITIES: [(&str, char); 9] = [
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&apos;", '\''),
    ("&#39;", '\''),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&#13;", ' '),
    ("&#10;", '\n'),
    ("&amp;", '&'),
];

/// The text without entities, and what stands between its tags.
fn from_xml(text: &str) -> Option<String> {
    if text.contains("</") && text.trim_start().starts_with('<') {
        let mut plain = String::with_capacity(text.len());
        for part in text.split('<') {
            let (tag, between) = part.split_once('>').unwrap_or(("", part));
            // A provider's name is the source of what follows.
            let name = tag.split_once("Name='").map(|name| (name.1, '\''));
            let name = name.or_else(|| tag.split_once("Name=\"").map(|name| (name.1, '"')));
            let name = name.filter(|_| tag.starts_with("Provider"));
            for text in name
                .and_then(|(name, end)| name.split(end).next())
                .into_iter()
                .chain([between])
            {
                if !text.is_empty() {
                    plain.push_str(text);
                    plain.push(' ');
                }
            }
        }
        return Some(plain);
    }
    let is_escaped = text.contains('&') && ENTITIES.iter().any(|(name, _)| text.contains(name));
    is_escaped.then(|| {
        let start = text.to_owned();
        let put = |text: String, (name, letter): &(&str, char)| {
            text.replace(name, letter.encode_utf8(&mut [0; 4]))
        };
        ENTITIES.iter().fold(start, put)
    })
}

/// The quoted fields of a row, and whether quotes stand in them twice.
fn from_table(text: &str) -> Vec<(String, bool)> {
    let mut fields = Vec::new();
    let mut rest = match text.strip_prefix('"') {
        Some(rest) => Some(rest),
        None => text.split_once(",\"").map(|row| row.1),
    };
    while let Some(field) = rest {
        let mut end = 0;
        let bytes = field.as_bytes();
        while let Some(quote) = memchr::memchr(b'"', &bytes[end..]) {
            end += quote;
            match bytes.get(end + 1) {
                Some(b'"') => end += 2,
                _ => break,
            }
        }
        let end = if bytes.get(end) == Some(&b'"') {
            end
        } else {
            bytes.len()
        };
        let has_quotes = field[..end].contains("\"\"");
        if end >= SHORT {
            fields.push((field[..end].replace("\"\"", "\""), has_quotes));
        }
        rest = field[end..].split_once(",\"").map(|row| row.1);
    }
    fields
}

/// The fields over and over, so that any order of them can be read from left to right.
fn any_order(text: &str) -> Option<String> {
    (text.len() <= LARGE && has_fields(text)).then(|| [text; 4].join(" "))
}

/// Whether the line is a row of a PAN-OS log or one of fields.
fn has_fields(text: &str) -> bool {
    let rows = [",GLOBALPROTECT,", ",SYSTEM,"];
    rows.iter().any(|row| text.contains(row)) || is_of_fields(text)
}

/// Whether the line consists of `key=value`, as a firewall writes it.
fn is_of_fields(text: &str) -> bool {
    let is_key = |at: usize| {
        let key = text[..at]
            .bytes()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
            .count();
        key > 0 && (at == key || matches!(text.as_bytes()[at - key - 1], b' ' | b','))
    };
    let keys = memchr::memchr_iter(b'=', text.as_bytes()).filter(|&at| is_key(at));
    keys.take(FIELDS).count() == FIELDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(line: &str, wanted: &str) -> bool {
        let found = readings(line);
        found
            .parts
            .iter()
            .chain(&found.unfolded)
            .any(|text| text == wanted)
    }

    #[test]
    fn a_message_is_read_through_what_it_is_wrapped_in() {
        let message = "reason=\"a <b> & 'c'\"";
        let json = serde_json::json!({ "log": format!("first\n{message}\n") }).to_string();
        let lines = [
            json.clone(),
            serde_json::json!({ "_source": { "message": json } }).to_string(),
            format!("Nov 30 11:44:03 gw app[1]: {json}"),
            json.trim_end_matches('}').to_owned(),
            json.replace("\\\"", "\\u0022"),
            "reason=&quot;a &lt;b&gt; &amp; &#39;c&apos;&quot;".to_owned(),
            "\"x\",\"".to_owned() + &message.replace('"', "\"\"") + "\"",
        ];
        for line in &lines[..6] {
            let found = readings(line);
            let all = || found.parts.iter().chain(&found.unfolded);
            assert!(
                all().any(|text| text.contains(message)),
                "{line}: {found:?}"
            );
        }
        assert!(readings(&lines[6]).unfolded[0].contains(message));
        assert!(has(&json, message));
    }

    #[test]
    fn a_line_that_only_nests_has_an_end() {
        let deep = format!("&{}quot;", "amp;".repeat(20_000));
        assert!(readings(&deep).unfolded.len() <= DEEP);
        let slashes = "\\".repeat(100_000);
        assert!(readings(&slashes).unfolded.len() <= DEEP);
        let many: Vec<String> = (0..5_000).map(|number| format!("text {number}")).collect();
        let many = serde_json::json!({ "all": many }).to_string();
        assert_eq!(readings(&many).unfolded.len(), 5_000);
    }

    #[test]
    fn what_is_not_wrapped_has_one_reading() {
        for line in [
            "",
            "plain words",
            "C:\\Users",
            "a & b",
            "x=1 y=2",
            "Größe \\",
            "\\u12",
            "{\"a\":",
        ] {
            let found = readings(line);
            assert!(
                found.parts.is_empty() && found.unfolded.is_empty(),
                "{line}: {found:?}"
            );
        }
    }
}
