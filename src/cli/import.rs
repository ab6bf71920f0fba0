//! `import FILE…`: exported incidents, into the journal.

use std::io::Read;

use serde_json::{Value, json};

use super::context::{Program, key_of};
use super::failure::{Exit, Failure};
use super::output;
use crate::report::{documents, import};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exports as JSON or NDJSON; - reads stdin
    #[arg(required = true)]
    files: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let mut done = Vec::new();
    for file in &args.files {
        for document in read(file)? {
            let import = import(&document).map_err(|error| {
                Failure::new(Exit::BadInput, format!("{file}: {error}"))
                    .hint("nothing of it was imported; verify tells more")
            })?;
            let session = program.session()?;
            let added = session.import(&import.events, &import.texts)?;
            let Some(first) = import.events.first() else {
                continue;
            };
            let head = session.find(&first.incident_id.to_string())?;
            done.push(json!({"incident": key_of(head), "id": head.id, "events": added}));
            if !args.json {
                output::print(&format!("{} {added} new events\n", key_of(head)))?;
            }
        }
    }
    match args.json {
        true => output::print_json(&Value::Array(done)),
        false => Ok(()),
    }
}

/// The documents in a file.
pub fn read(file: &str) -> Result<Vec<Value>, Failure> {
    let mut bytes = Vec::new();
    let result = match file {
        "-" => std::io::stdin().read_to_end(&mut bytes),
        path => std::fs::File::open(path).and_then(|mut f| f.read_to_end(&mut bytes)),
    };
    result.map_err(|error| Failure::input(file, &error))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(Exit::BadInput, format!("{file}: it is not UTF-8 text")))?;
    documents(&text).map_err(|error| Failure::new(Exit::BadInput, format!("{file}: {error}")))
}
