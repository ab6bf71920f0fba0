//! A stream is cut into blocks that end where a line ends.
//!
//! A line that is longer than [`LONG`] is cut into pieces of [`PIECE`] bytes that overlap,
//! so that memory stays bounded. Where the pieces begin depends on the line alone and never
//! on the blocks, so the result does not depend on them either.

use std::io::{self, Read};
use std::ops::Range;

/// How far apart pieces of a long line begin.
pub const PIECE: usize = 256 << 10;
/// How far a piece reaches into the next one.
const OVERLAP: usize = 16 << 10;
/// A line up to this length is one piece.
pub const LONG: usize = PIECE + OVERLAP;
/// How much is read at once: a block that stays in the processor's cache while it is
/// looked through is faster than a larger one.
pub const BLOCK: usize = 512 << 10;
/// So much of a stream is looked through for lines that were wrapped or cut on their way to
/// whoever pasted or mailed them. Larger logs come from where they were written.
pub const PASTE: u64 = 4 << 20;
/// So many lines are seen beyond the end of a block, for a line that goes on in them.
pub const AHEAD: usize = 12;
/// A line of more bytes is never the rest of a wrapped one.
pub const WRAPPED: usize = 800;

/// Some lines of a stream.
#[derive(Debug, Default)]
pub struct LineBlock {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Its place in the stream, from 0.
    pub number: u64,
    /// It begins within a line, where a piece begins.
    pub is_rest: bool,
    /// It ends with a piece whose line goes on.
    pub is_open: bool,
    /// Where in the stream it begins.
    pub offset: u64,
    /// The next lines, as far as they may be the rest of its last ones.
    pub ahead: Vec<u8>,
}

/// Cuts a stream into blocks.
pub struct Blocks<R> {
    source: R,
    size: usize,
    carry: Vec<u8>,
    number: u64,
    offset: u64,
    is_rest: bool,
    is_done: bool,
    /// Why the stream ended before its end.
    pub failed: Option<io::Error>,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about `size` bytes.
    pub fn new(source: R, size: usize) -> Self {
        Self {
            source,
            size: size.max(1),
            carry: Vec::new(),
            number: 0,
            offset: 0,
            is_rest: false,
            is_done: false,
            failed: None,
        }
    }

    /// Whether every block has been given.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// The next block, into the room of an earlier one. `false` at the end.
    pub fn next(&mut self, block: &mut LineBlock) -> bool {
        if self.is_done {
            return false;
        }
        let bytes = &mut block.bytes;
        bytes.clear();
        bytes.append(&mut self.carry);
        block.is_rest = self.is_rest;
        block.is_open = false;
        block.offset = self.offset;
        block.ahead.clear();
        let is_paste = self.offset < PASTE;
        let mut has_end = memchr::memchr(b'\n', bytes).is_some();
        let end = loop {
            if bytes.len() > LONG && !has_end {
                block.is_open = true;
                break LONG;
            }
            bytes.reserve(self.size + 64);
            let before = bytes.len();
            let room = (&mut self.source).take(self.size as u64);
            match { room }.read_to_end(bytes) {
                Ok(0) => self.is_done = true,
                Ok(_) => {}
                Err(error) => {
                    self.failed = Some(error);
                    self.is_done = true;
                }
            }
            if self.is_done {
                break bytes.len();
            }
            let last = memchr::memrchr(b'\n', &bytes[before..]);
            has_end |= last.is_some();
            let end = match (is_paste, last) {
                (true, _) if has_end => with_lines_ahead(bytes),
                (_, last) => last.map(|end| before + end + 1),
            };
            if let Some(end) = end {
                break end;
            }
        };
        let next = match block.is_open {
            true => PIECE,
            false => end,
        };
        self.carry.extend_from_slice(&bytes[next..]);
        if is_paste && !block.is_open {
            let ahead = self.carry.len().min(AHEAD * (WRAPPED + 1));
            block.ahead.extend_from_slice(&self.carry[..ahead]);
        }
        self.offset += next as u64;
        bytes.truncate(end);
        self.is_rest = block.is_open;
        block.number = self.number;
        self.number += 1;
        !bytes.is_empty()
    }
}

/// The last line end behind which the lines stand, or a line that is too long, that decide
/// where a wrapped line ends.
fn with_lines_ahead(bytes: &[u8]) -> Option<usize> {
    let mut end = memchr::memrchr(b'\n', bytes)? + 1;
    if bytes.len() - end > WRAPPED {
        return Some(end);
    }
    for _ in 0..AHEAD {
        let start = memchr::memrchr(b'\n', &bytes[..end - 1])? + 1;
        let is_long = end - start > WRAPPED;
        end = start;
        if is_long {
            break;
        }
    }
    Some(end)
}

/// The pieces of a line of `length` bytes that hold the place `at`; at most two. In a block
/// that ends with an open piece, that piece is the only whole one.
pub fn pieces(length: usize, at: usize, is_open: bool) -> [Option<Range<usize>>; 2] {
    if length <= LONG || is_open {
        return [Some(0..length), None];
    }
    let last = (length - LONG).div_ceil(PIECE);
    let of = |piece: usize| {
        let start = piece * PIECE;
        let end = match piece == last {
            true => length,
            false => start + LONG,
        };
        Some(start..end)
    };
    let here = (at / PIECE).min(last);
    let is_in_both = here > 0 && at < (here - 1) * PIECE + LONG;
    [of(here), if is_in_both { of(here - 1) } else { None }]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of all lines, as the blocks give them.
    fn all_pieces(text: &[u8], size: usize) -> Vec<(u64, Vec<u8>)> {
        let mut blocks = Blocks::new(text, size);
        let mut block = LineBlock::default();
        let (mut found, mut line) = (Vec::new(), 0);
        while blocks.next(&mut block) {
            let mut start = 0;
            for part in block.bytes.split_inclusive(|&byte| byte == b'\n') {
                start += part.len();
                let is_open = block.is_open && start == block.bytes.len();
                let ends = part.ends_with(b"\n");
                let length = part.len() - usize::from(ends);
                let mut seen = Vec::new();
                for at in (0..=length).step_by(1_000).chain([length]) {
                    for piece in pieces(length, at, is_open).into_iter().flatten() {
                        if !seen.contains(&piece) {
                            found.push((line, part[piece.clone()].to_vec()));
                            seen.push(piece);
                        }
                    }
                }
                line += u64::from(ends);
            }
        }
        found.sort();
        found
    }

    #[test]
    fn pieces_do_not_depend_on_blocks() {
        let lengths = [
            0,
            5,
            LONG - 1,
            LONG,
            LONG + 1,
            PIECE * 2,
            PIECE * 3 + 7,
            LONG + PIECE,
            3,
        ];
        let mut text = Vec::new();
        for (number, length) in lengths.iter().enumerate() {
            let letters = (0..*length).map(|at| b'a' + ((at / 997 + number) % 26) as u8);
            text.extend(letters);
            text.push(b'\n');
        }
        text.extend(b"the last has no end");
        let wanted = all_pieces(&text, text.len() * 2);
        assert!(wanted.len() > lengths.len() + 5);
        for size in [1_000, 65_536, PIECE, BLOCK, 3 * BLOCK] {
            assert_eq!(all_pieces(&text, size), wanted, "blocks of {size}");
        }
    }
}
