//! The program in a folder of its own, and its journal read by the library.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use runsheet::clock::SystemClock;
use runsheet::domain::chain::first_break;
use runsheet::domain::event::{Payload, Recorded};
use runsheet::domain::id::{IncidentId, ReplicaId};
use runsheet::journal::SqliteJournal;
use runsheet::session::{Session, Who};
use serde_json::Value;
use uuid::Uuid;

/// The runbook that the tests walk.
pub const RUNBOOK: &str = "anyconnect-authentication-failure";

/// A temporary folder that holds the data folder, which the program makes itself.
pub struct Place {
    root: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(root.path().join("disk")).expect("a folder for the disk");
        Self { root }
    }

    /// The folder above everything; the temporary folder may stand behind a link.
    pub fn root(&self) -> PathBuf {
        self.root.path().canonicalize().expect("the folder's path")
    }

    /// What a power cut would hit.
    pub fn disk(&self) -> PathBuf {
        self.root().join("disk")
    }

    pub fn data(&self) -> PathBuf {
        self.disk().join("data")
    }

    pub fn journal(&self) -> PathBuf {
        self.data().join("journal.db")
    }

    /// Sets what the program reads from its environment, and nothing else.
    pub fn hermetic(&self, command: &mut Command) {
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.root());
        command.env("RUNSHEET_DATA_DIR", self.data());
        command.env("RUNSHEET_CONFIG_DIR", self.root().join("config"));
        command.env("RUNSHEET_ACTOR", "ana");
    }

    /// The program with these arguments.
    pub fn runsheet(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(crate::program());
        self.hermetic(&mut command);
        command.args(arguments);
        command
    }

    /// What the program says; it must succeed.
    pub fn says(&self, arguments: &[&str]) -> String {
        let output = self.runsheet(arguments).output().expect("the program runs");
        assert!(
            output.status.success(),
            "{arguments:?}: {}\n{}",
            output.status,
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    /// The JSON that the program prints; it must succeed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let said = self.says(arguments);
        serde_json::from_str(&said).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {said}"))
    }

    /// Opens an incident and gives its id.
    pub fn start(&self) -> IncidentId {
        let opened = self.json(&["start", RUNBOOK, "--detach", "--json"]);
        opened["id"]
            .as_str()
            .expect("an id")
            .parse()
            .expect("a UUID")
    }

    /// A session on its journal.
    pub fn session(&self) -> Session {
        session(&self.journal(), "ben")
    }

    /// The current step as `status` marks it.
    pub fn current_step(&self, incident: IncidentId) -> Option<String> {
        let said = self.says(&["status", &incident.to_string()]);
        let line = said.lines().find_map(|line| line.strip_prefix("> "))?;
        let words: Vec<&str> = line.split_whitespace().collect();
        // Number, state, the time if there is one, the step.
        let at = if words[2].contains(':') { 3 } else { 2 };
        Some(words[at].to_owned())
    }

    /// Whether the list of open incidents offers this one.
    pub fn offers(&self, incident: IncidentId) -> bool {
        let open = self.json(&["incidents", "--open", "--json"]);
        let open = open.as_array().expect("a list");
        open.iter().any(|row| row["id"] == incident.to_string())
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A session on a journal.
pub fn session(journal: &Path, actor: &str) -> Session {
    let journal = SqliteJournal::open(journal, || ReplicaId(Uuid::now_v7()))
        .unwrap_or_else(|error| panic!("the journal opens: {error}"));
    let read = |text: &str| match runsheet::library::read_text("journal", text) {
        Ok(book) => Ok(book.runbook),
        Err(_) => Err("the kept runbook cannot be read".to_owned()),
    };
    let who = Who {
        actor: actor.into(),
        role: Arc::from("responder"),
    };
    Session::new(
        Box::new(journal),
        Box::new(SystemClock),
        Box::new(Uuid::now_v7),
        Box::new(read),
        who,
    )
}

/// All events of an incident, after looking for damage in the file and the chains.
pub fn sound_log(session: &mut Session, incident: IncidentId) -> Vec<Recorded> {
    assert_eq!(session.journal().check(), Ok(None), "the file is damaged");
    let loaded = session.load(incident).expect("the incident is there");
    let log: Vec<Recorded> = loaded.log().map(|(recorded, _)| recorded.clone()).collect();
    assert_eq!(first_break(&log), None);
    log
}

/// How often a note stands in a log.
pub fn notes(log: &[Recorded], wanted: &str) -> usize {
    let is = |r: &&Recorded| matches!(&r.event.payload, Payload::NoteAdded { text, .. } if text == wanted);
    log.iter().filter(is).count()
}

/// The ids of the events in a reply.
pub fn replied_ids(output: &Output) -> Vec<String> {
    let Ok(reply) = serde_json::from_slice::<Value>(&output.stdout) else {
        return Vec::new();
    };
    let events = reply["events"].as_array().cloned().unwrap_or_default();
    let id = |event: &Value| event["id"].as_str().map(str::to_owned);
    events.iter().filter_map(id).collect()
}
