//! `export INCIDENT…`.

use std::path::{Path, PathBuf};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::id::IncidentId;
use crate::operations::export::{Export, ExportFailure, new_pseudonym_key, prepare, put};
use crate::paths::{create_private_folder, write_whole};
use crate::report::{Audience, CsvRows, ExportFormat, file_name};
use crate::run::kept::Outputs;

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Keys (INC-12, 12), ids, or last
    #[arg(required_unless_present = "all")]
    incidents: Vec<String>,
    /// Every incident of the journal
    #[arg(long, conflicts_with = "incidents")]
    all: bool,
    /// As what; by the ending of FILE if left out, else JSON
    #[arg(long, value_enum)]
    format: Option<ExportFormatArg>,
    /// A file, or a folder for one file per incident; stdout if left out
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// With csv: a row for each step instead of each incident
    #[arg(long)]
    steps: bool,
    /// Who reads it: management gets no log lines, hosts or names, a vendor gets pseudonyms
    #[arg(
        long = "for",
        value_enum,
        default_value = "team",
        value_name = "AUDIENCE"
    )]
    audience: AudienceArg,
    /// Overwrite an existing file
    #[arg(long, requires = "output")]
    force: bool,
    /// Take along what runs printed, as it is kept: secrets masked. JSON only
    #[arg(long)]
    with_output: bool,
}

/// A format on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ExportFormatArg {
    Json,
    Ndjson,
    Markdown,
    Html,
    Csv,
    Otlp,
    Ics,
}

impl ExportFormatArg {
    /// The one that a file's name ends in.
    pub fn of_file(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Some(match &*ending {
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" => Self::Html,
            "csv" => Self::Csv,
            "otlp" => Self::Otlp,
            "ics" => Self::Ics,
            _ => return None,
        })
    }
}

/// Who reads it, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AudienceArg {
    Team,
    Management,
    Vendor,
}

impl From<AudienceArg> for Audience {
    fn from(arg: AudienceArg) -> Self {
        match arg {
            AudienceArg::Team => Audience::Team,
            AudienceArg::Management => Audience::Management,
            AudienceArg::Vendor => Audience::Vendor,
        }
    }
}

impl From<ExportFormatArg> for ExportFormat {
    fn from(arg: ExportFormatArg) -> Self {
        match arg {
            ExportFormatArg::Json => ExportFormat::Json,
            ExportFormatArg::Ndjson => ExportFormat::Ndjson,
            ExportFormatArg::Markdown => ExportFormat::Markdown,
            ExportFormatArg::Html => ExportFormat::Html,
            ExportFormatArg::Csv => ExportFormat::Csv(CsvRows::Incidents),
            ExportFormatArg::Otlp => ExportFormat::Otlp,
            ExportFormatArg::Ics => ExportFormat::Ics,
        }
    }
}

pub fn run(program: &mut Program, args: ExportArgs) -> Result<(), Failure> {
    // Told in the words of every command that needs the masks.
    program.masks()?;
    let named = args.output.as_deref().and_then(ExportFormatArg::of_file);
    let format = args.format.or(named).unwrap_or(ExportFormatArg::Json);
    let mut format = ExportFormat::from(format);
    if args.steps {
        let ExportFormat::Csv(rows) = &mut format else {
            return Err(Failure::usage("--steps goes with --format csv"));
        };
        *rows = CsvRows::Steps;
    }
    let is_timeline = matches!(format, ExportFormat::Json | ExportFormat::Ndjson);
    if args.audience != AudienceArg::Team && is_timeline {
        let what = "a timeline is a record: with other names its hashes would no longer hold";
        return Err(Failure::usage(what).hint("--format markdown, html, csv, otlp or ics"));
    }
    let mut ids = Vec::new();
    for name in &args.incidents {
        ids.push(program.incident(name)?.0.id);
    }
    if args.all {
        let session = program.session()?;
        for head in session.heads()? {
            if session.load_if_whole(head)?.is_some() {
                ids.push(head.id);
            }
        }
    }
    let key = match args.audience {
        AudienceArg::Team => String::new(),
        _ => pseudonym_key(&program.paths()?.pseudonyms())?,
    };
    let outputs = outputs(program, args.with_output, format)?;
    let export = prepare(program.session()?, &ids, format)?;
    let mut export = export.for_audience(args.audience.into(), key);
    if let Some(outputs) = outputs {
        export.take_outputs(outputs);
    }
    match &args.output {
        None => {
            let all = made(&export, &ids)?;
            let all = String::from_utf8_lossy(&all);
            match format.is_report() {
                true => output::print_document(&all)?,
                false => output::print_data(&all)?,
            }
        }
        Some(folder) if folder.is_dir() || args.all && folder.extension().is_none() => {
            if !folder.is_dir() {
                let name = folder.display().to_string();
                create_private_folder(folder).map_err(|error| Failure::output(&name, &error))?;
            }
            let mut paths = Vec::new();
            for id in &ids {
                paths.push(folder.join(file_name(export.incident(*id)?.state(), format)));
            }
            may_write_over(&paths, args.force)?;
            for (id, path) in ids.iter().zip(paths) {
                write(&path, &made(&export, &[*id])?)?;
            }
        }
        Some(path) => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write(path, &made(&export, &ids)?)?;
        }
    }
    match args.all {
        true => program.nothing_passed_over(),
        false => Ok(()),
    }
}

/// One document of these; what is wrong with outputs that were to be in it is said.
pub fn made(export: &Export, incidents: &[IncidentId]) -> Result<Vec<u8>, Failure> {
    let exported = export.document(incidents).map_err(failure)?;
    for what in exported.altered {
        output::remark(&format!("runsheet: {what}"));
    }
    Ok(exported.bytes)
}

/// Why there is no document.
fn failure(failed: ExportFailure) -> Failure {
    match failed {
        ExportFailure::Session(error) => error.into(),
        ExportFailure::Unwritten { path, error } => {
            Failure::output(&path.display().to_string(), &error)
        }
        failed @ ExportFailure::Names(_) => {
            let hint = "export fewer incidents at a time, or into a folder";
            Failure::new(Exit::Failed, failed.to_string()).hint(hint)
        }
    }
}

/// What pseudonyms are made from. It is made once and never leaves the machine.
fn pseudonym_key(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(key) if key.len() == 64 => return Ok(key),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::input(&name, &error)),
    }
    let key = new_pseudonym_key();
    write_whole(path, key.as_bytes()).map_err(|error| Failure::output(&name, &error))?;
    Ok(key)
}

/// Where what runs printed is kept, if it is to leave.
fn outputs(
    program: &mut Program,
    is_wanted: bool,
    format: ExportFormat,
) -> Result<Option<Outputs>, Failure> {
    match (is_wanted, format) {
        (false, _) => Ok(None),
        (true, ExportFormat::Json) => Ok(Some(Outputs::new(program.paths()?.runs()))),
        (true, _) => Err(Failure::usage("--with-output goes with --format json only")
            .hint("the first and last lines of each output are in every format")),
    }
}

/// Whether the files that are there may be written over: asked before anything is written, once
/// for all of them.
pub fn may_write_over(paths: &[PathBuf], force: bool) -> Result<(), Failure> {
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

/// Writes an export and names it.
pub fn write(path: &Path, document: &[u8]) -> Result<(), Failure> {
    let name = path.display().to_string();
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        let folder = folder.map(|f| f.display().to_string()).unwrap_or_default();
        let what = format!("{name} cannot be written: there is no folder {folder}");
        return Err(Failure::new(Exit::NoOutput, what).hint("make the folder, or give another"));
    }
    put(path, document).map_err(failure)?;
    output::remark(&name);
    Ok(())
}
