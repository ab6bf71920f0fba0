//! A scenario file as it is written, before anything in it is believed.

use std::collections::BTreeMap;

use super::decode::{Read, TreeReader, reads, word, words};
use super::source::{Node, Placed};
use crate::domain::event::Severity;
use crate::domain::runbook::Risk;
use crate::domain::scenario::{Level, Marked, Outcome, ReportKind, Wants};

/// The format that this version reads.
pub const FORMAT: &str = "runsheet.scenario/1";

#[derive(Debug)]
pub struct RawScenario {
    pub format: Placed<String>,
    pub id: Placed<String>,
    pub title: Placed<String>,
    pub runbook: Placed<String>,
    pub also_right: Vec<Placed<String>>,
    pub revision: u32,
    pub level: Level,
    pub minutes: Placed<u32>,
    pub objectives: Vec<String>,
    pub guided: bool,
    pub teach: Vec<RawTeach>,
    pub opening: RawOpening,
    pub severity: Option<Severity>,
    pub targets: Vec<Placed<RawGoal>>,
    pub pool: BTreeMap<String, Placed<Vec<String>>>,
    pub observations: Vec<RawObservation>,
    pub injects: Vec<Placed<RawInject>>,
    pub expected: Vec<Placed<RawExpected>>,
    pub forbidden: Vec<Placed<RawForbidden>>,
    pub hints: Placed<Vec<String>>,
    pub variants: Placed<Vec<RawVariant>>,
    pub questions: Vec<String>,
    pub expert: Option<RawGoal>,
    pub short: Option<RawShort>,
}

#[derive(Debug)]
pub struct RawTeach {
    pub after: Placed<String>,
    pub says: String,
}

#[derive(Debug)]
pub struct RawOpening {
    pub kind: ReportKind,
    pub from: String,
    pub text: Placed<String>,
    pub detected: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawGoal {
    pub first_action: Option<Placed<String>>,
    pub resolve: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawObservation {
    pub step: Placed<String>,
    pub after: Vec<Placed<String>>,
    pub says: Option<Placed<String>>,
    pub run: Option<Placed<u32>>,
    pub output: Option<Placed<String>>,
    pub log: Option<RawLog>,
    pub outcome: Option<Outcome>,
    pub answer: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawLog {
    pub name: Placed<String>,
    pub text: Placed<String>,
}

#[derive(Debug)]
pub struct RawInject {
    pub id: Placed<String>,
    pub at: Option<Placed<String>>,
    pub after: Option<Placed<String>>,
    pub delay: Option<Placed<String>>,
    pub from: String,
    pub says: Placed<String>,
    pub wants: Wants,
    pub within: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawExpected {
    pub id: Placed<String>,
    pub step: Option<Placed<String>>,
    pub outcome: Option<Outcome>,
    pub answer: Option<Placed<String>>,
    pub inject: Option<Placed<String>>,
    pub cause: Option<Placed<String>>,
    pub signature: Option<Placed<String>>,
    pub mark: Option<Marked>,
    pub send: Option<Wants>,
    pub within: Option<Placed<String>>,
    pub critical: bool,
}

#[derive(Debug)]
pub struct RawForbidden {
    pub id: Placed<String>,
    pub step: Option<Placed<String>>,
    pub risk: Option<Risk>,
    pub until: Option<Placed<String>>,
    pub because: String,
}

#[derive(Debug)]
pub struct RawVariant {
    pub id: Placed<String>,
    pub cause: Placed<String>,
    pub also: Vec<Placed<String>>,
    pub observations: Vec<RawObservation>,
    pub injects: Vec<Placed<RawInject>>,
    pub expected: Vec<Placed<RawExpected>>,
    pub forbidden: Vec<Placed<RawForbidden>>,
    pub hints: Option<Placed<Vec<String>>>,
}

#[derive(Debug)]
pub struct RawShort {
    pub steps: Vec<Placed<String>>,
}

reads!(RawScenario, "a scenario: keys such as \"format:\" and \"title:\"", { format, id, title, runbook, also_right, revision, level, minutes, objectives, guided, teach, opening, severity, targets, pool, observations, injects, expected, forbidden, hints, variants, questions, expert, short });

reads!(RawTeach, "`{after: …, says: …}`", { after, says });

reads!(RawOpening, "`{kind: …, from: …, text: …}`", { kind, from, text, detected });

reads!(RawGoal, "`{first_action: 5m, resolve: 10m}`", { first_action, resolve });

reads!(RawObservation, "an observation: `{step: …, says: …}`", { step, after, says, run, output, log, outcome, answer });

reads!(RawLog, "`{name: …, text: …}`", { name, text });

reads!(RawInject, "an inject: `{id: …, at: …, from: …, says: …}`", { id, at, after, delay, from, says, wants, within });

reads!(RawExpected, "an expected act: `{id: …, step: …}`", { id, step, outcome, answer, inject, cause, signature, mark, send, within, critical });

reads!(RawForbidden, "`{id: …, step: …, because: …}`", { id, step, risk, until, because });

reads!(RawVariant, "a variant: `{id: …, cause: …}`", { id, cause, also, observations, injects, expected, forbidden, hints });

reads!(RawShort, "`{steps: […]}`", { steps });

words!(Severity, Level, Marked, Outcome, ReportKind);

impl Read for Wants {
    const WANTED: &'static str = "nothing, update, handoff or note";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        word(node, reader)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}
