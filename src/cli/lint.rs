//! `lint PATH…`: what is wrong or doubtful in files of runbooks and scenarios, each with its
//! line.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::library::code::{CODES, Code, DiagnosticSeverity};
use crate::library::{
    Assignments, Diagnostic, FileKind, Library, TESTS_FOLDER, is_runbook_file, kind_of, lint,
    lint_scenario, lint_text, lint_words, read_contacts, read_tests, read_utf8,
};
use crate::paths;
use crate::report::counted;

#[derive(Debug, clap::Args)]
pub struct LintArgs {
    /// Files, or folders of them
    #[arg(required_unless_present = "explain")]
    paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// How the problems are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What to treat as an error
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    /// Fix what can be fixed safely
    #[arg(long)]
    fix: bool,
    /// Explain a code, such as RS104; no file is read
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "json", "deny", "fix"])]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// What is only doubtful
    Warnings,
}

pub fn run(program: &mut Program, args: LintArgs) -> Result<(), Failure> {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let mut files = Vec::new();
    for path in &args.paths {
        list(path, &mut files)?;
    }
    // Runbooks beside the scenarios may be the very ones that these are written for.
    let folders: Vec<PathBuf> = program.runbook_folders()?;
    let library = Library::load(&folders);
    let today = program.now().to_string();
    let today = today.get(..10).unwrap_or_default();
    let mut found = Vec::new();
    for file in &files {
        let mut of_file = wrong_with(file, &library, today);
        if args.fix && put_right(file, &of_file)? {
            of_file = wrong_with(file, &library, today);
        }
        found.append(&mut of_file);
    }
    match (args.json, args.format) {
        (true, _) => output::print_json(&found.iter().map(as_json).collect())?,
        (_, Format::Text) => output::print(&told(&found, |d| format!("{d}\n")))?,
        (_, Format::Github) => output::print(&told(&found, annotation))?,
    }
    verdict(&found, files.len(), args.deny.is_some())
}

fn told(found: &[Diagnostic], one: impl Fn(&Diagnostic) -> String) -> String {
    found.iter().map(one).collect()
}

/// How the command ends: warnings alone are no failure unless they are denied.
fn verdict(found: &[Diagnostic], files: usize, deny: bool) -> Result<(), Failure> {
    let is_error = |d: &&Diagnostic| d.code.severity() == DiagnosticSeverity::Error;
    let errors = found.iter().filter(is_error).count();
    let warnings = found.len() - errors;
    let warned = counted(warnings as u64, "warning");
    let files = counted(files as u64, "file");
    let message = match (errors, warnings) {
        (0, 0) => return Ok(()),
        (0, _) if !deny => {
            output::remark(&format!("{warned} in {files}"));
            return Ok(());
        }
        (0, _) => format!("{warned} in {files}"),
        (1, 0) => format!("1 thing is wrong in {files}"),
        (errors, 0) => format!("{errors} things are wrong in {files}"),
        (errors, _) => format!(
            "{} and {warned} in {files}",
            counted(errors as u64, "problem")
        ),
    };
    Err(Failure::new(Exit::BadInput, message))
}

fn explain(code: &str) -> Result<(), Failure> {
    let about = code.parse::<Code>().ok().and_then(Code::about);
    let Some(about) = about else {
        let first = CODES.first().map(|about| about.code.to_string());
        let message = format!("there is no code \"{code}\"");
        let hint = format!("codes look like {}", first.unwrap_or_default());
        return Err(Failure::new(Exit::Usage, message).hint(hint));
    };
    let severity = about.code.severity();
    output::print(&format!(
        "{} ({severity}): {}\n\n{}\n",
        about.code, about.title, about.says
    ))
}

/// Whether a folder of this name beside runbooks holds drills or tests.
fn is_beside(name: &OsStr) -> bool {
    name == "drills" || name == TESTS_FOLDER
}

/// The files of a path: itself, or those of a folder and of its folders of drills and tests.
fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let name = path.display().to_string();
    let entries = std::fs::read_dir(path).map_err(|error| Failure::input(&name, &error))?;
    let mut entries: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() && entry.file_name().is_some_and(is_beside) {
            list(&entry, files)?;
        } else if is_runbook_file(&entry) && !entry.is_dir() {
            files.push(entry);
        }
    }
    Ok(())
}

/// What is wrong or doubtful in a file.
fn wrong_with(file: &Path, library: &Library, today: &str) -> Vec<Diagnostic> {
    let text = match read_utf8(file) {
        Ok(text) => text,
        Err(found) => return found,
    };
    let name = file.display().to_string();
    match kind_of(file, &text) {
        FileKind::Runbook => lint_text(&name, &text, today),
        FileKind::Scenario => lint_scenario(&name, &text, library),
        FileKind::Contacts => read_contacts(file, &text).1,
        FileKind::Words => wrong_with_words(file, &text, library),
        FileKind::Assignments => Assignments::of_files([file.to_owned()]).1,
        FileKind::Tests => wrong_with_tests(file, library),
    }
}

/// What is wrong in a file of tests. The runbook may lie beside its folder.
fn wrong_with_tests(file: &Path, library: &Library) -> Vec<Diagnostic> {
    let above = file.parent().and_then(Path::parent).map(Path::to_owned);
    let above = Library::load(&above.into_iter().collect::<Vec<_>>());
    let find = |id: &str| {
        let entry = above.get(id).or_else(|| library.get(id))?;
        Some(entry.book.runbook.clone())
    };
    read_tests(file, &find).err().unwrap_or_default()
}

/// What is wrong in a file of a team's words. It may speak of the runbooks beside it.
fn wrong_with_words(file: &Path, text: &str, library: &Library) -> Vec<Diagnostic> {
    let beside = file.parent().map(Path::to_owned);
    let beside = Library::load(&beside.into_iter().collect::<Vec<_>>());
    let all = library.entries().iter().chain(beside.entries());
    lint_words(file, text, all.map(|entry| entry.book.runbook.id.as_str()))
}

/// Writes a file anew with what is safe put right. Whether anything was.
fn put_right(file: &Path, found: &[Diagnostic]) -> Result<bool, Failure> {
    let Ok(text) = read_utf8(file) else {
        return Ok(false);
    };
    let Some(fixed) = lint::fix(&text, found) else {
        return Ok(false);
    };
    paths::write_whole(file, fixed.as_bytes())
        .map_err(|error| Failure::new(Exit::NoOutput, error.to_string()))?;
    output::remark(&format!("{}: put right", file.display()));
    Ok(true)
}

fn as_json(found: &Diagnostic) -> Value {
    json!({
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "text": found.text,
        "code": found.code.to_string(),
        "severity": found.code.severity().to_string(),
        "what": found.what,
        "instead": found.instead,
    })
}

/// A line that a workflow on GitHub shows beside the file.
fn annotation(found: &Diagnostic) -> String {
    let data = |text: &str| {
        let text = text.replace('%', "%25").replace('\r', "%0D");
        text.replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let advice = found.instead.iter().map(|instead| format!("\n{instead}"));
    let message = format!("{}{}", found.what, advice.collect::<String>());
    format!(
        "::{} file={},line={},col={},title={}::{}\n",
        found.code.severity(),
        property(&found.path),
        found.line.max(1),
        found.column.max(1),
        found.code,
        data(&message)
    )
}
