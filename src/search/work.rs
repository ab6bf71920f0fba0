//! Whether a query asks for planned work, or complains.
//!
//! A runbook for a planned change shares many words with the troubles around it: whoever
//! types "OTP not accepted" must not be shown how certificates are introduced. So it comes
//! first only when the words ask for work, name it, or are a line of its own log.

use super::query_words::QueryWords;

/// Words of planned work alone: they ask for it in a complaint, too.
const OWN: &[&str] = &[
    "enrol",
    "enroll",
    "enrolment",
    "enrollment",
    "enrolling",
    "enrolled",
    "enrols",
    "local ca",
    "ca server",
    "certificate authority",
    "rollout",
    "roll out",
    "rolling out",
    "change plan",
    "back out",
    "rollback plan",
    "migration",
];
/// Words that ask for work where nothing is said to fail.
const ASKS: &[&str] = &[
    "set up",
    "setup",
    "setting up",
    "configure",
    "configuring",
    "configuration",
    "enable",
    "activate",
    "turn on",
    "switch on",
    "introduce",
    "introducing",
    "implement",
    "deploy",
    "migrate",
    "replace",
    "issue a",
    "issue user",
    "issue client",
    "issue certificates",
    "issue certificate",
    "hand out",
    "create",
    "plan",
    "planned",
    "prepare",
    "procedure",
    "how to",
    "how do",
    "how can",
    "steps",
    "step by step",
    "guide",
    "instructions",
    "instead of",
    "add",
    "renew",
    "revoke",
    "reissue",
    "map",
    "switch",
    "we want",
    "want to",
    "need to",
    "should",
    "shall",
    "to be",
    "without a password",
    "passwordless",
    "want",
    "wants",
    "would like",
    "instead",
    "stop using",
    "get rid of",
    "can we",
    "may we",
    "let our",
    "no longer have to",
];
/// Beginnings of words that tell of a trouble, whatever else is asked.
const TROUBLE: &[&str] = &[
    "fail",
    "error",
    "refus",
    "reject",
    "denied",
    "deni",
    "unable",
    "invalid",
    "wrong",
    "expired",
    "broke",
    "stuck",
    "hang",
    "problem",
    "trouble",
    "crash",
    "unreach",
    "timeout",
    "disconnect",
    "incorrect",
    "locked",
    "blocked",
    "doesnt",
    "didnt",
    "wont",
];
/// Beginnings of words that do unless work is asked for: "nobody should type a password".
const FAINT: &[&str] = &[
    "cannot", "cant", "couldnt", "dont", "isnt", "wasnt", "lost", "lose", "drop", "slow", "stop",
    "missing", "timed", "nobody", "nothing", "never", "bad", "loop", "issues", "dead",
];
/// Whole words like those.
const FAINT_WORDS: &[&str] = &["not", "no", "down"];
/// A tale of more words than these has such words in any case.
const LONG: usize = 16;

/// What the words of a query want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QueryTerm {
    /// Planned work.
    Work,
    /// An end to some trouble.
    Help,
    /// They only name something.
    #[default]
    Unknown,
}

/// What a query wants.
pub fn wish(told: &QueryWords) -> QueryTerm {
    let any = |rows: &[&str]| rows.iter().any(|row| told.has(row));
    let tells = |beginnings: &[&str], whole: &[&str]| {
        let mut words = told.words().iter().map(|word| &*word.text);
        words.any(|word| {
            whole.contains(&word) || beginnings.iter().any(|start| word.starts_with(start))
        })
    };
    if any(OWN) {
        QueryTerm::Work
    } else if tells(TROUBLE, &[]) {
        QueryTerm::Help
    } else if any(ASKS) {
        QueryTerm::Work
    } else if told.words().len() <= LONG && tells(FAINT, FAINT_WORDS) {
        QueryTerm::Help
    } else {
        QueryTerm::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_asked_for_or_named_and_a_complaint_is_none() {
        for (text, wanted) in [
            ("how do I set up certificate sign-in", QueryTerm::Work),
            ("issue user certificates", QueryTerm::Work),
            ("the enrolment page refuses my code", QueryTerm::Work),
            ("OTP not accepted", QueryTerm::Help),
            (
                "I set the VPN up as told and the OTP is refused",
                QueryTerm::Help,
            ),
            ("how to fix a failed login", QueryTerm::Help),
            ("nobody should need to type a password", QueryTerm::Work),
            ("nobody can type a password", QueryTerm::Help),
            ("an issue with my OTP", QueryTerm::Unknown),
            ("OTP", QueryTerm::Unknown),
        ] {
            assert_eq!(wish(&QueryWords::new(text)), wanted, "{text}");
        }
    }
}
