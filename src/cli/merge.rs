//! `merge FILE… -o FILE`: exports of several journals into one, without a journal. Of each
//! document schema, chains and texts are checked as `import` does.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use uuid::Uuid;

use super::context::{Program, read_runbook, session_with};
use super::export::{ExportFormatArg, may_write_over, write};
use super::failure::{Exit, Failure};
use super::{import, output};
use crate::clock::ManualClock;
use crate::domain::id::{IncidentId, ReplicaId};
use crate::domain::time::Timestamp;
use crate::journal::MemoryJournal;
use crate::operations::export::prepare;
use crate::report::{DocumentError, ExportFormat, checked, counted};
use crate::session::{Session, SessionError};

#[derive(Debug, clap::Args)]
pub struct MergeArgs {
    /// Exports as JSON or NDJSON; - reads stdin
    #[arg(required = true)]
    files: Vec<String>,
    /// Where to write what they are together; stdout if left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long, requires = "output")]
    force: bool,
}

/// What is gathered.
struct Merge {
    session: Session,
    /// The latest moment at which one of them was exported: what comes of them says this, so that
    /// the same files make the same bytes, in any order.
    exported_at: Timestamp,
    incidents: BTreeSet<IncidentId>,
    refused: usize,
}

pub fn run(program: &mut Program, args: MergeArgs) -> Result<(), Failure> {
    let masks = program.masks()?;
    let nobody = ReplicaId(Uuid::nil());
    let clock = ManualClock::at(Timestamp::from_ms(0));
    let mut session = session_with(MemoryJournal::new(nobody), Box::new(clock.clone()), "merge");
    session.mask_with(Ok(masks));
    let mut merge = Merge {
        session,
        exported_at: Timestamp::from_ms(0),
        incidents: BTreeSet::new(),
        refused: 0,
    };
    for file in &args.files {
        let mut number = 0;
        import::each(file, &mut |document| {
            number += 1;
            merge.take(&format!("{file}, document {number}"), document)
        })?;
    }
    if merge.incidents.is_empty() {
        let what = "nothing is left to merge";
        return Err(Failure::new(Exit::BadInput, what).hint("verify tells more of each file"));
    }
    clock.advance_ms(merge.exported_at.ms());
    let named = args.output.as_deref().and_then(ExportFormatArg::of_file);
    let format = match named {
        Some(ExportFormatArg::Ndjson) => ExportFormat::Ndjson,
        _ => ExportFormat::Json,
    };
    let ids: Vec<IncidentId> = merge.incidents.iter().copied().collect();
    let export = prepare(&mut merge.session, &ids, format)?;
    let made = super::export::made(&export, &ids)?;
    match &args.output {
        None => output::print_data(&String::from_utf8_lossy(&made))?,
        Some(path) => {
            may_write_over(std::slice::from_ref(path), args.force)?;
            write(path, &made)?;
        }
    }
    match merge.refused {
        0 => Ok(()),
        1 => Err(Failure::new(
            Exit::BadInput,
            "1 document disagrees or is no export",
        )),
        many => {
            let what = format!("{many} documents disagree or are no exports");
            Err(Failure::new(Exit::BadInput, what))
        }
    }
}

impl Merge {
    /// Takes a document in, or says why not. What was new in it is said.
    fn take(&mut self, of: &str, document: Result<Value, DocumentError>) -> Result<(), Failure> {
        match self.added(document) {
            Ok((key, new, all)) => {
                let what = match new {
                    0 => "nothing new".to_owned(),
                    new => format!("{new} of {} new", counted(all as u64, "event")),
                };
                output::remark(&format!("{of}: {key}, {what}"));
            }
            Err(why) => {
                self.refused += 1;
                output::remark(&format!("runsheet: {of}: left out because {why}"));
            }
        }
        Ok(())
    }

    fn added(
        &mut self,
        document: Result<Value, DocumentError>,
    ) -> Result<(String, usize, usize), String> {
        let document = document.map_err(|error| error.to_string())?;
        let (import, _) = checked(&document, &read_runbook).map_err(|error| error.to_string())?;
        let added = self.session.import(&import.events, &import.texts);
        let added = added.map_err(|error| match error {
            SessionError::Conflict(event) => {
                format!("its event {event} is another one than in a file before")
            }
            error => error.to_string(),
        })?;
        let first = import.events.first();
        let first = first.ok_or_else(|| DocumentError::Empty.to_string())?;
        self.incidents.insert(first.incident_id);
        let at = document["exported_at"]
            .as_str()
            .and_then(|at| at.parse().ok());
        self.exported_at = self.exported_at.max(at.unwrap_or(self.exported_at));
        let key = document["incident"]["key"]
            .as_str()
            .unwrap_or("?")
            .to_owned();
        Ok((key, added, import.events.len()))
    }
}
