//! `backup FILE`: a copy of the journal that is whole, while others go on working on it.

use std::path::PathBuf;

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
    output::print(&format!("{name}: {events} events, checked\n"))
}
