//! Lines that were cut to the width of a screen: `systemctl status` puts an ellipsis where it
//! leaves something out, in the middle of a message or at its end.

use crate::signature::fold;

/// What stands before and after each ellipsis of a line. Three dots count only within a
/// message: at its end people and programs write them for other reasons.
pub fn halves(line: &str) -> Vec<(&str, &str)> {
    let has = |dots: &str| memchr::memmem::find(line.as_bytes(), dots.as_bytes()).is_some();
    if !has("…") && !has("...") {
        return Vec::new();
    }
    let real = line
        .match_indices('…')
        .map(|(at, dots)| (at, at + dots.len()));
    let plain = line
        .match_indices("...")
        .map(|(at, dots)| (at, at + dots.len()));
    let is_within = |&(at, end): &(usize, usize)| {
        let touches = |text: Option<char>| text.is_some_and(char::is_alphanumeric);
        touches(line[..at].chars().next_back()) && touches(line[end..].chars().next())
    };
    real.chain(plain.filter(is_within))
        .map(|(at, end)| (&line[..at], &line[end..]))
        .collect()
}

/// What an example of a message goes on with, behind so many bytes of a literal.
pub fn rest<'a>(example: &'a str, literal: &[u8], begun: usize) -> Option<&'a str> {
    let folded: Vec<u8> = example.bytes().map(fold).collect();
    let at = memchr::memmem::find(&folded, literal)?;
    example.get(at + begun..at + literal.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_that_end_a_line_cut_nothing() {
        assert_eq!(halves("packet HM…led"), [("packet HM", "led")]);
        assert_eq!(halves("packet HM…"), [("packet HM", "")]);
        assert_eq!(halves("packet HM...led"), [("packet HM", "led")]);
        assert_eq!(halves("Starting ... up, cleaning..."), []);
    }

    #[test]
    fn an_example_tells_the_letters_of_the_rest() {
        let literal: Vec<u8> = b"packet HMAC".iter().map(|&byte| fold(byte)).collect();
        assert_eq!(rest("error: packet HMAC failed", &literal, 8), Some("MAC"));
        assert_eq!(rest("another", &literal, 8), None);
    }
}
