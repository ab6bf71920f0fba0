//! `schema NAME`, `completions SHELL`: what is made from the program itself.

use clap_complete::Shell;

use super::draft7::text_in_draft_7;
use super::failure::{Exit, Failure};
use super::{completing, output};

#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Which one
    #[arg(value_enum)]
    name: SchemaName,
    /// The draft of JSON Schema: editors mostly know 7 and none above
    #[arg(long, value_enum, default_value_t = Draft::Newest)]
    draft: Draft,
}

/// The drafts that a schema is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Draft {
    #[value(name = "2020-12")]
    Newest,
    #[value(name = "7")]
    Seven,
}

/// The schemas that there are.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum SchemaName {
    Timeline,
    Runbook,
    Scenario,
    Config,
    Contacts,
}

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn schema(args: SchemaArgs) -> Result<(), Failure> {
    let text = text_of(args.name);
    if args.draft == Draft::Newest {
        return output::print(text);
    }
    output::print(&text_in_draft_7(text)?)
}

fn text_of(name: SchemaName) -> &'static str {
    match name {
        SchemaName::Timeline => include_str!("../../assets/schemas/timeline-1.json"),
        SchemaName::Runbook => include_str!("../../assets/schemas/runbook-1.json"),
        SchemaName::Scenario => include_str!("../../assets/schemas/scenario-1.json"),
        SchemaName::Contacts => include_str!("../../assets/schemas/contacts-1.json"),
        SchemaName::Config => include_str!("../../assets/schemas/config-1.json"),
    }
}

pub fn completions(args: CompletionsArgs) -> Result<(), Failure> {
    let shell = args.shell.to_string();
    let script = completing::script(&shell)
        .map_err(|error| Failure::new(Exit::Failed, format!("{shell}: {error}")))?;
    output::print(&script)
}
