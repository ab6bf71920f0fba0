//! Blocks such as private keys: everything between two edges, also where one was cut off.

use super::Found;
use super::rules::{BlockRule, rules};

/// A block of more lines than this is none.
const MANY: usize = 400;

/// Finds the blocks of a text.
pub fn find<'k>(text: &str, found: &mut Vec<Found<'k>>)
where
    'static: 'k,
{
    let dashes = memchr::memmem::find(text.as_bytes(), b"----").is_some();
    if dashes {
        for block in &rules().blocks {
            edges(text, block, found);
        }
    }
    lone_lines(text, found);
}

/// Where a block begins that has not ended.
pub fn open(text: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), b"----")?;
    let open = rules().blocks.iter().filter_map(|block| {
        let (begin, end) = (block.begin.regex()?, block.end.regex()?);
        let last = begin.find_iter(text).last()?;
        (!end.is_match(&text[last.end()..])).then_some(last.start())
    });
    open.min()
}

fn edges(text: &str, block: &'static BlockRule, found: &mut Vec<Found<'_>>) {
    let (Some(begin), Some(end)) = (block.begin.regex(), block.end.regex()) else {
        return;
    };
    let mut covered = 0;
    let mut part = |start, end| {
        found.push(Found {
            start,
            end,
            kind: &block.kind,
        });
    };
    let mut at = 0;
    while let Some(first) = begin.find_at(text, at) {
        let limit = after_lines(text, first.end(), MANY);
        let next = begin
            .find_at(&text[..limit], first.end())
            .map_or(limit, |next| next.start());
        let last = end.find_at(&text[..next], first.end());
        let stop = match last {
            Some(last) => last.end(),
            None => body_end(text, first.end(), block),
        };
        orphans(text, (covered, first.start()), (end, block), &mut part);
        part(first.start(), stop);
        (at, covered) = (stop, stop);
    }
    orphans(text, (covered, text.len()), (end, block), &mut part);
}

/// Ends whose beginning was cut off: what stands before them as a body does.
fn orphans(
    text: &str,
    (from, to): (usize, usize),
    (end, block): (&regex::Regex, &BlockRule),
    part: &mut impl FnMut(usize, usize),
) {
    let Some(body) = block.body.regex() else {
        return;
    };
    for last in end.find_iter(&text[from..to]) {
        let (first, stop) = (from + last.start(), from + last.end());
        let mut start = line_start(text, first);
        while start > from {
            let before = line_start(text, start - 1);
            let line = text[before..start].trim_end();
            // The last line of a key is as short as it happens to be.
            let is_last = start == line_start(text, first) && !line.trim_start().contains(' ');
            if before < from || !(line.is_empty() || is_last || body.is_match(line)) {
                break;
            }
            start = before;
        }
        part(start, stop);
    }
}

/// Where lines that look like a body end, behind an edge.
fn body_end(text: &str, from: usize, block: &BlockRule) -> usize {
    let Some(body) = block.body.regex() else {
        return from;
    };
    let mut stop = from;
    let mut at = from;
    for (number, line) in text[from..].split_inclusive('\n').take(MANY).enumerate() {
        let bare = line.trim_end();
        // The rest of the edge's own line may hold the key with its line ends written out.
        if !(number == 0 || bare.trim().is_empty() || body.is_match(bare)) {
            break;
        }
        at += line.len();
        stop = at - (line.len() - bare.len());
    }
    stop
}

/// A line of a key whose edges were cut off, as OpenSSL or as OpenSSH breaks them. A hash in hex has letters of one case and none
/// above f.
fn lone_lines(text: &str, found: &mut Vec<Found<'_>>) {
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let line = &text[at..end];
        if line.len() >= 64 && line.len() <= 96 && is_key_line(line.trim()) {
            found.push(Found {
                start: at,
                end,
                kind: "private key",
            });
        }
        at = (end + 1).min(text.len());
    }
}

fn is_key_line(body: &str) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    matches!(body.len(), 64 | 70)
        && body.bytes().all(is_base64)
        && body.bytes().any(|b| b.is_ascii_uppercase())
        && body.bytes().any(|b| b.is_ascii_lowercase())
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The place behind so many lines.
pub fn after_lines(text: &str, from: usize, lines: usize) -> usize {
    let mut ends = memchr::memchr_iter(b'\n', &text.as_bytes()[from..]);
    ends.nth(lines.saturating_sub(1))
        .map_or(text.len(), |end| from + end)
}
