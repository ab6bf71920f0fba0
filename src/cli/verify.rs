//! `verify FILE…`: whether exports are what they say.

use super::context::{Program, read_runbook};
use super::failure::{Exit, Failure};
use super::{import, output};
use crate::operations::outputs;
use crate::report::counted;
use crate::run::kept::Outputs;

#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// Exports as JSON or NDJSON; - reads stdin
    #[arg(required = true)]
    files: Vec<String>,
}

pub fn run(program: &mut Program, args: VerifyArgs) -> Result<(), Failure> {
    let kept = Outputs::new(program.paths()?.runs());
    for file in &args.files {
        import::each(file, &mut |document| {
            let document = document
                .map_err(|error| Failure::new(Exit::BadInput, format!("{file}: {error}")))?;
            let key = document["incident"]["key"].as_str().unwrap_or("?");
            crate::report::verify(&document, &read_runbook).map_err(|error| {
                Failure::new(Exit::BadInput, format!("{file}: {key}: {error}"))
                    .hint("it is not as it was exported, or another program wrote it")
            })?;
            let outputs = outputs::agree(&document, &kept)
                .map_err(|error| Failure::new(Exit::BadInput, format!("{file}: {key}: {error}")))?;
            let outputs = match outputs {
                0 => String::new(),
                count => format!(" and {}", counted(count as u64, "output")),
            };
            let events = document["events"].as_array().map_or(0, Vec::len);
            output::print(&format!(
                "{file}: {key}: {events} events{outputs}, all as they should be\n"
            ))
        })?;
    }
    Ok(())
}
