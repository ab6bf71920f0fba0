//! Gives user names and addresses other names, the same one wherever they stand.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use crate::domain::digest::sha256_hex;

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

/// The most memory that finding known names may take.
const NAMES_BYTES: usize = 64 << 20;

/// What others are called.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Naming {
    /// By the order in which they were met.
    #[default]
    Numbered,
    /// By a hash under this key: the same name wherever the key is the same.
    Keyed(String),
    /// Not at all.
    Unnamed,
}

/// The people and machines met so far.
#[derive(Debug, Default)]
pub struct Pseudonyms {
    users: HashMap<String, usize>,
    hosts: HashMap<String, usize>,
    naming: Naming,
    /// What finds the names that are known beforehand, and what each is in small letters.
    told: Option<(Regex, HashMap<String, &'static str>)>,
}

fn compiled() -> &'static (Vec<Regex>, Vec<Regex>) {
    static READY: OnceLock<(Vec<Regex>, Vec<Regex>)> = OnceLock::new();
    READY.get_or_init(|| {
        let all = |texts: &[&str]| texts.iter().filter_map(|t| Regex::new(t).ok()).collect();
        (all(NAMES), all(ADDRESSES))
    })
}

impl Pseudonyms {
    /// Others under such names, of whom these users and hosts are known beforehand. Fails where
    /// they are too many to be found: then nothing may leave that holds them.
    pub fn under(
        naming: Naming,
        users: Vec<String>,
        hosts: Vec<String>,
    ) -> Result<Self, regex::Error> {
        let users = users.into_iter().map(|name| (name, "user"));
        let hosts = hosts.into_iter().map(|name| (name, "host"));
        let mut told: Vec<_> = users
            .chain(hosts)
            .filter(|(name, _)| name.len() > 1)
            .collect();
        // The longest first, so that no part of it is taken for another; of the same name the
        // first holds, which is the user.
        told.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let all: Vec<String> = told.iter().map(|(name, _)| whole_word(name)).collect();
        let regex = RegexBuilder::new(&format!("(?P<s>{})", all.join("|")))
            .case_insensitive(true)
            .size_limit(NAMES_BYTES)
            .build()?;
        let mut kinds = HashMap::with_capacity(told.len());
        for (name, kind) in &told {
            kinds.entry(name.to_lowercase()).or_insert(*kind);
        }
        Ok(Self {
            naming,
            told: (!told.is_empty()).then_some((regex, kinds)),
            ..Self::default()
        })
    }

    /// A line of a log with other names: they are known by what stands before them, too.
    pub fn mask(&mut self, text: &str) -> String {
        let mut text = self.mask_addresses(text);
        let naming = self.naming.clone();
        for regex in &compiled().0 {
            let users = &mut self.users;
            text = replaced(&text, regex, |found| {
                let is_word = WORDS.contains(&found.to_ascii_lowercase().as_str());
                let masks = ["user-", "host-", "somebody", "somewhere"];
                let is_mask = masks.iter().any(|mask| found.starts_with(mask));
                (!is_word && !is_mask).then(|| named(&naming, users, "user", found))
            });
        }
        self.known(&text)
    }

    /// Somebody's words with other names.
    pub fn mask_words(&mut self, text: &str) -> String {
        let text = self.mask_addresses(text);
        self.known(&text)
    }

    fn mask_addresses(&mut self, text: &str) -> String {
        let (_, addresses) = compiled();
        let naming = self.naming.clone();
        let named = |known: &mut _, kind: &str, found: &str| named(&naming, known, kind, found);
        let mut text = text.to_owned();
        if let Some((regex, kinds)) = &self.told {
            let (users, hosts) = (&mut self.users, &mut self.hosts);
            text = replaced(&text, regex, |found| {
                Some(match kinds.get(&found.to_lowercase()) {
                    Some(&"host") => named(hosts, "host", found),
                    _ => named(users, "user", found),
                })
            });
        }
        for (number, regex) in addresses.iter().enumerate() {
            let (known, kind) = match number {
                0 => (&mut self.users, "user"),
                _ => (&mut self.hosts, "host"),
            };
            text = replaced(&text, regex, |found| Some(named(known, kind, found)));
        }
        text
    }

    /// Names met before, wherever they stand as words of their own.
    fn known(&self, text: &str) -> String {
        let is_part = |c: char| c.is_alphanumeric() || "_.@\\$-".contains(c);
        let mut out = String::with_capacity(text.len());
        for word in text.split_inclusive(|c| !is_part(c)) {
            let body = word.trim_end_matches(|c| !is_part(c));
            match self.users.get(&body.to_lowercase()) {
                Some(number) if body.len() >= 3 => {
                    out.push_str(&called(&self.naming, "user", *number, body));
                    out.push_str(&word[body.len()..]);
                }
                _ => out.push_str(word),
            }
        }
        out
    }
}

fn named(naming: &Naming, known: &mut HashMap<String, usize>, kind: &str, found: &str) -> String {
    let next = known.len() + 1;
    let number = known.entry(found.to_lowercase()).or_insert(next);
    called(naming, kind, *number, found)
}

fn called(naming: &Naming, kind: &str, number: usize, found: &str) -> String {
    match naming {
        Naming::Numbered => format!("{kind}-{number}"),
        Naming::Keyed(key) => {
            let hash = sha256_hex(format!("{key}\0{kind}\0{}", found.to_lowercase()).as_bytes());
            format!("{kind}-{}", &hash[..6])
        }
        Naming::Unnamed if kind == "user" => "somebody".to_owned(),
        Naming::Unnamed => "somewhere".to_owned(),
    }
}

/// What matches a name where it stands alone. One that begins or ends with a mark, such as `svc$`,
/// has no bound of a word there.
fn whole_word(name: &str) -> String {
    let is_letter = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let bound = |is: bool| if is { r"\b" } else { "" };
    let before = bound(is_letter(name.chars().next()));
    let after = bound(is_letter(name.chars().next_back()));
    format!("{before}{}{after}", regex::escape(name))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(users: &[&str], hosts: &[&str]) -> Pseudonyms {
        let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Pseudonyms::under(Naming::Numbered, own(users), own(hosts)).unwrap()
    }

    #[test]
    fn a_name_is_found_whatever_it_ends_in_and_however_it_is_written() {
        let mut names = numbered(&["svc$", "Zoë", "anna"], &["asa1"]);
        let told = names.mask_words("svc$ and ZOË asked Anna, annabel did not, on asa1");
        for name in ["svc", "ZOË", "Anna,", "asa1"] {
            assert!(!told.contains(name), "{name} in {told}");
        }
        assert!(told.contains("annabel"), "{told}");
        assert_eq!(names.mask_words("anna ANNA"), {
            let one = names.mask_words("Anna");
            format!("{one} {one}")
        });
    }

    #[test]
    fn a_name_that_is_a_word_of_its_mask_is_replaced_once() {
        let mut names = numbered(&["user", "host"], &[]);
        let told = names.mask_words("user told host");
        let words: Vec<&str> = told.split(' ').collect();
        let &[first, "told", second] = words.as_slice() else {
            panic!("{told}");
        };
        assert_ne!(first, second);
        for word in [first, second] {
            let number = word
                .strip_prefix("user-")
                .unwrap_or_else(|| panic!("{told}"));
            assert!(number.parse::<usize>().is_ok(), "{told}");
        }
    }
}
