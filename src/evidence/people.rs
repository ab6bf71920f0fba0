//! Gives user names and addresses other names, the same one wherever they stand.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::Regex;

/// Where a user's name stands.
const NAMES: &[&str] = &[
    r#"(?i)\b(?:user ?name|user|login|acct|account|for user|uid|identity|eap-identity)\s*(?:[=:]\s*|\s)[<"'\[(]*(?P<s>[\w.$@\\-]+)"#,
    r#"(?i)\bLogin (?:OK|incorrect)(?: \([^)]*\))?: \[(?P<s>[^\]/]+)"#,
    r"(?i)\bfor (?:invalid user )?(?P<s>[\w.\\-]+) from\b",
    r"\bCN=(?P<s>[\w.@ -]+)",
];

const ADDRESSES: &[&str] = &[
    r"(?P<s>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
    r"\b(?P<s>(?:\d{1,3}\.){3}\d{1,3})\b",
    r"(?i)\b(?P<s>(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})\b",
    r"(?i)\b(?P<s>(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})\b",
    r"(?i)\b(?P<s>(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}\b|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b|(?:[0-9a-f]{1,4}:){1,7}:)",
];

/// Words that stand where a name would.
const WORDS: &[&str] = &[
    "authentication",
    "name",
    "is",
    "was",
    "not",
    "failed",
    "has",
    "from",
    "in",
    "on",
    "with",
    "and",
    "for",
    "session",
    "session,",
    "unknown",
    "logged",
    "disconnected",
    "password",
    "the",
    "id",
    "group",
    "to",
    "by",
    "attributes",
    "certificate",
    "profile",
    "policy",
    "credentials",
    "login",
    "locked",
    "=",
    "-",
];

/// The people and machines met so far.
#[derive(Debug, Default)]
pub struct Pseudonyms {
    users: HashMap<String, usize>,
    hosts: HashMap<String, usize>,
}

fn compiled() -> &'static (Vec<Regex>, Vec<Regex>) {
    static READY: OnceLock<(Vec<Regex>, Vec<Regex>)> = OnceLock::new();
    READY.get_or_init(|| {
        let all = |texts: &[&str]| texts.iter().filter_map(|t| Regex::new(t).ok()).collect();
        (all(NAMES), all(ADDRESSES))
    })
}

impl Pseudonyms {
    /// The text with other names.
    pub fn mask(&mut self, text: &str) -> String {
        let (names, addresses) = compiled();
        let mut text = text.to_owned();
        for (number, regex) in addresses.iter().enumerate() {
            let (known, kind) = match number {
                0 => (&mut self.users, "user"),
                _ => (&mut self.hosts, "host"),
            };
            text = replaced(&text, regex, |found| Some(named(known, kind, found)));
        }
        for regex in names {
            let users = &mut self.users;
            text = replaced(&text, regex, |found| {
                let is_word = WORDS.contains(&found.to_ascii_lowercase().as_str());
                let is_mask = found.starts_with("user-") || found.starts_with("host-");
                (!is_word && !is_mask).then(|| named(users, "user", found))
            });
        }
        self.known(&text)
    }

    /// Names met before, wherever they stand as words of their own.
    fn known(&self, text: &str) -> String {
        let is_part = |c: char| c.is_alphanumeric() || "_.@\\$-".contains(c);
        let mut out = String::with_capacity(text.len());
        for word in text.split_inclusive(|c| !is_part(c)) {
            let body = word.trim_end_matches(|c| !is_part(c));
            match self.users.get(&body.to_lowercase()) {
                Some(number) if body.len() >= 3 => {
                    out.push_str(&format!("user-{number}{}", &word[body.len()..]));
                }
                _ => out.push_str(word),
            }
        }
        out
    }
}

fn named(known: &mut HashMap<String, usize>, kind: &str, found: &str) -> String {
    let next = known.len() + 1;
    let number = known.entry(found.to_lowercase()).or_insert(next);
    format!("{kind}-{number}")
}

fn replaced(text: &str, regex: &Regex, mut with: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for found in regex.captures_iter(text) {
        let Some(value) = found.name("s") else {
            continue;
        };
        if let Some(name) = with(value.as_str()) {
            out.push_str(&text[at..value.start()]);
            out.push_str(&name);
            at = value.end();
        }
    }
    out.push_str(&text[at..]);
    out
}
