//! A scenario file as it is written, before anything in it is believed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::domain::event::Severity;
use crate::domain::runbook::Risk;
use crate::domain::scenario::{Level, Marked, Outcome, ReportKind, Wants};

/// The format that this version reads.
pub const FORMAT: &str = "runsheet.scenario/1";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawScenario {
    pub format: Spanned<String>,
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub runbook: Spanned<String>,
    #[serde(default)]
    pub also_right: Vec<Spanned<String>>,
    pub revision: u32,
    pub level: Level,
    pub minutes: Spanned<u32>,
    #[serde(default)]
    pub objectives: Vec<String>,
    #[serde(default)]
    pub guided: bool,
    #[serde(default)]
    pub teach: Vec<RawTeach>,
    pub opening: RawOpening,
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default)]
    pub targets: Vec<Spanned<RawGoal>>,
    #[serde(default)]
    pub pool: BTreeMap<String, Spanned<Vec<String>>>,
    #[serde(default)]
    pub observations: Vec<RawObservation>,
    #[serde(default)]
    pub injects: Vec<Spanned<RawInject>>,
    #[serde(default)]
    pub expected: Vec<Spanned<RawExpected>>,
    #[serde(default)]
    pub forbidden: Vec<Spanned<RawForbidden>>,
    pub hints: Spanned<Vec<String>>,
    pub variants: Spanned<Vec<RawVariant>>,
    #[serde(default)]
    pub questions: Vec<String>,
    #[serde(default)]
    pub expert: Option<RawGoal>,
    #[serde(default)]
    pub short: Option<RawShort>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTeach {
    pub after: Spanned<String>,
    pub says: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawOpening {
    pub kind: ReportKind,
    pub from: String,
    pub text: Spanned<String>,
    #[serde(default)]
    pub detected: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawGoal {
    #[serde(default)]
    pub first_action: Option<Spanned<String>>,
    #[serde(default)]
    pub resolve: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawObservation {
    pub step: Spanned<String>,
    #[serde(default)]
    pub after: Vec<Spanned<String>>,
    #[serde(default)]
    pub says: Option<Spanned<String>>,
    #[serde(default)]
    pub run: Option<Spanned<u32>>,
    #[serde(default)]
    pub output: Option<Spanned<String>>,
    #[serde(default)]
    pub log: Option<RawLog>,
    #[serde(default)]
    pub outcome: Option<Outcome>,
    #[serde(default)]
    pub answer: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLog {
    pub name: Spanned<String>,
    pub text: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawInject {
    pub id: Spanned<String>,
    #[serde(default)]
    pub at: Option<Spanned<String>>,
    #[serde(default)]
    pub after: Option<Spanned<String>>,
    #[serde(default)]
    pub delay: Option<Spanned<String>>,
    pub from: String,
    pub says: Spanned<String>,
    #[serde(default)]
    pub wants: Wants,
    #[serde(default)]
    pub within: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawExpected {
    pub id: Spanned<String>,
    #[serde(default)]
    pub step: Option<Spanned<String>>,
    #[serde(default)]
    pub outcome: Option<Outcome>,
    #[serde(default)]
    pub answer: Option<Spanned<String>>,
    #[serde(default)]
    pub inject: Option<Spanned<String>>,
    #[serde(default)]
    pub cause: Option<Spanned<String>>,
    #[serde(default)]
    pub signature: Option<Spanned<String>>,
    #[serde(default)]
    pub mark: Option<Marked>,
    #[serde(default)]
    pub send: Option<Wants>,
    #[serde(default)]
    pub within: Option<Spanned<String>>,
    #[serde(default)]
    pub critical: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawForbidden {
    pub id: Spanned<String>,
    #[serde(default)]
    pub step: Option<Spanned<String>>,
    #[serde(default)]
    pub risk: Option<Risk>,
    #[serde(default)]
    pub until: Option<Spanned<String>>,
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawVariant {
    pub id: Spanned<String>,
    pub cause: Spanned<String>,
    #[serde(default)]
    pub also: Vec<Spanned<String>>,
    #[serde(default)]
    pub observations: Vec<RawObservation>,
    #[serde(default)]
    pub injects: Vec<Spanned<RawInject>>,
    #[serde(default)]
    pub expected: Vec<Spanned<RawExpected>>,
    #[serde(default)]
    pub forbidden: Vec<Spanned<RawForbidden>>,
    #[serde(default)]
    pub hints: Option<Spanned<Vec<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawShort {
    pub steps: Vec<Spanned<String>>,
}
