//! From what a scenario file says to a scenario that is valid: every runbook, step, cause,
//! signature and answer in it exists, or a diagnostic says which does not and where.
//!
//! Long because every rule about a scenario file stands here with its message, but for those
//! of the parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::source::{File, Placed, SourcePosition};

use super::check::{Checks, DiagnosticSink, all, suggestion};
use super::code;
use super::diagnostic::Diagnostic;
use super::format::Parsed;
use super::raw_scenario::*;
use super::scenario_parts::{IdKind, TakenIds};
use crate::domain::id::{RunbookId, SignatureId, StepRef};
use crate::domain::runbook::Runbook;
use crate::domain::scenario::*;
use crate::signature::Matcher;

/// The runbooks that a scenario may speak of.
pub trait Runbooks {
    /// The runbook with this id.
    fn runbook(&self, id: &str) -> Option<Arc<Runbook>>;
    /// The ids of all.
    fn ids(&self) -> Vec<&str>;
}

/// Checks a file and makes a scenario of it. Without `runbooks` what it refers to is trusted:
/// it was checked before its text was kept.
pub fn compile(
    file: File<'_>,
    parsed: Parsed<RawScenario>,
    runbooks: Option<&dyn Runbooks>,
) -> Result<Scenario, Vec<Diagnostic>> {
    let Some(raw) = parsed.raw else {
        return Err(parsed.found);
    };
    let mut check = ScenarioCompiler {
        sink: DiagnosticSink {
            file,
            found: parsed.found,
        },
        runbooks,
        home: raw.runbook.value.clone(),
        pool: raw.pool.keys().cloned().collect(),
        signatures: Vec::new(),
    };
    match check.scenario(raw) {
        Some(scenario) if check.sink.found.is_empty() => Ok(scenario),
        _ => {
            let mut found = check.sink.found;
            found.sort_by_key(|problem| (problem.line, problem.column));
            Err(found)
        }
    }
}

pub(super) struct ScenarioCompiler<'a> {
    sink: DiagnosticSink<'a>,
    runbooks: Option<&'a dyn Runbooks>,
    /// The scenario's own runbook, where steps without a runbook's name belong.
    home: String,
    pool: Vec<String>,
    /// The signatures that are expected to be found, and where they are asked for.
    pub(super) signatures: Vec<(SignatureId, SourcePosition)>,
}

impl<'a> Checks<'a> for ScenarioCompiler<'a> {
    fn sink(&mut self) -> &mut DiagnosticSink<'a> {
        &mut self.sink
    }
}

impl ScenarioCompiler<'_> {
    fn scenario(&mut self, raw: RawScenario) -> Option<Scenario> {
        if raw.format.value != FORMAT {
            let what = format!(
                "this version reads \"{FORMAT}\", not \"{}\"",
                raw.format.value
            );
            let instead = match raw.format.value.starts_with("runsheet.scenario/") {
                true => "a newer version of runsheet reads it".to_owned(),
                false => format!("write \"format: {FORMAT}\""),
            };
            self.wrong(code::FORMAT, raw.format.place, what, Some(instead));
            return None;
        }
        for text in [&raw.title, &raw.opening.text] {
            self.words(text);
        }
        if raw.minutes.value == 0 {
            self.wrong(
                code::SCENARIO,
                raw.minutes.place,
                "it takes no time".into(),
                None,
            );
        }
        self.pool(&raw.pool);
        let id = self.id(&raw.id);
        let runbook = self.runbook_id(&raw.runbook);
        let also_right = raw.also_right.iter().map(|r| self.runbook_id(r)).collect();
        let teach = raw.teach.into_iter().map(|t| self.teach(t)).collect();
        let detected = raw.opening.detected.as_ref();
        let detected_ms = detected.map_or(Some(0), |t| self.duration(t));
        let hints = self.hints(raw.hints);
        let mut taken = TakenIds::default();
        let script = self.parts(
            (raw.observations, raw.injects, raw.expected, raw.forbidden),
            &mut taken,
        );
        if raw.variants.value.is_empty() {
            let instead = "write \"- {id: …, cause: …}\" under it".to_owned();
            let what = "a scenario has at least one variant".to_owned();
            self.wrong(code::SCENARIO, raw.variants.place, what, Some(instead));
        }
        let mut variants = Vec::new();
        for variant in raw.variants.value {
            self.unique(&mut taken, IdKind::Variant, &variant.id);
            variants.push(self.variant(variant, &taken));
        }
        let short = raw.short.map_or(Vec::new(), |s| s.steps);
        let short = short.iter().map(|step| self.step(step)).collect();
        let expert = raw.expert.as_ref().map(|e| self.goals([e]));
        let targets = self.goals(raw.targets.iter().map(|t| &t.value));
        let scenario = Scenario {
            id: id?,
            title: raw.title.value.trim().to_owned(),
            runbook: runbook?,
            also_right: all(also_right)?,
            revision: raw.revision,
            level: raw.level,
            minutes: raw.minutes.value,
            objectives: raw.objectives,
            guided: raw.guided,
            teach: all(teach)?,
            opening: Report {
                kind: raw.opening.kind,
                from: raw.opening.from,
                text: raw.opening.text.value,
                detected_ms: detected_ms?,
            },
            severity: raw.severity,
            targets,
            pool: raw.pool.into_iter().map(|(k, v)| (k, v.value)).collect(),
            script: script?,
            hints: hints?,
            variants: all(variants)?,
            questions: raw.questions,
            expert: expert.unwrap_or_default(),
            short: all(short)?,
        };
        self.logs_hold_signatures(&scenario);
        Some(scenario)
    }

    /// A signature that no log of the scenario holds could never be found.
    fn logs_hold_signatures(&mut self, scenario: &Scenario) {
        let Some(runbook) = self.own() else {
            return;
        };
        let own = scenario.variants.iter().map(|v| &v.parts);
        let parts = own.chain([&scenario.script]);
        let logs: Vec<&str> = parts
            .flat_map(|parts| &parts.observations)
            .filter_map(|o| match &o.shows {
                ObservedAs::Log(_, text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        for (id, place) in std::mem::take(&mut self.signatures) {
            let signature = runbook.signatures.iter().find(|s| s.id == id);
            let mut lines = logs.iter().flat_map(|text| text.lines());
            let matcher = signature.map(|s| Matcher::new(&s.pattern));
            if matcher.is_some_and(|matcher| !lines.any(|line| matcher.matches(line))) {
                let what = format!("no log of this scenario holds the signature \"{id}\"");
                let instead = "give one of its example lines to a log";
                self.wrong(code::SCENARIO, place, what, Some(instead.into()));
            }
        }
    }

    fn variant(&mut self, raw: RawVariant, common: &TakenIds) -> Option<Variant> {
        let id = self.id(&raw.id);
        let cause = match raw.cause.value.as_str() {
            "unknown" => Some(Planted::Unknown),
            _ => self.cause(&raw.cause).map(Planted::Cause),
        };
        let also = raw.also.iter().map(|c| self.cause(c)).collect();
        // A part with the id of a common one stands in its place.
        let mut taken = common.replaceable();
        let parts = self.parts(
            (raw.observations, raw.injects, raw.expected, raw.forbidden),
            &mut taken,
        );
        let hints = raw.hints.map(|hints| self.hints(hints));
        Some(Variant {
            id: id?,
            cause: cause?,
            also: all(also)?,
            parts: parts?,
            hints: match hints {
                Some(hints) => Some(hints?),
                None => None,
            },
        })
    }

    fn pool(&mut self, pool: &BTreeMap<String, Placed<Vec<String>>>) {
        for (name, values) in pool {
            let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if name.is_empty() || !is_name {
                let what = format!("\"{name}\" is no name");
                let instead = Some("use lower-case letters and \"_\"".to_owned());
                self.wrong(code::BAD_NAME, values.place, what, instead);
            }
            if values.value.is_empty() {
                let what = format!("the pool \"{name}\" is empty");
                self.wrong(code::SCENARIO, values.place, what, None);
            }
        }
    }

    fn teach(&mut self, raw: RawTeach) -> Option<Teach> {
        let after = match raw.after.value.as_str() {
            "opening" => Stage::Opening,
            "found" => Stage::Found,
            "cause" => Stage::Cause,
            "mitigated" => Stage::Mitigated,
            "resolved" => Stage::Resolved,
            _ => Stage::Step(self.step(&raw.after)?),
        };
        let says = raw.says;
        Some(Teach { after, says })
    }

    fn hints(&mut self, raw: Placed<Vec<String>>) -> Option<[String; 3]> {
        let count = raw.value.len();
        match raw.value.try_into() {
            Ok(hints) => Some(hints),
            Err(_) => {
                let what = format!("there are {count} hints; three belong to a scenario");
                let instead = "write three, each stronger than the one before".to_owned();
                self.wrong(code::SCENARIO, raw.place, what, Some(instead));
                None
            }
        }
    }

    fn goals<'r>(&mut self, raw: impl IntoIterator<Item = &'r RawGoal>) -> Goals {
        let mut goals = Goals::default();
        for goal in raw {
            for (kept, given) in [
                (&mut goals.first_action, &goal.first_action),
                (&mut goals.resolve, &goal.resolve),
            ] {
                if let Some(given) = given {
                    *kept = self.duration(given);
                }
            }
        }
        goals
    }

    /// A text for the operator: it says something, and what looks like a slip of a pool's name
    /// in it is none. Other braces are text: commands and logs are full of them.
    pub(super) fn words(&mut self, raw: &Placed<String>) {
        if raw.value.trim().is_empty() {
            self.wrong(code::EMPTY, raw.place, "the text is empty".into(), None);
        }
        for part in raw.value.split('{').skip(1) {
            let Some((name, _)) = part.split_once('}') else {
                continue;
            };
            let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
            if self.pool.iter().any(|known| known == base) {
                continue;
            }
            if let Some(instead) = suggestion(base, self.pool.iter().map(String::as_str)) {
                let what = format!("there is no pool \"{name}\"");
                self.wrong(code::NO_TARGET, raw.place, what, Some(instead));
            }
        }
    }

    fn runbook_id(&mut self, raw: &Placed<String>) -> Option<RunbookId> {
        let id = self.id(raw)?;
        let unknown = self.runbooks.filter(|r| r.runbook(&raw.value).is_none());
        if let Some(runbooks) = unknown {
            let instead = suggestion(&raw.value, runbooks.ids().into_iter());
            let what = format!("there is no runbook \"{}\"", raw.value);
            self.wrong(code::NO_TARGET, raw.place, what, instead);
            return None;
        }
        Some(id)
    }

    /// The runbook with this id, where there is something to check against. One that is
    /// missing was told where it was named.
    pub(super) fn known(&self, id: &str) -> Option<Arc<Runbook>> {
        self.runbooks?.runbook(id)
    }

    /// The scenario's own runbook.
    pub(super) fn own(&self) -> Option<Arc<Runbook>> {
        self.known(&self.home)
    }

    /// Whether references are checked at all.
    pub(super) fn is_strict(&self) -> bool {
        self.runbooks.is_some()
    }

    /// A step of the scenario's runbook, or of another with `RUNBOOK/` before it.
    pub(super) fn step(&mut self, raw: &Placed<String>) -> Option<StepRef> {
        let home = self.home.clone();
        let (book, step) = match raw.value.split_once('/') {
            Some((book, step)) => (book, step),
            None => (home.as_str(), raw.value.as_str()),
        };
        if let Some(runbook) = self.known(book) {
            let mut steps = runbook.steps().map(|(_, s)| s.id.as_str());
            if !steps.any(|known| known == step) {
                let known = runbook.steps().map(|(_, s)| s.id.as_str());
                let instead = suggestion(step, known);
                let what = format!("{book} has no step \"{step}\"");
                self.wrong(code::NO_TARGET, raw.place, what, instead);
                return None;
            }
        } else if self.is_strict() && book != home {
            let what = format!("there is no runbook \"{book}\"");
            self.wrong(code::NO_TARGET, raw.place, what, None);
            return None;
        }
        let (runbook, step) = (book.parse(), step.parse());
        match (runbook, step) {
            (Ok(runbook), Ok(step)) => Some(StepRef { runbook, step }),
            (Err(error), _) | (_, Err(error)) => {
                self.wrong(code::NO_TARGET, raw.place, error.to_string(), None);
                None
            }
        }
    }
}
