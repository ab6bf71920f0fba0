//! `lint PATH…`: what is wrong with files of runbooks and scenarios, each with its line.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::library::{
    Diagnostic, FileKind, Library, doubts, kind_of, read_scenario_text, read_text, read_utf8,
};
use crate::report::counted;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let mut files = Vec::new();
    for path in &args.paths {
        list(path, &mut files)?;
    }
    // Runbooks beside the scenarios may be the very ones that these are written for.
    let folders: Vec<PathBuf> = program.runbook_folders()?;
    let library = Library::load(&folders);
    let found: Vec<Diagnostic> = files.iter().flat_map(|f| wrong_with(f, &library)).collect();
    if args.json {
        let all: Vec<Value> = found.iter().map(as_json).collect();
        output::print_json(&Value::Array(all))?;
    } else {
        let lines: String = found.iter().map(|d| format!("{d}\n")).collect();
        output::print(&lines)?;
    }
    match found.len() {
        0 => Ok(()),
        1 => Err(Failure::new(
            Exit::BadInput,
            format!(
                "1 thing is wrong in {}",
                counted(files.len() as u64, "file")
            ),
        )),
        count => Err(Failure::new(
            Exit::BadInput,
            format!(
                "{} in {}",
                counted(count as u64, "problem"),
                counted(files.len() as u64, "file")
            ),
        )),
    }
}

/// The YAML files of a path: itself, or those of a folder and of its folder of drills.
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
        let is_yaml = entry.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if entry.is_dir() && entry.file_name().is_some_and(|name| name == "drills") {
            list(&entry, files)?;
        } else if is_yaml {
            files.push(entry);
        }
    }
    Ok(())
}

/// What is wrong with a file. What is only doubtful is told on stderr.
fn wrong_with(file: &Path, library: &Library) -> Vec<Diagnostic> {
    let text = match read_utf8(file) {
        Ok(text) => text,
        Err(found) => return found,
    };
    let name = file.display().to_string();
    let read = match kind_of(&text) {
        FileKind::Runbook => read_text(&name, &text).err(),
        FileKind::Scenario => match read_scenario_text(&name, &text, library) {
            Ok(script) => {
                for doubt in doubts(&script.scenario, library) {
                    output::remark(&format!("{name}: warning: {doubt}"));
                }
                None
            }
            Err(found) => Some(found),
        },
    };
    read.unwrap_or_default()
}

fn as_json(found: &Diagnostic) -> Value {
    json!({
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "text": found.text,
        "what": found.what,
        "instead": found.instead,
    })
}
