//! `export INCIDENT…`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::drill::History;
use crate::paths::write_whole;
use crate::report::{Format, bytes, file_name};
use crate::run::kept::{Found, Outputs};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Keys (INC-12, 12), ids, or last
    #[arg(required = true)]
    incidents: Vec<String>,
    /// As what
    #[arg(long, value_enum, default_value = "json")]
    format: FormatArg,
    /// A file, or a folder for one file per incident; stdout if not given
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Take along what runs printed, as it is kept: secrets masked. JSON only
    #[arg(long)]
    with_output: bool,
}

/// A format on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum FormatArg {
    Json,
    Ndjson,
    Markdown,
    Html,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Json => Format::Json,
            FormatArg::Ndjson => Format::Ndjson,
            FormatArg::Markdown => Format::Markdown,
            FormatArg::Html => Format::Html,
        }
    }
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    // A text that was recorded under other masks leaves only while all of them hold.
    program.masks()?;
    let format = Format::from(args.format);
    let stamp = program.stamp();
    let mut ids = Vec::new();
    for name in &args.incidents {
        ids.push(program.incident(name)?.0.id);
    }
    let history = history(program, &ids, format)?;
    let mut incidents: Vec<&Incident> = Vec::new();
    for id in ids {
        incidents.push(program.loaded(id)?);
    }
    let text = |sha256: &str| program.text(sha256);
    let kept = match (args.with_output, format) {
        (false, _) => None,
        (true, Format::Json) => Some(Outputs::new(program.paths()?.runs())),
        (true, _) => {
            return Err(Failure::usage("--with-output goes with --format json only")
                .hint("the first and last lines of each output are in every format"));
        }
    };
    let bytes = |incidents: &[&Incident],
                 format,
                 stamp,
                 text: &dyn Fn(&str) -> Option<String>,
                 history: &History| {
        let document = bytes(incidents, format, stamp, text, history);
        match &kept {
            Some(kept) => with_outputs(document, incidents, kept),
            None => document,
        }
    };
    match &args.output {
        None => {
            let all = bytes(&incidents, format, stamp, &text, &history);
            let all = String::from_utf8_lossy(&all);
            match format.is_report() {
                true => output::print_document(&all),
                false => output::print_data(&all),
            }
        }
        Some(folder) if folder.is_dir() => {
            let place = |incident: &&Incident| folder.join(file_name(incident.state(), format));
            let paths: Vec<PathBuf> = incidents.iter().map(place).collect();
            may_write_over(&paths, args.force)?;
            for (incident, path) in incidents.into_iter().zip(paths) {
                write(&path, &bytes(&[incident], format, stamp, &text, &history))?;
            }
            Ok(())
        }
        Some(path) => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write(path, &bytes(&incidents, format, stamp, &text, &history))
        }
    }
}

/// The documents with what their runs printed, as far as it is kept and is what was recorded.
fn with_outputs(document: Vec<u8>, incidents: &[&Incident], kept: &Outputs) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    let documents: &mut [Value] = match &mut json {
        Value::Array(several) => several.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for (document, incident) in documents.iter_mut().zip(incidents) {
        let rows = document.get_mut("runs").and_then(Value::as_array_mut);
        let runs = &incident.state().runs;
        for (row, run) in rows.into_iter().flatten().zip(runs) {
            let output = match kept.read(&run.output) {
                Found::Whole(text) => Value::String(text),
                Found::Gone => Value::Null,
                Found::Altered(what) => {
                    output::remark(&format!(
                        "runsheet: an output of {} {what}",
                        incident.state().key()
                    ));
                    Value::Null
                }
            };
            row["output"] = output;
        }
    }
    format!("{json:#}\n").into_bytes()
}

/// Whether the files that are there may be written over: asked before anything is written, once
/// for all of them.
fn may_write_over(paths: &[PathBuf], force: bool) -> Result<(), Failure> {
    let there = paths.iter().filter(|path| path.is_file());
    let there: Vec<String> = there.map(|path| path.display().to_string()).collect();
    if there.is_empty() || force {
        return Ok(());
    }
    let (names, they) = match there.len() {
        1 => (format!("{} is there already", there.concat()), "it"),
        _ => (format!("{} are there already", there.join(", ")), "them"),
    };
    match output::confirms(&format!("{names}. Write over {they}?")) {
        Some(true) => Ok(()),
        Some(false) => Err(Failure::new(Exit::NoOutput, "nothing was written")),
        None => Err(Failure::new(Exit::NoOutput, names).hint(format!(
            "--force writes over {they}, -o takes another place"
        ))),
    }
}

/// The drills that a report of one of these looks back on; all others need none.
fn history(program: &mut Program, ids: &[IncidentId], format: Format) -> Result<History, Failure> {
    let is_drill = |id: &IncidentId| {
        let incident = program.loaded(*id);
        incident.is_ok_and(|incident| incident.state().mode() == Mode::Drill)
    };
    match format.is_report() && ids.iter().any(is_drill) {
        true => Ok(History::of_all(program.session()?)?),
        false => Ok(History::default()),
    }
}

fn write(path: &Path, document: &[u8]) -> Result<(), Failure> {
    let name = path.display().to_string();
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        let folder = folder.map(|f| f.display().to_string()).unwrap_or_default();
        let what = format!("{name} cannot be written: there is no folder {folder}");
        return Err(Failure::new(Exit::NoOutput, what).hint("make the folder, or give another"));
    }
    put(path, document)?;
    output::remark(&name);
    Ok(())
}

/// The one place where an export is written.
pub fn put(path: &Path, document: &[u8]) -> Result<(), Failure> {
    write_whole(path, document)
        .map_err(|error| Failure::output(&path.display().to_string(), &error))
}
