//! How bad a line says that it is: level words and numbers, the marks that products set, words
//! of refusal and time-out, exit and result codes. Knows no runbook.

use std::sync::OnceLock;

use regex::Regex;

use super::filter::Filter;
use crate::signature::fold;

/// How bad a line says that it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// It says nothing of it.
    #[default]
    Plain,
    /// It warns.
    Warning,
    /// Something failed.
    Error,
}

impl LogLevel {
    /// The word for it in JSON; `None` where a line says nothing.
    pub fn word(self) -> Option<&'static str> {
        match self {
            LogLevel::Plain => None,
            LogLevel::Warning => Some("warning"),
            LogLevel::Error => Some("error"),
        }
    }
}

/// What every line that looks like a failure holds one of. Five bytes at least, so that the
/// filter may pass over every other place.
const SIGNS: &[&str] = &[
    " fail",
    "faile",
    "failu",
    "fail:",
    "_fail",
    "=fail",
    "error",
    "fatal",
    "panic",
    "critical",
    "[crit",
    "emerg",
    "alert",
    " err ",
    "[err]",
    "err: ",
    "err=",
    "errno",
    "warn",
    "denied",
    "refus",
    "reject",
    "timeout",
    "timed out",
    "time-out",
    "time out",
    "invalid",
    "incorrect",
    "unable to",
    "cannot",
    "could not",
    "couldn't",
    "can't",
    "mismatch",
    "not match",
    "expired",
    "revoked",
    "unreach",
    "abort",
    "unsupported",
    "unavailable",
    "not available",
    "not found",
    "no such",
    "no route",
    "no proposal",
    "no_proposal",
    "no response",
    "no reply",
    "no valid",
    "no acceptable",
    "no suitable",
    "no matching",
    "no shared",
    "not permitted",
    "not allowed",
    "forbidden",
    "giving up",
    "gave up",
    "unexpected",
    "exhaust",
    "no free",
    "no available",
    "empty",
    "depleted",
    "out of ",
    "exceeded",
    "not respond",
    "is dead",
    "zombie",
    "exit code",
    "exit status",
    "status=1",
    "reason code",
    "result code",
    "%asa-1-",
    "%asa-2-",
    "%asa-3-",
    "%ftd-1-",
    "%ftd-2-",
    "%ftd-3-",
];

/// Words of a failure, as an expression over a line.
const ERROR: &str = r#"(?xi)
    (?:\b|_) (?: error | fatal | panic | critical | crit | emerg(?:ency)? | failed | failures? | fails? | failing
      | (?:access|permission)?\ ?denied | refus(?:ed|es|ing|al) | reject(?:ed|s|ing|ion)?
      | time-?outs? | timed[\ -]?out | time\ out | invalid | incorrect | mismatch(?:ed)? | expired | revoked | unreachable
      | abort(?:ed|ing)? | unsupported | unavailable | forbidden | unexpected(?:ly)? | exhaust(?:ed|ion) | depleted | exceeded | zombie )
      (?: \b | _ )
  | (?:\b|_) err(?:no)? (?: [:=\]\ ] | $ )
  | \b (?: unable\ to | cannot | could\ not | couldn't | can't | (?:does|do|did)\ not\ match | not\ (?:found|available|permitted|allowed|responding)
      | no\ (?:such | free\ \w | available\ \w | route | response | reply | (?:valid|acceptable|suitable|matching|shared)\ \w+ ) | no[_\ ]proposal | did\ not\ respond
      | g(?:iving|ave)\ up | is\ dead | out\ of\ \w ) | \b pool\b [^,;]* \b empty \b | \b empty\ (?:\w+\ )? pool \b
  | %[A-Z][A-Z0-9_-]*-[0-3]-
  | \b exit(?:ed\ with)?\ (?:code|status)[\ =:]*[1-9] | \b status=[1-9]\d*/ | \b re(?:ason|sult)\ code[\ =:]*[1-9]
  | \b alert\ (?:number|handshake|unknown|bad|certificate|protocol|internal) | level="?alert
"#;

/// Words of a warning.
const WARNING: &str = r"(?i)\bwarn(?:ing)?\b|%[A-Z][A-Z0-9_-]*-4-";

/// What looks like a failure and is none: counts of zero, times that are set, names of things.
const NO_FAILURE: &str = r#"(?xi)
    \b (?: no | 0 | zero | without | any ) \ (?: errors? | failures? | fail(?:ed)? | timeouts? | reason\ code )\b
  | \b (?: err(?:ors?|no)? | fail(?:ed|ures?)? | timeouts? | mismatch | reject(?:ed|s)? | expired | invalid ) ["']?\s*[=:]\s*["']?(?: 0\b | none\b | no\b | false\b | null\b )
  | [\w-]* time-?out (?:-remaining)? ["'\]]* \s* (?: [=:] | is | of | to | set | value ) \s* (?: \w+\ )? ["']?(?:\d+|none|never|default)
  | [\w.-]+ time-?out \b \ \d+ | \b (?: error | critical )[-_](?: notify | log | level | page )
  | (?: log | save | print | report )[\w-]* \ errors? \b
  | \b (?: \d+ | all | one | some | log\w* | sign\w* | opt\w* | check\w* | mov\w+ | c[oa]m\w+ | go\w* | tak\w+ | read\w* | writ\w+ | tim\w+ ) \ out\ of \b
  | \b out\ of \ (?: the | \d+ | band | office | date | scope ) \b
"#;

struct Words {
    error: Regex,
    warning: Regex,
    none: Regex,
}

fn words() -> Option<&'static Words> {
    static READY: OnceLock<Option<Words>> = OnceLock::new();
    let make = || {
        Some(Words {
            error: Regex::new(ERROR).ok()?,
            warning: Regex::new(WARNING).ok()?,
            none: Regex::new(NO_FAILURE).ok()?,
        })
    };
    READY.get_or_init(make).as_ref()
}

/// How bad a line says that it is.
pub fn level_of(line: &str) -> LogLevel {
    let Some(words) = words() else {
        return LogLevel::Plain;
    };
    let is_error = words.error.is_match(line)
        && (!words.none.is_match(line) || words.error.is_match(&words.none.replace_all(line, " ")));
    match is_error {
        true => LogLevel::Error,
        false if words.warning.is_match(line) => LogLevel::Warning,
        false => LogLevel::Plain,
    }
}

/// Where in a block a line may look like a failure.
pub(super) fn signs() -> &'static Filter {
    static READY: OnceLock<Filter> = OnceLock::new();
    READY.get_or_init(|| {
        let literals = SIGNS.iter().zip(0..);
        Filter::new(literals.map(|(sign, number)| (sign.bytes().map(fold).collect(), number)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_bad_it_is() {
        let cases = [
            (
                "AUTH: Received control message: AUTH_FAILED",
                LogLevel::Error,
            ),
            ("%ASA-3-713902: Removing peer from table", LogLevel::Error),
            ("%ASA-4-106023: Deny tcp src outside", LogLevel::Warning),
            ("level=\"error\" msg=\"x\"", LogLevel::Error),
            ("level=warning msg=\"x\"", LogLevel::Warning),
            ("the peer did not respond", LogLevel::Error),
            (
                "Main process exited, code=exited, status=1/FAILURE",
                LogLevel::Error,
            ),
            ("exit code 0", LogLevel::Plain),
            ("kern.err: link went", LogLevel::Error),
            ("exit code 2", LogLevel::Error),
            ("finished with 0 errors", LogLevel::Plain),
            ("errors: 0, failed: 0", LogLevel::Plain),
            ("errors: 0, failed: 2", LogLevel::Error),
            ("X-CSTP-Session-Timeout: none", LogLevel::Plain),
            ("X-CSTP-Idle-Timeout: 1800", LogLevel::Plain),
            ("radius timeout waiting for 10.1.1.5", LogLevel::Error),
            ("no free IP address for user", LogLevel::Error),
            ("pool vpn-pool is empty", LogLevel::Error),
            ("the address pool is exhausted", LogLevel::Error),
            ("lease: out of addresses", LogLevel::Error),
            ("Out of memory: Killed process 12", LogLevel::Error),
            ("3 out of 10 leases are used", LogLevel::Plain),
            ("user logged out of the portal", LogLevel::Plain),
            ("the queue is empty", LogLevel::Plain),
            ("pool vpn-pool has 20 free", LogLevel::Plain),
            ("session of user jdoe opened", LogLevel::Plain),
        ];
        for (line, level) in cases {
            assert_eq!(level_of(line), level, "{line}");
        }
    }

    #[test]
    fn every_failure_is_announced_to_the_filter() {
        let lines = [
            "a failure",
            "it failed",
            "FAILED",
            "fatal: x",
            "panic",
            "kernel: err ",
            "denied",
            "refused",
            "rejected",
            "timed out",
            "unable to",
            "couldn't",
            "no route to host",
            "gave up",
            "exit code 1",
            "result code 49",
            "%ASA-3-1",
            "no shared cipher",
            "(auth failed)",
            "no free x",
            "pool is empty",
            "pool depleted",
            "out of addresses",
            "AUTH_FAILED",
            "did not match",
        ];
        for line in lines {
            let mut is_found = false;
            signs().search(format!("{line}          ").as_bytes(), |_, _| {
                is_found = true
            });
            assert!(is_found && (level_of(line) == LogLevel::Error), "{line}");
        }
    }
}
