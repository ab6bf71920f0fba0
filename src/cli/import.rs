//! `import FILE…`: exported incidents, into the journal. Of each document schema, chains and texts
//! are checked as `verify` does, and then it is recorded whole or not at all.

use std::io::{Read, stdin};
use std::path::Path;

use serde_json::{Value, json};

use super::context::{Program, key_of, read_runbook};
use super::failure::{Exit, Failure};
use super::import_history;
use super::output;
use crate::files;
use crate::report::{DocumentError, agrees, checked, each_document};
use crate::session::SessionError;

#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// Exports as JSON or NDJSON; - reads stdin
    #[arg(required = true)]
    files: Vec<String>,
    /// The files are lists of past incidents: CSV, or a table in Markdown
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    lists: PastListArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How lists of past incidents are read.
#[derive(Debug, clap::Args)]
pub struct PastListArgs {
    /// The zone of times that state none, such as Europe/London
    #[arg(long, value_name = "Z", requires = "history")]
    pub zone: Option<String>,
    /// Which column holds what: id, title, severity, started, detected, acknowledged, repaired,
    /// resolved, cause, url, repair_time, resolve_time, ignore
    #[arg(long, value_name = "FIELD=COLUMN", requires = "history")]
    pub map: Vec<String>,
    /// What 02/03/2020 begins with, where the list does not show it
    #[arg(long, value_enum, requires = "history")]
    pub dates: Option<DatesArg>,
}

/// What comes first in a date with slashes.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum DatesArg {
    DayFirst,
    MonthFirst,
}

pub fn run(program: &mut Program, args: ImportArgs) -> Result<(), Failure> {
    if args.history {
        return import_history::run(program, &args.files, &args.lists, args.json);
    }
    let mut told = Vec::new();
    let (mut documents, mut refused) = (0, 0);
    for file in &args.files {
        let mut number = 0;
        let mut take = |document: Result<Value, DocumentError>| -> Result<(), Failure> {
            number += 1;
            match one(program, document)? {
                Ok(done) => {
                    if !args.json {
                        let key = done["incident"].as_str().unwrap_or("?");
                        output::print(&format!("{key} imported, {} new events\n", done["events"]))?;
                    }
                    told.push(done);
                }
                Err(why) => {
                    refused += 1;
                    output::remark(&format!(
                        "runsheet: {file}, document {number}: refused because {why}; nothing of it was imported"
                    ));
                    told.push(json!({"file": file, "document": number, "refused": why}));
                }
            }
            Ok(())
        };
        documents += each(file, &mut take)?;
    }
    if args.json {
        output::print_json(&Value::Array(told))?;
    }
    match refused {
        0 => Ok(()),
        _ => {
            let what = format!("{refused} of {documents} documents were refused");
            Err(Failure::new(Exit::BadInput, what)
                .hint("verify tells more; what was imported before stays"))
        }
    }
}

/// Imports one document, or says why not. A journal that cannot be written ends it all.
fn one(
    program: &mut Program,
    document: Result<Value, DocumentError>,
) -> Result<Result<Value, String>, Failure> {
    let document = match document {
        Ok(document) => document,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let (import, books) = match checked(&document, &read_runbook) {
        Ok(checked) => checked,
        Err(error) => return Ok(Err(error.to_string())),
    };
    // Figures are made anew of the events; another version may have put them otherwise.
    if let Err(error) = agrees(&document, &import, books) {
        let key = document["incident"]["key"].as_str().unwrap_or("?");
        output::remark(&format!(
            "runsheet: {key}: {error}; only its events are taken"
        ));
    }
    let session = program.session()?;
    let added = match session.import(&import.events, &import.texts) {
        Err(SessionError::Conflict(event)) => {
            return Ok(Err(SessionError::Conflict(event).to_string()));
        }
        other => other?,
    };
    let Some(first) = import.events.first() else {
        return Ok(Err(DocumentError::Empty.to_string()));
    };
    let head = session.journal().head(first.incident_id)?;
    let head = head.ok_or_else(|| SessionError::NoSuchIncident(first.incident_id.to_string()))?;
    let done = json!({"incident": key_of(head), "id": head.id, "events": added});
    Ok(Ok(done))
}

/// Hands on every document of a file, one at a time. An empty file is no export.
pub fn each(
    file: &str,
    each: &mut dyn FnMut(Result<Value, DocumentError>) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let source: Box<dyn Read> = match file {
        "-" => Box::new(stdin()),
        path => {
            let file =
                files::open(Path::new(path)).map_err(|error| Failure::input(path, &error))?;
            Box::new(file)
        }
    };
    match each_document(source, each)? {
        0 => Err(Failure::new(Exit::BadInput, format!("{file}: it is empty"))),
        count => Ok(count),
    }
}
