//! `new`: five questions, or flags, and a runbook to fill in that loads as it stands.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::draft7::runbook_schema;
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::id::RunbookId;
use crate::library::Wanted;
use crate::paths;

/// The schema's file beside the runbook.
const SCHEMA: &str = "runbook-1.schema.json";

#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// What is wrong, in one line
    #[arg(long)]
    title: Option<String>,
    /// The runbook's id; made of the title if it is missing
    #[arg(long)]
    id: Option<String>,
    /// What people report, or a screen says
    #[arg(long, value_name = "TEXT")]
    symptom: Option<String>,
    /// The first thing to look at
    #[arg(long, value_name = "TEXT")]
    check: Option<String>,
    /// What mends it
    #[arg(long, value_name = "TEXT")]
    act: Option<String>,
    /// How that is taken back
    #[arg(long, value_name = "TEXT")]
    rollback: Option<String>,
    /// A file or a folder; ID.runsheet.yaml in this folder otherwise, - for stdout
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Write the schema beside it too, so that an editor completes and explains the keys
    #[arg(long)]
    with_schema: bool,
    /// Overwrite what is there
    #[arg(long)]
    force: bool,
}

pub fn run(args: NewArgs) -> Result<(), Failure> {
    let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let ask = |given: &Option<String>, question: &str, otherwise: &str| match given {
        Some(text) => Ok(text.clone()),
        None if can_ask => answer(question, otherwise),
        None => Ok(otherwise.to_owned()),
    };
    if args.title.is_none() && !can_ask {
        return Err(Failure::usage("the runbook has no title").hint("give --title TEXT"));
    }
    let title = ask(&args.title, "What is wrong, in one line?", "")?;
    let wanted = Wanted {
        symptom: ask(&args.symptom, "What do people report?", &title)?,
        check: ask(
            &args.check,
            "What do you look at first?",
            "Look whether the service runs.",
        )?,
        act: ask(&args.act, "What mends it?", "Restart the service.")?,
        rollback: ask(
            &args.rollback,
            "How is that taken back?",
            "Nothing to undo: it runs as before.",
        )?,
        id: args.id,
        title,
    };
    if wanted.title.trim().is_empty() {
        return Err(Failure::usage("the title is empty").hint("say what is wrong, in one line"));
    }
    let id = wanted.id();
    if let Err(error) = id.parse::<RunbookId>() {
        return Err(Failure::usage(error.to_string()).hint("for instance --id vpn-slow"));
    }
    if args.output.as_deref() == Some(Path::new("-")) {
        return output::print(&wanted.yaml(None));
    }
    let name = format!("{id}.runsheet.yaml");
    let to = match args.output {
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(file) => file,
        None => PathBuf::from(name),
    };
    if to.exists() && !args.force {
        let message = format!("{} is there already", to.display());
        return Err(Failure::new(Exit::NoOutput, message).hint("add --force to overwrite it"));
    }
    if args.with_schema {
        write(&to.with_file_name(SCHEMA), &runbook_schema()?)?;
    }
    let schema = args.with_schema.then_some(SCHEMA);
    write(&to, &wanted.yaml(schema))?;
    let folder = match to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => folder.display().to_string(),
        None => ".".to_owned(),
    };
    output::print(&format!("{}\n", to.display()))?;
    output::remark(&format!(
        "fill it in, then: runsheet lint {}\nwalk it: runsheet --runbooks {folder} start {id}",
        to.display()
    ));
    Ok(())
}

fn write(to: &Path, text: &str) -> Result<(), Failure> {
    paths::write_whole(to, text.as_bytes())
        .map_err(|error| Failure::new(Exit::NoOutput, format!("{}: {error}", to.display())))
}

/// Asks on the terminal. Nothing typed is `otherwise`.
fn answer(question: &str, otherwise: &str) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, error.to_string());
    let default = match otherwise {
        "" => String::new(),
        text => format!(" [{text}]"),
    };
    let asked = output::visible(&format!("{question}{default} "));
    std::io::stderr()
        .write_all(asked.as_bytes())
        .map_err(failed)?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(match line.trim() {
        "" => otherwise.to_owned(),
        text => text.to_owned(),
    })
}
