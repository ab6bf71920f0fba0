//! Lines by their shape: what varies from line to line is masked, and what is left is grouped.
//! Needs no training and knows no product.
//!
//! Prior art: Drain (He et al., ICWS 2017) and logjuicer group lines by the words that stay;
//! here a word that holds a digit, or looks like an address, a path or an id, varies. A code that
//! tells what went wrong stays.
//!
//! Absent from here: files, threads, masks of secrets. Lines come in as they stand in a log.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::{Captures, Regex};

use super::code::code_at;
use super::level::{LogLevel, level_of};
use crate::domain::time::Timestamp;

/// At most so many shapes are told apart in all, and plain ones fewer: lines that look like a
/// failure still find room.
const MOST: usize = 12_000;
const MOST_PLAIN: usize = 10_000;
/// How much of a line is looked at, in bytes.
pub const LONGEST: usize = 600;

/// Where a line stands, with its text as it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinePlace {
    /// The log, by its number among those looked through.
    pub log: usize,
    /// Its number, from 1; within a block from 0.
    pub line: u64,
    /// Its text, secrets and all.
    pub text: String,
    /// When it was, where that decides something: the logs are several, or parted by a moment.
    pub at: Option<Timestamp>,
}

impl LinePlace {
    /// Whether it comes before another place: of two logs by their times, if both are known.
    fn is_before(&self, other: &LinePlace) -> bool {
        match (self.at, other.at) {
            (Some(one), Some(two)) if self.log != other.log => one < two,
            _ => (self.log, self.line) < (other.log, other.line),
        }
    }
}

/// Lines of one shape, as they were counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShapeGroup {
    /// How many lines have it; before a moment that was given only as many as came after it.
    pub count: u64,
    /// How many came before that moment.
    pub before: u64,
    /// How bad the worst of them says that it is.
    pub level: LogLevel,
    /// A signature explains one of them.
    pub is_known: bool,
    /// The first that is counted, or the first of all if all came before.
    pub first: LinePlace,
    /// The last of them.
    pub last: LinePlace,
}

/// The shapes of all lines that were shown to it.
#[derive(Debug, Clone, Default)]
pub struct Shapes {
    /// By shape.
    pub groups: HashMap<String, ShapeGroup>,
    /// Lines that had no room.
    pub left_out: u64,
}

impl Shapes {
    /// Takes in a line, as a group of one.
    pub fn add(&mut self, shape: String, one: ShapeGroup) {
        self.put(shape, one);
    }

    /// Takes in the shapes of what follows, from a log and a line on.
    pub fn join(&mut self, later: Shapes, log: usize, line: u64) {
        self.left_out += later.left_out;
        for (shape, mut group) in later.groups {
            for place in [&mut group.first, &mut group.last] {
                place.log = log;
                place.line += line;
            }
            self.put(shape, group);
        }
    }

    fn put(&mut self, shape: String, new: ShapeGroup) {
        let room = match new.level {
            LogLevel::Plain => MOST_PLAIN,
            _ => MOST,
        };
        let count = self.groups.len();
        match self.groups.get_mut(&shape) {
            Some(known) => {
                // Those before the moment stand for the shape only until one comes after it.
                let (is_counted, is_new) = (known.count > 0, new.count > 0);
                let is_alike = is_counted == is_new;
                if is_new && !is_counted || is_alike && new.first.is_before(&known.first) {
                    known.first = new.first;
                }
                if is_new && !is_counted || is_alike && known.last.is_before(&new.last) {
                    known.last = new.last;
                }
                known.count += new.count;
                known.before += new.before;
                known.level = known.level.max(new.level);
                known.is_known |= new.is_known;
            }
            None if count < room => {
                self.groups.insert(shape, new);
            }
            None => self.left_out += new.count + new.before,
        }
    }
}

/// The beginning of a line, in whole letters.
pub fn beginning(line: &str) -> &str {
    let end = (0..=line.len().min(LONGEST)).rev();
    let mut ends = end.filter(|&at| line.is_char_boundary(at));
    line[..ends.next().unwrap_or(0)].trim_end()
}

/// What loggers write before a line: a priority, a time, a host, often in this order.
const PREFIX: &str = r#"(?x)^(?:<\d{1,3}>\d?\ ?)?
    [\[(]?(?: (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\ )?[A-Z][a-z]{2}\ {1,2}\d{1,2}(?:\ \d{4})?\ \d\d:\d\d:\d\d(?:[.,]\d+)?(?:\ \d{4})?(?:\ (?:UTC|GMT|CES?T))?
      | \d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\ ?(?:Z|[+-]\d\d:?\d\d))?
      | \d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\ \d{1,2}:\d\d:\d\d(?:[.:,]\d+)?(?:\ ?[AP]M)? | \d\d:\d\d:\d\d(?:[.,]\d+)? )[\])]?[:,]?\s+
    (?:us=\d+\s+)?
    (?:[\w.-]+\s+(?P<tag>[\w./()-]+(?:\[\d+\])?:\s))?"#;

/// What varies within a line, the likeliest first.
const VARIES: &str = r#"(?x)
    (?P<keep>%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-\d-\w+ | \bAADSTS\d+ | \b(?:msg|message|MESSAGE|logdesc|reason|action|status|level|severity|error|Error|result|subtype|type)["']?\s?[=:]\s?)
  | (?P<uuid>\{?\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b\}?)
  | (?P<mail>[\w.+-]+@[\w.-]+)
  | (?P<host>\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|example|test|local|lan|internal|corp|home|io|de|fr|uk)\b)
  | (?P<quoted>"[^"\s]*" | '[^'\s]*' | <[^<>\s]*>)
  | (?P<path>(?:[A-Za-z]:\\|\\\\|/)[\w.+-]+[/\\][\w./\\+-]*)
  | (?P<mac>\b[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5,}\b | \b[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\b)
  | (?P<address>\b(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}\b | \b\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?)
  | (?P<value>\b(?:user|username|usr|login|host|peer|client|session|sid|cn|CN)(?:name)?\ ?[=:]\ ?(?P<is>[^\s,;"'\]<>]+))
  | (?P<hex>\b0x[0-9a-fA-F]+\b | \b[0-9a-fA-F]*(?:\d[a-fA-F]|[a-fA-F]\d)[0-9a-fA-F]{2,}\b)
  | (?P<word>[A-Za-z][A-Za-z_-]*\d{1,3}\b)
  | (?P<number>\w*\d[\w.:,]*)
"#;

pub(super) struct VariableParts {
    prefix: Regex,
    pub(super) varies: Regex,
}

pub(super) fn masks() -> Option<&'static VariableParts> {
    static READY: OnceLock<Option<VariableParts>> = OnceLock::new();
    let make = || {
        Some(VariableParts {
            prefix: Regex::new(PREFIX).ok()?,
            varies: Regex::new(VARIES).ok()?,
        })
    };
    READY.get_or_init(make).as_ref()
}

/// A line without what a logger wrote before it.
pub fn without_prefix(line: &str) -> &str {
    let line = line.trim_start();
    let found = masks().and_then(|masks| masks.prefix.captures(line));
    let Some(found) = found else {
        return line;
    };
    // A host goes, the program's tag after it stays.
    let tag = found.name("tag").map(|tag| tag.start());
    let whole = found.get(0).map_or(0, |all| all.end());
    &line[tag.unwrap_or(whole)..]
}

/// The words of a line that stay, with `*` for what varies.
pub fn shape_of(line: &str) -> String {
    let Some(masks) = masks() else {
        return line.to_owned();
    };
    mask(masks, without_prefix(beginning(line)))
}

pub(super) fn mask(masks: &VariableParts, text: &str) -> String {
    let masked = masks.varies.replace_all(text, |found: &Captures<'_>| {
        let all = &found[0];
        if found.name("keep").is_some() || found.name("word").is_some() {
            return all.to_owned();
        }
        if let Some(is) = found.name("is") {
            return format!("{}*", &all[..all.len() - is.len()]);
        }
        code_in(text, found).unwrap_or_else(|| "*".to_owned())
    });
    let mut shape = String::with_capacity(masked.len());
    for word in masked.split_whitespace() {
        let is_again = word == "*" && shape.ends_with(" *");
        if !is_again {
            shape.push_str(if shape.is_empty() { "" } else { " " });
            shape.push_str(word);
        }
    }
    shape
}

/// What is kept of something that varies and is a code.
pub(super) fn code_in(text: &str, found: &Captures<'_>) -> Option<String> {
    let all = found.get(0)?;
    if let Some(quoted) = found.name("quoted") {
        let inner = quoted.len().checked_sub(2).filter(|length| *length > 0)?;
        let is_code = code_at(text, quoted.start() + 1) == inner;
        return is_code.then(|| quoted.as_str().to_owned());
    }
    let code = code_at(text, all.start());
    let (code, rest) = (code > 0).then(|| all.as_str().split_at(code))?;
    let is_bare = !rest.contains(|c: char| c.is_alphanumeric());
    Some([code, if is_bare { rest } else { "*" }].concat())
}

/// Shapes and levels of lines that differ in numbers alone, so that most lines of a log are
/// known without an expression.
#[derive(Debug, Default)]
pub struct Alike(HashMap<Vec<u8>, (LogLevel, String)>);

/// As many are kept.
const ALIKE: usize = 4_096;

impl Alike {
    /// How bad a line says that it is, and its shape.
    pub fn of(&mut self, line: &str) -> (LogLevel, String) {
        let text = without_prefix(line);
        let key = numbers_alike(text);
        if let Some(known) = self.0.get(&key) {
            return known.clone();
        }
        let level = level_of(text);
        let shape = masks().map_or_else(|| text.to_owned(), |masks| mask(masks, text));
        if self.0.len() >= ALIKE {
            self.0.clear();
        }
        self.0.insert(key, (level, shape.clone()));
        (level, shape)
    }
}

/// A text in which numbers of as many digits are the same: of those only whether one is zero, or
/// begins with it, makes a difference. Codes stay, and numbers that belong to a word.
fn numbers_alike(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut before, mut is_word, mut code) = (b' ', false, 0);
    for (at, byte) in text.bytes().enumerate() {
        let is_digit = byte.is_ascii_digit();
        if is_digit && !before.is_ascii_digit() {
            is_word = before.is_ascii_alphabetic() || matches!(before, b'_' | b'-' | b'%');
            code = code.max(at + code_at(text, at));
        }
        out.push(match byte {
            _ if !is_digit || is_word || at < code => byte,
            b'0' if !before.is_ascii_digit() => byte,
            _ => b'9',
        });
        before = byte;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_masked_and_what_tells_stays() {
        let same = [
            (
                "Nov  6 08:05:58 vpn ocserv[71]: worker: 10.0.0.1 user 'ada' failed",
                "Nov 16 18:15:02 vpn2 ocserv[99871]: worker: 10.9.0.1 user 'bo' failed",
            ),
            (
                "2026-11-16T08:05:58.003+01:00 gw charon: 05[IKE] received AUTHENTICATION_FAILED notify error",
                "2026-11-16T08:05:59.103+01:00 gw charon: 16[IKE] received AUTHENTICATION_FAILED notify error",
            ),
            (
                "open(/var/run/a.sock) for 52:54:00:12:34:56 id 1b4e28ba-2fa1-11d2-883f-0016d3cca427",
                "open(/run/b/c.sock) for 52:54:00:aa:bb:cc id aaaa28ba-2fa1-11d2-883f-0016d3cca427",
            ),
            (
                "login of ada@example.com from fe80::1",
                "login of bo@corp.example from fe80::2:3",
            ),
            (
                "no route to vpn1.example.com",
                "no route to gw.corp.example.org",
            ),
            ("SPI 0xdeadbeef, user=ada", "SPI 0xabad1dea, user=bo"),
            ("errors: 5, status 3 retries", "errors: 7, status 4 retries"),
            ("op=0 err=49 etime=0.01", "op=0 err=49 etime=0.25"),
        ];
        for (one, other) in same {
            assert_eq!(shape_of(one), shape_of(other));
            assert!(shape_of(one).contains('*'));
        }
        let told_apart = [
            ("%ASA-3-113022: AAA", "%ASA-3-113021: AAA"),
            ("level=error msg=\"x\"", "level=info msg=\"x\""),
            ("IKEv1 refused", "IKEv2 refused"),
            ("op=0 RESULT err=49 text=", "op=0 RESULT err=0 text="),
            ("exit code 1", "exit code 2"),
            ("status=\"403\" x", "status=\"200\" x"),
            ("GET / HTTP/1.1\" 502 157", "GET / HTTP/1.1\" 200 157"),
            ("Reason Code: 16", "Reason Code: 22"),
            ("error 0x8009030c", "error 0x80090308"),
            ("AADSTS50126: x", "AADSTS50076: x"),
        ];
        for (one, other) in told_apart {
            assert_ne!(shape_of(one), shape_of(other));
        }
        assert_eq!(
            shape_of("Nov  6 08:05:58 vpn ocserv[71]: worker: 10.0.0.1 failed"),
            "ocserv[*]: worker: * failed"
        );
    }

    #[test]
    fn lines_that_differ_in_numbers_alone_are_known_again() {
        let mut alike = Alike::default();
        for line in [
            "Nov  6 08:05:58 vpn ocserv[71]: exit code 10",
            "Nov  7 18:25:58 vpn ocserv[92]: exit code 0",
            "Nov  7 18:25:58 vpn ocserv[92]: exit code 20",
            "Nov  7 18:25:58 vpn ocserv[92]: took 20",
            "Nov  7 18:25:58 vpn ocserv[92]: took 21",
            "%ASA-3-113022: x 5",
            "%ASA-6-113022: x 5",
            "%ASA-6-113021: x 6",
            "IKEv1 failed",
            "IKEv2 failed",
        ] {
            let wanted = (level_of(line), shape_of(line));
            assert_eq!(alike.of(line), wanted, "{line}");
            assert_eq!(alike.of(line), wanted, "{line}");
        }
        assert_eq!(alike.0.len(), 9, "two of them are alike");
    }

    #[test]
    fn memory_is_bounded_and_failures_still_find_room() {
        let mut shapes = Shapes::default();
        let group = |level| ShapeGroup {
            count: 1,
            level,
            ..ShapeGroup::default()
        };
        for number in 0..MOST_PLAIN + 5 {
            shapes.add(number.to_string(), group(LogLevel::Plain));
        }
        assert_eq!((shapes.groups.len(), shapes.left_out), (MOST_PLAIN, 5));
        shapes.add("failed".to_owned(), group(LogLevel::Error));
        assert!(shapes.groups.contains_key("failed"));
    }
}
