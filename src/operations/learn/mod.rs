//! What incidents teach their runbooks, as changes for review. Nothing is written here: a lesson
//! is a change to a text, with its reason and the event that it comes from.

mod lines;
mod notes;
mod patch;
mod phrase;
mod review;
mod seen;
mod steps;
mod taught;
mod undo;

use std::path::{Path, PathBuf};

pub use lines::GoodLogs;
pub use patch::{Patch, patches};
pub use review::{Desk, Meant, Review, review};

use crate::domain::id::{EventId, RunbookId};
use crate::domain::incident::Incident;
use crate::domain::state::State;
use crate::library::edit::Edit;

/// What kind of thing is taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LessonKind {
    /// A line that tells of a cause.
    Signature,
    /// How people say it.
    Phrase,
    /// What helped and stood in no runbook.
    Step,
    /// What people say of a step, or why they pass it over.
    Note,
    /// What is seen where something else is expected.
    Expect,
    /// What an output shows when all is well.
    Shows,
    /// How a change is taken back.
    Undo,
}

impl LessonKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            LessonKind::Signature => "signature",
            LessonKind::Phrase => "phrase",
            LessonKind::Step => "step",
            LessonKind::Note => "note",
            LessonKind::Expect => "expect",
            LessonKind::Shows => "shows",
            LessonKind::Undo => "undo",
        }
    }
}

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaughtChange {
    /// The text of the runbook.
    Runbook(Edit),
    /// A line in the runbook's Markdown, behind the step of this text.
    Line {
        /// What the step before it says.
        behind: String,
        /// The new step.
        line: String,
    },
    /// A phrase beside the runbooks.
    Phrase(String),
}

/// Something that an incident teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The incident, as it is called here.
    pub incident: String,
    /// What kind of thing it is.
    pub kind: LessonKind,
    /// The runbook that learns.
    pub runbook: RunbookId,
    /// Why.
    pub reason: String,
    /// The event that it comes from.
    pub event: EventId,
    /// What changes, in YAML.
    pub change: TaughtChange,
    /// What changes where the runbook is Markdown, if that can hold it.
    pub in_markdown: Option<TaughtChange>,
    /// It needs the newer format.
    pub is_newer: bool,
}

/// What an incident's lessons are held against.
pub struct Class<'a> {
    /// The incident that is learned from.
    pub incident: &'a Incident,
    /// All incidents in which runbooks were walked, this one among them.
    pub others: &'a [&'a Incident],
    /// Logs in which nothing was wrong.
    pub good: &'a GoodLogs,
    /// Logs of the incident that are at hand.
    pub logs: &'a [PathBuf],
}

/// What an incident teaches, in the order in which it happened.
pub fn lessons(class: &Class<'_>) -> Vec<Lesson> {
    let state = class.incident.state();
    let is_over = state.resolution.is_some() || state.milestones.resolved.is_some();
    if !is_over || state.mode() == crate::domain::event::Mode::Drill {
        return Vec::new();
    }
    let mut all = taught::signatures(class);
    all.extend(phrase::phrases(class));
    all.extend(steps::improvised(class));
    all.extend(undo::undone(class));
    all.extend(notes::passed_over(class));
    all.extend(seen::observed(class));
    all
}

/// The logs of an incident that were kept, each under its hash.
pub fn kept_logs(state: &State, folder: &Path) -> Vec<PathBuf> {
    let hashes: Vec<&str> = state
        .evidence
        .iter()
        .filter_map(|it| it.sha256.as_deref())
        .collect();
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        hashes
            .iter()
            .any(|hash| hash.len() > 16 && name.starts_with(&hash[..16]))
    };
    let mut kept: Vec<PathBuf> = paths.filter(is_ours).collect();
    kept.sort();
    kept
}
