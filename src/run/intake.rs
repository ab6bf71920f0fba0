//! What a run prints, on its way in: masked, counted, hashed, and as much of it kept as may be.
//!
//! Only what is masked gets this far: what is shown, kept, hashed and searched is one text.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::OutputSink;
use crate::domain::digest::hex;
use crate::domain::run::Output;
use crate::masks::Stream;

/// How much of an output is kept.
pub const KEPT: usize = 10 << 20;
/// How much of its beginning and of its end an event holds.
const EDGE: usize = 4 << 10;

/// Takes masked text as it becomes known.
pub type Show<'a> = Box<dyn FnMut(&str) + 'a>;

/// An output that comes in.
pub struct Intake<'a> {
    stream: Stream,
    show: Show<'a>,
    /// Room for what the stream hands out.
    out: String,
    hash: Sha256,
    bytes: u64,
    ends: u64,
    kept: String,
    is_cut: bool,
    tail: VecDeque<u8>,
}

/// An output that came in whole.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenOutput {
    /// What the event of its end says; findings and captures are still to come.
    pub output: Output,
    /// What is kept of it.
    pub text: String,
    /// The kinds of secrets that were masked.
    pub masked: Vec<String>,
}

impl<'a> Intake<'a> {
    /// An output that is masked by this stream, and shown as it becomes known.
    pub fn new(stream: Stream, show: Show<'a>) -> Self {
        Self {
            stream,
            show,
            out: String::new(),
            hash: Sha256::new(),
            bytes: 0,
            ends: 0,
            kept: String::new(),
            is_cut: false,
            tail: VecDeque::new(),
        }
    }

    /// One that nobody watches.
    pub fn unseen(stream: Stream) -> Self {
        Self::new(stream, Box::new(|_| {}))
    }

    /// The end of it.
    pub fn finish(mut self) -> TakenOutput {
        self.stream.finish(&mut self.out);
        self.take();
        let hash = self.hash.finalize();
        let has_rest = self.tail.back().is_some_and(|last| *last != b'\n');
        let tail: Vec<u8> = self.tail.into();
        let head = self.kept.floor_char_boundary(EDGE);
        // A letter that was cut at the tail's beginning is left out.
        let first = tail.iter().position(|byte| byte & 0xc0 != 0x80);
        let tail = String::from_utf8_lossy(&tail[first.unwrap_or(0)..]).into_owned();
        TakenOutput {
            output: Output {
                bytes: Some(self.bytes),
                lines: Some(self.ends + u64::from(has_rest)),
                sha256: Some(hex(&hash)),
                head: Some(self.kept[..head].to_owned()),
                tail: Some(tail),
                truncated: self.is_cut,
                ..Output::default()
            },
            text: self.kept,
            masked: self.stream.what,
        }
    }

    fn take(&mut self) {
        let text = std::mem::take(&mut self.out);
        if text.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.ends += memchr::memchr_iter(b'\n', bytes).count() as u64;
        let room = KEPT.saturating_sub(self.kept.len());
        match bytes.len() <= room && !self.is_cut {
            true => self.kept.push_str(&text),
            false => {
                let part = if self.is_cut {
                    0
                } else {
                    text.floor_char_boundary(room)
                };
                self.kept.push_str(&text[..part]);
                self.is_cut = true;
            }
        }
        let last = &bytes[bytes.len().saturating_sub(EDGE)..];
        let surplus = (self.tail.len() + last.len()).saturating_sub(EDGE);
        self.tail.drain(..surplus);
        self.tail.extend(last);
        (self.show)(&text);
        self.out = text;
        self.out.clear();
    }
}

impl OutputSink for Intake<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.stream.push(bytes, &mut self.out);
        self.take();
    }

    fn idle(&mut self) {
        self.stream.flush(&mut self.out);
        self.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::sha256_hex;
    use crate::masks::Masks;

    fn taken(text: &str) -> TakenOutput {
        let mut intake = Intake::unseen(Stream::new(Masks::default(), []));
        for piece in text.as_bytes().chunks(100_000) {
            intake.bytes(piece);
        }
        intake.finish()
    }

    #[test]
    fn an_output_is_counted_and_hashed_as_it_is_kept() {
        let taken = taken("one\npassword hunter2-Tango\nthree");
        assert!(!taken.text.contains("hunter2"), "{}", taken.text);
        assert_eq!(taken.output.sha256, Some(sha256_hex(taken.text.as_bytes())));
        assert_eq!(taken.output.lines, Some(3));
        assert_eq!(taken.output.bytes, Some(taken.text.len() as u64));
        assert_eq!(taken.output.head.as_deref(), Some(&*taken.text));
        assert_eq!(taken.output.tail, taken.output.head);
        assert_eq!(taken.masked.len(), 1);
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let text = "a line of some ünïcödé text, and nothing else\n".repeat(300_000);
        let taken = taken(&text);
        assert!(taken.output.truncated && taken.text.len() <= KEPT);
        assert!(taken.text.len() > KEPT - 8 && text.starts_with(&taken.text));
        assert_eq!(taken.output.bytes, Some(text.len() as u64));
        assert_eq!(taken.output.lines, Some(300_000));
        let tail = taken.output.tail.unwrap();
        assert!(text.ends_with(&tail) && tail.len() > EDGE - 4);
        assert_eq!(taken.output.sha256, Some(sha256_hex(text.as_bytes())));
    }

    #[test]
    fn nothing_is_an_output_too() {
        let taken = taken("");
        assert_eq!(taken.output.lines, Some(0));
        assert_eq!(taken.output.bytes, Some(0));
    }
}
