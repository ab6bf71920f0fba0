//! A scenario from a real incident, ready to edit: what was observed becomes what is seen,
//! waits and updates become injects, what was done becomes what is expected.
//!
//! Long because the file is written from its top to its end, one part after the other.

use super::mask::ScriptMask;
use super::play::{ends, happened, step_of};
use crate::domain::checklist::StepState;
use crate::domain::event::{Event, Payload};
use crate::domain::id::EventId;
use crate::domain::incident::Incident;
use crate::domain::metrics::metrics;
use crate::domain::runbook::{Runbook, Step};
use crate::domain::state::{Attachment, State};
use crate::domain::time::Timestamp;
use crate::masks::Masks;

const MINUTE_MS: i64 = 60_000;
/// A question comes this long before the update that answered it.
const ASKED_BEFORE_MS: i64 = 2 * MINUTE_MS;

/// The text of a scenario file; `None` without a runbook whose text is at hand.
pub fn draft(incident: &Incident, secrets: Masks) -> Option<String> {
    let state = incident.state();
    let with_text = |a: &&Attachment| a.runbook.is_some();
    // The one walked last and not set aside is the one that helped.
    let home = state.in_use().filter(with_text).last();
    let home = home.or_else(|| state.runbooks.iter().rev().find(|a| a.runbook.is_some()))?;
    let events = happened(incident);
    let mut draft = Draft {
        out: String::new(),
        mask: ScriptMask::of(incident, home.runbook.as_deref()?, secrets),
        opened: state.opened_at?,
        state,
        home,
        runbook: home.runbook.as_deref()?,
        injects: Vec::new(),
        events: &events,
    };
    draft.injects();
    draft.head();
    draft.observations();
    draft.acts();
    draft.tail();
    Some(draft.out)
}

struct Draft<'a> {
    out: String,
    mask: ScriptMask,
    opened: Timestamp,
    state: &'a State,
    home: &'a Attachment,
    runbook: &'a Runbook,
    /// Id and text of each inject, and whether it wants a reply.
    injects: Vec<(String, String, bool)>,
    events: &'a [(EventId, Event)],
}

impl Draft<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// A masked text as a YAML value.
    fn quoted(&self, text: &str) -> String {
        quoted(&self.mask.text(text))
    }

    /// How long after the opening something happened.
    fn since(&self, at: Timestamp) -> i64 {
        at.since(self.opened).max(0)
    }

    fn head(&mut self) {
        let state = self.state;
        let figures = metrics(state);
        let title = self.mask.text(&state.title);
        let id = slug(&title);
        let minutes = figures.ttr.or(figures.duration).unwrap_or(0) * 3 / 2 / MINUTE_MS;
        let detected = state.milestones.detected;
        let detected = detected.map_or(0, |mark| self.opened.since(mark.at).max(0));
        let scope = state.impact.scope.as_deref().unwrap_or_default();
        let report = format!("{title}. {scope}");
        let key = state.key();
        self.line("# yaml-language-server: $schema=scenario-1.json");
        self.line(&format!(
            "# Written from {key}: read all of it before it is played, and take out"
        ));
        self.line("# whatever names people or machines.");
        self.line("format: runsheet.scenario/1");
        self.line(&format!("id: {id}"));
        self.line("# What people say is wrong; it must not name the cause.");
        self.line(&format!("title: {}", quoted(&title)));
        self.line(&format!("runbook: {}", self.home.id));
        self.line("revision: 1\nlevel: usual");
        self.line(&format!("minutes: {}", minutes.max(10)));
        self.line("objectives:\n  - Finds the cause by what is seen");
        self.line("# The words of the alert or of the report: the runbook is searched by them.");
        self.line("opening:\n  kind: report\n  from: Service desk");
        let report = self.quoted(report.trim());
        self.line(&format!("  text: {report}"));
        if detected > 0 {
            self.line(&format!("  detected: {}", span(detected)));
        }
        if let Some(severity) = state.severity {
            self.line(&format!("severity: {}", severity.word()));
        }
        let goals = [("first_action", figures.ttfa), ("resolve", figures.ttr)];
        let goals = goals.map(|(name, ms)| Some((name, generous(ms?))));
        if goals.iter().any(Option::is_some) {
            self.line("targets:");
        }
        for (name, ms) in goals.into_iter().flatten() {
            self.line(&format!("  - {{{name}: {}}}", span(ms)));
        }
    }

    fn observations(&mut self) {
        let mut lines = Vec::new();
        for (_, step) in self.runbook.steps() {
            lines.extend(self.observation(step));
        }
        lines.extend(self.logs());
        if !lines.is_empty() {
            self.line("observations:");
        }
        for line in lines {
            self.line(&line);
        }
    }

    fn observation(&self, step: &Step) -> Option<String> {
        let progress = self.home.steps.get(&step.id)?;
        let answer = progress.answer.as_deref().and_then(|id| step.answer(id));
        let words = progress.observed.as_deref();
        let words = words.or(answer.map(|answer| answer.words()));
        let words = words.or(progress.reason.as_deref())?;
        let (id, says) = (&step.id, self.quoted(words));
        let concludes = match (answer, progress.state) {
            (Some(answer), StepState::Done) => format!(", answer: {}", quoted(&answer.id)),
            (_, StepState::Done) => ", outcome: done".to_owned(),
            (_, StepState::Failed) => ", outcome: failed".to_owned(),
            (_, StepState::Inconclusive) => ", outcome: inconclusive".to_owned(),
            _ => return None,
        };
        Some(format!("  - {{step: {id}, says: {says}{concludes}}}"))
    }

    /// What was found in logs, handed over where the runbook collects one.
    fn logs(&self) -> Vec<String> {
        let mut steps = self.runbook.steps().map(|(_, step)| step);
        let Some(collects) = steps.find(|step| step.log.is_some()) else {
            return Vec::new();
        };
        let mut logs: Vec<(&str, String)> = Vec::new();
        for evidence in &self.state.evidence {
            let mut lines: Vec<_> = evidence.findings.iter().map(|f| &f.first).collect();
            lines.sort_by_key(|first| first.line);
            lines.dedup();
            let text: String = lines
                .iter()
                .map(|first| format!("{}\n", first.text))
                .collect();
            let is_new = logs.iter().all(|(name, _)| *name != evidence.name);
            if !text.trim().is_empty() && is_new {
                logs.push((&evidence.name, text));
            }
        }
        let line = |(name, text): (&str, String)| {
            let (id, name, text) = (&collects.id, self.quoted(name), self.quoted(&text));
            format!("  - {{step: {id}, log: {{name: {name}, text: {text}}}, outcome: done}}")
        };
        logs.into_iter().map(line).collect()
    }

    /// Waits end, and those who were told something asked before.
    fn injects(&mut self) {
        let steps = self.home.steps.values();
        for wait in steps.flat_map(|progress| progress.waits.iter()) {
            let Some(over) = wait.span.to else {
                continue;
            };
            let (at, from) = (span(self.since(over)), self.quoted(&wait.waiting_on));
            let what = wait.reason.as_deref().unwrap_or("what you waited for");
            let says = self.quoted(&format!("It is there: {what}."));
            let text = format!("at: {at}, from: {from}, says: {says}");
            self.inject("answer", text, false);
        }
        for update in &self.state.updates {
            let at = span(self.since(update.at) - ASKED_BEFORE_MS);
            let from = self.quoted(update.audience.as_deref().unwrap_or("Duty manager"));
            let says = "\"How does it stand, and when do we hear more?\"";
            let text = format!("at: {at}, from: {from}, says: {says}, wants: update, within: 5m");
            self.inject("status-asked", text, true);
        }
        for handoff in &self.state.handoffs {
            let at = span(self.since(handoff.at) - ASKED_BEFORE_MS);
            let says = "\"I take over. What do I need to know?\"";
            let text =
                format!("at: {at}, from: Next shift, says: {says}, wants: handoff, within: 10m");
            self.inject("handoff-asked", text, true);
        }
    }

    fn inject(&mut self, word: &str, text: String, wants: bool) {
        let id = format!("{word}-{}", self.injects.len() + 1);
        self.injects.push((id, text, wants));
    }

    fn acts(&mut self) {
        let injects = std::mem::take(&mut self.injects);
        if !injects.is_empty() {
            self.line("injects:");
        }
        for (id, text, _) in &injects {
            self.line(&format!("  - {{id: {id}, {text}}}"));
        }
        self.line("# In the order of the expert's path. Make those critical that decide.");
        self.line("expected:");
        let mut known = Vec::new();
        for (_, event) in self.events {
            let Some(line) = self.expected(event, &mut known) else {
                continue;
            };
            self.line(&line);
        }
        for (id, _, _) in injects.iter().filter(|(_, _, wants)| *wants) {
            self.line(&format!("  - {{id: to-{id}, inject: {id}}}"));
        }
        self.line("  - {id: brought-to-its-end, mark: resolved}");
    }

    fn expected(&self, event: &Event, known: &mut Vec<String>) -> Option<String> {
        let within = span(generous(self.since(event.occurred_at)));
        if matches!(event.payload, Payload::Mitigated {}) && !known.contains(&String::new()) {
            known.push(String::new());
            return Some(format!(
                "  - {{id: service-is-back, mark: mitigated, within: {within}}}"
            ));
        }
        let outcome = ends(&event.payload)?;
        let at = step_of(event).filter(|at| at.runbook == self.home.id)?;
        let step = self.runbook.step(&at.step)?;
        // Only how a step ended in the end is worth repeating.
        let progress = self.home.steps.get(&step.id)?;
        let id = step.id.to_string();
        if progress.state.word() != outcome.word() || known.contains(&id) {
            return None;
        }
        known.push(id.clone());
        let answer = progress.answer.as_deref();
        let outcome = match answer.filter(|answer| step.answer(answer).is_some()) {
            Some(answer) => format!("answer: {}", quoted(answer)),
            None => format!("outcome: {}", outcome.word()),
        };
        let critical = if step.critical {
            ", critical: true"
        } else {
            ""
        };
        Some(format!(
            "  - {{id: did-{id}, step: {id}, {outcome}, within: {within}{critical}}}"
        ))
    }

    fn tail(&mut self) {
        let resolution = self.state.resolution.as_ref();
        let of_runbook = |id: &Option<String>| {
            let id = id.as_deref()?;
            let mut causes = self.runbook.causes.iter();
            causes.any(|c| c.id.as_str() == id).then(|| id.to_owned())
        };
        let cause = resolution.and_then(|r| of_runbook(&r.cause.as_ref()?.id));
        let cause = cause.unwrap_or_else(|| "unknown".to_owned());
        let also = resolution.map(|r| r.contributing.iter().filter_map(|c| of_runbook(&c.id)));
        let also: Vec<String> = also
            .into_iter()
            .flatten()
            .filter(|id| *id != cause)
            .collect();
        let figures = metrics(self.state);
        self.line("hints:");
        self.line("  - Part those who are affected from those who are not.");
        self.line("  - Which of the runbook's causes would look exactly like this?");
        self.line("  - Write here which step shows it.");
        self.line("variants:");
        let also = also.join(", ");
        self.line(&format!(
            "  - {{id: as-it-was, cause: {cause}, also: [{also}]}}"
        ));
        self.line(
            "questions:\n  - What told you the cause?\n  - What would you do sooner next time?",
        );
        let goals = [("first_action", figures.ttfa), ("resolve", figures.ttr)];
        let goals = goals.into_iter().filter_map(|(name, ms)| Some((name, ms?)));
        let goals: Vec<String> = goals
            .map(|(name, ms)| format!("{name}: {}", span(ms)))
            .collect();
        self.line(&format!("expert: {{{}}}", goals.join(", ")));
    }
}

/// Half as much again, in whole minutes: nobody should have to repeat a time to the second.
fn generous(ms: i64) -> i64 {
    (ms * 3 / 2).max(1).div_euclid(MINUTE_MS) * MINUTE_MS + MINUTE_MS
}

/// A span as scenario files write it.
fn span(ms: i64) -> String {
    let seconds = (ms / 1_000).max(1);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "m"), (seconds, "s")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    parts
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect()
}

/// A text in double quotes. JSON's are YAML's too; control characters have no place in a file
/// that people edit.
fn quoted(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let clean = match clean.trim() {
        "" => "(nothing was written down)",
        clean => clean,
    };
    serde_json::Value::from(clean).to_string()
}

/// An id from a title.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let id: String = words.join("-").chars().take(60).collect();
    match id.trim_matches('-') {
        "" => "from-an-incident".to_owned(),
        id => id.to_owned(),
    }
}
