//! Text → words, in lower case, with where they stand.
//!
//! Numbers are words as well: an error code, a syslog id (`%ASA-3-713902` gives `asa` and
//! `713902`), a version, the first three parts of an address. Times and dates are none:
//! every log line has some.

use std::ops::Range;

use rust_stemmers::Stemmer;

/// Longer runs of letters are no words: keys, hashes, hostile input.
const LONGEST: usize = 48;

/// Calls `each` with every word of a text and the bytes it stands in.
pub fn words(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let bytes = text.as_bytes();
    let mut buffer = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            if let Some(end) = moment(bytes, at) {
                at = end;
                continue;
            }
            if is_severity(bytes, at) {
                at += 1;
                continue;
            }
        }
        let (start, end) = (at, word_end(text, at, &mut buffer));
        if end == start {
            at += width(bytes[at]);
            continue;
        }
        at = end;
        if buffer.len() <= LONGEST {
            if is_signed(bytes, start) && buffer.bytes().all(|b| b.is_ascii_digit()) {
                buffer.insert(0, '-');
                each(&buffer, start - 1..end);
            } else {
                each(shortened(&buffer), start..end);
            }
        }
    }
}

/// The end of the word that begins at a byte, which then stands in the buffer.
fn word_end(text: &str, start: usize, buffer: &mut String) -> usize {
    let bytes = text.as_bytes();
    buffer.clear();
    let mut at = start;
    let mut is_number = true;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            is_number &= byte.is_ascii_digit();
            buffer.push(char::from(byte.to_ascii_lowercase()));
            at += 1;
        } else if byte.is_ascii() {
            let follows = bytes.get(at + 1).copied().unwrap_or(b' ');
            let inside = match byte {
                b'\'' => at > start && follows.is_ascii_alphabetic(),
                b'.' => at > start && is_number && follows.is_ascii_digit(),
                _ => false,
            };
            if !inside {
                break;
            }
            if byte == b'.' {
                buffer.push('.');
            }
            at += 1;
        } else {
            let Some(letter) = text[at..].chars().next() else {
                break;
            };
            if letter.is_alphanumeric() {
                is_number = false;
                buffer.extend(letter.to_lowercase());
            } else if letter != '\u{2019}' || at == start {
                break;
            }
            at += letter.len_utf8();
        }
    }
    at
}

/// Of an address only the network counts: 192.168.1.20 is 192.168.1.
fn shortened(word: &str) -> &str {
    if !word.contains('.') {
        return word;
    }
    let mut dots = word.match_indices('.').map(|(at, _)| at);
    dots.nth(2).map_or(word, |at| &word[..at])
}

/// The end of a date or a time of day that begins at a digit.
fn moment(bytes: &[u8], at: usize) -> Option<usize> {
    if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.') {
        return None;
    }
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let is = |at: usize, wanted: u8| bytes.get(at) == Some(&wanted);
    let first = digits(at);
    let is_time = (1..=2).contains(&first) && is(at + first, b':') && digits(at + first + 1) == 2;
    let year = first == 4 && (is(at + 4, b'-') || is(at + 4, b'/')) && digits(at + 5) == 2;
    let is_date = year && (is(at + 7, b'-') || is(at + 7, b'/'));
    if !is_time && !is_date {
        return None;
    }
    let rest = bytes[at..].iter();
    let inside =
        |b: &&u8| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'-' | b'/' | b'T' | b'Z');
    Some(at + rest.take_while(inside).count())
}

/// Whether a digit is the severity in a syslog id, as the 3 in `ASA-3-713902`.
fn is_severity(bytes: &[u8], at: usize) -> bool {
    at > 0
        && bytes[at - 1] == b'-'
        && bytes.get(at + 1) == Some(&b'-')
        && bytes.get(at + 2).is_some_and(u8::is_ascii_digit)
}

/// Whether the number that begins here is written with a minus: `(-14)`, not `ASA-3`.
fn is_signed(bytes: &[u8], start: usize) -> bool {
    start > 0
        && bytes[start - 1] == b'-'
        && (start == 1 || matches!(bytes[start - 2], b' ' | b'(' | b'[' | b':' | b'=' | b','))
}

fn width(first: u8) -> usize {
    match first {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

/// Numbers, and words that hold some, have no stem.
pub fn stem<'w>(stemmer: &Stemmer, word: &'w str) -> std::borrow::Cow<'w, str> {
    match word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()) {
        true => stemmer.stem(word),
        false => word.into(),
    }
}

/// Parts a long text into sentences and lines: what a result shows as its reason.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| {
        let mut rest = line;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let ends = |pair: &[u8]| matches!(pair, [b'.' | b'?' | b'!', b' ']);
            let end = rest.as_bytes().windows(2).position(ends);
            let (sentence, after) = rest.split_at(end.map_or(rest.len(), |at| at + 1));
            rest = after.trim_start();
            Some(sentence.trim())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        let mut list = Vec::new();
        words(text, |word, _| list.push(word.to_owned()));
        list
    }

    #[test]
    fn words_are_in_lower_case_without_signs() {
        assert_eq!(list("Can't sign-in?"), ["cant", "sign", "in"]);
        assert_eq!(list("AUTH_FAILED"), ["auth", "failed"]);
        assert_eq!(
            list("Ärger im WLAN, \u{1b}[31mrot"),
            ["ärger", "im", "wlan", "31mrot"]
        );
        assert_eq!(list(""), Vec::<String>::new());
        assert_eq!(list(&"x".repeat(100)), Vec::<String>::new());
    }

    #[test]
    fn numbers_that_mean_something_are_words() {
        assert_eq!(list("%ASA-3-713902: no"), ["asa", "713902", "no"]);
        assert_eq!(list("%ASA-auth-6-113015"), ["asa", "auth", "113015"]);
        assert_eq!(list("denied. (-455)"), ["denied", "-455"]);
        assert_eq!(list("error -14"), ["error", "-14"]);
        assert_eq!(
            list("802.1x, 9.12 and 192.168.1.20/24"),
            ["802.1x", "9.12", "and", "192.168.1", "24"]
        );
        assert_eq!(
            list("phase 1, IKEv2, 0x800B0109"),
            ["phase", "1", "ikev2", "0x800b0109"]
        );
    }

    #[test]
    fn moments_are_no_words() {
        assert_eq!(list("2026-11-16T08:05:58.123Z agent"), ["agent"]);
        assert_eq!(list("Oct 08 17:27:49 x"), ["oct", "08", "x"]);
        assert_eq!(list("2026/01/02 03:04 x"), ["x"]);
    }

    #[test]
    fn every_word_says_where_it_stands() {
        let text = "Ü: the (-14), can’t";
        words(text, |word, at| {
            let there = text[at].to_lowercase().replace('’', "");
            assert_eq!(there, word);
        });
    }

    #[test]
    fn long_texts_come_apart_at_sentences_and_lines() {
        let parts: Vec<&str> = sentences("One. Two 4.10 ends? Three\nfour").collect();
        assert_eq!(parts, ["One.", "Two 4.10 ends?", "Three", "four"]);
    }
}
