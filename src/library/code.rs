//! The codes of what can be wrong with a file: each has a number that stays, a severity, and
//! words that say more than one line can. `lint --explain` shows them.
//!
//! Long because it is one table.

use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiagnosticSeverity {
    /// The file loads; its author may have meant something else.
    Warning,
    /// The file does not load.
    Error,
}

impl fmt::Display for DiagnosticSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DiagnosticSeverity::Warning => "warning",
            DiagnosticSeverity::Error => "error",
        })
    }
}

/// What is wrong, as a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RS{:03}", self.0)
    }
}

impl std::str::FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text
            .strip_prefix("RS")
            .or(text.strip_prefix("rs"))
            .ok_or(())?;
        let code = Self(digits.parse().map_err(|_| ())?);
        (code.to_string().eq_ignore_ascii_case(text) && code.about().is_some())
            .then_some(code)
            .ok_or(())
    }
}

/// What is known of a code.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Its code.
    pub code: Code,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why that matters and what to do.
    pub says: &'static str,
}

impl Code {
    /// How bad it is: codes from 100 on are warnings.
    pub fn severity(self) -> DiagnosticSeverity {
        match self.0 {
            0..100 => DiagnosticSeverity::Error,
            _ => DiagnosticSeverity::Warning,
        }
    }

    /// What is known of it.
    pub fn about(self) -> Option<&'static About> {
        CODES.iter().find(|about| about.code == self)
    }
}

macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal, $says:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code($number);
        )*

        /// All codes, in their order.
        pub const CODES: &[About] = &[$(About { code: $name, title: $title, says: $says }),*];
    };
}

codes! {
    UNREADABLE = 1, "a file that cannot be read",
        "The file is missing, is no UTF-8 or is larger than 1 MiB. Check the path; save it as UTF-8; split a large one into several runbooks.";
    SYNTAX = 2, "a text that is no YAML",
        "Indentation, a quote or a bracket is wrong, and nothing behind it can be read. Texts with \": \", \"#\" or a bracket at their beginning want quotes.";
    FORBIDDEN = 3, "YAML that is not allowed here",
        "Anchors, aliases, merge keys, tags, a second document and a key that stands twice are refused: whoever reads the file must see what it says where it says it.";
    TOO_LARGE = 4, "a file that is too deep or has too many nodes",
        "A runbook is at most 32 levels deep and has at most 20,000 nodes. Split it.";
    UNKNOWN_KEY = 10, "an unknown key",
        "Nobody reads this key, so what it says would be lost. It is mostly a slip; the nearest known key is named.";
    MISSING_KEY = 11, "a key that is missing",
        "This key has to be there. The place is the beginning of the map that lacks it.";
    WRONG_KIND = 12, "a value of the wrong kind",
        "A text, a number, true or false, a list or keys were wanted, and something else stands there.";
    UNKNOWN_WORD = 13, "a word that is not known here",
        "This key has one of a few words. They are named.";
    BAD_NAME = 14, "a name that is none",
        "Ids have lower-case letters, digits and \"-\"; variables have letters, digits and \"_\".";
    TWICE = 15, "an id that stands twice",
        "Events and exports speak of steps, causes and answers by their ids, so each has its own.";
    FORMAT = 16, "a format that this version does not read",
        "The first line says \"format: runsheet.runbook/1\", or 1.1 where a newer key is used. A newer format wants a newer runsheet.";
    NEWER_KEY = 17, "a key of a newer format",
        "Older versions of runsheet do not know this key. Saying the newer format lets them tell why they cannot read the file.";
    NO_TARGET = 20, "a reference to nothing",
        "The step, cause, variable, signature or runbook that is named is not there. The nearest name is suggested.";
    CONDITION = 21, "a condition that cannot hold",
        "\"when\" asks a step for an answer that it does not have, or a step waits for itself.";
    DURATION = 22, "a duration that is none",
        "Durations are sums of whole days, hours, minutes and seconds: 30s, 5m, 1h30m.";
    EXPRESSION = 23, "a regular expression that is not valid",
        "It does not compile, becomes too large, or lacks the named group that is spoken of. Backslashes are simplest in '…'.";
    EITHER_OR = 24, "keys of which just one may stand",
        "Several of these keys stand together, or none of them does.";
    EXAMPLE = 25, "a signature that misses its own examples",
        "Every line under \"examples\" must match and no line under \"not\" may. One of them does otherwise.";
    RISK = 26, "a change without its risk or its rollback",
        "An act says what it can do to the devices, and whoever changes something must know how to take it back before.";
    WIDE = 27, "a short title that is too wide",
        "It is shown in at most 22 columns.";
    EMPTY = 28, "a text or a list that is empty",
        "Something has to stand here.";
    SCENARIO = 30, "a rule of scenarios",
        "A drill's script contradicts itself or its runbook.";

    PHASE_SIZE = 101, "a phase with one step or with more than 9",
        "A phase is what one looks at together. One step is none; more than nine are not overlooked at night. Split it, or join it with another.";
    SEVERAL_ACTS = 102, "a step that holds several acts",
        "A step is one thing to do with one result to see. Where two acts stand in it, nobody knows which of them was done. Make two steps.";
    NO_UNDO = 103, "a disruptive command without an undo",
        "Its rollback is prose, which is never run. Give the step \"undo:\" with the commands, \"by_hand: …\" or \"none: why\" (format 1.1).";
    NO_VERIFY = 104, "a change that nothing verifies",
        "After the last change no step of kind verify looks whether it helped.";
    EMPTY_ROLLBACK = 105, "a rollback that cannot undo",
        "It speaks of what was saved, but no step before saves anything; it says no more than to undo it; or its commands are those of the step.";
    NO_EXAMPLE = 106, "a signature without an example",
        "Without a real line nobody knows that it ever matches.";
    TOO_WIDE = 107, "a signature that matches ordinary lines",
        "So short or common a text stands in logs in which nothing is wrong.";
    HIDDEN_CRITICAL = 108, "a critical step that \"when\" can hide",
        "If its condition is false the step is n/a by itself, and what must not be passed over is passed over.";
    UNTESTED_CAUSE = 109, "a cause that no step tests",
        "No step rules it out or suspects it, no answer and no signature leads to it: nobody can find it.";
    UNREACHABLE = 110, "a step that cannot be reached",
        "Its conditions contradict each other or wait for a step that cannot come about.";
    SECRET = 111, "a secret in a command",
        "Runbooks are copied, exported and kept. Declare a variable with \"secret: true\" and write {{name}}.";
    VERB_RISK = 112, "a command whose verb does more than its risk says",
        "The label decides what is confirmed. This verb changes or breaks something.";
    REVIEW = 113, "a review date that has passed",
        "Its author meant to look at it again before today.";
    DOUBTFUL_PROOF = 114, "a step that rules out what its \"why\" says it cannot",
        "The words say that this result proves nothing, and the keys say that it does.";
    SCENARIO_DOUBT = 115, "a scenario that is probably meant otherwise",
        "A critical act is expected, but not what it depends on.";
    NO_DO = 116, "no step that can be walked",
        "A Markdown file without a list, a paragraph or a command that tells somebody to do something.";
    OPEN_FENCE = 117, "a code block that is never closed",
        "Everything behind it is read as code. Close it with the same marks.";
    NO_SAVE = 118, "a configuration that nothing saves",
        "The device forgets at its next restart what was configured. Once a step has verified it, another one saves it; what is to be gone again says \"temporary: true\".";
}
