//! The parts of a runbook that a query is held against, and how much each counts.

use crate::domain::runbook::{Runbook, Signature, Symptom};
use crate::signature::form;

use super::said::phrases;
use super::text::sentences;

/// A part of a runbook that a query is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Field {
    Title,
    /// Literal words on a screen or in a log.
    Message,
    /// What a person reports.
    Symptom,
    /// How people say it.
    Said,
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
pub const FIELDS: usize = 12;

impl Field {
    /// How much a word in this field counts.
    pub fn weight(self) -> f32 {
        match self {
            Field::Title => 2.5,
            Field::Symptom => 2.3,
            Field::Summary => 2.0,
            Field::Step => 1.75,
            Field::Message => 1.5,
            Field::Cause | Field::Id => 1.0,
            Field::Signature | Field::Why => 0.9,
            Field::Said => 0.5,
            Field::Product => 0.35,
            Field::Command => 0.3,
        }
    }

    /// How much it counts that one text of this field holds much of the query.
    pub fn strength(self) -> f32 {
        match self {
            Field::Title | Field::Message | Field::Symptom | Field::Said => 1.0,
            Field::Summary => 0.8,
            Field::Cause => 0.7,
            Field::Why => 0.64,
            Field::Signature => 0.5,
            Field::Id | Field::Step | Field::Command => 0.4,
            Field::Product => 0.25,
        }
    }

    /// How many words it usually has in all. The same for every library: beside many short
    /// runbooks a thorough one would look too long, and the ranks among ours would change.
    pub fn usual(self) -> f32 {
        match self {
            Field::Title => 7.0,
            Field::Message => 29.0,
            Field::Symptom | Field::Summary => 40.0,
            Field::Cause => 48.0,
            Field::Said => 500.0,
            Field::Signature => 160.0,
            Field::Product => 13.0,
            Field::Id => 3.0,
            Field::Step => 130.0,
            Field::Why => 330.0,
            Field::Command => 140.0,
        }
    }

    /// Its name in at most eight columns.
    pub fn label(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Message => "message",
            Field::Symptom => "symptom",
            Field::Said => "said",
            Field::Summary => "summary",
            Field::Cause => "cause",
            Field::Signature => "log line",
            Field::Product => "product",
            Field::Id => "id",
            Field::Step => "step",
            Field::Why => "why",
            Field::Command => "command",
        }
    }
}

/// Calls `each` with every text of a runbook, the title first.
pub fn texts(runbook: &Runbook, mut each: impl FnMut(Field, &str)) {
    each(Field::Title, &runbook.title);
    each(Field::Id, runbook.id.as_str());
    for symptom in &runbook.symptoms {
        match symptom {
            Symptom::Says(text) => each(Field::Message, text),
            Symptom::Sees(text) => each(Field::Symptom, text),
        }
    }
    for phrase in phrases(runbook.id.as_str()) {
        each(Field::Said, phrase);
    }
    for sentence in sentences(&runbook.summary) {
        each(Field::Summary, sentence);
    }
    for cause in &runbook.causes {
        each(Field::Cause, &cause.title);
    }
    for product in &runbook.products {
        each(Field::Product, &product.name);
    }
    for step in runbook.phases.iter().flat_map(|phase| &phase.steps) {
        each(Field::Step, &step.does);
        for sentence in step.why.iter().flat_map(|why| sentences(why)) {
            each(Field::Why, sentence);
        }
        for line in step.run.iter().flat_map(|run| run.text.lines()) {
            each(Field::Command, line);
        }
    }
}

/// Calls `each` with every text of a signature: its examples, or what its pattern says
/// literally.
pub fn signature_texts(signature: &Signature, mut each: impl FnMut(&str)) {
    if signature.examples.is_empty() {
        each(&form(&signature.pattern).runs.join(" "));
    }
    signature.examples.iter().for_each(|example| each(example));
}
