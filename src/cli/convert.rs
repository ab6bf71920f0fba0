//! `convert FILE.md…`: Markdown runbooks as YAML, with remarks where a person should look.

use std::path::{Path, PathBuf};

use super::failure::{Exit, Failure};
use super::output;
use crate::library::{Diagnostic, convert, is_markdown_file};
use crate::paths;

#[derive(Debug, clap::Args)]
pub struct ConvertArgs {
    /// Markdown files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A file, or a folder for several; stdout otherwise
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long, requires = "output")]
    force: bool,
}

pub fn run(args: ConvertArgs) -> Result<(), Failure> {
    let into = args.output.as_deref();
    let is_folder = into.is_some_and(Path::is_dir);
    if args.files.len() > 1 && into.is_some() && !is_folder {
        let hint = "make the folder first, or convert one file at a time";
        return Err(Failure::usage("several files want a folder to go to").hint(hint));
    }
    for file in &args.files {
        if !is_markdown_file(file) {
            let message = format!("{} is no Markdown file", file.display());
            return Err(Failure::usage(message).hint("name files that end in .md"));
        }
        let (id, yaml) = convert(file).map_err(|found| wrong(&found))?;
        let to = match into {
            Some(folder) if is_folder => folder.join(format!("{id}.runsheet.yaml")),
            Some(file) => file.to_owned(),
            None => {
                output::print(&yaml)?;
                continue;
            }
        };
        if to.exists() && !args.force {
            let message = format!("{} is there already", to.display());
            return Err(Failure::new(Exit::NoOutput, message).hint("add --force to overwrite it"));
        }
        paths::write_whole(&to, yaml.as_bytes())
            .map_err(|error| Failure::new(Exit::NoOutput, format!("{}: {error}", to.display())))?;
        output::remark(&format!("{} written", to.display()));
    }
    Ok(())
}

fn wrong(found: &[Diagnostic]) -> Failure {
    let lines: Vec<String> = found.iter().map(Diagnostic::to_string).collect();
    Failure::new(Exit::BadInput, lines.join("\n"))
}
