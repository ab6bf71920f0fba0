//! From what a file says to a runbook that is valid: every reference resolves, or a
//! diagnostic says which does not and what to write instead.
//!
//! Long because every rule about a runbook file stands here with its message.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::source::{File, Placed, SourcePosition};
use unicode_width::UnicodeWidthStr;

use super::check::{Checks, DiagnosticSink, all, suggestion};
use super::code::{self, Code, DiagnosticSeverity};
use super::diagnostic::Diagnostic;
use super::format::Parsed;
use super::markdown::KIND;
use super::raw::*;
use crate::domain::fill::variables_in;
use crate::domain::id::{CauseId, StepId};
use crate::domain::runbook::*;
use crate::domain::value::check;
use crate::signature::Matcher;

/// The widest `short`, in columns.
const SHORT_COLUMNS: usize = 22;

/// Whether signatures still have to be held against their own examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureChecks {
    /// They do: somebody has just written them.
    Check,
    /// They were, before the text was embedded or kept.
    Trust,
}

/// Checks a file and makes a runbook of it.
pub fn compile(
    file: File<'_>,
    parsed: Parsed<RawRunbook>,
    signatures: SignatureChecks,
) -> Result<Runbook, Vec<Diagnostic>> {
    let (runbook, found) = compile_all(file, parsed, signatures);
    let is_wrong = found
        .iter()
        .any(|problem| problem.code.severity() == DiagnosticSeverity::Error);
    match runbook {
        Some(runbook) if !is_wrong => Ok(runbook),
        _ => Err(found),
    }
}

/// The runbook as far as one can be made, and everything that is wrong with its file.
pub fn compile_all(
    file: File<'_>,
    parsed: Parsed<RawRunbook>,
    signatures: SignatureChecks,
) -> (Option<Runbook>, Vec<Diagnostic>) {
    let Some(raw) = parsed.raw else {
        return (None, parsed.found);
    };
    let mut check = RunbookCompiler {
        trust: signatures == SignatureChecks::Trust,
        is_first: raw.format.value == FORMAT,
        is_converted: raw
            .sources
            .iter()
            .any(|source| source.kind.as_deref() == Some(KIND)),
        lost: parsed.lost,
        sink: DiagnosticSink {
            file,
            found: parsed.found,
        },
        steps: HashMap::new(),
        causes: Vec::new(),
        variables: raw.variables.iter().map(|v| v.value.name.clone()).collect(),
        used: Vec::new(),
    };
    let runbook = check.runbook(raw);
    let mut found = check.sink.found;
    found.sort_by_key(|problem| (problem.line, problem.column));
    (runbook, found)
}

impl<'a> RunbookCompiler<'a> {
    /// What checks a file that speaks of a runbook which is valid already.
    pub(super) fn beside(file: File<'a>, found: Vec<Diagnostic>, runbook: &Runbook) -> Self {
        let outline = |step: &Step| StepOutline {
            answers: step.answers.iter().map(|a| a.id.clone()).collect(),
            runs: step.run.len(),
            when: Vec::new(),
        };
        let steps = runbook.steps();
        Self {
            trust: true,
            is_first: false,
            is_converted: false,
            lost: false,
            sink: DiagnosticSink { file, found },
            steps: steps
                .map(|(_, step)| (step.id.to_string(), outline(step)))
                .collect(),
            causes: runbook.causes.iter().map(|c| c.id.to_string()).collect(),
            variables: Vec::new(),
            used: Vec::new(),
        }
    }

    /// What was found wrong.
    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.sink.found
    }
}

/// A step as other places see it before all are compiled: its answers and what it waits for.
pub(super) struct StepOutline {
    answers: Vec<String>,
    /// How many commands it runs.
    pub(super) runs: usize,
    when: Vec<String>,
}

pub(super) struct RunbookCompiler<'a> {
    pub(super) trust: bool,
    /// The file is of the first format, which has no newer key.
    pub(super) is_first: bool,
    /// It was Markdown, where braces around a word may be just that.
    is_converted: bool,
    /// A part of the file could not be read, so what is not there may only be unread.
    lost: bool,
    sink: DiagnosticSink<'a>,
    pub(super) steps: HashMap<String, StepOutline>,
    causes: Vec<String>,
    variables: Vec<String>,
    used: Vec<String>,
}

impl<'a> Checks<'a> for RunbookCompiler<'a> {
    fn sink(&mut self) -> &mut DiagnosticSink<'a> {
        &mut self.sink
    }
}

impl RunbookCompiler<'_> {
    /// Tells that something is not there, unless it may only be unread.
    fn missing(
        &mut self,
        code: Code,
        place: SourcePosition,
        what: String,
        instead: Option<String>,
    ) {
        if !self.lost {
            self.wrong(code, place, what, instead);
        }
    }

    fn runbook(&mut self, raw: RawRunbook) -> Option<Runbook> {
        if ![FORMAT, FORMAT_1_1].contains(&&*raw.format.value) {
            let newer = raw.format.value.starts_with("runsheet.runbook/");
            self.wrong(
                code::FORMAT,
                raw.format.place,
                format!(
                    "this version reads \"{FORMAT_1_1}\", not \"{}\"",
                    raw.format.value
                ),
                Some(match newer {
                    true => "a newer version of runsheet reads it".to_owned(),
                    false => format!("write \"format: {FORMAT}\""),
                }),
            );
            return None;
        }
        let id = self.id(&raw.id);
        if raw.title.value.trim().is_empty() {
            self.wrong(
                code::EMPTY,
                raw.title.place,
                "the title is empty".into(),
                None,
            );
        }
        for cause in &raw.causes {
            let id = cause.value.id.to_string();
            self.unique("cause", &id, cause.place, |check| {
                check.causes.contains(&id)
            });
            self.causes.push(id);
        }
        for cause in &raw.causes {
            for follows in &cause.value.follows {
                self.cause(follows.as_str(), cause.place);
            }
        }
        self.see_steps(&raw.phases.value);
        let signatures = self.signatures(&raw.signatures);
        let targets = raw.targets.iter().map(|t| self.target(t)).collect();
        let symptoms = raw.symptoms.iter().map(|s| self.symptom(s)).collect();
        let phases = self.phases(raw.phases);
        self.variables(&raw.variables);
        let tests = self.tests(raw.tests);
        Some(Runbook {
            id: id?,
            title: raw.title.value.trim().to_owned(),
            short: self.short(raw.short),
            revision: raw.revision,
            category: raw.category.unwrap_or_else(|| "other".to_owned()),
            mode: raw.mode.unwrap_or(RunbookMode::Live),
            products: raw.products,
            sources: raw.sources,
            summary: raw.summary.unwrap_or_default(),
            see: raw.see,
            symptoms: all(symptoms)?,
            causes: raw.causes.into_iter().map(|c| c.value).collect(),
            signatures: signatures?,
            targets: all(targets)?,
            claims: raw.claims,
            variables: raw.variables.into_iter().map(|v| v.value).collect(),
            phases: phases?,
            outcome: raw.outcome,
            escalation: raw.escalation,
            references: raw.references,
            tests: tests?,
        })
    }

    fn unique(
        &mut self,
        noun: &str,
        id: &str,
        place: SourcePosition,
        is_taken: impl Fn(&Self) -> bool,
    ) {
        if is_taken(self) {
            let what = format!("the {noun} id \"{id}\" stands twice");
            self.wrong(
                code::TWICE,
                place,
                what,
                Some("give each its own id".into()),
            );
        }
    }

    fn short(&mut self, raw: Option<Placed<String>>) -> Option<String> {
        let short = raw?;
        let columns = short.value.width();
        if columns > SHORT_COLUMNS {
            self.wrong(
                code::WIDE,
                short.place,
                format!("\"short\" is {columns} columns wide; {SHORT_COLUMNS} are the most"),
                Some("use fewer words".into()),
            );
        }
        Some(short.value)
    }

    /// Learns all steps first, because answers and conditions may point forward.
    fn see_steps(&mut self, phases: &[Placed<RawPhase>]) {
        for step in phases.iter().flat_map(|phase| &phase.value.steps) {
            let id = step.value.id.value.clone();
            let place = step.value.id.place;
            self.unique("step", &id, place, |check| check.steps.contains_key(&id));
            let seen = StepOutline {
                answers: step
                    .value
                    .answers
                    .iter()
                    .map(|a| a.value.id.value.clone())
                    .collect(),
                runs: step.value.run.len(),
                when: step.value.when.keys().cloned().collect(),
            };
            self.steps.insert(id, seen);
        }
    }

    pub(super) fn cause(&mut self, id: &str, place: SourcePosition) -> Option<CauseId> {
        if self.causes.iter().any(|known| known == id) {
            return id.parse().ok();
        }
        let instead = suggestion(id, self.causes.iter().map(String::as_str));
        self.missing(
            code::NO_TARGET,
            place,
            format!("there is no cause \"{id}\""),
            instead,
        );
        None
    }

    pub(super) fn causes(&mut self, raw: &[Placed<String>]) -> Option<Vec<CauseId>> {
        all(raw
            .iter()
            .map(|id| self.cause(&id.value, id.place))
            .collect())
    }

    pub(super) fn step_id(&mut self, id: &str, place: SourcePosition) -> Option<StepId> {
        if self.steps.contains_key(id) {
            return id.parse().ok();
        }
        let instead = suggestion(id, self.steps.keys().map(String::as_str));
        self.missing(
            code::NO_TARGET,
            place,
            format!("there is no step \"{id}\""),
            instead,
        );
        None
    }

    fn symptom(&mut self, raw: &Placed<RawSymptom>) -> Option<Symptom> {
        match (&raw.value.says, &raw.value.sees) {
            (Some(text), None) => Some(Symptom::Says(text.clone())),
            (None, Some(text)) => Some(Symptom::Sees(text.clone())),
            _ => {
                let instead = "{says: literal words} or {sees: what a person reports}";
                self.wrong(
                    code::EITHER_OR,
                    raw.place,
                    "a symptom either says or sees".into(),
                    Some(instead.into()),
                );
                None
            }
        }
    }

    fn target(&mut self, raw: &Placed<RawTarget>) -> Option<TimeTarget> {
        let (metric, span) = match (&raw.value.first_action, &raw.value.resolve) {
            (Some(span), None) => (TargetMetric::FirstAction, span),
            (None, Some(span)) => (TargetMetric::Resolve, span),
            _ => {
                self.wrong(
                    code::EITHER_OR,
                    raw.place,
                    "a target is about first_action or resolve".into(),
                    Some("{first_action: 5m} or {resolve: 10m, for: credential}".into()),
                );
                return None;
            }
        };
        Some(TimeTarget {
            metric,
            within_ms: self.duration(span)?,
            class: raw.value.r#for.as_ref().map(|class| class.value.clone()),
        })
    }

    fn signatures(&mut self, raw: &[Placed<RawSignature>]) -> Option<Vec<Signature>> {
        let mut ids: Vec<String> = Vec::new();
        let mut signatures = Vec::new();
        for signature in raw {
            let signature = &signature.value;
            let id = signature.id.value.clone();
            let taken = ids.contains(&id);
            self.unique("signature", &id, signature.id.place, |_| taken);
            ids.push(id);
            signatures.push(self.signature(signature));
        }
        all(signatures)
    }

    fn signature(&mut self, raw: &RawSignature) -> Option<Signature> {
        let pattern = self.pattern(raw)?;
        if !self.trust {
            self.try_pattern(raw, &pattern)?;
        }
        let step = match &raw.step {
            Some(step) => Some(self.step_id(&step.value, step.place)?),
            None => None,
        };
        Some(Signature {
            id: self.id(&raw.id)?,
            pattern,
            causes: self.causes(&raw.causes)?,
            step,
            examples: raw.examples.clone(),
            not: raw.not.clone(),
        })
    }

    /// Holds a pattern against the lines that it is to match, and against those that it is not.
    fn try_pattern(&mut self, raw: &RawSignature, pattern: &Pattern) -> Option<()> {
        let place = raw.regex.as_ref().map_or(raw.id.place, |r| r.place);
        let matcher = self.built(place, Matcher::checked(pattern))?;
        let tried = [
            (&raw.examples, true, "does not match its example"),
            (&raw.not, false, "matches a line of its \"not\""),
        ];
        for (lines, wanted, what) in tried {
            for line in lines.iter().filter(|line| matcher.matches(line) != wanted) {
                let what = format!("the signature {what}: {line}");
                self.wrong(code::EXAMPLE, raw.id.place, what, None);
            }
        }
        Some(())
    }

    fn pattern(&mut self, raw: &RawSignature) -> Option<Pattern> {
        match (&raw.text, &raw.regex) {
            (Some(text), None) if !text.value.trim().is_empty() => {
                Some(Pattern::Text(text.value.clone()))
            }
            (None, Some(regex)) => Some(Pattern::Regex(regex.value.clone())),
            _ => {
                self.wrong(
                    code::EITHER_OR,
                    raw.id.place,
                    "a signature has either a text or a regex".into(),
                    Some("text: literal words, or regex: '…'".into()),
                );
                None
            }
        }
    }

    fn phases(&mut self, raw: Placed<Vec<Placed<RawPhase>>>) -> Option<Vec<Phase>> {
        let mut phases = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        let place = raw.place;
        for (at, phase) in raw.value.into_iter().enumerate() {
            let where_ = phase.place;
            let phase = phase.value;
            let id = phase.id.value.clone();
            let taken = ids.contains(&id);
            self.unique("phase", &id, where_, |_| taken);
            ids.push(id);
            let steps = phase.steps.into_iter().enumerate();
            let steps: Vec<Option<Step>> = steps
                .map(|(i, step)| self.step(format!("{}.{}", at + 1, i + 1), step.value))
                .collect();
            phases.push(self.id(&phase.id).and_then(|id| {
                Some(Phase {
                    id,
                    title: phase.title,
                    steps: all(steps)?,
                })
            }));
        }
        if phases.is_empty() {
            let instead = "add a phase with 2 to 9 steps";
            self.wrong(
                code::EMPTY,
                place,
                "it has no steps".into(),
                Some(instead.into()),
            );
        }
        all(phases)
    }

    fn step(&mut self, number: String, raw: RawStep) -> Option<Step> {
        let place = raw.id.place;
        let risk = raw.risk.unwrap_or(Risk::Read);
        if raw.kind == StepKind::Act && raw.risk.is_none() {
            self.wrong(
                code::RISK,
                place,
                format!(
                    "the step \"{}\" acts and does not say its risk",
                    raw.id.value
                ),
                Some("add \"risk: read\", \"risk: change\" or \"risk: disrupt\"".into()),
            );
        }
        if risk > Risk::Read && raw.rollback.is_none() {
            self.wrong(
                code::RISK,
                place,
                format!(
                    "the step \"{}\" is risk: {risk} without a rollback",
                    raw.id.value
                ),
                Some("add \"rollback: …\", or why there is none".into()),
            );
        }
        let when = self.conditions(&raw.id, raw.when);
        let mut known: Vec<String> = Vec::new();
        for answer in &raw.answers {
            let id = &answer.value.id;
            let taken = known.contains(&id.value);
            self.unique("answer", &id.value, id.place, |_| taken);
            known.push(id.value.clone());
        }
        let answers: Vec<_> = raw
            .answers
            .into_iter()
            .map(|a| self.answer(a.value))
            .collect();
        let runs = !raw.run.is_empty();
        let run: Vec<_> = raw.run.into_iter().map(|r| self.run(r)).collect();
        let wait = raw.wait.map(|wait| self.wait(wait, runs));
        let undo = raw.undo.map(|undo| self.undo(undo));
        let texts = [&raw.rollback, &raw.menu, &raw.breaks];
        for text in texts.into_iter().flatten() {
            self.use_variables(&text.value, text.place);
        }
        for text in [&Some(raw.r#do.clone()), &raw.why, &raw.expect, &raw.note]
            .into_iter()
            .flatten()
        {
            self.use_variables(text, place);
        }
        if let Some(log) = &raw.log {
            for how in log.how.values() {
                self.use_variables(how, place);
            }
        }
        let takes_ms = match &raw.takes {
            Some(takes) => Some(self.duration(takes)?),
            None => None,
        };
        let rules_out = self.causes(&raw.rules_out);
        let suspects = self.causes(&raw.suspects);
        Some(Step {
            id: self.id(&raw.id)?,
            number,
            does: raw.r#do.trim().to_owned(),
            short: self.short(raw.short),
            why: raw.why,
            kind: raw.kind,
            by: raw.by,
            expect: raw.expect,
            rules_out: rules_out?,
            suspects: suspects?,
            takes_ms,
            run: all(run)?,
            wait: match wait {
                Some(wait) => Some(wait?),
                None => None,
            },
            rollback: raw.rollback.map(|r| r.value),
            undo: match undo {
                Some(undo) => Some(undo?),
                None => None,
            },
            risk,
            breaks: raw.breaks.map(|b| b.value),
            approval: raw.approval,
            temporary: raw.temporary,
            menu: raw.menu.map(|m| m.value),
            when: when?,
            answers: all(answers)?,
            log: raw.log,
            critical: raw.critical,
            note: raw.note,
        })
    }

    fn conditions(
        &mut self,
        of: &Placed<String>,
        raw: BTreeMap<String, Placed<String>>,
    ) -> Option<Vec<Condition>> {
        let mut conditions = Vec::new();
        for (step, value) in raw {
            let place = value.place;
            let known = self.step_id(&step, place);
            let is = known.as_ref().and_then(|_| self.expectation(&step, &value));
            if self.leads_to(&step, &of.value, &mut HashSet::new()) {
                let what = format!("\"{}\" waits for itself through \"{step}\"", of.value);
                self.wrong(
                    code::CONDITION,
                    place,
                    what,
                    Some("take one of the conditions out".into()),
                );
            }
            conditions.push(known.and_then(|step| Some(Condition { step, is: is? })));
        }
        all(conditions)
    }

    /// What a step may have come to: one of its answers, or an outcome.
    pub(super) fn expectation(
        &mut self,
        step: &str,
        value: &Placed<String>,
    ) -> Option<Expectation> {
        let answers = match self.steps.get(step) {
            Some(seen) => seen.answers.clone(),
            None => Vec::new(),
        };
        match value.value.as_str() {
            answer if answers.iter().any(|a| a == answer) => {
                return Some(Expectation::Answer(answer.to_owned()));
            }
            "done" => return Some(Expectation::Done),
            "failed" => return Some(Expectation::Failed),
            "inconclusive" => return Some(Expectation::Inconclusive),
            _ => {}
        }
        let outcomes = ["done", "failed", "inconclusive"];
        let possible = answers.iter().map(String::as_str).chain(outcomes);
        let possible: Vec<&str> = possible.collect();
        let what = format!("\"{}\" is no answer or outcome of {step}", value.value);
        let instead = format!("it has {}", possible.join(", "));
        self.wrong(code::CONDITION, value.place, what, Some(instead));
        None
    }

    /// Whether `from` depends on `to` by its conditions. Every step is looked at once, or a
    /// file with many ways between its steps would take forever.
    fn leads_to<'s>(&'s self, from: &'s str, to: &str, looked_at: &mut HashSet<&'s str>) -> bool {
        let waits_for = |seen: &'s StepOutline| seen.when.iter();
        from == to
            || looked_at.insert(from)
                && self.steps.get(from).is_some_and(|seen| {
                    waits_for(seen).any(|next| self.leads_to(next, to, looked_at))
                })
    }

    fn answer(&mut self, raw: RawAnswer) -> Option<Answer> {
        let goto = match &raw.goto {
            Some(step) => Some(self.step_id(&step.value, step.place)?),
            None => None,
        };
        let cause = match &raw.cause {
            Some(cause) => Some(self.cause(&cause.value, cause.place)?),
            None => None,
        };
        Some(Answer {
            id: raw.id.value,
            says: raw.says,
            goto,
            cause,
        })
    }

    pub(super) fn use_variables(&mut self, text: &str, place: SourcePosition) {
        for name in variables_in(text) {
            self.use_variable(name, place);
        }
    }

    pub(super) fn use_variable(&mut self, name: &str, place: SourcePosition) {
        if !self.is_converted && !self.variables.iter().any(|known| known == name) {
            let instead = suggestion(name, self.variables.iter().map(String::as_str))
                .or_else(|| Some(format!("add {{name: {name}, ask: …}} to variables")));
            self.missing(
                code::NO_TARGET,
                place,
                format!("there is no variable \"{name}\""),
                instead,
            );
        }
        self.used.push(name.to_owned());
    }

    fn variables(&mut self, raw: &[Placed<Variable>]) {
        let typed = raw.iter().find(|variable| !variable.value.kind.is_text());
        self.newer("type", typed);
        for (place, variable) in raw.iter().enumerate() {
            let name = &variable.value.name;
            let taken = raw[..place].iter().any(|v| v.value.name == *name);
            self.unique("variable", name, variable.place, |_| taken);
            let is_name =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name {
                let instead = Some("use letters, digits and \"_\"".to_owned());
                self.wrong(
                    code::BAD_NAME,
                    variable.place,
                    format!("\"{name}\" is no name"),
                    instead,
                );
            }
            // An example of a text is whatever its author likes; it is checked where it is used.
            let is_typed = !variable.value.kind.is_text();
            let example = variable.value.example.as_deref().filter(|_| is_typed);
            if let Some(Err(bad)) = example.map(|text| check(variable.value.kind, text)) {
                let what = format!("the example of {name} {bad}");
                self.wrong(code::WRONG_KIND, variable.place, what, None);
            }
        }
    }
}
