//! Numbers in a line that are codes, not counts: `err=49` and `err=0` say different things,
//! `retries: 3` and `retries: 7` the same.
//!
//! Looked at byte by byte, because it is asked of every number of every line that is grouped.

/// What stands before a code; ends of words, so that `lastError` and `exit_status` count.
const BEFORE: &[&str] = &[
    "err", "errno", "error", "rc", "code", "status", "result", "reason", "http", "ret",
];
/// Longer numbers name a thing or measure one.
const DIGITS: usize = 5;
/// Windows writes its codes so: `0x8009030c`.
const HEX: usize = 8;
/// What is told of a number that counts something.
const COUNTED: &[&str] = &["of", "ms", "kb", "mb", "times", "times,"];

/// How many bytes from `at` on are a code; 0 if what stands there is none.
pub fn code_at(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let rest = &bytes[at..];
    let count = |rest: &[u8], is: fn(&u8) -> bool| rest.iter().take_while(|b| is(b)).count();
    let is_hex = rest.starts_with(b"0x");
    let length = match is_hex {
        true => 2 + count(&rest[2..], u8::is_ascii_hexdigit),
        false => count(rest, u8::is_ascii_digit),
    };
    let most = if is_hex { 2 + HEX } else { DIGITS };
    let is_sized = length <= most && (!is_hex || length > 2) && length > 0;
    if !is_sized || is_within(&rest[length..]) || !is_announced(&bytes[..at]) {
        return 0;
    }
    match !is_hex && is_counted(&rest[length..]) {
        true => 0,
        false => length,
    }
}

/// Whether a number goes on: a version, an address, a time, a part of a word.
fn is_within(after: &[u8]) -> bool {
    match after {
        [b'.' | b':' | b'/', next, ..] => next.is_ascii_digit(),
        [b'-', next, ..] => next.is_ascii_alphanumeric(),
        [next, ..] => next.is_ascii_alphanumeric() || *next == b'_' || *next == b'%',
        [] => false,
    }
}

/// Whether a word stands before that announces a code.
fn is_announced(before: &[u8]) -> bool {
    let is_sign = |byte: &u8| {
        matches!(
            byte,
            b' ' | b'=' | b':' | b'"' | b'\'' | b'(' | b'[' | b'-' | b'#' | b'\\'
        )
    };
    let signs = before.iter().rev().take_while(|byte| is_sign(byte)).count();
    if signs == 0 || signs > 4 {
        return false;
    }
    let before = &before[..before.len() - signs];
    // `HTTP/1.1" 404`
    let version = before
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit() || **b == b'.')
        .count();
    let before = match before[..before.len() - version].strip_suffix(b"/") {
        Some(name) if version > 0 => name,
        _ if version > 0 => return false,
        _ => before,
    };
    let letters = before
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let word = &before[before.len() - letters..];
    BEFORE.iter().any(|known| {
        let start = word.len().checked_sub(known.len());
        start.is_some_and(|start| {
            // `lastError` and `statusCode`, but no `overr`: a word begins with a capital.
            word[start..].eq_ignore_ascii_case(known.as_bytes())
                && (start == 0
                    || word[start].is_ascii_uppercase()
                    || *known == "code"
                    || *known == "status")
        })
    })
}

/// Whether what follows says that the number counts it: `error 5 times`, `status 3 retries`.
fn is_counted(after: &[u8]) -> bool {
    let Some(after) = after.strip_prefix(b" ") else {
        return false;
    };
    let word = after.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_plural = || {
        let is_small = word.iter().all(u8::is_ascii_lowercase);
        is_small && word.len() > 3 && word.ends_with(b"s") && !word.ends_with(b"ss")
    };
    COUNTED
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
        || is_plural()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for (at, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
            let is_first = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
            let length = code_at(text, at);
            if is_first && length > 0 {
                found.push(&text[at..at + length]);
            }
        }
        found
    }

    #[test]
    fn a_code_is_told_from_a_count() {
        for (text, wanted) in [
            ("conn=3 op=0 RESULT tag=97 err=49 text=", vec!["49"]),
            ("process exited, exit code 127", vec!["127"]),
            ("status=1/FAILURE", vec!["1"]),
            ("status=203 done", vec!["203"]),
            ("rc=-5, retries=7", vec!["5"]),
            ("result: 20.", vec!["20"]),
            ("Error 809: no", vec!["809"]),
            ("reason 7 (0x7)", vec!["7"]),
            ("Reason Code: 16", vec!["16"]),
            ("lastError=(87)", vec!["87"]),
            ("statusCode\":403,", vec!["403"]),
            ("\"GET /remote/login HTTP/1.1\" 404 1532", vec!["404"]),
            ("HTTP 502 from portal", vec!["502"]),
            ("error code 0x8009030c", vec!["0x8009030c"]),
            ("status 3 retries", vec![]),
            ("error 5 of 10", vec![]),
            ("errors: 5, retries 3", vec![]),
            ("error 10.1.1.1 and status 12:30", vec![]),
            ("error 1234567", vec![]),
            ("user 5, port 443, barcode 7x, err49", vec![]),
        ] {
            assert_eq!(codes(text), wanted, "{text}");
        }
    }
}
