//! What stands where a secret would: which part of it is the secret, and whether it is one.

use std::ops::Range;

use serde::Deserialize;

use super::rules::rules;

/// How sure it is that a place holds a secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sure {
    /// Whatever stands there is one.
    Any,
    /// All but words that are a state.
    #[default]
    Word,
    /// An argument of a command: all but another option.
    Option,
    /// The only word of a line.
    Line,
    /// A word of a sentence.
    Told,
    /// One word or several, up to where a line or its part ends.
    Phrase,
    /// Only what mixes letters with digits or signs.
    Strong,
}

/// The secret within what an expression found: without its quotes, and without the signs that
/// close what it stands in.
pub fn secret(text: &str, found: Range<usize>) -> Range<usize> {
    let kept = trimmed(&text[found.clone()]);
    found.start + kept.start..found.start + kept.end
}

fn trimmed(value: &str) -> Range<usize> {
    let slashes = value.len() - value.trim_start_matches('\\').len();
    let quote = value[slashes..].chars().next();
    if let Some(quote @ ('"' | '\'')) = quote
        && value.len() > slashes + 1
    {
        let start = slashes + 1;
        let end = value[start..]
            .rfind(quote)
            .map_or(value.len(), |at| start + at);
        let body = &value[start..end];
        return start..start + body.len() - trailing_slashes(body, slashes);
    }
    let closing = ['"', '\'', ',', ';', ')', '>', ']', '}', '.', '\\'];
    let end = value.trim_end_matches(closing).len();
    let stops = [
        "\",", "',", "\\\"", "\"}", "'}", "\">", "\" ", "</", "\\n", "\\r",
    ];
    let quoted = stops.iter().filter_map(|stop| value.find(stop)).min();
    let listed = next_setting(value);
    let end = end.min(quoted.unwrap_or(end)).min(listed.unwrap_or(end));
    0..value[..end].trim_end_matches(closing).len()
}

/// The backslashes before a closing quote that are part of it.
fn trailing_slashes(body: &str, slashes: usize) -> usize {
    let trailing = body.len() - body.trim_end_matches('\\').len();
    trailing.min(slashes)
}

/// Where in a value the next `name=` or `name:` of a list begins.
fn next_setting(value: &str) -> Option<usize> {
    let mut signs = value.match_indices([',', ';', '&', '|']).map(|(at, _)| at);
    signs.find(|&at| {
        let rest = value[at + 1..].trim_start_matches("amp;");
        let name = rest.find(|c: char| !(c.is_alphanumeric() || "_-.\"".contains(c)));
        name.is_some_and(|end| end > 0 && rest[end..].starts_with(['=', ':']))
    })
}

/// Whether this can be a secret: what stands in a place of which that much is known, with what
/// follows it.
pub fn is_secret(whole: &str, value: &str, after: &str, sure: Sure) -> bool {
    let is_quoted = whole.trim_start_matches('\\').starts_with(['"', '\'']);
    if is_placeholder(value) || (!is_quoted && is_reference(value)) {
        return false;
    }
    match sure {
        Sure::Any => true,
        Sure::Word => !is_state(value, is_quoted) && !is_small(value) && !is_label(value),
        Sure::Option => !value.starts_with('-') && !is_state(value, true) && !is_small(value),
        Sure::Line => {
            let ends = [':', '#', '>', '$', '%', '{', '['];
            !value.ends_with(ends) && !value.contains('=') && !is_state(value, is_quoted)
        }
        Sure::Strong => {
            is_strong(value)
                || (is_quoted && !is_state(value, false) && is_text(value) && !is_file(value))
        }
        Sure::Phrase if is_quoted || !value.contains(' ') => {
            !is_state(value, is_quoted) && !is_small(value) && !is_label(value)
        }
        Sure::Phrase => is_phrase(value),
        Sure::Told if is_quoted => !is_state(value, true),
        Sure::Told => is_strong(value) || (ends_clause(after) && is_lone_word(value)),
    }
}

/// Text that stands for a value that is not here.
fn is_placeholder(value: &str) -> bool {
    let word = value.trim_matches(|c: char| c.is_ascii_punctuation());
    let is_filler = |c: char| matches!(c, '*' | 'x' | 'X' | '.' | '•' | '·' | '-' | '_' | '?');
    let is_name = |name: &str| {
        let name = name.trim_start_matches(['{', '(']);
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '@')
    };
    let variable = value.strip_prefix('$').is_some_and(|name| {
        is_name(name)
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_{}()[]:->'\"".contains(c))
    });
    word.is_empty()
        || value.starts_with("[masked")
        || value.starts_with("[secret")
        || value.starts_with("{{")
        || value.starts_with("%{")
        || value.starts_with("<%")
        || value.starts_with("${")
        || value.starts_with("$(")
        || value.starts_with("<(")
        || value.starts_with('<')
            && (value.ends_with('>') || !value.contains('>'))
            && value[1..]
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || " _-.>".contains(c))
        || value.starts_with('(')
            && value
                .chars()
                .all(|c| c.is_ascii_alphabetic() || "( )".contains(c))
        || value.starts_with('[')
            && value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "[ ]-_".contains(c))
        || value.len() > 2 && value.starts_with('%') && value.ends_with('%')
        || matches!(value, "%s" | "%d" | "%v" | "%q")
        || variable
        || ["environ", "getenv", "process.env", "ENV["]
            .iter()
            .any(|code| value.contains(code))
        || value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':')
            && value.contains(':')
        || value.chars().all(is_filler)
}

/// A word that tells how it stands with a secret.
fn is_state(value: &str, is_listed_only: bool) -> bool {
    let rules = rules();
    let bare = |text: &str| {
        let signs = |c: char| c.is_ascii_punctuation();
        text.trim_matches(signs).to_lowercase()
    };
    let word = bare(value);
    if rules.states.contains(&word) {
        return true;
    }
    let mut words = value.split_whitespace().map(bare);
    let is_phrase = value.contains(' ') && words.all(|word| rules.states.contains(&word));
    let is_plain = value.bytes().all(|byte| byte.is_ascii_lowercase());
    let ends = |end: &String| word.len() > end.len() + 3 && word.ends_with(end.as_str());
    is_phrase || (!is_listed_only && is_plain && rules.endings.iter().any(ends))
}

/// What code calls a value by that stands elsewhere.
fn is_reference(value: &str) -> bool {
    let rest = |start: &String| value.strip_prefix(start.as_str());
    let mut rests = rules().references.iter().filter_map(rest);
    rests.any(|rest| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.[]()\"'*".contains(c);
        let is_name = rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '"' || c == '_')
            || !rest.chars().any(|c| c.is_ascii_lowercase());
        is_name && rest.len() > 1 && rest.chars().all(is_part)
    })
}

/// A word that announces another.
fn is_label(value: &str) -> bool {
    let word = value.strip_suffix(':');
    word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Several words that people choose: no field of a log, and nothing that tells how it stands.
fn is_phrase(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut words = lower.split_whitespace();
    let is_field = value.contains('=') || value.contains(": ") || value.ends_with(':');
    let is_told = |word: &str| is_state(word, false);
    let has_sign = |c: char| c.is_uppercase() || c.is_ascii_digit() || "!#$%&*+?~@_".contains(c);
    !is_field
        && value.split_whitespace().count() <= 6
        && match value.chars().any(has_sign) {
            true => words.next().is_some_and(|word| !is_told(word)),
            false => !words.any(is_told),
        }
}

/// A number that counts.
fn is_small(value: &str) -> bool {
    value.len() <= 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_text(value: &str) -> bool {
    value.len() >= 4 && value.chars().any(char::is_alphabetic)
}

/// Letters mixed with digits or signs, which words of a sentence do not do.
fn is_strong(value: &str) -> bool {
    let has = |is: fn(char) -> bool| value.chars().any(is);
    let letters = has(char::is_alphabetic);
    let digits = has(|c| c.is_ascii_digit());
    let signs = has(|c| "!#$%^&*+=?~@|".contains(c));
    let joined = has(|c| "-_./:".contains(c));
    let is_mixed_case = value.chars().skip(1).any(char::is_uppercase) && has(char::is_lowercase);
    let is_long_number = digits && !letters && value.len() >= 9;
    let ends = [':', '>', '{', '['];
    value.chars().count() >= 4
        && !value.ends_with(ends)
        && !is_other(value)
        && !is_state(value.split([',', ';']).next().unwrap_or(value), true)
        && (letters && (digits || signs)
            || is_long_number && !joined
            || is_mixed_case && letters && !joined && value.len() >= 8)
}

/// What mixes letters with digits and signs, and is something else: addresses, names of files
/// and of programs, fingerprints, options, versions, settings.
fn is_other(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let rules = rules();
    let is_address = value
        .bytes()
        .all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':' | b'/' | b'-'))
        && value
            .bytes()
            .filter(|b| matches!(b, b'.' | b':' | b'-'))
            .count()
            >= 3;
    let is_setting = value.find('=').is_some_and(|at| {
        at > 0
            && value[..at]
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
            && (!value[at..].trim_matches('=').is_empty()
                || at < 12 && value[..at].bytes().all(|b| b.is_ascii_lowercase()))
    });
    let is_mail = value.contains('@')
        && value
            .rsplit('@')
            .next()
            .is_some_and(|host| host.contains('.'));
    let is_count = value.starts_with(|c: char| c.is_ascii_digit())
        && value.trim_start_matches(|c: char| c.is_ascii_digit()).len() <= 3
        && value.len() <= 6
        && value.chars().last().is_some_and(|c| c.is_ascii_lowercase());
    let word = lower.trim_matches(|c: char| ",;.()".contains(c));
    is_file(value) || rules.others.contains(word) || is_address || is_setting || is_mail || is_count
}

/// What begins as a path does, or ends as a name of a file does.
fn is_file(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let rules = rules();
    let mut beginnings = rules.other_beginnings.iter();
    let mut ends = rules.other_ends.iter();
    beginnings.any(|start| lower.starts_with(start.as_str()))
        || ends.any(|end| lower.ends_with(end.as_str()))
}

/// Whether a sentence, or a part of one, ends before this.
fn ends_clause(after: &str) -> bool {
    let after = after.trim_start_matches(['"', '\'']);
    after.is_empty() || after.starts_with([',', '.', ';', ')', '\n', '\r', '!'])
}

/// A word that is no state, and may be what people choose.
fn is_lone_word(value: &str) -> bool {
    value.chars().count() >= 5
        && !is_state(value, false)
        && value.chars().all(char::is_alphanumeric)
        || value.chars().count() >= 8
            && !is_state(value, false)
            && value.contains('-')
            && !is_other(value)
}
