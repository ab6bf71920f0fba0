//! `export INCIDENT…`.

use std::path::{Path, PathBuf};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::operations::export::{self, prepare, put};
use crate::report::{Format, file_name};
use crate::run::kept::Outputs;

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
    // Told in the words of every command that needs the masks.
    program.masks()?;
    let format = Format::from(args.format);
    let mut ids = Vec::new();
    for name in &args.incidents {
        ids.push(program.incident(name)?.0.id);
    }
    let outputs = outputs(program, args.with_output, format)?;
    let mut export = prepare(program.session()?, &ids, format)?;
    if let Some(outputs) = outputs {
        export.take_outputs(outputs);
    }
    for what in export.altered() {
        output::remark(&format!("runsheet: {what}"));
    }
    match &args.output {
        None => {
            let all = export.document(&ids)?;
            let all = String::from_utf8_lossy(&all);
            match format.is_report() {
                true => output::print_document(&all),
                false => output::print_data(&all),
            }
        }
        Some(folder) if folder.is_dir() => {
            let mut paths = Vec::new();
            for id in &ids {
                paths.push(folder.join(file_name(export.incident(*id)?.state(), format)));
            }
            may_write_over(&paths, args.force)?;
            for (id, path) in ids.iter().zip(paths) {
                write(&path, &export.document(&[*id])?)?;
            }
            Ok(())
        }
        Some(path) => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write(path, &export.document(&ids)?)
        }
    }
}

/// Where what runs printed is kept, if it is to leave.
fn outputs(
    program: &mut Program,
    is_wanted: bool,
    format: Format,
) -> Result<Option<Outputs>, Failure> {
    match (is_wanted, format) {
        (false, _) => Ok(None),
        (true, Format::Json) => Ok(Some(Outputs::new(program.paths()?.runs()))),
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
    put(path, document).map_err(|failed| match failed {
        export::Failure::Session(error) => error.into(),
        export::Failure::Unwritten { error, .. } => Failure::output(&name, &error),
    })?;
    output::remark(&name);
    Ok(())
}
