//! What is valid and still doubtful in a runbook. Each rule tells only what it is sure of: a
//! doubt that is mostly wrong teaches to pass over all of them.
//!
//! Long because each rule stands here with its words.

use std::collections::HashMap;

use super::super::code::{self, Code};
use super::super::diagnostic::Diagnostic;
use super::super::source::{File, SourcePosition};
use super::super::verbs::highest_known;
use super::places::IdPositions;
use crate::domain::id::StepId;
use crate::domain::runbook::*;
use crate::masks::Masks;
use crate::signature::Matcher;

/// Lines of logs in which nothing is wrong.
const ORDINARY: &[&str] = &[
    "Nov 30 02:11:07 gw1 systemd[1]: Started Session 4123 of user root.",
    "Nov 30 02:11:09 gw1 CRON[21877]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
    "Nov 30 02:11:12 gw1 sshd[2011]: Accepted publickey for admin from 192.0.2.10 port 51422 ssh2",
    "%ASA-6-302013: Built inbound TCP connection 4211 for outside:198.51.100.7/50122 to inside:10.0.0.5/443",
    "%ASA-6-113039: Group <Staff> User <jdoe> IP <198.51.100.7> AnyConnect parent session started.",
    "2026-11-30T02:11:07Z INFO request completed status=200 method=GET path=/healthz duration=3ms",
    "10.0.0.5 - - [30/Nov/2026:02:11:07 +0000] \"GET /index.html HTTP/1.1\" 200 5316",
    "level=info ts=2026-11-30T02:11:07Z caller=main.go:42 msg=\"server is ready to receive requests\"",
];

/// Words that say that a result proves nothing.
const NO_PROOF: &[&str] = &[
    "does not rule out",
    "cannot rule out",
    "rules nothing out",
    "proves nothing",
    "does not prove",
    "is no proof",
    "does not exclude",
];

/// The rules and what they found.
pub struct LintRules<'a> {
    file: File<'a>,
    pub(super) runbook: &'a Runbook,
    pub(super) places: &'a IdPositions,
    is_newer: bool,
    /// What is doubtful.
    pub found: Vec<Diagnostic>,
}

impl<'a> LintRules<'a> {
    /// Rules for a runbook and its file; `is_newer` says that the file may have newer keys.
    pub fn new(
        file: File<'a>,
        runbook: &'a Runbook,
        places: &'a IdPositions,
        is_newer: bool,
    ) -> Self {
        Self {
            file,
            runbook,
            places,
            is_newer,
            found: Vec::new(),
        }
    }

    /// Tries all of them.
    pub fn all(&mut self) {
        self.phases();
        self.signatures();
        self.causes();
        self.changes();
        for (_, step) in self.runbook.steps() {
            self.step(step);
            self.runs(step);
        }
        self.unreachable();
    }

    pub(super) fn tell(&mut self, code: Code, place: SourcePosition, what: String, instead: &str) {
        let instead = Some(instead.to_owned());
        self.found
            .push(Diagnostic::at(code, self.file, place, what, instead));
    }

    fn phases(&mut self) {
        for phase in &self.runbook.phases {
            let count = phase.steps.len();
            if !(2..=9).contains(&count) {
                let steps = if count == 1 { "step" } else { "steps" };
                let what = format!("the phase \"{}\" has {count} {steps}; 2 to 9 fit", phase.id);
                let place = self.places.phase(phase.id.as_str());
                let instead = "split it, or join it with another";
                self.tell(code::PHASE_SIZE, place, what, instead);
            }
        }
    }

    fn signatures(&mut self) {
        for signature in &self.runbook.signatures {
            let place = self.places.signature(signature.id.as_str());
            if signature.examples.is_empty() {
                let what = format!("the signature \"{}\" has no example", signature.id);
                self.tell(
                    code::NO_EXAMPLE,
                    place,
                    what,
                    "add \"examples:\" with a real line",
                );
            }
            let matcher = Matcher::new(&signature.pattern);
            let common = ORDINARY.iter().find(|line| matcher.matches(line));
            if let Some(line) = common {
                let what = format!(
                    "the signature \"{}\" matches an ordinary line: {line}",
                    signature.id
                );
                self.tell(code::TOO_WIDE, place, what, "take in more of the message");
            }
        }
    }

    fn causes(&mut self) {
        for cause in &self.runbook.causes {
            let id = &cause.id;
            let tests = |step: &Step| {
                let shown = step.run.iter().flat_map(|run| &run.shows);
                let mut shown =
                    shown.flat_map(|shows| shows.suspects.iter().chain(&shows.rules_out));
                step.suspects.contains(id)
                    || step.rules_out.contains(id)
                    || step.answers.iter().any(|a| a.cause.as_ref() == Some(id))
                    || shown.any(|shown| shown == id)
            };
            let found = |signature: &Signature| signature.causes.contains(id);
            let is_tested = self.runbook.steps().any(|(_, step)| tests(step))
                || self.runbook.signatures.iter().any(found);
            if !is_tested {
                let what = format!("nothing tests the cause \"{id}\"");
                let instead = "name it under suspects or rules_out of the step that shows it";
                self.tell(
                    code::UNTESTED_CAUSE,
                    self.places.cause(id.as_str()),
                    what,
                    instead,
                );
            }
        }
    }

    fn step(&mut self, step: &Step) {
        let id = step.id.as_str();
        let place = self.places.step(id);
        let does = step.does.to_lowercase();
        let joined = [" and then ", ", then ", "; then ", ". then "];
        if step.kind == StepKind::Act && joined.iter().any(|words| does.contains(words)) {
            let what = format!("the step \"{id}\" holds several acts");
            self.tell(code::SEVERAL_ACTS, place, what, "make a step of each");
        }
        if self.is_newer
            && step.risk == Risk::Disrupt
            && !step.run.is_empty()
            && step.undo.is_none()
        {
            let what = format!("the step \"{id}\" disrupts and has no undo");
            let instead = "add \"undo:\" with commands, {by_hand: …} or {none: why}";
            self.tell(code::NO_UNDO, place, what, instead);
        }
        if step.critical && !step.when.is_empty() {
            let what = format!("\"when\" can hide the critical step \"{id}\"");
            let instead = "take the condition out, or say why: # runsheet: allow RS108 …";
            self.tell(code::HIDDEN_CRITICAL, place, what, instead);
        }
        let words = [&step.why, &step.expect, &step.note];
        let proves_nothing = words.into_iter().flatten().any(|text| {
            let text = text.to_lowercase();
            NO_PROOF.iter().any(|words| text.contains(words))
        });
        if proves_nothing && !step.rules_out.is_empty() {
            let what = format!("the step \"{id}\" rules out what its own words say it cannot");
            let instead = "take the cause out of rules_out, or reword";
            self.tell(code::DOUBTFUL_PROOF, place, what, instead);
        }
    }

    fn runs(&mut self, step: &Step) {
        let masks = Masks::default();
        for (at, run) in step.run.iter().enumerate() {
            let place = self.places.run(step.id.as_str(), at);
            // What is filled in later is no secret of the file's.
            let text = without_variables(&run.text);
            let secrets = masks.mask(&text).what;
            if let Some(kind) = secrets.first() {
                let what = format!("a command of \"{}\" holds a secret ({kind})", step.id);
                let instead = "declare a variable with \"secret: true\", and write {{name}}";
                self.tell(code::SECRET, place, what, instead);
            }
            let known = highest_known(&run.text).filter(|known| *known > step.risk);
            if let Some(known) = known {
                let what = format!(
                    "a command of \"{}\" is known to be risk: {known}, the step says {}",
                    step.id, step.risk
                );
                let instead = format!("write \"risk: {known}\" and a rollback");
                self.tell(code::VERB_RISK, place, what, &instead);
            }
        }
    }

    /// A step is reached when what it waits for can be true: what one step wants of a question
    /// must not contradict what the steps before it want.
    fn unreachable(&mut self) {
        for (_, step) in self.runbook.steps() {
            let mut wanted: HashMap<&StepId, &Expectation> = HashMap::new();
            let mut open = vec![step];
            let mut looked_at: Vec<&StepId> = Vec::new();
            let mut clash = None;
            while let Some(next) = open.pop() {
                if looked_at.contains(&&next.id) {
                    continue;
                }
                looked_at.push(&next.id);
                for condition in &next.when {
                    let known = wanted.insert(&condition.step, &condition.is);
                    if known.is_some_and(|known| *known != condition.is) {
                        clash = Some(&condition.step);
                    }
                    open.extend(self.runbook.step(&condition.step));
                }
            }
            if let Some(on) = clash {
                let what = format!(
                    "the step \"{}\" cannot be reached: it wants \"{on}\" both ways",
                    step.id
                );
                let instead = "take one of the conditions out";
                self.tell(
                    code::UNREACHABLE,
                    self.places.step(step.id.as_str()),
                    what,
                    instead,
                );
            }
        }
    }
}

/// A text without its `{{variables}}`.
fn without_variables(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("{{") {
        kept.push_str(before);
        match after.split_once("}}") {
            Some((_, after)) => rest = after,
            None => rest = after,
        }
    }
    kept + rest
}
