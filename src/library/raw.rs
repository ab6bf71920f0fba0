//! A runbook file as it is written, before anything in it is believed. Values that other
//! places refer to keep where they stand, for diagnostics.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::domain::runbook::{
    Cause, Claim, Doer, Escalation, LogSource, Product, Reference, Risk, RunbookMode, See, Source,
    StepKind, Variable,
};

/// The format that this version reads, and what a file of it says that has no newer key.
pub const FORMAT: &str = "runsheet.runbook/1";
/// The same with the keys that came later: a variable's `type`.
pub const FORMAT_1_1: &str = "runsheet.runbook/1.1";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRunbook {
    pub format: Spanned<String>,
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub short: Option<Spanned<String>>,
    pub revision: u32,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub mode: Option<RunbookMode>,
    #[serde(default)]
    pub products: Vec<Product>,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    pub summary: Option<String>,
    #[serde(default)]
    pub see: Vec<See>,
    #[serde(default)]
    pub symptoms: Vec<Spanned<RawSymptom>>,
    #[serde(default)]
    pub causes: Vec<Spanned<Cause>>,
    #[serde(default)]
    pub signatures: Vec<Spanned<RawSignature>>,
    #[serde(default)]
    pub targets: Vec<Spanned<RawTarget>>,
    #[serde(default)]
    pub claims: Vec<Claim>,
    #[serde(default)]
    pub variables: Vec<Spanned<Variable>>,
    pub phases: Vec<Spanned<RawPhase>>,
    #[serde(default)]
    pub outcome: Option<String>,
    #[serde(default)]
    pub escalation: Option<Escalation>,
    #[serde(default)]
    pub references: Vec<Reference>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSymptom {
    pub says: Option<String>,
    pub sees: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSignature {
    pub id: Spanned<String>,
    pub text: Option<Spanned<String>>,
    pub regex: Option<Spanned<String>>,
    #[serde(default)]
    pub causes: Vec<Spanned<String>>,
    pub step: Option<Spanned<String>>,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTarget {
    pub first_action: Option<Spanned<String>>,
    pub resolve: Option<Spanned<String>>,
    pub r#for: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPhase {
    pub id: Spanned<String>,
    pub title: String,
    pub steps: Vec<Spanned<RawStep>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawStep {
    pub id: Spanned<String>,
    pub r#do: String,
    #[serde(default)]
    pub short: Option<Spanned<String>>,
    #[serde(default)]
    pub why: Option<String>,
    pub kind: StepKind,
    #[serde(default)]
    pub by: Option<Doer>,
    #[serde(default)]
    pub expect: Option<String>,
    #[serde(default)]
    pub rules_out: Vec<Spanned<String>>,
    #[serde(default)]
    pub suspects: Vec<Spanned<String>>,
    #[serde(default)]
    pub takes: Option<Spanned<String>>,
    #[serde(default)]
    pub run: Vec<Spanned<RawRun>>,
    #[serde(default)]
    pub rollback: Option<Spanned<String>>,
    #[serde(default)]
    pub risk: Option<Risk>,
    #[serde(default)]
    pub breaks: Option<Spanned<String>>,
    #[serde(default)]
    pub approval: Option<Doer>,
    #[serde(default)]
    pub temporary: bool,
    #[serde(default)]
    pub menu: Option<Spanned<String>>,
    #[serde(default)]
    pub when: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub answers: Vec<Spanned<RawAnswer>>,
    #[serde(default)]
    pub log: Option<LogSource>,
    #[serde(default)]
    pub critical: bool,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRun {
    pub device: Option<String>,
    pub text: Spanned<String>,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAnswer {
    pub id: Spanned<String>,
    #[serde(default)]
    pub says: Option<String>,
    #[serde(default)]
    pub goto: Option<Spanned<String>>,
    #[serde(default)]
    pub cause: Option<Spanned<String>>,
}
