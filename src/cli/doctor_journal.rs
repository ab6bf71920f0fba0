//! What `doctor` finds out about the journal: every event is read and every chain checked, and
//! nothing is made. `--salvage` saves what is whole.

use std::collections::HashSet;
use std::io::{IsTerminal, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::context::{Program, key_of, session_with};
use super::failure::{Exit, Failure};
use super::output;
use crate::clock::SystemClock;
use crate::drill::History;
use crate::journal::{Fault, Head, SqliteJournal};
use crate::operations::outputs;
use crate::report::{ExportFormat, Leaving, bytes, counted, file_name};
use crate::run::kept::Outputs;
use crate::session::Session;

/// An incident and what is wrong with it.
type Checked = (Head, Vec<String>);

/// What is told of the journal, and the failure to end with.
pub fn told(program: &Program) -> (Value, Option<Failure>) {
    match look(program) {
        Ok(found) => found,
        Err(failure) => (json!({"state": failure.what}), Some(failure)),
    }
}

fn look(program: &Program) -> Result<(Value, Option<Failure>), Failure> {
    let path = program.paths()?.journal();
    if !path.exists() && !path.with_extension("db-wal").exists() {
        let state = "not there; the first incident makes it";
        return Ok((json!({"state": state}), None));
    }
    // Looking into the journal makes files beside it for a while.
    let open_to_others = open_to_others(&path);
    let mut session = session_with(SqliteJournal::look(&path)?, Box::new(SystemClock), "");
    // They are made of the events, and never believed here.
    let wrong = session.wrong_summaries().unwrap_or_default();
    let journal = session.journal();
    let mut damage: Vec<String> = journal.check()?.into_iter().collect();
    let heads = journal.heads()?;
    let mut events = 0;
    for (head, flaws) in check(&session, &heads) {
        let named = flaws
            .into_iter()
            .map(|flaw| format!("{}: {flaw}", key_of(head)));
        damage.extend(named);
        events += 1;
    }
    damage.extend(journal.list_flaws()?);
    let state = match damage.first() {
        None => "sound".to_owned(),
        Some(first) => format!("damaged: {first}"),
    };
    let failure = match (damage.is_empty(), wrong.first()) {
        (false, _) => Some(
            Failure::new(Exit::Journal, format!("the journal is {state}"))
                .hint("keep the file; doctor --salvage DIR saves every incident that is whole"),
        ),
        (true, Some(first)) => Some(
            Failure::new(
                Exit::Journal,
                format!("the summary that is kept of {first} is not what its events say"),
            )
            .hint("the events are whole; doctor --summarize makes all summaries anew"),
        ),
        (true, None) => None,
    };
    let report = json!({
        "state": state,
        "replica": journal.replica(),
        "incidents": events,
        "damage": damage,
        "wrong_summaries": wrong,
        "open_to_others": open_to_others,
    });
    Ok((report, failure))
}

/// Checks every incident. It may take a while, so a terminal is told how far it is.
fn check<'a>(session: &'a Session, heads: &'a [Head]) -> impl Iterator<Item = Checked> + 'a {
    let shows = std::io::stderr().is_terminal() && heads.len() > 100;
    heads.iter().enumerate().map(move |(done, head)| {
        if shows && (done % 50 == 0 || done + 1 == heads.len()) {
            let end = if done + 1 == heads.len() {
                "\r\u{1b}[K"
            } else {
                ""
            };
            let line = format!("\rchecking incident {} of {}{end}", done + 1, heads.len());
            // Nobody is left to tell if stderr is closed.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
        match session.flaws(head.id) {
            Ok(flaws) => (*head, flaws),
            Err(error) => (*head, vec![error.to_string()]),
        }
    })
}

/// The files and folders of the journal that others than its owner may read or write.
fn open_to_others(path: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let beside = ["", "-wal", "-shm"].map(|ending| format!("{}{ending}", path.display()));
    let folder = path.parent().map(|folder| folder.display().to_string());
    for (name, wanted) in beside
        .into_iter()
        .map(|n| (n, 0o600))
        .chain(folder.map(|f| (f, 0o700)))
    {
        let Ok(about) = std::fs::metadata(&name) else {
            continue;
        };
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let may = if mode & 0o022 == 0 { "read" } else { "write" };
            found.push(format!(
                "{name} ({mode:o}): others may {may} it; chmod {wanted:o} closes it"
            ));
        }
    }
    found
}

/// Writes a timeline for every incident that is whole, and the list of those that are not.
pub fn salvage(program: &Program, folder: &Path) -> Result<(), Failure> {
    let name = folder.display().to_string();
    let output = |error: std::io::Error| Failure::output(&name, &error);
    crate::paths::create_private_folder(folder).map_err(output)?;
    if std::fs::read_dir(folder).map_err(output)?.next().is_some() {
        return Err(Failure::new(Exit::NoOutput, format!("{name} is not empty"))
            .hint("give a folder that is new or empty"));
    }
    let path = program.paths()?.journal();
    let mut session = session_with(SqliteJournal::look(&path)?, Box::new(SystemClock), "");
    let heads = session.heads()?;
    let checked: Vec<Checked> = check(&session, &heads).collect();
    let (mut saved, mut lost) = (0, Vec::new());
    for (head, mut flaws) in checked {
        if flaws.is_empty() {
            match save(program, &mut session, head, folder) {
                Ok(()) => saved += 1,
                Err(failure) => flaws.push(failure.what),
            }
        }
        lost.extend(
            flaws
                .into_iter()
                .map(|flaw| format!("{}: {flaw}\n", key_of(head))),
        );
    }
    let list: String = lost.concat();
    if !lost.is_empty() {
        let file = folder.join("not-saved.txt");
        crate::paths::write_whole(&file, list.as_bytes()).map_err(output)?;
    }
    output::print(&format!(
        "{saved} of {} incidents saved in {name}\n{list}",
        heads.len()
    ))?;
    match lost.is_empty() {
        true => Ok(()),
        false => {
            let what = format!(
                "{} of {} incidents are not whole",
                heads.len() - saved,
                heads.len()
            );
            Err(Failure::new(Exit::Journal, what)
                .hint("not-saved.txt there names them; import takes the others into a new journal"))
        }
    }
}

fn save(
    program: &Program,
    session: &mut Session,
    head: Head,
    folder: &Path,
) -> Result<(), Failure> {
    session.load(head.id)?;
    let incident = session.incident(head.id).ok_or_else(|| {
        let what = "it holds no events".to_owned();
        Failure::from(Fault::Corrupt(what).of(folder))
    })?;
    let text = |sha256: &str| session.text(sha256).ok()?.map(|text| text.to_string());
    let none = History::default();
    let document = bytes(
        &[incident],
        ExportFormat::Json,
        program.stamp(),
        &text,
        &none,
        &Leaving::WHOLE,
    );
    let path = folder.join(file_name(incident.state(), ExportFormat::Json));
    // Two that were imported may have been opened under the same number elsewhere.
    let path = match path.exists() {
        true => folder.join(format!("{}-{}.json", key_of(head), head.id.short())),
        false => path,
    };
    let name = path.display().to_string();
    crate::paths::write_whole(&path, &document).map_err(|error| Failure::output(&name, &error))
}

/// Removes outputs that no incident speaks of.
pub fn prune(program: &mut Program) -> Result<(), Failure> {
    let folder = Outputs::new(program.paths()?.runs());
    let mut spoken_of = HashSet::new();
    let heads = program.session()?.heads()?;
    for head in heads {
        let payloads = program
            .session()?
            .load(head.id)?
            .log()
            .map(|(recorded, _)| recorded.event.payload.clone());
        spoken_of.extend(outputs::hashes(payloads));
    }
    let (count, bytes) = outputs::prune(&folder, &spoken_of)
        .map_err(|error| Failure::output(&folder.folder().display().to_string(), &error))?;
    let outputs = counted(count as u64, "output");
    output::print(&format!(
        "{outputs} removed, {} KiB\n",
        bytes.div_ceil(1024)
    ))
}
