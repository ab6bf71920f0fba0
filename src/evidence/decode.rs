//! Bytes become text: UTF-8 where it is valid, else the Windows form of Latin-1, line by
//! line; UTF-16 as a whole, before lines are looked for.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// The text of a line without its end.
pub fn text(line: &[u8]) -> Cow<'_, str> {
    let line = without_end(line);
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(line).0,
    }
}

/// A line without its end.
pub fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
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

/// Reads UTF-16, with its mark or without, and yields UTF-8. What is no letter becomes U+FFFD.
pub fn utf16(source: impl Read + Send, high_first: bool) -> impl Read + Send {
    let encoding = if high_first { UTF_16BE } else { UTF_16LE };
    DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .build(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_utf8_or_latin() {
        assert_eq!(text("Größe\r\n".as_bytes()), "Größe");
        assert_eq!(text(b"Gr\xf6\xdfe isn\x92t\n"), "Größe isn’t");
    }

    /// Gives a byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let count = into.len().min(1);
            self.0.read(&mut into[..count])
        }
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
            let mut reader = utf16(Slow(&bytes), high_first);
            reader.read_to_string(&mut read).unwrap();
            assert_eq!(read, words);
            // Half a letter at the end, after the mark was left out.
            let cut = &bytes[2..bytes.len() - 1];
            let mut read = String::new();
            utf16(cut, high_first).read_to_string(&mut read).unwrap();
            let whole = words.strip_suffix('t').unwrap();
            assert_eq!(read, format!("{whole}\u{fffd}"));
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
