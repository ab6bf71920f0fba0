//! A runbook file as it is written, before anything in it is believed. Values that other
//! places refer to keep where they stand, for diagnostics.

use std::collections::BTreeMap;

use super::decode::{Read, TreeReader, parsed, reads, word, words};
use super::raw_run::{RawRun, RawTest, RawUndo, RawWait};
use super::source::{Node, Placed};
use crate::domain::id::{CauseId, RunbookId};
use crate::domain::runbook::{
    Cause, Claim, Doer, Escalation, LogSource, Product, Reference, Risk, RunbookMode, See, Source,
    StepKind, Variable,
};
use crate::domain::value::ValueType;

/// The format that this version reads, and what a file of it says that has no newer key.
pub const FORMAT: &str = "runsheet.runbook/1";
/// The same with the keys that came later: a variable's `type`, what a run shows and where it
/// is sent, `wait`, `undo` and `tests`.
pub const FORMAT_1_1: &str = "runsheet.runbook/1.1";

#[derive(Debug)]
pub struct RawRunbook {
    pub format: Placed<String>,
    pub id: Placed<String>,
    pub title: Placed<String>,
    pub short: Option<Placed<String>>,
    pub revision: u32,
    pub category: Option<String>,
    pub mode: Option<RunbookMode>,
    pub products: Vec<Product>,
    pub sources: Vec<Source>,
    pub summary: Option<String>,
    pub see: Vec<See>,
    pub symptoms: Vec<Placed<RawSymptom>>,
    pub causes: Vec<Placed<Cause>>,
    pub signatures: Vec<Placed<RawSignature>>,
    pub targets: Vec<Placed<RawTarget>>,
    pub claims: Vec<Claim>,
    pub variables: Vec<Placed<Variable>>,
    pub phases: Placed<Vec<Placed<RawPhase>>>,
    pub outcome: Option<String>,
    pub escalation: Option<Escalation>,
    pub references: Vec<Reference>,
    pub tests: Vec<Placed<RawTest>>,
}

#[derive(Debug)]
pub struct RawSymptom {
    pub says: Option<String>,
    pub sees: Option<String>,
}

#[derive(Debug)]
pub struct RawSignature {
    pub id: Placed<String>,
    pub text: Option<Placed<String>>,
    pub regex: Option<Placed<String>>,
    pub causes: Vec<Placed<String>>,
    pub step: Option<Placed<String>>,
    pub examples: Vec<String>,
    pub not: Vec<String>,
}

#[derive(Debug)]
pub struct RawTarget {
    pub first_action: Option<Placed<String>>,
    pub resolve: Option<Placed<String>>,
    pub r#for: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawPhase {
    pub id: Placed<String>,
    pub title: String,
    pub steps: Vec<Placed<RawStep>>,
}

#[derive(Debug)]
pub struct RawStep {
    pub id: Placed<String>,
    pub r#do: String,
    pub short: Option<Placed<String>>,
    pub why: Option<String>,
    pub kind: StepKind,
    pub by: Option<Doer>,
    pub expect: Option<String>,
    pub rules_out: Vec<Placed<String>>,
    pub suspects: Vec<Placed<String>>,
    pub takes: Option<Placed<String>>,
    pub run: Vec<Placed<RawRun>>,
    pub wait: Option<Placed<RawWait>>,
    pub rollback: Option<Placed<String>>,
    pub undo: Option<Placed<RawUndo>>,
    pub risk: Option<Risk>,
    pub breaks: Option<Placed<String>>,
    pub approval: Option<Doer>,
    pub temporary: bool,
    pub menu: Option<Placed<String>>,
    pub when: BTreeMap<String, Placed<String>>,
    pub answers: Vec<Placed<RawAnswer>>,
    pub log: Option<LogSource>,
    pub critical: bool,
    pub note: Option<String>,
}

#[derive(Debug)]
pub struct RawAnswer {
    pub id: Placed<String>,
    pub says: Option<String>,
    pub goto: Option<Placed<String>>,
    pub cause: Option<Placed<String>>,
}

reads!(RawRunbook, "a runbook: keys such as \"format:\" and \"title:\"", { format, id, title, short, revision, category, mode, products, sources, summary, see, symptoms, causes, signatures, targets, claims, variables, phases, outcome, escalation, references, tests });

reads!(RawSymptom, "`{says: …}` or `{sees: …}`", { says, sees });

reads!(RawSignature, "a signature: `{id: …, text: …}` or `{id: …, regex: …}`", { id, text, regex, causes, step, examples, not });

reads!(RawTarget, "`{first_action: 5m}` or `{resolve: 10m}`", { first_action, resolve, r#for: "for" });

reads!(RawPhase, "a phase: `id:`, `title:` and `steps:`", { id, title, steps });

reads!(RawStep, "a step: `{id: …, do: …, kind: …}`", { id, r#do: "do", short, why, kind, by, expect, rules_out, suspects, takes, run, wait, rollback, undo, risk, breaks, approval, temporary, menu, when, answers, log, critical, note });

reads!(RawAnswer, "an answer: `{id: …}`", { id, says, goto, cause });

// Parts that the domain has in the same form.
reads!(Product, "`{name: …}`", { name, versions });
reads!(Source, "`{title: …}`", { title, kind, date, url });
reads!(See, "`{runbook: …, when: …}`", { runbook, when });
reads!(Cause, "a cause: `{id: …, title: …}`", { id, title, class, follows });
reads!(Claim, "`{metric: …, to: …}`", { metric, from, to, change, by });
reads!(Variable, "a variable: `{name: …, ask: …}`", { name, ask, example, kind: "type", secret });
reads!(LogSource, "`{name: …, how: {windows: …}}`", { name, how, note });
reads!(Escalation, "`{to: …, with: …}`", { to, with });
reads!(Reference, "`{title: …, url: …}`", { title, url, note });
words!(RunbookMode, StepKind, Doer, Risk);

impl Read for ValueType {
    const WANTED: &'static str = "a type: text, host, ip, int or name";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        word(node, reader)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl Read for CauseId {
    const WANTED: &'static str = "the id of a cause";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        parsed(node, reader)
    }
}

impl Read for RunbookId {
    const WANTED: &'static str = "the id of a runbook";

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        parsed(node, reader)
    }
}
