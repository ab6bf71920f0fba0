//! What stands before a message in its line: the mark of a mail, the name of a file, a
//! container or a pod, a time, a host, a program.
//!
//! Written by hand and not as expressions: it is asked of every line that may be wrapped.

/// At most so many prefixes stand before a message.
const MOST: usize = 8;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// What is left of a line behind its first prefix, behind its second, and so on.
pub fn behind(line: &str) -> Vec<&str> {
    let mut rests = Vec::new();
    let mut rest = line;
    while let Some(next) = one_less(rest).filter(|_| rests.len() < MOST) {
        rests.push(next);
        rest = next;
    }
    rests
}

/// The line without the marks that a mail puts before what it quotes.
pub fn unquoted(line: &str) -> &str {
    let mut rest = line;
    while let Some(next) = rest.strip_prefix('>') {
        rest = next.strip_prefix(' ').unwrap_or(next);
    }
    rest
}

/// Whether a line begins as one of a log does and not as the rest of another.
pub fn begins(line: &str) -> bool {
    let line = unquoted(line);
    time(line).is_some()
        || container(line).is_some()
        || line.starts_with("{\"")
        || is_message_id(line)
        || priority(line).is_some()
        || found_by_grep(line).is_some()
}

fn one_less(line: &str) -> Option<&str> {
    let quoted = unquoted(line);
    if quoted.len() < line.len() {
        return Some(quoted);
    }
    priority(line)
        .or_else(|| time(line).map(after_time))
        .or_else(|| container(line))
        .or_else(|| found_by_grep(line))
}

/// Whether a line begins with the id of a message, as `%ASA-4-113019:`.
fn is_message_id(line: &str) -> bool {
    let mut letters = line.chars();
    letters.next() == Some('%')
        && letters
            .next()
            .is_some_and(|letter| letter.is_ascii_uppercase())
}

/// Behind `<134>` or, as RFC 5424 writes it, `<134>1` and its six fields.
fn priority(line: &str) -> Option<&str> {
    let (number, rest) = line.strip_prefix('<')?.split_once('>')?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let rest = rest
        .strip_prefix("1 ")
        .map_or(rest, |fields| structured(fields).unwrap_or(rest));
    is_number.then_some(rest)
}

/// Behind time, host, program, process, message id and structured data.
fn structured(fields: &str) -> Option<&str> {
    let mut rest = fields;
    for _ in 0..5 {
        rest = rest.split_once(' ')?.1;
    }
    if let Some(rest) = rest.strip_prefix('-') {
        return Some(message(rest));
    }
    while let Some(element) = rest.strip_prefix('[') {
        let mut is_escaped = false;
        let end = element.bytes().position(|byte| {
            let ends = byte == b']' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        })?;
        rest = &element[end + 1..];
    }
    Some(message(rest))
}

fn message(rest: &str) -> &str {
    let rest = rest.trim_start_matches(' ');
    rest.strip_prefix('\u{feff}').unwrap_or(rest)
}

/// Behind the time that a line begins with.
fn time(line: &str) -> Option<&str> {
    let line = line.strip_prefix('[').unwrap_or(line);
    let line = line.strip_prefix('*').unwrap_or(line);
    let rest = numeric_date(line).or_else(|| named_date(line))?;
    Some(rest.strip_prefix(']').unwrap_or(rest))
}

/// Behind `2026-11-30 11:44:03.123+01:00` and its like.
fn numeric_date(line: &str) -> Option<&str> {
    let date = line.as_bytes().get(..10)?;
    let is_date = date.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => matches!(byte, b'-' | b'/'),
        _ => byte.is_ascii_digit(),
    });
    let rest = is_date.then(|| &line[10..])?;
    let rest = rest.strip_prefix(['T', ' '])?;
    clock(rest)
}

/// Behind `Nov 30 11:44:03`, `Nov 30 2026 11:44:03` and `Mon Nov 30 11:44:03 2026`.
fn named_date(line: &str) -> Option<&str> {
    let word = |text: &'_ str, words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let rest = match word(line, &DAYS) {
        true => line.get(3..)?.trim_start_matches([',', ' ']),
        false => line,
    };
    let rest = word(rest, &MONTHS).then(|| rest.get(3..))??;
    let rest = digits(rest.trim_start_matches(' '), 2)?.strip_prefix(' ')?;
    let year = |text: &'_ str| Some(digits(text, 4)?.len()).filter(|left| left + 4 == text.len());
    let rest = match year(rest) {
        Some(_) => rest[4..].trim_start_matches(' '),
        None => rest,
    };
    let rest = clock(rest)?;
    match rest.strip_prefix(' ') {
        Some(after) if year(after).is_some() => Some(&after[4..]),
        _ => Some(rest),
    }
}

/// Behind at least one and at most so many digits.
fn digits(text: &str, most: usize) -> Option<&str> {
    let count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    (count > 0).then(|| &text[count..])
}

/// Behind hours, minutes, seconds, their fraction and a zone.
fn clock(text: &str) -> Option<&str> {
    let rest = digits(text, 2)?.strip_prefix(':')?;
    let rest = digits(digits(rest, 2)?.strip_prefix(':')?, 2)?;
    let rest = match rest
        .strip_prefix(['.', ','])
        .and_then(|rest| digits(rest, 9))
    {
        Some(rest) => rest,
        None => rest,
    };
    let rest = rest.strip_prefix('Z').unwrap_or(rest);
    let zone = rest
        .strip_prefix(['+', '-'])
        .and_then(|zone| digits(zone, 4));
    let rest = zone.map_or(rest, |zone| {
        zone.strip_prefix(':')
            .and_then(|zone| digits(zone, 2))
            .unwrap_or(zone)
    });
    Some(rest)
}

/// Behind what stands between a time and the message: a stream and a tag, or a host and a
/// program, or nothing but a sign.
fn after_time(rest: &str) -> &str {
    for stream in [" stdout F ", " stdout P ", " stderr F ", " stderr P "] {
        if let Some(message) = rest.strip_prefix(stream) {
            return message;
        }
    }
    let rest = rest.trim_start_matches([' ', ':', '\t']);
    program(rest).unwrap_or(rest)
}

/// Behind `host program[1]: `, `program[1]: ` and `host : `.
fn program(text: &str) -> Option<&str> {
    let (before, rest) = text.split_once(": ")?;
    let words: Vec<&str> = before.split(' ').collect();
    let has_process = before.ends_with(']') && before.contains('[');
    let is_name = |word: &&str| {
        word.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_./()[]:".contains(&b))
    };
    let is_header = match words.as_slice() {
        [_] => has_process,
        [_, _] => true,
        _ => false,
    };
    (is_header && before.len() < 120 && words.iter().all(is_name)).then_some(rest)
}

/// Behind `service-1  | ` and `[pod/name/container] `.
fn container(line: &str) -> Option<&str> {
    if let Some((name, rest)) = line
        .strip_prefix("[pod/")
        .and_then(|rest| rest.split_once("] "))
    {
        return (!name.contains(' ')).then_some(rest);
    }
    let (name, rest) = line.split_once('|')?;
    let name = name.strip_suffix(' ')?.trim_end_matches(' ');
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let has_name = !name.is_empty() && name.len() < 80 && name.bytes().all(is_name);
    has_name.then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

/// Behind `path/to.log:123:` and `path/to.log:`.
fn found_by_grep(line: &str) -> Option<&str> {
    let (path, rest) = line.split_once(':')?;
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./@+~".contains(&byte);
    let looks_so = path.contains(".log") || path.contains('/') || path.ends_with(".txt");
    if !looks_so || path.len() > 200 || !path.bytes().all(is_path) {
        return None;
    }
    let numbered = digits(rest, 9).and_then(|rest| rest.strip_prefix(':'));
    Some(numbered.unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_what_all_prefixes_leave() {
        let lines = [
            "Nov 30 11:44:03 gw openvpn[12]: Login failed.",
            "Nov 30 11:44:03.123456 gw openvpn[12]: Login failed.",
            "<134>Nov 30 11:44:03 gw openvpn: Login failed.",
            "<134>1 2026-11-30T11:44:03.003Z gw app 12 ID47 [a b=\"c\\]\"] \u{feff}Login failed.",
            "<134>1 2026-11-30T11:44:03.003Z gw app 12 - - Login failed.",
            "2026-11-30T11:44:03+0100 gw openvpn[12]: Login failed.",
            "2026-11-30T11:44:03.123456789Z stdout F Login failed.",
            "2026-11-30 11:44:03 Login failed.",
            "Mon Nov 30 11:44:03 2026 : Login failed.",
            "Nov 30 2026 11:44:03 asa1 : Login failed.",
            "openvpn-1  | Login failed.",
            "[pod/vpn-0/openvpn] 2026-11-30T11:44:03Z Login failed.",
            "/var/log/vpn.log:123:Login failed.",
            "vpn.log.1:Login failed.",
            "> > Nov 30 11:44:03 gw openvpn[12]: Login failed.",
        ];
        for line in lines {
            assert_eq!(behind(line).last(), Some(&"Login failed."), "{line}");
            assert!(begins(line), "{line}");
        }
        for line in [
            "Login failed.",
            "peer: Login failed.",
            "at 11:44:03",
            "",
            "Möbius: x",
            "<b>x",
        ] {
            assert!(behind(line).is_empty() && !begins(line), "{line}");
        }
    }
}
