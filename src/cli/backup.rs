//! `backup FILE`: a copy of the journal that is whole, while others go on working on it.

use std::path::{Path, PathBuf};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::journal::SqliteJournal;

#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to write
    file: PathBuf,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub fn run(program: &mut Program, args: BackupArgs) -> Result<(), Failure> {
    let path = program.paths()?.journal();
    if !path.exists() {
        let what = format!("there is no journal at {}", path.display());
        return Err(Failure::new(Exit::NoInput, what).hint("the first incident makes it"));
    }
    let name = args.file.display().to_string();
    let own = std::fs::canonicalize(&path).ok();
    if own.is_some() && std::fs::canonicalize(&args.file).ok() == own {
        return Err(
            Failure::new(Exit::NoOutput, format!("{name} is the journal itself"))
                .hint("give another file"),
        );
    }
    if !args.force && std::fs::symlink_metadata(&args.file).is_ok() {
        return Err(
            Failure::new(Exit::NoOutput, format!("{name} is there already"))
                .hint("give another file, or --force to replace it"),
        );
    }
    let journal = SqliteJournal::look(&path)?;
    let events = journal.backup(&args.file, args.force).map_err(|error| {
        Failure::new(Exit::NoOutput, error.to_string())
            .hint("give another place; nothing was left there")
    })?;
    let outputs = take_outputs(&program.paths()?.runs(), &args.file)?;
    let outputs = match outputs {
        0 => String::new(),
        1 => format!("; 1 output in {name}.runs"),
        many => format!("; {many} outputs in {name}.runs"),
    };
    output::print(&format!("{name}: {events} events, checked{outputs}\n"))
}

/// Copies what runs printed beside the copy of the journal, each file whole; says how many. A
/// file's name is the hash of what is in it, so one that is there already is the same.
fn take_outputs(from: &Path, file: &Path) -> Result<usize, Failure> {
    let Ok(entries) = std::fs::read_dir(from) else {
        return Ok(0);
    };
    let mut folder = file.as_os_str().to_owned();
    folder.push(".runs");
    let folder = PathBuf::from(folder);
    let mut taken = 0;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "zst") {
            continue;
        }
        let to = folder.join(entry.file_name());
        crate::paths::copy_whole(&path, &to, u64::MAX)
            .map_err(|error| Failure::output(&to.display().to_string(), &error))?;
        taken += 1;
    }
    Ok(taken)
}
