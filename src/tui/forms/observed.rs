//! What was observed at a step: what either answer says of the causes, and whether a text that
//! was typed means that it is not as expected.

use crate::domain::id::StepRef;
use crate::domain::runbook::Step;
use crate::domain::state::State;
use crate::domain::time::Timestamp;
use crate::report::{StepEnd, would};

/// What an empty line says that was seen.
pub const AS_EXPECTED: &str = "as expected";
/// What is said of a step that failed.
pub const NOT_AS_EXPECTED: &str = "not as expected";

/// Texts that say no more than that it is as expected.
const AGREES: &[&str] = &[
    AS_EXPECTED,
    "expected",
    "ok",
    "okay",
    "yes",
    "y",
    "good",
    "fine",
    "works",
    "correct",
    "right",
];

/// Words that mostly tell of trouble: where one stands, "not as expected" is offered first.
const TROUBLE: &[&str] = &[
    "not", "no", "none", "never", "nothing", "wrong", "fail", "fails", "failed", "failure",
    "error", "errors", "denied", "rejected", "refused", "expired", "locked", "missing", "broken",
    "invalid", "timeout", "down", "cannot", "can't", "doesn't", "isn't", "wasn't", "didn't",
    "won't", "but", "instead",
];

/// What is expected, and what each way to end says of the causes.
pub fn notice((state, now): (&State, Timestamp), at: &StepRef, step: &Step) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(
        step.expect
            .iter()
            .map(|expect| format!("expected: {expect}")),
    );
    if step.answers.is_empty() {
        lines.extend(said_by((state, now), at, StepEnd::Done(None), AS_EXPECTED));
        lines.extend(said_by((state, now), at, StepEnd::Failed, NOT_AS_EXPECTED));
    }
    lines
}

/// What each answer says of the causes, where it says anything.
pub fn of_answers((state, now): (&State, Timestamp), at: &StepRef, step: &Step) -> Vec<String> {
    let answers = step.answers.iter();
    let said = answers.filter_map(|answer| {
        said_by(
            (state, now),
            at,
            StepEnd::Done(Some(&answer.id)),
            answer.words(),
        )
    });
    said.collect()
}

/// What one way to end says of the causes.
pub fn said_by(
    (state, now): (&State, Timestamp),
    at: &StepRef,
    end: StepEnd<'_>,
    words: &str,
) -> Option<String> {
    would(state, at, end, now).map(|says| format!("{words}: {says}"))
}

/// Whether a text says no more than what is expected.
pub fn agrees(text: &str, expect: Option<&str>) -> bool {
    let plain = |text: &str| {
        let text = text.to_lowercase();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.trim_end_matches(['.', '!']).to_owned()
    };
    let text = plain(text);
    AGREES.contains(&&*text) || expect.is_some_and(|expect| plain(expect) == text)
}

/// Whether a text mostly tells of trouble.
pub fn tells_trouble(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| TROUBLE.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_agrees_only_if_it_says_no_more_than_what_is_expected() {
        let expect = Some("LockedOut = False.");
        for text in ["as expected", "OK", " Yes. ", "lockedout  = false"] {
            assert!(agrees(text, expect), "{text}");
        }
        for text in [
            "it was wrong, now it works",
            "LockedOut = True",
            "ok now",
            "",
        ] {
            assert!(!agrees(text, expect), "{text}");
        }
        assert!(tells_trouble("it was wrong, now it works"));
        assert!(!tells_trouble("Enabled = True"));
    }
}
