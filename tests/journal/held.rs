//! The file behind a journal: held while it is open, and never joined with another one's WAL.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use runsheet::clock::ManualClock;
use runsheet::domain::event::Payload;
use runsheet::domain::id::IncidentId;
use runsheet::domain::number::MOST;
use runsheet::journal::{Fault, Journal, JournalReader, MemoryJournal, SqliteJournal};
use runsheet::operations::hints;
use runsheet::session::{Session, SubmitOptions};
use uuid::Uuid;

use crate::open;
use crate::support::act::note;
use crate::support::*;

const RUNBOOK: &str = include_str!("../domain/other.yaml");

fn session_on(path: &Path, base: u128) -> (Session, ManualClock) {
    let clock = ManualClock::at(start_time());
    let writer = session(Box::new(open(path)), &clock, &counted(base << 64), "ann");
    (writer, clock)
}

fn incident(writer: &mut Session) -> IncidentId {
    let (book, text) = book(RUNBOOK);
    let opened = writer.open(opening(&book), &text, SubmitOptions::default());
    opened.unwrap().incident
}

fn wal(path: &Path) -> PathBuf {
    path.with_extension("db-wal")
}

/// What another process sees of a journal in a folder; it opens and closes the file.
fn seen_elsewhere(folder: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runsheet"));
    command
        .args(["export", "1"])
        .env_clear()
        .env("RUNSHEET_DATA_DIR", folder);
    command.env("RUNSHEET_CONFIG_DIR", folder.join("config"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The system drops all locks of a process on a file when one of its descriptors is closed. If
/// a second look at the journal took them away, the next process to leave would remove the WAL
/// under the feet of the first.
#[test]
fn a_second_opening_in_one_process_takes_no_locks_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let (mut writer, _) = session_on(&path, 1);
    let id = incident(&mut writer);
    drop(open(&path));
    drop(SqliteJournal::look(&path).unwrap());
    seen_elsewhere(folder.path());
    assert!(wal(&path).exists(), "the WAL is still there");
    writer
        .submit(id, note("after the others left"), SubmitOptions::default())
        .unwrap();
    assert!(seen_elsewhere(folder.path()).contains("after the others left"));
}

#[test]
fn the_wal_of_another_time_is_not_played_into_a_restored_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let backup = folder.path().join("backup.db");
    let (mut writer, _) = session_on(&path, 1);
    let id = incident(&mut writer);
    open(&path).backup(&backup, false).unwrap();
    let mut fill = || {
        for round in 0..100 {
            let text = format!("{round} {}", "much that fills pages ".repeat(40));
            writer
                .submit(id, note(&text), SubmitOptions::default())
                .unwrap();
        }
    };
    fill();
    let file = rusqlite::Connection::open(&path).unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    fill();
    // As a crash leaves them, and as somebody leaves them who restores the one alone.
    let crashed = folder.path().join("crashed.db");
    let restored = folder.path().join("restored.db");
    for (from, to) in [(&path, &crashed), (&backup, &restored)] {
        fs::copy(from, to).unwrap();
        fs::copy(wal(&path), wal(to)).unwrap();
    }
    let journal = open(&crashed);
    assert_eq!(
        journal.read(id, Default::default()).unwrap().0.len(),
        200 + opened_events()
    );
    let before = (
        fs::read(&restored).unwrap(),
        fs::read(wal(&restored)).unwrap(),
    );
    for _ in 0..2 {
        match SqliteJournal::open(&restored, || replica(2)) {
            Err(error) if error.fault == Fault::Mismatch => {
                assert!(error.to_string().contains("do not belong together"));
                assert!(hints::journal(&error).contains("move -wal"));
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it was opened"),
        }
    }
    let after = (
        fs::read(&restored).unwrap(),
        fs::read(wal(&restored)).unwrap(),
    );
    assert!(before == after, "not a byte was changed");
    fs::remove_file(wal(&restored)).unwrap();
    let _ = fs::remove_file(restored.with_extension("db-shm"));
    let journal = open(&restored);
    assert_eq!(
        journal.read(id, Default::default()).unwrap().0.len(),
        opened_events()
    );
}

fn opened_events() -> usize {
    let folder = tempfile::tempdir().unwrap();
    let (mut writer, _) = session_on(&folder.path().join("journal.db"), 1);
    let id = incident(&mut writer);
    writer.load(id).unwrap().log().len()
}

#[test]
fn a_clock_that_was_set_back_is_recorded_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut writer, clock) = session_on(&folder.path().join("journal.db"), 1);
    writer.notices_clock = true;
    let id = incident(&mut writer);
    clock.advance_ms(60_000);
    let mut act = |by_ms| {
        clock.advance_ms(by_ms);
        writer
            .submit(id, note("an act"), SubmitOptions::default())
            .unwrap();
        let log = writer.load(id).unwrap().log();
        let jumps = log.filter_map(|(r, _)| match r.event.payload {
            Payload::ClockJumped { by_ms } => Some(by_ms),
            _ => None,
        });
        jumps.collect::<Vec<i64>>()
    };
    assert!(act(0).is_empty());
    assert!(act(-1_500).is_empty());
    assert_eq!(act(-30_000), [-30_000]);
    assert_eq!(act(1_000), [-30_000]);
    assert_eq!(act(-5_000), [-30_000, -5_000]);
}

#[test]
fn the_last_number_that_there_is_blocks_no_new_incident() {
    let folder = tempfile::tempdir().unwrap();
    let file = open(&folder.path().join("journal.db"));
    let memory = MemoryJournal::new(replica(1));
    let journals: [Box<dyn Journal>; 2] = [Box::new(file), Box::new(memory)];
    for mut journal in journals {
        let mut transaction = journal.begin().unwrap();
        for (id, number, next) in [(1, 1, 2), (2, MOST, 2), (3, 2, 3), (4, 4, 3)] {
            let id = IncidentId(Uuid::from_u128(id));
            transaction.name_incident(id, number, true).unwrap();
            assert_eq!(transaction.next_number().unwrap(), next);
            assert_eq!(transaction.head(id).unwrap().unwrap().number, number);
            assert_eq!(transaction.numbered(number).unwrap().unwrap().id, id);
        }
    }
}
