//! What the search looks at in a runbook, apart from it: small enough to be kept of thousands
//! of files, so that no start has to read them all again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::{SearchField, signature_texts, texts};
use crate::domain::id::RunbookId;
use crate::domain::runbook::{Pattern, Runbook, RunbookMode};

/// The texts of one runbook that a query is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document<'a> {
    /// Its id.
    pub id: RunbookId,
    /// Whether it is for trouble or for planned work.
    pub mode: RunbookMode,
    /// Its texts, the title first. What people say of a shipped one is not among them: the
    /// program has those phrases.
    pub texts: Vec<(SearchField, Cow<'a, str>)>,
    /// Its signatures.
    pub signatures: Vec<SignatureDocument<'a>>,
}

/// A signature, as far as a query is held against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureDocument<'a> {
    /// The pattern is a regular expression, and no text as it stands.
    pub is_regex: bool,
    /// The pattern.
    pub source: Cow<'a, str>,
    /// Its examples, or what it says literally.
    pub texts: Vec<Cow<'a, str>>,
}

impl<'a> Document<'a> {
    /// That of a runbook.
    pub fn of(runbook: &'a Runbook) -> Self {
        let mut all = Vec::new();
        texts(runbook, |field, text| all.push((field, text)));
        Self {
            id: runbook.id.clone(),
            mode: runbook.mode,
            texts: all,
            signatures: runbook
                .signatures
                .iter()
                .map(|signature| SignatureDocument {
                    is_regex: matches!(signature.pattern, Pattern::Regex(_)),
                    source: signature.pattern.source().into(),
                    texts: signature_texts(signature),
                })
                .collect(),
        }
    }
}

impl SignatureDocument<'_> {
    /// The pattern.
    pub fn pattern(&self) -> Pattern {
        let source = self.source.clone().into_owned();
        match self.is_regex {
            true => Pattern::Regex(source),
            false => Pattern::Text(source),
        }
    }
}

/// Whether phrases of people come before a text of this field.
pub fn is_behind_phrases(field: SearchField) -> bool {
    !matches!(
        field,
        SearchField::Title | SearchField::Id | SearchField::Message | SearchField::Symptom
    )
}
