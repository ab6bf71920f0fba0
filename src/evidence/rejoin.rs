//! Lines that a terminal, a mail or PowerShell wrapped become one text again.
//!
//! Which lines those are depends on them alone and on those that follow, never on blocks.

use super::decode;
use super::lines::{AHEAD, WRAPPED};
use super::prefix::{begins, unquoted};

/// Nobody wraps at fewer columns.
const NARROW: usize = 70;
/// Nobody wraps at more, but PowerShell, which indents what follows.
const WIDE: usize = 100;
const WIDE_INDENTED: usize = 200;
/// So many blanks are an indent.
const INDENT: &str = "    ";
/// So many letters show whether two lines begin alike.
const ALIKE: usize = 12;

/// A wrapped line and what follows it.
pub struct WrappedParts<'a> {
    parts: Vec<&'a str>,
}

impl<'a> WrappedParts<'a> {
    /// The line at the beginning of the bytes, if it was wrapped.
    pub fn at(bytes: &'a [u8]) -> Option<Self> {
        let mut parts: Vec<&str> = Vec::new();
        for line in bytes.split_inclusive(|&byte| byte == b'\n').take(AHEAD) {
            // A line that is no UTF-8 was not mailed.
            let text = std::str::from_utf8(decode::without_end(line)).ok()?;
            let goes_on = match (parts.first(), parts.last()) {
                (Some(first), Some(last)) => goes_on(first, last, text),
                // Bytes are at least as many as columns.
                _ => text.len() <= WRAPPED && text.len() * 2 > NARROW,
            };
            if !goes_on {
                break;
            }
            parts.push(text);
        }
        (parts.len() > 1).then_some(Self { parts })
    }

    /// The lines.
    pub fn lines(&self) -> &[&'a str] {
        &self.parts
    }

    /// The texts that it may have been: wrapped between words, within one, or at a width.
    pub fn joined(&self) -> Vec<String> {
        join(&self.parts)
    }
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Whether the next line is the rest of the last one.
fn goes_on(first: &str, last: &str, next: &str) -> bool {
    let rest = unquoted(next);
    if next.len() > WRAPPED || rest.trim().is_empty() || begins(next) {
        return false;
    }
    let (width, most) = (columns(last), columns(next));
    let word = rest.split_whitespace().next().map_or(0, columns);
    // A line ends where its next word has no room.
    let is_full = width + 1 + word > NARROW && width * 2 > NARROW;
    let limit = match rest.starts_with(INDENT) {
        true => WIDE_INDENTED,
        false => WIDE,
    };
    is_full && width.max(most) <= limit && (begins(first) || !begin_alike(unquoted(first), rest))
}

/// Whether two lines begin with letters, digits and signs in the same places.
fn begin_alike(one: &str, other: &str) -> bool {
    let kind = |letter: char| match letter {
        _ if letter.is_ascii_digit() => '0',
        _ if letter.is_uppercase() => 'A',
        _ if letter.is_alphabetic() => 'a',
        _ => letter,
    };
    let kinds = |text: &str| text.chars().take(ALIKE).map(kind).collect::<Vec<_>>();
    kinds(one) == kinds(other)
}

fn join(parts: &[&str]) -> Vec<String> {
    let [first, rest @ ..] = parts else {
        return Vec::new();
    };
    let width = parts.iter().map(|part| columns(part)).max().unwrap_or(0);
    let ways: [fn(usize, usize) -> bool; 3] = [|_, _| false, |_, _| true, |own, width| own < width];
    let mut texts: Vec<String> = Vec::new();
    for has_space in ways {
        let mut text = unquoted(first).to_owned();
        let mut last = first;
        for part in rest {
            let is_apart = has_space(columns(last), width);
            let part_text = unquoted(part);
            match is_apart || part_text.starts_with(INDENT) {
                true => {
                    text.truncate(text.trim_end().len());
                    text.push(' ');
                    text.push_str(part_text.trim_start());
                }
                false => text.push_str(part_text),
            }
            last = part;
        }
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "Nov 30 11:46:28 gw charon: no shared key found for the peer with the iden";

    fn parts(text: &str) -> Vec<String> {
        WrappedParts::at(text.as_bytes()).map_or_else(Vec::new, |parts| parts.joined())
    }

    #[test]
    fn a_line_is_joined_with_its_rest_alone() {
        let found = parts(&format!(
            "{LONG}\ntity a.example\nNov 30 11:46:29 gw charon: next\n"
        ));
        assert_eq!(
            found,
            [
                format!("{LONG}tity a.example"),
                format!("{LONG} tity a.example")
            ]
        );
        let found = parts(&format!("> {LONG}\n> tity a.example\n"));
        assert_eq!(found[0], format!("{LONG}tity a.example"));
        let found = parts(&format!("{LONG}\r\n          tity\r\n"));
        assert_eq!(found, [format!("{LONG} tity")]);
    }

    #[test]
    fn lines_of_their_own_are_not_joined() {
        for next in [
            "",
            "Nov 30 11:46:28 gw charon: tity",
            "> ",
            "{\"a\": 1}",
            "%ASA-4-1: x",
        ] {
            assert!(parts(&format!("{LONG}\n{next}\n")).is_empty(), "{next}");
        }
        assert!(parts(&format!("short\n{LONG}\n")).is_empty());
        let alike = "rcvd [LCP ConfReq id=0x1 <mru 1400> <auth eap> <magic 0x1> <pcomp> <accomp>]";
        assert!(parts(&format!("{alike}\n{alike}\n")).is_empty());
    }
}
