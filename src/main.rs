//! Opens the screen on the journal in the data folder.

use std::process::ExitCode;

use runsheet::clock::SystemClock;
use runsheet::domain::id::ReplicaId;
use runsheet::journal::SqliteJournal;
use runsheet::library;
use runsheet::paths::{Paths, actor_name, create_private_folder};
use runsheet::session::{Session, Who};
use runsheet::tui::{self, Start};
use uuid::Uuid;

fn main() -> ExitCode {
    match run() {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("runsheet: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let paths = Paths::find()?;
    create_private_folder(&paths.data)?;
    let journal = SqliteJournal::open(&paths.journal(), || ReplicaId(Uuid::now_v7()))?;
    let read = |text: &str| match library::read_text("journal", text) {
        Ok(book) => Ok(book.runbook),
        Err(wrong) => Err(wrong.first().map(ToString::to_string).unwrap_or_default()),
    };
    let who = Who {
        actor: actor_name().into(),
        role: "responder".into(),
    };
    let session = Session::new(
        Box::new(journal),
        Box::new(SystemClock),
        Box::new(Uuid::now_v7),
        Box::new(read),
        who,
    );
    let folder = Some(paths.runbooks()).filter(|folder| folder.is_dir());
    let start = Start {
        folders: folder.into_iter().collect(),
        query: std::env::args().skip(1).collect::<Vec<_>>().join(" "),
        incident: None,
        export_dir: std::env::current_dir()?,
        export: Box::new(|_, _, _| Err("there is no exporter in this build".to_owned())),
    };
    Ok(tui::run(session, start)?)
}
