//! Masks secrets in lines of logs and configurations, before anything is stored or shown.
//!
//! A mask says what kind of secret it hides. Hashes, serial numbers and session ids stay:
//! people need them. The rules go by the words around a secret, because a good secret looks
//! like any other word.
//!
//! Long because half of it is tables.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use super::literal::{Required, STRANGE, fold, required};
use super::people::People;
use crate::domain::runbook::{Expression, Pattern};

/// A secret after a word that announces it. `V` stands for the value.
const RULES: &[(&str, &str)] = &[
    // Configurations of network devices: the value follows after a space.
    (
        "password",
        r"(?i)\benable (?:password|secret)(?: level \d+)?(?: \d{1,2})? V",
    ),
    (
        "password",
        r"(?i)\busername \S+ (?:[\w-]+ \d+ |privilege \d+ |algorithm-type \S+ )*(?:password|secret)(?: \d{1,2})? V",
    ),
    (
        "password",
        r"(?i)^\s*(?:passwd|password|secret)(?: \d{1,2})? V(?: encrypted| pbkdf2)?\s*$",
    ),
    (
        "password",
        r"(?i)\b[a-z]+(?:-[a-z]+)*-(?:password|passwd|pwd)(?: \d{1,2})? V",
    ),
    (
        "password",
        r"(?i)\b(?:neighbor \S+|ppp \S+(?: \S+){0,3}|vpdn username \S+|sent-username \S+|line \S+|user \S+) password(?: \d{1,2})? V",
    ),
    (
        "password",
        r"(?i)\bset (?:\S+ ){0,6}?(?:password|passwd|auth-pwd|priv-pwd|passphrase|plaintext-password|encrypted-password)(?: ENC)? V",
    ),
    (
        "key",
        r"(?i)\bset (?:\S+ ){0,6}?(?:psksecret|ppk-secret|psksecret-remote|secret|secondary-secret|private-key|key|wpa-psk)(?: ENC)? V",
    ),
    (
        "key",
        r"(?i)\bpre-shared-key(?: (?:local|remote|ascii-text|ascii|hexadecimal|hex|key|\d{1,2}|address \S+(?: \d+\.\S+)?))* V",
    ),
    (
        "key",
        r"(?i)\bisakmp key(?: \d{1,2})? V (?:address|hostname)",
    ),
    (
        "key",
        r"(?i)\b(?:tacacs-server|radius-server|aaa-server|ldap-server|server-private|tacacs|radius)\b(?: [^\s:]+){0,12}? key(?: \d{1,2})? V",
    ),
    ("key", r"(?i)^\s*(?:\d+ )?key(?: \d{1,2})? V\s*$"),
    (
        "key",
        r"(?i)\bkey config-key password-encrypt(?: \d{1,2})? V",
    ),
    ("key", r"(?i)\bkey-string(?: \d{1,2})? V"),
    (
        "key",
        r"(?i)\b(?:authentication-key|message-digest-key) \d+ md5(?: \d{1,2})? V",
    ),
    (
        "key",
        r"(?i)\bfailover (?:ipsec pre-shared-key|key)(?: hex| \d{1,2})? V",
    ),
    ("key", r"(?i)\bwpa-psk(?: (?:ascii|hex))?(?: \d{1,2})? V"),
    (
        "key",
        r"(?i)\bauthentication (?:text|md5 key-string)(?: \d{1,2})? V",
    ),
    (
        "community",
        r"(?i)\b(?:snmp-server|snmp|set|ro|rw)(?:-server)? ?(?:host )?(?:\S+ ){0,4}?community6?(?: \d{1,2})? V",
    ),
    ("community", r"(?i)\bcommunity(?: name| string)?\s?[=:]\s?V"),
    (
        "community",
        r"(?i)^\s*snmp-server host \S+ (?:\S+ )?(?:traps |informs )?version \S+ V",
    ),
    (
        "key",
        r"(?i)\bsnmp-server user \S+ \S+ .*?\bauth (?:md5|sha[\w-]*) V",
    ),
    (
        "key",
        r"(?i)\bsnmp-server user \S+ \S+ .*?\bpriv (?:3?des|aes)(?: \d{3})? V",
    ),
    (
        "passphrase",
        r"(?i)(?:\bshutdown |^\s*|\bkey-storage |\bset )passphrase V",
    ),
    (
        "passphrase",
        r"(?i)\bcrypto (?:ca|pki) (?:import|export) \S+ (?:pkcs12|pem)(?: terminal)?(?: password)? V",
    ),
    // Settings: the value follows after a sign.
    (
        "password",
        r#"(?i)(?:password|passwd|passcode|\bpwd|\bpass|\bpassw)["']?\s*(?::=|=|:)\s*V"#,
    ),
    (
        "password",
        r#"(?i)\b(?:CHAP-Password|MS-CHAP2?-(?:Response|Challenge-Response)|NT-Password|LM-Password)\s*:?=\s*V"#,
    ),
    (
        "passphrase",
        r#"(?i)\b\w*(?:passphrase|pass_phrase)["']?\s*(?:=|:)\s*V"#,
    ),
    (
        "key",
        r#"(?i)(?:\bpsk|presharedkey|preshared_key|pre-shared-key|private[ _-]?key|privatekey|secret[ _-]?key|encryption[_-]?key|key_?material|key content|mppe-(?:recv|send)-key|psksecret|wpa[_-]?psk)["']?\s*(?::=|=|:)\s*V"#,
    ),
    (
        "secret",
        r#"(?i)(?:client[_-]?secret|shared[ _-]?secret|\bsecret|aws_secret_access_key|totp[_-]?secret)["']?\s*(?::=|=|:)\s*V"#,
    ),
    (
        "token",
        r#"(?i)(?:api[ _-]?key|x-api-key|access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|session[_-]?token|bearer[_-]?token|\btoken|x-auth-token|x-vault-token|x-pan-key)["']?\s*(?:=|:)\s*V"#,
    ),
    ("token", r"(?i)\bauth-token(?:-user)? V"),
    ("token", r"(?i)\bSAML(?:Response|art)=V"),
    (
        "key",
        r#"(?i):\s*(?:PSK|EAP|XAUTH|NTLM|PIN)\s+(?-i:0s)?(?P<s>"[^"]*"|0[xs]\S+)"#,
    ),
    (
        "passphrase",
        r#"(?i):\s*(?:RSA|ECDSA|PKCS8|P12|PKCS12)\s+\S+\s+(?P<s>"[^"]*")"#,
    ),
    // Headers and cookies.
    ("bearer", r"(?i)\bBearer\s+(?P<s>[A-Za-z0-9._~+/=-]{8,})"),
    (
        "credentials",
        r"(?i)\bAuthorization[\x22']?\s*[:=]\s*[\x22']?(?:Basic|Digest|Negotiate|NTLM|AWS4-HMAC-SHA256)\s+(?P<s>[^\x22'\r\n]+)",
    ),
    (
        "credentials",
        r"(?i)\bBasic\s+(?P<s>[A-Za-z0-9+/]{12,}={0,2})(?:\s|$|[\x22'])",
    ),
    (
        "cookie",
        r"(?i)\b(?:set-)?cookie2?\s*:\s*[\w.-]+=(?P<s>[^;\r\n]+)",
    ),
    (
        "cookie",
        r"(?i)\b(?:webvpn|webvpncontext|webvpnlogin|webvpn_portal|svpncookie|svpnnetworkcookie|dsid|authcookie|auth-cookie|userauthcookie|portal-userauthcookie|portal-prelogonuserauthcookie|prelogin-cookie|jsessionid|phpsessid|acsamlcap|samlcookie)[\x22']?\s*(?:=|:)\s*[\x22']?(?P<s>[^\s;,&\x22'<>]+)",
    ),
    (
        "cookie",
        r"(?i)(?:--cookie[ =]|\bcookie=)(?P<s>'[^']*'|\S+)",
    ),
    (
        "secret",
        r"(?i)<(?P<s_tag>password|passwd|passphrase|secret|private-key|phash|keymaterial|psk)>(?P<s>[^<]+)</",
    ),
    (
        "token",
        r"(?i)<(?:session-token|token|auth-token|access-token|userauthcookie|prelogin-cookie|portal-userauthcookie|authcookie|saml-response)>(?P<s>[^<]+)</",
    ),
    // A name and a password in an address, and on command lines.
    (
        "password",
        r"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@]*:(?P<s>[^\s/]+)@",
    ),
    (
        "password",
        r"(?i)\bcurl\b.*? (?:-u|--user) ?[\x22']?[^\s:]+:(?P<s>[^\s\x22']+)",
    ),
    ("password", r"(?i)\bsshpass -p ?V"),
    (
        "password",
        r"(?i)(?:^|\s)--?(?:password|passwd|pass|passphrase|key-password|psk|secret|token)[ =]V",
    ),
    ("password", r"(?i)\bnet use \S+ (?P<s>[^\s/*]\S*) /user:"),
    (
        "secret",
        r"(?i)\bradtest (?:-\w(?: \S+)? )*\S+ \S+ \S+ \d+ (?P<s>\S+)",
    ),
    (
        "password",
        r"(?i)\bradtest (?:-\w(?: \S+)? )*\S+ (?P<s>\S+) \S+ \d+",
    ),
    (
        "password",
        r"\bLogin (?:OK|incorrect)(?: \([^)]*\))?: \[[^\]/]+/(?P<s>[^\]]+)\] \(",
    ),
    // What is a secret by its form alone.
    (
        "token",
        r"\b(?P<s>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)",
    ),
    (
        "token",
        r"\b(?P<s>gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{18,}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|hvs\.[\w-]{20,}|SESS_ID_AT_[A-Za-z0-9+/=_-]{16,})",
    ),
    ("key", r"\b(?P<s>A(?:KIA|SIA)[A-Z0-9]{16})\b"),
    (
        "password",
        r"(?P<s>\$(?:1|5|6|8|9|sha512|y|2[aby])\$[^\s\x22']{6,})",
    ),
];

/// What stands where a value would and is none.
const WORDS: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "not",
    "no",
    "yes",
    "of",
    "for",
    "and",
    "or",
    "the",
    "to",
    "in",
    "on",
    "from",
    "with",
    "by",
    "as",
    "at",
    "must",
    "may",
    "can",
    "cannot",
    "will",
    "authentication",
    "authenticated",
    "mismatch",
    "mismatched",
    "incorrect",
    "invalid",
    "expired",
    "expires",
    "expiring",
    "expiry",
    "required",
    "wrong",
    "bad",
    "failed",
    "failure",
    "ok",
    "okay",
    "true",
    "false",
    "none",
    "null",
    "nil",
    "enabled",
    "disabled",
    "enable",
    "disable",
    "set",
    "unset",
    "changed",
    "change",
    "user",
    "username",
    "prompt",
    "missing",
    "empty",
    "unknown",
    "default",
    "accepted",
    "rejected",
    "denied",
    "access",
    "error",
    "reset",
    "policy",
    "management",
    "storage",
    "encryption",
    "length",
    "type",
    "age",
    "hash",
    "based",
    "only",
    "file",
    "generated",
    "found",
    "received",
    "sent",
    "used",
    "using",
    "validation",
    "verification",
    "verified",
    "locked",
    "lockout",
    "hidden",
    "removed",
    "masked",
    "configured",
    "exchange",
    "agreement",
    "usage",
    "pair",
    "id",
    "size",
    "chain",
    "label",
    "identifier",
    "fingerprint",
    "encrypted",
    "local",
    "remote",
    "ask",
    "mandatory",
    "optional",
    "attempt",
    "attempts",
    "retries",
    "server",
    "client",
    "does",
    "did",
    "modify",
    "modulus",
    "valid",
    "successful",
    "successfully",
    "ldap",
    "pap",
    "chap",
    "eap",
    "peap",
    "radius",
    "negotiated",
    "specified",
    "provided",
    "supplied",
    "entered",
    "given",
    "string",
];

const PASSWORD_VALUE: &str = r#"(?P<s>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'][^\s]*)"#;

struct Rule {
    kind: &'static str,
    source: String,
    /// Literals of which a line holds at least one, folded; `None` if it needs none.
    needs: Option<Required>,
    /// Compiled when a line first holds one: compiling all takes longer than reading a log.
    regex: OnceLock<Option<Regex>>,
}

impl Rule {
    /// The expression, if a folded line can hold it.
    fn for_line(&self, folded: &[u8], is_strange: bool) -> Option<&Regex> {
        let holds = |literal: &Vec<u8>| memchr::memmem::find(folded, literal).is_some();
        let needs = self.needs.as_ref().filter(|_| !is_strange);
        let can = needs.is_none_or(|needs| needs.iter().any(holds));
        let compile = || Regex::new(&self.source).ok();
        can.then(|| self.regex.get_or_init(compile).as_ref())
            .flatten()
    }
}

fn rules() -> &'static [Rule] {
    static READY: OnceLock<Vec<Rule>> = OnceLock::new();
    READY.get_or_init(|| {
        let rule = |&(kind, text): &(&'static str, &str)| {
            let source = match text.contains("(?P<s>") {
                true => text.to_owned(),
                false => replace_value(text),
            };
            // Secrets are told by ASCII words; all of Unicode would make the rules ten times
            // as large.
            let source = source
                .replace(r"\w", "[0-9A-Za-z_]")
                .replace(r"\d", "[0-9]")
                .replace(r"\b", r"(?-u:\b)");
            let pattern = Pattern::Regex(Expression::trusted(source.clone()));
            Rule {
                kind,
                source,
                needs: required(&pattern),
                regex: OnceLock::new(),
            }
        };
        RULES.iter().map(rule).collect()
    })
}

/// The last `V` of a rule stands for the value.
fn replace_value(text: &str) -> String {
    match text.rfind('V') {
        Some(at) => format!("{}{PASSWORD_VALUE}{}", &text[..at], &text[at + 1..]),
        None => text.to_owned(),
    }
}

/// What is masked beside the built-in rules.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    rules: Vec<(String, Regex)>,
    people: bool,
}

impl Masks {
    /// Rules of the user's: a kind, and an expression whose group `s`, or whose first group,
    /// or which as a whole is the secret. The message of one that is wrong names it.
    pub fn with_rules(rules: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        let mut masks = Self::default();
        for (kind, text) in rules {
            let regex =
                Regex::new(&text).map_err(|error| format!("the mask \"{kind}\": {error}"))?;
            masks.rules.push((kind, regex));
        }
        Ok(masks)
    }

    /// Masks user names and addresses too.
    pub fn people(mut self, people: bool) -> Self {
        self.people = people;
        self
    }
}

/// Masks the lines of logs. It remembers people, so that one is called the same everywhere.
#[derive(Debug, Default)]
pub struct Masker {
    masks: Masks,
    people: People,
}

impl Masker {
    /// One with these masks.
    pub fn new(masks: Masks) -> Self {
        Self {
            masks,
            people: People::default(),
        }
    }

    /// A line without its secrets.
    pub fn line(&mut self, line: &str) -> String {
        let mut block = false;
        self.line_in(line, &mut block)
    }

    /// Lines that follow one another: a private key may reach over several.
    pub fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let lines: Vec<&str> = lines.into_iter().collect();
        // A block may have begun before the first line.
        let is_edge = |line: &&str| line.contains("-----BEGIN ") || line.contains("-----END ");
        let first = lines.iter().find(|line| is_edge(line));
        let mut block = first.is_some_and(|line| !line.contains("-----BEGIN ") && is_key(line));
        lines
            .into_iter()
            .map(|line| self.line_in(line, &mut block))
            .collect()
    }

    /// A text of several lines.
    pub fn text(&mut self, text: &str) -> String {
        self.lines(text.split('\n')).join("\n")
    }

    fn line_in(&mut self, line: &str, block: &mut bool) -> String {
        if let Some(masked) = in_block(line, block) {
            return masked;
        }
        let mut text = line.to_owned();
        let folded: Vec<u8> = line.bytes().map(fold).collect();
        // A letter such as the Kelvin sign counts as ASCII where case does not.
        let is_strange = STRANGE.iter().any(|letter| line.contains(letter));
        for rule in rules() {
            let regex = rule.for_line(&folded, is_strange);
            if let Some(regex) = regex.filter(|regex| regex.is_match(&text)) {
                text = mask(&text, regex, rule.kind, false);
            }
        }
        for (kind, regex) in &self.masks.rules {
            text = mask(&text, regex, kind, true);
        }
        match self.masks.people {
            true => self.people.mask(&text),
            false => text,
        }
    }
}

/// Masks all that a rule finds. Where a value turned out to be none, the rule looks on
/// behind it.
fn mask(text: &str, regex: &Regex, kind: &str, is_sure: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = regex.captures_at(text, at) {
        let Some(value) = value(&found) else { break };
        let (start, end) = match is_sure {
            true => (value.start(), value.end()),
            false => {
                let kept = trimmed(&text[value.range()]);
                (value.start() + kept.start, value.start() + kept.end)
            }
        };
        if start >= end || (!is_sure && !is_value(&text[start..end])) {
            let next = value.end().max(at + 1);
            let next = (next..=text.len()).find(|&n| text.is_char_boundary(n));
            let next = next.unwrap_or(text.len());
            out.push_str(&text[at..next]);
            at = next;
        } else {
            out.push_str(&text[at..start]);
            out.push_str(&format!("[masked {kind}]"));
            at = end;
        }
        if at >= text.len() {
            return out;
        }
    }
    out.push_str(&text[at..]);
    out
}

fn value<'t>(found: &Captures<'t>) -> Option<regex::Match<'t>> {
    found
        .name("s")
        .or_else(|| found.get(1))
        .or_else(|| found.get(0))
}

/// A value without its quotes and without the signs that close what it stands in.
fn trimmed(value: &str) -> std::ops::Range<usize> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote
        && value.len() > 1
    {
        let end = value[1..].rfind(quote).map_or(value.len(), |at| at + 1);
        return 1..end;
    }
    let end = value
        .trim_end_matches(['"', '\'', ',', ';', ')', '>', ']', '}', '.'])
        .len();
    // A separator within a list of settings ends a value; what follows is another setting.
    let stop = value.find(['&']).unwrap_or(end);
    let quoted = value
        .find("\",")
        .or_else(|| value.find("',"))
        .unwrap_or(end);
    let listed = next_setting(value).unwrap_or(end);
    0..end.min(stop).min(quoted).min(listed)
}

/// Where in a value the next `name=` or `name:` of a list begins, behind a comma or
/// semicolon.
fn next_setting(value: &str) -> Option<usize> {
    value
        .match_indices([',', ';'])
        .map(|(at, _)| at)
        .find(|&at| {
            let rest = &value[at + 1..];
            let name = rest.find(|c: char| !(c.is_alphanumeric() || "_-\"".contains(c)));
            name.is_some_and(|end| end > 0 && rest[end..].starts_with(['=', ':']))
        })
}

/// Whether this can be a secret.
fn is_value(value: &str) -> bool {
    let word = value.trim_matches(|c: char| c.is_ascii_punctuation());
    let is_short_number = value.len() <= 3 && value.bytes().all(|b| b.is_ascii_digit());
    !(word.is_empty()
        || value.starts_with("[masked")
        || value.starts_with("{{")
        || value.starts_with("%{")
        || value
            .bytes()
            .all(|byte| byte == b'*' || byte == b'x' || byte == b'X')
        || is_short_number
        || WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

/// Whether an edge of a block belongs to a private key.
fn is_key(line: &str) -> bool {
    line.contains("PRIVATE KEY") || line.contains("OpenVPN Static key")
}

/// What a line of a private key block is shown as.
fn in_block(line: &str, block: &mut bool) -> Option<String> {
    let begins = line.find("-----BEGIN ").filter(|&at| is_key(&line[at..]));
    if let Some(at) = begins {
        let end = line.rfind("-----END ");
        *block = end.is_none();
        let rest = end.and_then(|end| Some(&line[end + 9 + line[end + 9..].find("-----")? + 5..]));
        return Some(format!(
            "{}[masked private key]{}",
            &line[..at],
            rest.unwrap_or_default()
        ));
    }
    if line.contains("-----END ") && is_key(line) {
        *block = false;
        return Some("[masked private key]".to_owned());
    }
    if *block {
        return Some("[masked private key]".to_owned());
    }
    // A line of such a block whose edges were cut off. A hash in hex has letters of one case
    // and none above f.
    let body = line.trim();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let varied = body.bytes().any(|b| b.is_ascii_uppercase())
        && body.bytes().any(|b| b.is_ascii_lowercase());
    (body.len() == 64 && body.bytes().all(is_base64) && varied)
        .then(|| "[masked private key]".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_an_expression_that_few_lines_need() {
        let mut always = 0;
        for rule in rules() {
            assert!(Regex::new(&rule.source).is_ok(), "{}", rule.source);
            always += usize::from(rule.needs.is_none());
        }
        assert!(always <= 3, "{always} rules are tried on every line");
    }
}
