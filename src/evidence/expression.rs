//! A line as an expression that finds its like: what varies in it, by the table that groups lines
//! by their shape, is left open.

use regex::Captures;

use super::shapes::{beginning, code_in, mask, masks, without_prefix};

/// A line as an expression that finds others of its shape: what varies in it is left open, what a
/// logger wrote before it and secrets that were masked too. `None` if too little is left to tell.
pub fn expression_of(line: &str) -> Option<String> {
    let masks = masks()?;
    let text = without_tag(without_prefix(beginning(line)));
    let mut out = String::new();
    let mut end = 0;
    for found in masks.varies.captures_iter(text) {
        let all = found.get(0)?;
        let open = open_for(text, &found);
        let (literal, open) = match (found.name("is"), open) {
            (Some(is), _) => (&text[end..is.start()], r#"[^\s,;"'\]<>]+"#.to_owned()),
            (None, Some(open)) => (&text[end..all.start()], open),
            (None, None) => continue,
        };
        out.push_str(&literal_for(literal));
        out.push_str(&open);
        end = all.end();
    }
    out.push_str(&literal_for(&text[end..]));
    // The shape holds the letters that stay.
    let letters = mask(masks, text)
        .chars()
        .filter(|c| c.is_alphabetic())
        .count();
    (letters >= FEWEST_LETTERS).then_some(out)
}

/// A message without the program that wrote it, which differs from one logger to the next, unless
/// little else would be left.
fn without_tag(text: &str) -> &str {
    let Some((tag, rest)) = text.split_once(": ") else {
        return text;
    };
    let is_tag = !tag.is_empty()
        && tag.split('[').next().is_some_and(|name| {
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
        });
    let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
    let is_code = tag.starts_with('%');
    match is_tag && !is_code && letters >= 2 * FEWEST_LETTERS {
        true => rest,
        false => text,
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// An expression with fewer letters than these finds what it does not mean.
const FEWEST_LETTERS: usize = 12;

/// What stands for a part that varies; `None` where it stays.
fn open_for(text: &str, found: &Captures<'_>) -> Option<String> {
    let is = |name: &str| found.name(name).is_some();
    if is("keep") || code_in(text, found).is_some() {
        return None;
    }
    if is("word") {
        return numbered(found.get(0)?.as_str());
    }
    let open = match () {
        () if is("uuid") => "[0-9a-fA-F{}-]+",
        () if is("mail") => r"\S+@\S+",
        () if is("host") => r"[\w.-]+",
        () if is("quoted") => match found.get(0).map(|all| all.as_str().as_bytes()[0]) {
            Some(b'"') => "\"[^\"]*\"",
            Some(b'\'') => "'[^']*'",
            _ => "<[^<>]*>",
        },
        () if is("path") => r"\S+",
        () if is("mac") => "[0-9a-fA-F:.-]+",
        () if is("address") => "[0-9a-fA-F.:/]+",
        () if is("hex") => "(?:0x)?[0-9a-fA-F]+",
        () => r"[\w.:,]+",
    };
    Some(open.to_owned())
}

/// The name of one of several, such as `kiosk-7`, for any of them; a word like `IKEv2` stays.
fn numbered(word: &str) -> Option<String> {
    let (name, number) = word.rsplit_once('-')?;
    let is_name = name.len() > 2 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_number = number.bytes().all(|b| b.is_ascii_digit());
    (is_name && is_number).then(|| format!(r"{name}-\d+"))
}

/// A part that stays, as an expression; what a mask hid in it is left open.
fn literal_for(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["[masked ", "[secret "]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
    {
        let Some(close) = rest[at..].find(']') else {
            break;
        };
        out.push_str(&regex::escape(&rest[..at]));
        // The line itself has the mask there, others what it hides.
        out.push_str(r"(?:\[(?:masked|secret) [^\]]*\]|\S+)");
        rest = &rest[at + close + 1..];
    }
    out.push_str(&regex::escape(rest));
    for month in MONTHS {
        // A date in a message is no part of what it says.
        out = out.replace(&format!(" {month} "), " [A-Z][a-z]{2} ");
    }
    out.replace("\\#", "#")
        .replace("\\-", "-")
        .replace("\\&", "&")
        .replace("\\~", "~")
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn one_of_several_stands_for_all_of_them_and_a_version_for_itself() {
        let line = "pool exhausted: the address request of kiosk-7 by IKEv2 was refused";
        let expression = expression_of(line).unwrap();
        let regex = Regex::new(&expression).unwrap();
        assert!(
            regex.is_match(&line.replace("kiosk-7", "kiosk-12")),
            "{expression}"
        );
        assert!(
            !regex.is_match(&line.replace("IKEv2", "IKEv1")),
            "{expression}"
        );
        assert!(
            !regex.is_match(&line.replace("kiosk", "desk")),
            "{expression}"
        );
    }

    #[test]
    fn a_line_as_an_expression_finds_its_like_and_nothing_else() {
        let line = "Nov  6 08:05:58 vpn ocserv[71]: worker: 10.0.0.1 user 'ada' has [masked password] refused by rule 5";
        let expression = expression_of(line).unwrap();
        let regex = Regex::new(&expression).unwrap();
        assert!(regex.is_match(line), "{expression}");
        let like = "Dec 16 18:15:02 vpn2 ocserv[99871]: worker: 10.9.0.1 user 'bo' has x refused by rule 17";
        assert!(regex.is_match(like), "{expression}");
        assert!(
            !regex.is_match(&like.replace("refused", "let in")),
            "{expression}"
        );
        assert_eq!(expression_of("Nov  6 08:05:58 vpn x[1]: no 5"), None);
    }
}
