//! A text that comes bit by bit, masked as if it had come whole.
//!
//! What was handed out cannot be masked any more, so as much is held back as a mask may still
//! reach: three lines, and a block such as a private key until its end, or 64 KiB of it. What
//! was handed out is kept as long, because the words that announce a secret stand before it.
//! Memory is bounded, whatever comes.

use std::ops::Range;

use super::{Found, Masks, blocks, joined, written};

/// How many lines are held back.
const HELD: usize = 3;
/// How much of a block, or of a line, is held back, in bytes.
const REACH: usize = 64 * 1024;
/// How much is masked at once where much comes.
const BATCH: usize = 192 * 1024;

/// A text that comes bit by bit.
#[derive(Debug)]
pub struct Stream {
    masks: Masks,
    /// Texts that are known to be secret, each with its name; the longest first.
    known: Vec<(String, String)>,
    /// Bytes that are no whole line yet, or no whole letter.
    fresh: Vec<u8>,
    /// Lines: those handed out that still announce, then those held back.
    raw: String,
    /// How much of `raw` was handed out.
    done: usize,
    /// The kinds of secrets that were masked, each once.
    pub what: Vec<String>,
}

impl Stream {
    /// A text that is masked so, and in which these values are secret: name and value.
    pub fn new(masks: Masks, known: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut known: Vec<(String, String)> = known
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        known.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        Self {
            masks,
            known,
            fresh: Vec::new(),
            raw: String::new(),
            done: 0,
            what: Vec::new(),
        }
    }

    /// Takes bytes in, and adds to `out` what can no longer change.
    pub fn push(&mut self, bytes: &[u8], out: &mut String) {
        self.fresh.extend_from_slice(bytes);
        if self.fresh.len() + self.raw.len() - self.done >= BATCH {
            self.flush(out);
        }
    }

    /// Hands out what can be, though little has come: nothing more came for a while.
    pub fn flush(&mut self, out: &mut String) {
        self.take_lines(false);
        self.settle(false, out);
    }

    /// Hands out the rest: nothing more will come.
    pub fn finish(&mut self, out: &mut String) {
        self.take_lines(true);
        self.settle(true, out);
    }

    /// Moves whole lines on, without the values that are known to be secret. None of those
    /// reaches over a line's end.
    fn take_lines(&mut self, is_end: bool) {
        let longest = self.known.first().map_or(0, |(_, value)| value.len());
        let lines = memchr::memrchr(b'\n', &self.fresh).map(|at| at + 1);
        let cut = match lines {
            _ if is_end => self.fresh.len(),
            // A line without an end is taken in pieces; a letter or a value may be cut by one.
            None if self.fresh.len() > REACH + longest => self.fresh.len() - longest.max(4),
            Some(at) if self.fresh.len() - at > REACH + longest => {
                self.fresh.len() - longest.max(4)
            }
            None => return,
            Some(at) => at,
        };
        let cut = if is_end {
            cut
        } else {
            letter(&self.fresh, cut)
        };
        let rest = self.fresh.split_off(cut);
        let bytes = std::mem::replace(&mut self.fresh, rest);
        let mut text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(odd) => String::from_utf8_lossy(odd.as_bytes()).into_owned(),
        };
        for (name, value) in &self.known {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), &format!("[secret {name}]"));
                add(&mut self.what, &format!("the secret {name}"));
            }
        }
        match self.raw.is_empty() {
            true => self.raw = text,
            false => self.raw.push_str(&text),
        }
    }

    fn settle(&mut self, is_end: bool, out: &mut String) {
        if self.done == self.raw.len() {
            return;
        }
        let mut found = Vec::new();
        self.masks.find(&self.raw, &mut found);
        let found = joined(found);
        let safe = match is_end {
            true => self.raw.len(),
            false => self.safe(&found),
        };
        if safe <= self.done {
            return;
        }
        let part = clipped(&found, self.done..safe);
        let masked = written(&self.raw[self.done..safe], part);
        out.push_str(&masked.text);
        for kind in &masked.what {
            add(&mut self.what, kind);
        }
        self.done = safe;
        let keep = self.raw.floor_char_boundary(safe.saturating_sub(REACH));
        // From the beginning of a line, if one begins within reach.
        let keep = match memchr::memchr(b'\n', &self.raw.as_bytes()[keep..safe]) {
            Some(at) if keep > 0 => keep + at + 1,
            _ => keep,
        };
        self.raw.drain(..keep);
        self.done -= keep;
    }

    /// Up to where nothing can change any more.
    fn safe(&self, found: &[Found<'_>]) -> usize {
        let text = &self.raw;
        let floor = text.floor_char_boundary(text.len().saturating_sub(REACH));
        let mut ends = memchr::memrchr_iter(b'\n', text.as_bytes());
        // The last end belongs to the last line that is held back, if that is whole.
        let skip = HELD - usize::from(!text.ends_with('\n'));
        let mut safe = ends.nth(skip).map_or(0, |at| at + 1);
        if let Some(open) = blocks::open(text) {
            safe = safe.min(open);
        }
        for part in found.iter().rev() {
            if part.start < safe && safe < part.end {
                safe = part.start;
            }
        }
        // Whatever is longer than that goes, as it is known by now.
        safe.max(floor)
    }
}

/// The parts within a range, counted from its beginning.
fn clipped<'k>(found: &[Found<'k>], range: Range<usize>) -> Vec<Found<'k>> {
    let within = found
        .iter()
        .filter(|part| part.start < range.end && part.end > range.start);
    within
        .map(|part| Found {
            start: part.start.max(range.start) - range.start,
            end: part.end.min(range.end) - range.start,
            kind: part.kind,
        })
        .collect()
}

/// The place of a cut, moved back to where a letter of UTF-8 begins.
fn letter(bytes: &[u8], cut: usize) -> usize {
    let is_inner = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let lowest = cut.saturating_sub(3);
    (lowest..=cut).rev().find(|at| !is_inner(at)).unwrap_or(cut)
}

fn add(what: &mut Vec<String>, kind: &str) {
    if !what.iter().any(|known| known == kind) {
        what.push(kind.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streamed(text: &str, size: usize, flushes: bool) -> String {
        let known = [("pin".to_owned(), "7391-zulu".to_owned())];
        let mut stream = Stream::new(Masks::default(), known);
        let mut out = String::new();
        for piece in text.as_bytes().chunks(size) {
            stream.push(piece, &mut out);
            if flushes {
                stream.flush(&mut out);
            }
        }
        stream.finish(&mut out);
        out
    }

    fn whole(text: &str) -> String {
        let text = text.replace("7391-zulu", "[secret pin]");
        Masks::default().mask(&text).text.into_owned()
    }

    fn key(lines: usize) -> String {
        let body =
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n".repeat(lines);
        format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n")
    }

    #[test]
    fn bit_by_bit_is_as_whole() {
        let texts = [
            "password:\n\nhunter2-Tango\nuptime 3 days\n".to_owned(),
            "pre-shared-key Gr8-Secret-9\nünïcödé 7391-zulu end\nlast line without an end"
                .to_owned(),
            format!("before\n{}after\nno more\n", key(24)),
            format!(
                "username admin password 9s8d7f6Qx\r\n{}",
                "plain line\r\n".repeat(40)
            ),
            "user  password\nann   S3cr3t-one\nben   S3cr3t-two\n".to_owned(),
            "\n\n\n".to_owned(),
            String::new(),
        ];
        for text in &texts {
            for size in [1, 2, 7, 64, 4096] {
                for flushes in [true, false] {
                    assert_eq!(streamed(text, size, flushes), whole(text), "{size}: {text}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_handed_out_that_a_mask_may_still_reach() {
        let mut stream = Stream::new(Masks::default(), []);
        let mut out = String::new();
        stream.push(b"one\ntwo\nthree\n", &mut out);
        stream.flush(&mut out);
        assert_eq!(out, "");
        stream.push(b"four\n", &mut out);
        stream.flush(&mut out);
        assert_eq!(out, "one\n");
        let begun = &key(24)[..900];
        stream.push(begun.as_bytes(), &mut out);
        stream.flush(&mut out);
        assert_eq!(
            out, "one\ntwo\nthree\nfour\n",
            "a block is held until its end"
        );
        stream.finish(&mut out);
        assert!(!out.contains("MIIE"), "{out}");
    }

    #[test]
    fn what_never_ends_is_not_kept_for_ever() {
        for text in ["x".repeat(3 << 20), key(60_000), "é".repeat(1 << 20)] {
            let mut stream = Stream::new(Masks::default(), []);
            let (mut out, mut most) = (String::new(), 0);
            for piece in text.as_bytes().chunks(64 * 1024) {
                stream.push(piece, &mut out);
                most = most.max(stream.raw.len() + stream.fresh.len());
            }
            stream.finish(&mut out);
            assert!(most < 1 << 20, "{most}");
            assert!(!out.contains("MIIE"));
            assert!(!out.contains('\u{fffd}'), "no letter is cut");
        }
    }
}
