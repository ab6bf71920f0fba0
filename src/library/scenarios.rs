//! All scenarios there are: the embedded ones, and those in the folder `drills` of each
//! folder of runbooks. They are read when drills are asked for, never for a first frame.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostic::Diagnostic;
use super::format::read_yaml;
use super::scenario::{Runbooks, compile};
use super::source::File;
use super::{Library, code, embedded, is_contacts_file, is_words_file, lint, read_utf8};
use crate::domain::digest::sha256_hex;
use crate::domain::id::StepRef;
use crate::domain::runbook::Runbook;
use crate::domain::scenario::{Expected, ExpectedAct, Parts, Scenario};

/// The folder of scenarios in a folder of runbooks.
pub const FOLDER: &str = "drills";

/// A scenario with its text.
#[derive(Debug, Clone)]
pub struct ScenarioEntry {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// The text of its file.
    pub text: Arc<str>,
    /// SHA-256 of the text, in hex.
    pub sha256: Arc<str>,
    /// Its file; `None` for an embedded one.
    pub path: Option<PathBuf>,
}

/// All scenarios, and what is wrong with files that are none.
#[derive(Debug, Clone, Default)]
pub struct Scenarios {
    entries: Vec<ScenarioEntry>,
    /// What is wrong with files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Scenarios {
    /// Loads the embedded scenarios and those of the folders of runbooks given. Of scenarios
    /// with the same id the one in the last folder counts.
    pub fn load(library: &dyn Runbooks, folders: &[PathBuf]) -> Self {
        let mut all = Self::default();
        for (name, text) in embedded::SCENARIOS {
            let read = read_scenario_text(&format!("embedded:{name}"), text, library);
            all.take(read, None);
        }
        for folder in folders.iter().map(|folder| folder.join(FOLDER)) {
            for path in yaml_files(&folder) {
                all.take(read_scenario_file(&path, library), Some(path));
            }
        }
        let order = |script: &ScenarioEntry| (script.scenario.level, script.scenario.id.clone());
        all.entries.sort_by_key(order);
        all
    }

    /// The scenarios, the easiest first.
    pub fn entries(&self) -> &[ScenarioEntry] {
        &self.entries
    }

    /// The scenario with this id.
    pub fn get(&self, id: &str) -> Option<&ScenarioEntry> {
        self.entries.iter().find(|s| s.scenario.id.as_str() == id)
    }

    /// The id nearest to one that does not exist.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        super::nearest(id, self.entries.iter().map(|s| s.scenario.id.as_str()))
    }

    fn take(&mut self, read: Result<ScenarioEntry, Vec<Diagnostic>>, path: Option<PathBuf>) {
        match read {
            Ok(script) => {
                self.entries
                    .retain(|known| known.scenario.id != script.scenario.id);
                self.entries.push(ScenarioEntry { path, ..script });
            }
            Err(found) => self.diagnostics.extend(found),
        }
    }
}

/// The files of a folder that hold YAML, by name; none if there is no such folder.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|e| e == "yaml" || e == "yml");
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_yaml)
        .collect();
    files.sort();
    files
}

/// Reads one scenario file and holds it against the runbooks of a library.
pub fn read_scenario_file(
    path: &Path,
    library: &dyn Runbooks,
) -> Result<ScenarioEntry, Vec<Diagnostic>> {
    let text = read_utf8(path)?;
    read_scenario_text(&path.display().to_string(), &text, library)
}

/// Reads the text of one scenario; `path` names it in diagnostics.
pub fn read_scenario_text(
    path: &str,
    text: &str,
    library: &dyn Runbooks,
) -> Result<ScenarioEntry, Vec<Diagnostic>> {
    read(path, text, Some(library))
}

/// Reads a text that was read before: one kept in a journal. A library that has changed since
/// cannot make it unreadable.
pub fn read_kept_scenario(text: &str) -> Result<Arc<Scenario>, Vec<Diagnostic>> {
    read("journal", text, None).map(|script| script.scenario)
}

fn read(
    path: &str,
    text: &str,
    library: Option<&dyn Runbooks>,
) -> Result<ScenarioEntry, Vec<Diagnostic>> {
    let file = File { path, text };
    let scenario = compile(file, read_yaml(file), library)?;
    Ok(ScenarioEntry {
        scenario: Arc::new(scenario),
        text: text.into(),
        sha256: sha256_hex(text.as_bytes()).into(),
        path: None,
    })
}

/// What is no mistake in a scenario but is probably not meant, in words: a critical step that is
/// expected while nobody is expected to settle the question on which it depends.
fn doubts(scenario: &Scenario, library: &dyn Runbooks) -> Vec<String> {
    let variants = scenario.variants.iter().map(|variant| &variant.parts);
    let parts: Vec<&Parts> = std::iter::once(&scenario.script).chain(variants).collect();
    let steps = |expected: &Expected| match &expected.act {
        ExpectedAct::Step { step, .. } => Some(step.clone()),
        _ => None,
    };
    let all = || parts.iter().flat_map(|parts| &parts.expected);
    let settled: Vec<StepRef> = all().filter_map(steps).collect();
    let mut doubts = Vec::new();
    for expected in all().filter(|expected| expected.critical) {
        let Some(at) = steps(expected) else { continue };
        let book = library.runbook(at.runbook.as_str());
        let step = book.as_ref().and_then(|book| book.step(&at.step));
        for condition in step.iter().flat_map(|step| &step.when) {
            let on = StepRef {
                runbook: at.runbook.clone(),
                step: condition.step.clone(),
            };
            if !settled.contains(&on) {
                doubts.push(format!(
                    "the critical act {} wants step {}, which counts only after {}: expect that too",
                    expected.id, at.step, on.step
                ));
            }
        }
    }
    doubts.dedup();
    doubts
}

/// Everything that is wrong or doubtful in a scenario's text.
pub fn lint_scenario(path: &str, text: &str, library: &dyn Runbooks) -> Vec<Diagnostic> {
    match read_scenario_text(path, text, library) {
        Ok(script) => {
            let instead = "expect that too";
            let doubt = |what| Diagnostic::whole(code::SCENARIO_DOUBT, path, what, instead);
            let doubts = doubts(&script.scenario, library).into_iter();
            lint::allowed(text, doubts.map(doubt).collect())
        }
        Err(found) => found,
    }
}

impl Runbooks for Library {
    fn runbook(&self, id: &str) -> Option<Arc<Runbook>> {
        self.get(id).map(|entry| entry.book.runbook.clone())
    }

    fn ids(&self) -> Vec<&str> {
        let entries = self.entries().iter();
        entries.map(|e| e.book.runbook.id.as_str()).collect()
    }
}

/// What a file says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A runbook, or nothing that is known: as one it gets its diagnostics.
    Runbook,
    /// A drill's script.
    Scenario,
    /// Tests of a runbook.
    Tests,
    /// Whom to call.
    Contacts,
    /// A team's own words.
    Words,
    /// Who plays which drill.
    Assignments,
}

/// What a file is, by its name where it has one of its own, else by its `format`.
pub fn kind_of(path: &Path, text: &str) -> FileKind {
    if is_contacts_file(path) {
        return FileKind::Contacts;
    }
    if is_words_file(path) {
        return FileKind::Words;
    }
    let mut formats = text.lines().filter_map(|line| line.strip_prefix("format:"));
    let format = formats.next().unwrap_or_default();
    let format = format.trim().trim_matches(['"', '\'']);
    let name = format.split('/').next().unwrap_or_default();
    match name {
        "runsheet.scenario" => FileKind::Scenario,
        "runsheet.tests" => FileKind::Tests,
        "runsheet.assignments" => FileKind::Assignments,
        _ => FileKind::Runbook,
    }
}
