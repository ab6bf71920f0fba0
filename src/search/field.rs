//! The parts of a runbook that a query is held against, and how much each counts.

use std::borrow::Cow;

use crate::domain::runbook::{Runbook, Signature, Symptom};
use crate::signature::form;

use super::text::sentences;

/// A part of a runbook that a query is held against.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum SearchField {
    Title,
    /// Literal words on a screen or in a log.
    Message,
    /// What a person reports.
    Symptom,
    /// How people say it.
    Said,
    /// How the operator's own team says it.
    Team,
    Summary,
    Cause,
    /// A line in a log that points at causes.
    Signature,
    Product,
    Id,
    Step,
    Why,
    Command,
}

/// How many fields there are.
pub const FIELDS: usize = 13;

impl SearchField {
    /// How much a word in this field counts.
    pub fn weight(self) -> f32 {
        match self {
            SearchField::Title => 2.5,
            SearchField::Symptom | SearchField::Team => 2.3,
            SearchField::Summary => 2.0,
            SearchField::Step => 1.75,
            SearchField::Message => 1.5,
            SearchField::Cause | SearchField::Id => 1.0,
            SearchField::Signature | SearchField::Why => 0.9,
            SearchField::Said => 0.5,
            SearchField::Product => 0.35,
            SearchField::Command => 0.3,
        }
    }

    /// How much it counts that one text of this field holds much of the query.
    pub fn strength(self) -> f32 {
        match self {
            SearchField::Title
            | SearchField::Message
            | SearchField::Symptom
            | SearchField::Said
            | SearchField::Team => 1.0,
            SearchField::Summary => 0.8,
            SearchField::Cause => 0.7,
            SearchField::Why => 0.64,
            SearchField::Signature => 0.5,
            SearchField::Id | SearchField::Step | SearchField::Command => 0.4,
            SearchField::Product => 0.25,
        }
    }

    /// Whether it says the trouble as people do.
    pub fn speaks(self) -> bool {
        matches!(
            self,
            SearchField::Title | SearchField::Message | SearchField::Symptom | SearchField::Team
        )
    }

    /// How many words it usually has in all. The same for every library: beside many short
    /// runbooks a thorough one would look too long, and the ranks among ours would change.
    pub fn usual(self) -> f32 {
        match self {
            SearchField::Title => 7.0,
            SearchField::Message => 29.0,
            SearchField::Symptom | SearchField::Team | SearchField::Summary => 40.0,
            SearchField::Cause => 48.0,
            SearchField::Said => 500.0,
            SearchField::Signature => 160.0,
            SearchField::Product => 13.0,
            SearchField::Id => 3.0,
            SearchField::Step => 130.0,
            SearchField::Why => 330.0,
            SearchField::Command => 140.0,
        }
    }

    /// Its name in at most eight columns.
    pub fn label(self) -> &'static str {
        match self {
            SearchField::Title => "title",
            SearchField::Message => "message",
            SearchField::Symptom => "symptom",
            SearchField::Said => "said",
            SearchField::Team => "team",
            SearchField::Summary => "summary",
            SearchField::Cause => "cause",
            SearchField::Signature => "log line",
            SearchField::Product => "product",
            SearchField::Id => "id",
            SearchField::Step => "step",
            SearchField::Why => "why",
            SearchField::Command => "command",
        }
    }
}

/// Calls `each` with every text of a runbook, the title first.
pub fn texts<'a>(runbook: &'a Runbook, mut each: impl FnMut(SearchField, Cow<'a, str>)) {
    let mut each = |field, text: &'a str| each(field, text.into());
    each(SearchField::Title, &runbook.title);
    each(SearchField::Id, runbook.id.as_str());
    for symptom in &runbook.symptoms {
        match symptom {
            Symptom::Says(text) => each(SearchField::Message, text),
            Symptom::Sees(text) => each(SearchField::Symptom, text),
        }
    }
    for sentence in sentences(&runbook.summary) {
        each(SearchField::Summary, sentence);
    }
    for cause in &runbook.causes {
        each(SearchField::Cause, &cause.title);
    }
    for product in &runbook.products {
        each(SearchField::Product, &product.name);
    }
    for step in runbook.phases.iter().flat_map(|phase| &phase.steps) {
        each(SearchField::Step, &step.does);
        for sentence in step.why.iter().flat_map(|why| sentences(why)) {
            each(SearchField::Why, sentence);
        }
        for line in step.run.iter().flat_map(|run| run.text.lines()) {
            each(SearchField::Command, line);
        }
    }
}

/// Every text of a signature: its examples, or what its pattern says literally.
pub fn signature_texts(signature: &Signature) -> Vec<Cow<'_, str>> {
    match signature.examples.is_empty() {
        true => vec![form(&signature.pattern).runs.join(" ").into()],
        false => signature
            .examples
            .iter()
            .map(|e| e.as_str().into())
            .collect(),
    }
}
