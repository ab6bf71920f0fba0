//! Bytes become text: UTF-8 where it is valid, else the Windows form of Latin-1, line by
//! line; UTF-16 as a whole, before lines are looked for.

use std::borrow::Cow;
use std::io::{self, Read};

/// What Windows puts where Latin-1 has control characters, from 0x80.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a line without its end.
pub fn text(line: &[u8]) -> Cow<'_, str> {
    let line = without_end(line);
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => line.iter().map(|&byte| latin(byte)).collect(),
    }
}

/// A line without its end.
pub fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn latin(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// How the bytes of a text stand for letters, as its beginning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 or a Latin one.
    Bytes,
    /// UTF-8 with a mark of three bytes.
    MarkedBytes,
    /// UTF-16, the low byte first.
    LowFirst,
    /// UTF-16, the high byte first.
    HighFirst,
}

/// What the beginning of a file tells of its letters. Without a mark, ASCII in UTF-16 shows
/// by its NUL bytes.
pub fn encoding(beginning: &[u8]) -> Encoding {
    match beginning {
        [0xef, 0xbb, 0xbf, ..] => return Encoding::MarkedBytes,
        [0xff, 0xfe, ..] => return Encoding::LowFirst,
        [0xfe, 0xff, ..] => return Encoding::HighFirst,
        _ => {}
    }
    let looked_at = &beginning[..beginning.len().min(1_024)];
    let pairs = looked_at.chunks_exact(2);
    let count = pairs.len();
    let nul_at = |place: usize| pairs.clone().filter(|pair| pair[place] == 0).count();
    let (first, second) = (nul_at(0), nul_at(1));
    let most = count * 9 / 10;
    match count >= 16 {
        true if second > most && first * 10 < count => Encoding::LowFirst,
        true if first > most && second * 10 < count => Encoding::HighFirst,
        _ => Encoding::Bytes,
    }
}

/// Whether a beginning looks like no text at all.
pub fn is_binary(beginning: &[u8]) -> bool {
    if encoding(beginning) != Encoding::Bytes {
        return false;
    }
    let is_odd = |byte: u8| matches!(byte, 1..=8 | 11 | 14..=26 | 28..=31 | 127);
    let all = beginning.iter().filter(|&&byte| byte != 0).count();
    let odd = beginning.iter().filter(|&&byte| is_odd(byte)).count();
    let nul = beginning.len() - all;
    // Zeros alone are what a crash leaves in a text; next to other control bytes they are not.
    odd * 20 > all || (odd > 0 && nul * 10 > beginning.len())
}

/// Reads UTF-16 and yields UTF-8. What is no letter becomes U+FFFD.
pub struct Utf16<R> {
    source: R,
    high_first: bool,
    /// A byte or half of a pair that waits for the rest.
    waiting: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    is_first: bool,
    failed: Option<io::Error>,
}

impl<R: Read> Utf16<R> {
    /// A reader of UTF-16.
    pub fn new(source: R, high_first: bool) -> Self {
        Self {
            source,
            high_first,
            waiting: Vec::new(),
            ready: Vec::new(),
            given: 0,
            is_first: true,
            failed: None,
        }
    }

    fn refill(&mut self) -> io::Result<bool> {
        let mut bytes = std::mem::take(&mut self.waiting);
        let result = (&mut self.source).take(64 << 10).read_to_end(&mut bytes);
        let at_end = match result {
            Ok(read) => read == 0,
            // What came before the failure is given first.
            Err(error) => {
                self.failed = Some(error);
                true
            }
        };
        let mut whole = bytes.len() & !1;
        let unit = |pair: &[u8]| match self.high_first {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let last = whole.checked_sub(2).map(|at| unit(&bytes[at..]));
        if last.is_some_and(|unit| (0xd800..0xdc00).contains(&unit)) && !at_end {
            whole -= 2;
        }
        let units = bytes[..whole].chunks_exact(2).map(unit);
        self.ready.clear();
        self.given = 0;
        for letter in char::decode_utf16(units) {
            let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
            let is_mark = std::mem::take(&mut self.is_first) && letter == '\u{feff}';
            if !is_mark {
                let mut room = [0; 4];
                let bytes = letter.encode_utf8(&mut room).as_bytes();
                self.ready.extend_from_slice(bytes);
            }
        }
        match at_end {
            true if bytes.len() > whole => {
                self.ready.extend_from_slice("\u{fffd}".as_bytes());
            }
            _ => self.waiting = bytes.split_off(whole),
        }
        Ok(!at_end)
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            if !self.refill()? && self.ready.is_empty() && self.failed.is_none() {
                return Ok(0);
            }
        }
        let count = into.len().min(self.ready.len() - self.given);
        into[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_utf8_or_latin() {
        assert_eq!(text("Größe\r\n".as_bytes()), "Größe");
        assert_eq!(text(b"Gr\xf6\xdfe isn\x92t\n"), "Größe isn’t");
    }

    #[test]
    fn utf16_becomes_utf8_wherever_reads_end() {
        let words = "Größe 😀 end\r\nnext";
        for high_first in [false, true] {
            let bytes: Vec<u8> = "\u{feff}"
                .encode_utf16()
                .chain(words.encode_utf16())
                .flat_map(|unit| match high_first {
                    true => unit.to_be_bytes(),
                    false => unit.to_le_bytes(),
                })
                .collect();
            let wanted = match high_first {
                true => Encoding::HighFirst,
                false => Encoding::LowFirst,
            };
            assert_eq!(encoding(&bytes), wanted);
            assert!(!is_binary(&bytes));
            let mut read = String::new();
            let mut reader = Utf16::new(&bytes[..], high_first);
            reader.read_to_string(&mut read).unwrap();
            assert_eq!(read, words);
        }
    }

    #[test]
    fn a_binary_is_told_from_a_text_with_zeros() {
        assert!(is_binary(
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0"
        ));
        assert!(!is_binary(
            b"Mar  1 up\n\0\0\0\0\0\0\0\0\0\0\0\0Mar  1 down\n"
        ));
        assert!(!is_binary("Größe \u{1b}[31mred\u{1b}[0m\n".as_bytes()));
        assert!(!is_binary(b""));
    }
}
