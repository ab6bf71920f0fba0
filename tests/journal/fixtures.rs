//! Files that earlier versions wrote keep opening, and fold to what they meant.

use std::fs;
use std::path::{Path, PathBuf};

use runsheet::clock::ManualClock;
use runsheet::domain::chain::first_break;
use runsheet::domain::event::Standing;
use runsheet::domain::metrics::metrics;
use runsheet::domain::standing::causes;
use runsheet::journal::{Head, Journal, JournalReader};
use runsheet::report::{documents, import, verify};
use runsheet::session::SubmitOptions;
use serde_json::Value;

use crate::open;
use crate::support::act::*;
use crate::support::*;

const RUNBOOK: &str = include_str!("../domain/proof.yaml");

fn fixture(version: u32) -> PathBuf {
    let name = format!("tests/journal/fixtures/journal-{version}.db");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The acts that the fixture of version 1 holds, written into a new journal.
fn write(path: &Path) {
    let clock = ManualClock::at(start_time());
    let mut writer = session(Box::new(open(path)), &clock, &counted(1 << 64), "ann");
    let (book, text) = book(RUNBOOK);
    let outcome = writer
        .open(opening(&book), &text, SubmitOptions::default())
        .unwrap();
    let acts = [
        start("plain"),
        done("plain"),
        fail("expects"),
        answer("question", "no"),
        done("change"),
        note("ä \u{1b}[31m"),
        undo(),
        done("critical"),
        resolve("cable"),
    ];
    for command in acts {
        clock.advance_ms(1_001);
        writer
            .submit(outcome.incident, command, SubmitOptions::default())
            .unwrap();
    }
}

/// A changed meaning of an old file would show as another state than that of the same acts
/// done today.
#[test]
fn version_1_folds_as_the_same_acts_do_today() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    fs::copy(fixture(1), &old).unwrap();
    write(&new);
    let state = |path: &Path| {
        let clock = ManualClock::at(start_time());
        let mut reader = session(Box::new(open(path)), &clock, &counted(2 << 64), "ben");
        let id = reader.heads().unwrap()[0].id;
        reader.load(id).unwrap().state().clone()
    };
    assert_eq!(state(&old), state(&new));
}

#[test]
fn version_1_keeps_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    fs::copy(fixture(1), &path).unwrap();
    let journal = open(&path);
    assert_eq!(journal.replica(), replica(1));
    assert_eq!(journal.check().unwrap(), None);
    let heads = journal.heads().unwrap();
    assert_eq!((heads.len(), heads[0].number), (1, 1));

    let clock = ManualClock::at(start_time());
    let mut reader = session(Box::new(journal), &clock, &counted(2 << 64), "ben");
    let incident = reader.load(heads[0].id).unwrap();
    let log: Vec<_> = incident.log().map(|(r, _)| r.clone()).collect();
    assert_eq!(log.len(), 13);
    assert_eq!(first_break(&log), None);
    let state = incident.state().clone();
    assert_eq!(state.title, "A runbook with one step of every sort");
    assert_eq!(state.status.unwrap().word(), "resolved");
    let step = |name: &str| {
        let home = state.runbooks[0].id.clone();
        let step = runsheet::domain::id::StepRef {
            runbook: home,
            step: name.parse().unwrap(),
        };
        state.step_state(&step).unwrap().word()
    };
    let stands: Vec<&str> = [
        "plain", "expects", "question", "chained", "change", "second",
    ]
    .map(step)
    .to_vec();
    assert_eq!(stands, ["done", "failed", "done", "na", "done", "pending"]);
    let standings: Vec<Standing> = causes(&state).iter().map(|v| v.standing).collect();
    assert_eq!(
        standings,
        [Standing::Suspected, Standing::Confirmed, Standing::Open]
    );
    let numbers = metrics(&state);
    assert_eq!((numbers.ttfa, numbers.ttr), (Some(1_001), Some(9_009)));
    assert_eq!(state.changes_in_force().count(), 1);
    // It can also be written on.
    reader
        .submit(heads[0].id, close(), SubmitOptions::default())
        .unwrap();
}

/// A longer file of version 1: an incident with undo, hold, a second runbook, a handoff and
/// an end; planned work that goes on; a drill.
fn walks() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal/fixtures");
    fs::copy(kept.join("journal-1-walks.db"), &path).unwrap();
    (folder, path)
}

fn exports() -> Vec<Value> {
    let text = include_str!("fixtures/timeline-1.0.0.ndjson");
    documents(text).unwrap()
}

#[test]
fn exports_of_version_1_0_still_verify_and_import() {
    let documents = exports();
    assert_eq!(documents.len(), 3);
    let read = |text: &str| {
        let book = runsheet::library::read_text("kept", text);
        book.map(|book| book.runbook).map_err(|e| e[0].what.clone())
    };
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at(start_time());
    let journal = open(&folder.path().join("journal.db"));
    let mut session = session(Box::new(journal), &clock, &counted(3 << 64), "ben");
    for document in &documents {
        assert_eq!(document["format_version"], "1.0.0");
        verify(document, &read).unwrap();
        let found = import(document).unwrap();
        let added = session.import(&found.events, &found.texts).unwrap();
        assert_eq!(added, found.events.len());
    }
    let keys: Vec<String> = session.heads().unwrap().iter().map(Head::key).collect();
    let expected: Vec<String> = documents
        .iter()
        .map(|document| {
            let id = document["incident"]["id"].as_str().unwrap();
            let key = document["incident"]["key"].as_str().unwrap();
            format!("{key}-{}", &id[id.len() - 3..])
        })
        .collect();
    assert_eq!(keys, expected, "they come from elsewhere");
}

#[test]
fn a_journal_of_version_1_becomes_one_of_version_2_with_the_same_incidents() {
    let (_folder, path) = walks();
    let documents = exports();
    let version = |path: &Path| -> i64 {
        let plain = rusqlite::Connection::open(path).unwrap();
        plain
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    assert_eq!(version(&path), 1);
    let clock = ManualClock::at(start_time());
    {
        let journal = open(&path);
        let mut session = session(Box::new(journal), &clock, &counted(4 << 64), "ben");
        session.read_scenarios_with(Box::new(|_| Err("not needed".into())));
        let heads = session.heads().unwrap();
        let keys: Vec<String> = heads.iter().map(Head::key).collect();
        assert_eq!(keys, ["INC-1", "INC-2", "INC-3"], "they were opened here");
        for (head, document) in heads.iter().zip(&documents) {
            let incident = session.load(head.id).unwrap();
            let log: Vec<_> = incident.log().map(|(r, e)| (r.clone(), e)).collect();
            let given = document["events"].as_array().unwrap();
            assert_eq!(log.len(), given.len());
            for ((recorded, effective), given) in log.iter().zip(given) {
                assert_eq!(*recorded.hash, *given["hash"].as_str().unwrap());
                assert_eq!(*effective, given["effective"].as_bool().unwrap());
            }
            let status = incident.state().status.unwrap();
            assert_eq!(
                status.word(),
                document["incident"]["status"].as_str().unwrap()
            );
        }
        assert_eq!(session.find("last").unwrap().number, 3);
        let open: Vec<u64> = session
            .unfinished()
            .unwrap()
            .iter()
            .map(|h| h.number)
            .collect();
        assert_eq!(open, [2, 3]);
    }
    assert_eq!(version(&path), 2);
}
