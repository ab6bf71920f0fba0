//! Words of Markdown runbooks: ids from headings and sentences, and whether a sentence tells
//! somebody to do something.
//!
//! Long because the verbs that begin an instruction are listed in it.

use crate::domain::digest::sha256_hex;

/// What an instruction begins with that only looks whether all is well again.
const LOOKS: &[&str] = &[
    "check if ",
    "check that ",
    "check whether ",
    "confirm ",
    "validate ",
    "verify ",
];

/// Verbs that begin an instruction.
const VERBS: &[&str] = &[
    "access",
    "acknowledge",
    "add",
    "adjust",
    "allow",
    "alert",
    "apply",
    "approve",
    "ask",
    "assess",
    "assign",
    "attach",
    "avoid",
    "back",
    "begin",
    "block",
    "browse",
    "bump",
    "call",
    "cancel",
    "capture",
    "change",
    "check",
    "choose",
    "clean",
    "clear",
    "click",
    "clone",
    "close",
    "collect",
    "compare",
    "confirm",
    "configure",
    "connect",
    "consider",
    "consult",
    "contact",
    "continue",
    "copy",
    "cordon",
    "correct",
    "correlate",
    "create",
    "cut",
    "debug",
    "decide",
    "decrease",
    "defrag",
    "delete",
    "deploy",
    "describe",
    "determine",
    "diagnose",
    "disable",
    "discard",
    "disconnect",
    "discuss",
    "do",
    "download",
    "drain",
    "drop",
    "dump",
    "edit",
    "enable",
    "ensure",
    "enter",
    "escalate",
    "establish",
    "evaluate",
    "examine",
    "exec",
    "execute",
    "exit",
    "expand",
    "export",
    "extend",
    "fetch",
    "file",
    "fill",
    "filter",
    "find",
    "fix",
    "flush",
    "focus",
    "follow",
    "force",
    "free",
    "gather",
    "generate",
    "get",
    "give",
    "go",
    "grant",
    "grep",
    "hit",
    "identify",
    "if",
    "import",
    "increase",
    "inform",
    "inspect",
    "install",
    "investigate",
    "isolate",
    "join",
    "keep",
    "kill",
    "launch",
    "let",
    "limit",
    "list",
    "load",
    "locate",
    "lock",
    "log",
    "login",
    "look",
    "lower",
    "make",
    "manually",
    "mark",
    "measure",
    "merge",
    "migrate",
    "mitigate",
    "monitor",
    "mount",
    "move",
    "navigate",
    "note",
    "notify",
    "observe",
    "obtain",
    "open",
    "optimise",
    "optimize",
    "page",
    "pass",
    "paste",
    "patch",
    "pause",
    "perform",
    "pick",
    "ping",
    "place",
    "point",
    "post",
    "prepare",
    "press",
    "prevent",
    "promote",
    "provide",
    "prune",
    "pull",
    "purge",
    "push",
    "put",
    "query",
    "raise",
    "re-run",
    "read",
    "reapply",
    "reassign",
    "reboot",
    "rebuild",
    "recover",
    "recreate",
    "redeploy",
    "redirect",
    "reduce",
    "refer",
    "refresh",
    "register",
    "reinstall",
    "reload",
    "remediate",
    "remember",
    "remove",
    "rename",
    "renew",
    "repair",
    "repeat",
    "replace",
    "report",
    "request",
    "rerun",
    "reschedule",
    "reset",
    "resize",
    "resolve",
    "restart",
    "restore",
    "resume",
    "retry",
    "return",
    "revert",
    "review",
    "revoke",
    "roll",
    "rollback",
    "rotate",
    "route",
    "run",
    "save",
    "scale",
    "scan",
    "schedule",
    "scroll",
    "search",
    "see",
    "select",
    "send",
    "set",
    "shift",
    "show",
    "shut",
    "shutdown",
    "sign",
    "silence",
    "skip",
    "snapshot",
    "specify",
    "ssh",
    "start",
    "stop",
    "store",
    "study",
    "submit",
    "suspend",
    "switch",
    "sync",
    "take",
    "talk",
    "tell",
    "terminate",
    "test",
    "throttle",
    "toggle",
    "trace",
    "track",
    "transfer",
    "trigger",
    "troubleshoot",
    "try",
    "tune",
    "turn",
    "type",
    "undo",
    "unlock",
    "unmount",
    "update",
    "upgrade",
    "upload",
    "use",
    "validate",
    "verify",
    "view",
    "visit",
    "wait",
    "watch",
    "work",
    "write",
];

/// Words before an instruction that are no part of it.
const BEFORE: &[&str] = &[
    "please",
    "first",
    "firstly",
    "then",
    "next",
    "now",
    "finally",
    "also",
    "second",
    "lastly",
    "otherwise",
    "optionally",
    "afterwards",
    "alternatively",
    "again",
    "carefully",
    "and",
    "you",
    "should",
    "must",
    "can",
    "always",
    "never",
    "only",
    "to",
    "just",
    "immediately",
    "try",
    "need",
    "may",
];

/// The sentences of a text.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut quoted = false;
    let bytes = text.as_bytes();
    for (at, letter) in text.char_indices() {
        quoted ^= letter == '`';
        let ends = matches!(letter, '.' | '!' | '?') && !quoted;
        let next = bytes.get(at + 1);
        if ends && next.is_none_or(|next| next.is_ascii_whitespace()) {
            let sentence = text[from..=at].trim();
            // `e.g.` and `1.` end no sentence.
            let last = sentence.rsplit(' ').next().unwrap_or_default();
            if last.len() > 3 && !last[..last.len() - 1].contains('.') {
                found.push(sentence);
                from = at + 1;
            }
        }
    }
    let rest = text[from..].trim();
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}

/// Whether a sentence tells somebody to do something: it begins with a verb, perhaps behind a
/// condition.
pub fn instructs(sentence: &str) -> bool {
    let begins = |part: &str| {
        let mut words = part.split_whitespace().map(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
            word.to_lowercase()
        });
        let first = words.find(|word| !word.is_empty() && !BEFORE.contains(&word.as_str()));
        first.is_some_and(|word| VERBS.contains(&word.as_str()))
    };
    begins(sentence) || sentence.split([',', ':', ';']).skip(1).any(begins)
}

/// Whether an instruction only looks whether something is as it should be.
pub fn looks_only(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    LOOKS.iter().any(|begins| text.starts_with(begins))
}

/// Words as an id: lower-case letters, digits and hyphens, at most so many words and letters.
pub fn slug(text: &str, words: usize, letters: usize) -> String {
    let mut slug = String::new();
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric());
    for part in parts.filter(|part| !part.is_empty()).take(words) {
        if slug.len() + part.len() + 1 > letters {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&part.to_ascii_lowercase());
    }
    if slug.is_empty() {
        slug = format!("x{}", &sha256_hex(text.as_bytes())[..8]);
    }
    slug
}
