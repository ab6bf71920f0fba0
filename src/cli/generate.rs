//! `schema NAME`, `completions SHELL`, `man`: what is made from the program itself.

use clap::CommandFactory;
use clap_complete::Shell;

use super::failure::{Exit, Failure};
use super::{Cli, output};

#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Which one
    #[arg(value_enum)]
    name: SchemaName,
}

/// The schemas that there are.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum SchemaName {
    Timeline,
    Runbook,
    Scenario,
}

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn schema(args: SchemaArgs) -> Result<(), Failure> {
    output::print(match args.name {
        SchemaName::Timeline => include_str!("../../assets/schemas/timeline-1.json"),
        SchemaName::Runbook => include_str!("../../assets/schemas/runbook-1.json"),
        SchemaName::Scenario => include_str!("../../assets/schemas/scenario-1.json"),
    })
}

pub fn completions(args: CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "runsheet", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}

pub fn man() -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    output::print(&String::from_utf8_lossy(&page))
}
