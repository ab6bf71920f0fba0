//! `verify FILE…`: whether exports are what they say.

use super::context::{Program, read_runbook};
use super::failure::{Exit, Failure};
use super::{import, output};

#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// Exports as JSON or NDJSON; - reads stdin
    #[arg(required = true)]
    files: Vec<String>,
}

pub fn run(_program: &mut Program, args: VerifyArgs) -> Result<(), Failure> {
    for file in &args.files {
        import::each(file, &mut |document| {
            let document = document
                .map_err(|error| Failure::new(Exit::BadInput, format!("{file}: {error}")))?;
            let key = document["incident"]["key"].as_str().unwrap_or("?");
            crate::report::verify(&document, &read_runbook).map_err(|error| {
                Failure::new(Exit::BadInput, format!("{file}: {key}: {error}"))
                    .hint("it is not as it was exported, or another program wrote it")
            })?;
            let events = document["events"].as_array().map_or(0, Vec::len);
            output::print(&format!(
                "{file}: {key}: {events} events, all as they should be\n"
            ))
        })?;
    }
    Ok(())
}
