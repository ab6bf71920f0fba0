//! What an output says of its step: a proposal, with the lines that led to it. A person decides.

use std::collections::BTreeMap;

use super::runbook::{Run, ShownAs, Shows};

/// How many lines are named as the reason for a proposal.
const BECAUSE: usize = 3;

/// What boxes say to whoever may not ask, or asks what they do not understand. Sources: Cisco
/// ASA and IOS command references, Junos, FortiOS, POSIX `sh`, OpenSSH, sudo and PowerShell.
const REFUSED: [&str; 14] = [
    "command authorization failed",
    "% authorization failed",
    "not authorized",
    "not authorised",
    "permission denied",
    "access is denied",
    "operation not permitted",
    "% invalid input detected",
    "error: % invalid",
    "unknown command",
    "command not found",
    "is not recognized as",
    "a password is required",
    "command parse error",
];

/// What an output says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// How the step seems to have gone, if the output says so.
    pub proposed: Option<Proposed>,
    /// What the lines, or their absence, say, in words of the output.
    pub because: Vec<String>,
    /// Values for variables, by their names.
    pub captured: BTreeMap<String, String>,
}

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposed {
    /// As expected.
    Done,
    /// Not as expected.
    Failed,
    /// The box refused to answer: nothing was checked.
    Inconclusive,
}

impl Proposed {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Proposed::Done => "done",
            Proposed::Failed => "failed",
            Proposed::Inconclusive => "inconclusive",
        }
    }
}

/// Reads an output. Nothing is proposed of one that is empty or not whole: what is not there may
/// have been cut away.
pub fn shown(run: &Run, text: &str, is_whole: bool) -> Shown {
    let mut shown = Shown::default();
    if run.shows.is_empty() || !is_whole || text.trim().is_empty() {
        return shown;
    }
    if let Some(line) = text.lines().find(|line| is_refusal(line)) {
        shown.proposed = Some(Proposed::Inconclusive);
        shown.because = vec![line.trim().to_owned()];
        return shown;
    }
    for shows in &run.shows {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| shows.pattern.is_match(line))
            .collect();
        if lines.is_empty() != shows.negated {
            continue;
        }
        if let Some(first) = lines.first() {
            capture(shows, first, &mut shown.captured);
        }
        if let (Some(means), None) = (shows.means, shown.proposed) {
            shown.proposed = Some(match means {
                ShownAs::Done => Proposed::Done,
                ShownAs::Failed => Proposed::Failed,
            });
            shown.because = match shows.negated {
                true => vec![format!("no line matches {}", shows.pattern.as_str())],
                false => lines
                    .iter()
                    .take(BECAUSE)
                    .map(|line| line.trim().to_owned())
                    .collect(),
            };
        }
    }
    shown
}

fn is_refusal(line: &str) -> bool {
    let line = line.to_lowercase();
    REFUSED.iter().any(|words| line.contains(words))
}

/// The first line that says a value says it.
fn capture(shows: &Shows, line: &str, captured: &mut BTreeMap<String, String>) {
    for (variable, group) in &shows.sets {
        if let Some(value) = shows.pattern.capture(line, group) {
            captured
                .entry(variable.clone())
                .or_insert_with(|| value.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::runbook::Expression;
    use super::*;

    fn shows(pattern: &str, negated: bool, means: Option<ShownAs>) -> Shows {
        Shows {
            pattern: Expression::trusted(pattern.to_owned()),
            negated,
            means,
            suspects: Vec::new(),
            rules_out: Vec::new(),
            sets: vec![("sessions".to_owned(), "n".to_owned())],
        }
    }

    fn run(shows: Vec<Shows>) -> Run {
        Run {
            shows,
            ..Run::default()
        }
    }

    const OUTPUT: &str = "Total sessions : 241\nAnyConnect client : 240\n";

    #[test]
    fn the_first_that_speaks_is_proposed_with_its_lines() {
        let run = run(vec![
            shows("no such thing", false, Some(ShownAs::Failed)),
            shows(r"sessions : (?P<n>\d+)", false, Some(ShownAs::Done)),
            shows("client", false, Some(ShownAs::Failed)),
        ]);
        let shown = shown(&run, OUTPUT, true);
        assert_eq!(shown.proposed, Some(Proposed::Done));
        assert_eq!(shown.because, ["Total sessions : 241"]);
        assert_eq!(shown.captured["sessions"], "241");
    }

    #[test]
    fn what_is_missing_speaks_too_but_only_of_a_whole_output() {
        let run = run(vec![shows("ESTABLISHED", true, Some(ShownAs::Failed))]);
        assert_eq!(shown(&run, OUTPUT, true).proposed, Some(Proposed::Failed));
        assert_eq!(shown(&run, OUTPUT, false), Shown::default());
        assert_eq!(shown(&run, " \n", true), Shown::default());
    }

    #[test]
    fn a_refusal_proves_nothing() {
        let run = run(vec![shows("ESTABLISHED", true, Some(ShownAs::Failed))]);
        let refused = shown(
            &run,
            "asa1# show crypto\nCommand authorization failed\n",
            true,
        );
        assert_eq!(refused.proposed, Some(Proposed::Inconclusive));
        assert_eq!(refused.because, ["Command authorization failed"]);
    }
}
