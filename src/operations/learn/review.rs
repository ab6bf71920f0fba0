//! The patches of one incident, or of all since a time, ready to be read and applied.

use std::path::{Path, PathBuf};

use super::{Class, GoodLogs, Lesson, Patch, TaughtChange, kept_logs, lessons, patches};
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::time::Timestamp;
use crate::library::edit::{Edit, apply};
use crate::operations::catalogue::Catalogue;
use crate::session::{Session, SessionError};

/// Which incidents are learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// This one.
    One(IncidentId),
    /// All that were opened since.
    Since(Timestamp),
}

/// What there is to learn with.
pub struct Desk<'a> {
    /// All runbooks.
    pub library: &'a Catalogue,
    /// The folder of the user's own runbooks: a shipped one learns in a copy there.
    pub own: &'a Path,
    /// The folder of logs that were kept.
    pub kept: Option<&'a Path>,
    /// Logs in which nothing was wrong.
    pub good: &'a GoodLogs,
    /// Further logs of the incident.
    pub logs: &'a [PathBuf],
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// The changes, each with its reason.
    pub patches: Vec<Patch>,
    /// The incidents that taught nothing.
    pub nothing: Vec<String>,
}

/// Learns. `None` if what is meant is a drill: that teaches people.
pub fn review(
    session: &mut Session,
    meant: Meant,
    desk: &Desk<'_>,
) -> Result<Option<Review>, SessionError> {
    let heads = session.heads()?;
    let mut whole: Vec<IncidentId> = Vec::new();
    for head in heads {
        if session.load_if_whole(head)?.is_some() {
            whole.push(head.id);
        }
    }
    let all = whole.iter().filter_map(|id| session.incident(*id));
    let others: Vec<&Incident> = all.filter(|it| it.state().mode() != Mode::Drill).collect();
    let is_meant = |incident: &&&Incident| match meant {
        Meant::One(id) => incident.state().id == Some(id),
        Meant::Since(since) => incident.state().opened_at.is_some_and(|at| at >= since),
    };
    let mut taught: Vec<Lesson> = Vec::new();
    let mut nothing: Vec<String> = Vec::new();
    let mut is_any = false;
    for incident in others.iter().filter(is_meant) {
        is_any = true;
        let kept = desk.kept.map(|folder| kept_logs(incident.state(), folder));
        let mut logs = kept.unwrap_or_default();
        logs.extend(desk.logs.iter().cloned());
        let class = Class {
            incident,
            others: &others,
            good: desk.good,
            logs: &logs,
        };
        let mut found = lessons(&class);
        // What was taken from an earlier review is no news.
        found.retain(|lesson| !is_known(lesson, desk.library));
        if found.is_empty() {
            nothing.push(incident.state().key());
        }
        taught.append(&mut found);
    }
    if !is_any && matches!(meant, Meant::One(_)) {
        return Ok(None);
    }
    let patches = patches(&taught, desk.library, desk.own, desk.good);
    Ok(Some(Review { patches, nothing }))
}

/// Whether a runbook has learned this already.
fn is_known(lesson: &Lesson, library: &Catalogue) -> bool {
    let Some(Ok(entry)) = library.entry(lesson.runbook.as_str()) else {
        return false;
    };
    let (runbook, text) = (&entry.book.runbook, entry.shared_text());
    let in_markdown = lesson.in_markdown.as_ref();
    if let Some(TaughtChange::Line { line, .. }) = in_markdown
        && text.contains(line.as_str())
    {
        return true;
    }
    match &lesson.change {
        TaughtChange::Runbook(Edit::Add { new, .. }) => {
            let is_step = runbook.steps().any(|(_, step)| new.says("do", &step.does));
            let mut signatures = runbook.signatures.iter();
            is_step || signatures.any(|known| new.says("id", known.id.as_str()))
        }
        TaughtChange::Runbook(set) => apply(&text, set).as_deref() == Some(&*text),
        TaughtChange::Line { line, .. } => text.contains(line.as_str()),
        TaughtChange::Phrase(_) => false,
    }
}

impl Review {
    /// How many can be applied.
    pub fn placed(&self) -> usize {
        self.patches
            .iter()
            .filter(|it| !it.patch.is_empty())
            .count()
    }

    /// The folders that `git apply` is called in.
    pub fn roots(&self) -> Vec<&Path> {
        let placed = self.patches.iter().filter(|it| !it.patch.is_empty());
        let mut roots: Vec<&Path> = placed.map(|it| it.root.as_path()).collect();
        roots.sort();
        roots.dedup();
        roots
    }

    /// All of it as one file: `git apply` passes over the reasons before each patch.
    pub fn text(&self) -> String {
        self.patches.iter().map(for_review).collect()
    }
}

fn for_review(patch: &Patch) -> String {
    let (kind, runbook, incident) = (patch.kind, &patch.runbook, &patch.incident);
    let mut out = format!(
        "# {kind} of {runbook}, from {incident} (event {})\n# {}\n",
        patch.event,
        one_line(&patch.reason)
    );
    if let Some(remark) = &patch.remark {
        let word = match patch.patch.is_empty() {
            true => "no patch",
            false => "look",
        };
        out.push_str(&format!("# {word}: {}\n", one_line(remark)));
    }
    out.push_str(&patch.patch);
    out.push('\n');
    out
}

/// Nothing in a reason may begin a line of its own: it would be read as a part of a patch.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}
