//! Files that earlier versions wrote keep opening, and fold to what they meant.

use std::fs;
use std::path::{Path, PathBuf};

use runsheet::clock::ManualClock;
use runsheet::domain::chain::first_break;
use runsheet::domain::event::Standing;
use runsheet::domain::metrics::metrics;
use runsheet::domain::standing::causes;
use runsheet::journal::{Journal, Reader};
use runsheet::session::Manner;

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
        .open(opening(&book), &text, Manner::default())
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
            .submit(outcome.incident, command, Manner::default())
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
        .submit(heads[0].id, close(), Manner::default())
        .unwrap();
}
