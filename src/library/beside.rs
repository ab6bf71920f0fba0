//! Tests beside their runbooks: files in the folder `tests` of a folder of runbooks, each with
//! walks of one runbook. They are no part of the runbook: its text, and what is kept of it with
//! an incident, stay as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::Checks;
use super::compile::RunbookCompiler;
use super::diagnostic::Diagnostic;
use super::format::read_yaml;
use super::raw_run::RawTests;
use super::source::File;
use super::{code, read_utf8};
use crate::domain::runbook::{Runbook, WalkTest};

/// The folder of tests in a folder of runbooks.
pub const TESTS_FOLDER: &str = "tests";
/// What a file of tests says of itself.
pub const TESTS_FORMAT: &str = "runsheet.tests/1";

/// A file of tests that was read.
#[derive(Debug, Clone)]
pub struct TestsFile {
    /// The file.
    pub path: PathBuf,
    /// The runbook that is walked.
    pub runbook: Arc<Runbook>,
    /// The walks.
    pub tests: Vec<WalkTest>,
}

/// Whether a text is a file of tests.
pub fn is_tests_text(text: &str) -> bool {
    let format = text.lines().find_map(|line| line.strip_prefix("format:"));
    format.is_some_and(|says| says.trim().starts_with("runsheet.tests/"))
}

/// The files in the folder of tests of a folder of runbooks, by name.
pub fn tests_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join(TESTS_FOLDER));
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|e| e == "yaml" || e == "yml");
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_yaml)
        .collect();
    files.sort();
    files
}

/// Reads a file of tests; `find` gives the runbook that it names.
pub fn read_tests(
    path: &Path,
    find: &dyn Fn(&str) -> Option<Arc<Runbook>>,
) -> Result<TestsFile, Vec<Diagnostic>> {
    let text = read_utf8(path)?;
    let name = path.display().to_string();
    let file = File {
        path: &name,
        text: &text,
    };
    let parsed = read_yaml::<RawTests>(file);
    let Some(raw) = parsed.raw else {
        return Err(parsed.found);
    };
    let Some(runbook) = find(&raw.runbook.value) else {
        let what = format!("there is no runbook \"{}\"", raw.runbook.value);
        let instead = Some("name one of this library, or give its folder".to_owned());
        let place = raw.runbook.place;
        let mut found = parsed.found;
        found.push(Diagnostic::at(code::NO_TARGET, file, place, what, instead));
        return Err(found);
    };
    let mut check = RunbookCompiler::beside(file, parsed.found, &runbook);
    if raw.format.value != TESTS_FORMAT {
        let what = format!(
            "this version reads \"{TESTS_FORMAT}\", not \"{}\"",
            raw.format.value
        );
        let instead = Some(format!("write \"format: {TESTS_FORMAT}\""));
        check.wrong(code::FORMAT, raw.format.place, what, instead);
    }
    let tests = check.tests(raw.tests);
    let found = check.into_found();
    match tests {
        Some(tests) if found.is_empty() => Ok(TestsFile {
            path: path.to_owned(),
            runbook,
            tests,
        }),
        _ => Err(found),
    }
}
