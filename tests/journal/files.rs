//! What a file refuses, and how it is opened.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use runsheet::clock::ManualClock;
use runsheet::journal::{Fault, Journal, JournalError, JournalReader, SqliteJournal};
use runsheet::operations::hints;
use runsheet::session::SubmitOptions;
use rusqlite::Connection;

use crate::open;
use crate::support::*;

const RUNBOOK: &str = include_str!("../domain/other.yaml");

/// A journal file with one incident in it; the journal that wrote it.
pub fn written(path: &Path) -> SqliteJournal {
    let clock = ManualClock::at(start_time());
    let mut writer = session(Box::new(open(path)), &clock, &counted(1 << 64), "ann");
    let (book, text) = book(RUNBOOK);
    writer
        .open(opening(&book), &text, SubmitOptions::default())
        .unwrap();
    drop(writer);
    open(path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[test]
fn events_and_texts_are_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    drop(written(&path));
    let file = Connection::open(&path).unwrap();
    let columns = "id, incident_id, replica, seq, kind, occurred_at, recorded_at, time_source, \
        precision, actor, role, runbook, step, data, prev_hash, hash";
    let same_place = columns.replacen("id", "'00000000-0000-0000-0000-000000000009'", 1);
    let cases = [
        (
            "UPDATE events SET actor = 'eve'".to_owned(),
            "never changed",
        ),
        ("DELETE FROM events".to_owned(), "never deleted"),
        (
            "DELETE FROM events WHERE seq = 3".to_owned(),
            "never deleted",
        ),
        (
            format!("INSERT OR REPLACE INTO events ({columns}) SELECT {columns} FROM events"),
            "the event exists",
        ),
        (
            format!("INSERT OR REPLACE INTO events ({columns}) SELECT {same_place} FROM events"),
            "the event exists",
        ),
        (
            format!(
                "REPLACE INTO events (position, {columns}) SELECT position, {columns} FROM events"
            ),
            "the event exists",
        ),
        (
            format!("INSERT INTO events ({columns}) SELECT {columns} FROM events"),
            "the event exists",
        ),
        (
            format!(
                "INSERT INTO events ({columns}) SELECT {columns} FROM events WHERE true \
                 ON CONFLICT (id) DO UPDATE SET actor = 'eve'"
            ),
            "the event exists",
        ),
        (
            "UPDATE runbook_texts SET text = ''".to_owned(),
            "never changed",
        ),
        ("DELETE FROM runbook_texts".to_owned(), "never deleted"),
    ];
    let count = |table| -> i64 {
        file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .unwrap()
    };
    let before = (count("events"), count("runbook_texts"));
    for (sql, says) in cases {
        let error = file.execute(&sql, []).unwrap_err().to_string();
        assert!(error.contains(says), "{sql}: {error}");
        assert_eq!((count("events"), count("runbook_texts")), before, "{sql}");
    }
    // A position that is taken, under a new id and a new place.
    let fresh = same_place.replacen("seq", "seq + 100", 1);
    let replace = format!(
        "INSERT OR REPLACE INTO events (position, {columns}) SELECT position, {fresh} FROM events LIMIT 1"
    );
    let error = file.execute(&replace, []).unwrap_err().to_string();
    assert!(error.contains("the event exists"), "{error}");
    let text = "INSERT OR REPLACE INTO runbook_texts SELECT sha256, 'other' FROM runbook_texts";
    let error = file.execute(text, []).unwrap_err().to_string();
    assert!(error.contains("texts are never changed"), "{error}");
}

#[test]
fn files_and_folders_are_the_users_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/deeper/journal.db");
    let journal = written(&path);
    let _reading = open(&path);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for ending in ["", "-wal", "-shm"] {
        let file = beside(&path, ending);
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&folder.path().join("data")), 0o700);
    assert_eq!(journal.path(), path);
}

#[test]
fn the_file_is_in_the_mode_that_makes_commits_durable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let _journal = written(&path);
    // The journal mode and the version stand in the file; that FULL was set is read back
    // by the journal itself, which opens no file where it does not hold.
    let file = Connection::open(&path).unwrap();
    let text = |pragma| -> String { file.pragma_query_value(None, pragma, |r| r.get(0)).unwrap() };
    let number = |pragma| -> i64 { file.pragma_query_value(None, pragma, |r| r.get(0)).unwrap() };
    assert_eq!(text("journal_mode"), "wal");
    assert_eq!(number("user_version"), 2);
    assert!(beside(&path, "-wal").exists());
}

fn refused_untouched(path: &Path) {
    let bytes = |path: &Path| fs::read(path).ok();
    let wal = beside(path, "-wal");
    let before = (bytes(path), bytes(&wal));
    for _ in 0..2 {
        match SqliteJournal::open(path, || replica(2)) {
            Err(error) if error.fault == (Fault::Newer { found: 3, known: 2 }) => {
                let said = error.to_string();
                assert!(
                    said.contains("newer version") && said.contains("untouched"),
                    "{said}"
                );
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it was opened"),
        }
    }
    assert!(
        (bytes(path), bytes(&wal)) == before,
        "not a byte was changed"
    );
}

#[test]
fn a_newer_journal_is_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    drop(written(&path));
    let file = Connection::open(&path).unwrap();
    file.pragma_update(None, "user_version", 3).unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(file);
    refused_untouched(&path);
}

#[test]
fn a_journal_that_is_newer_only_in_its_wal_is_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    drop(written(&path));
    let file = Connection::open(&path).unwrap();
    file.pragma_update(None, "user_version", 3).unwrap();
    // A copy of file and WAL, as a crash would leave them: the header still says 2.
    let copy = folder.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    fs::copy(beside(&path, "-wal"), beside(&copy, "-wal")).unwrap();
    assert_eq!(fs::read(&copy).unwrap()[63], 2, "the header says version 2");
    refused_untouched(&copy);
}

#[test]
fn what_is_no_journal_or_is_damaged_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    drop(written(&whole));
    let file = Connection::open(&whole).unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(file);
    let bytes = fs::read(&whole).unwrap();
    let mut garbled = bytes.clone();
    garbled[100..4096].fill(0xff);
    let cases: [(&str, Vec<u8>); 3] = [
        ("text", b"This is a letter, not a journal.\n".repeat(40)),
        ("schema", garbled),
        ("cut", bytes[..5_000].to_vec()),
    ];
    for (name, bytes) in cases {
        let path = folder.path().join(format!("{name}.db"));
        fs::write(&path, bytes).unwrap();
        match SqliteJournal::open(&path, || replica(2)) {
            Err(error) if matches!(error.fault, Fault::Corrupt(_)) => {
                assert!(error.to_string().contains("is damaged or is no journal"));
                assert!(hints::journal(&error).contains("keep the file"));
            }
            Err(other) => panic!("{name}: {other:?}"),
            Ok(_) => panic!("{name}: it was opened"),
        }
    }
}

#[test]
fn damage_further_in_is_found_when_it_is_looked_for_or_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let journal = written(&path);
    let head = journal.heads().unwrap()[0];
    drop(journal);
    let file = Connection::open(&path).unwrap();
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let root: i64 = file
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'events'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    drop(file);
    let mut bytes = fs::read(&path).unwrap();
    let from = usize::try_from(root - 1).unwrap() * 4096;
    bytes[from..from + 4096].fill(0xee);
    fs::write(&path, bytes).unwrap();
    let journal = open(&path);
    let read = journal.read(head.id, Default::default());
    assert!(is_damage(&read), "{read:?}");
    let looked = journal.check();
    assert!(!matches!(looked, Ok(None)), "{looked:?}");
}

fn is_damage<T>(read: &Result<T, JournalError>) -> bool {
    let fault = read.as_ref().err().map(|error| &error.fault);
    matches!(fault, Some(Fault::Corrupt(_)))
}

#[test]
fn a_word_that_no_version_writes_is_damage() {
    for (column, word) in [("time_source", "sundial"), ("precision", "about")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let journal = written(&path);
        let head = journal.heads().unwrap()[0];
        let file = Connection::open(&path).unwrap();
        file.execute("DROP TRIGGER events_no_update", []).unwrap();
        let alter = format!("UPDATE events SET {column} = '{word}'");
        file.execute(&alter, []).unwrap();
        let read = journal.read(head.id, Default::default());
        assert!(is_damage(&read), "{read:?}");
        let said = read.err().unwrap().to_string();
        assert!(said.contains(column) && said.contains(word), "{said}");
    }
}

#[test]
fn an_event_with_a_value_that_cannot_be_read_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let journal = written(&path);
    let head = journal.heads().unwrap()[0];
    let file = Connection::open(&path).unwrap();
    let insert = format!(
        "INSERT INTO events (id, incident_id, replica, seq, kind, occurred_at, recorded_at, \
         time_source, precision, actor, role, data, hash) VALUES ('x', '{}', 'y', 1, 'no.such', \
         0, 0, 'clock', 'ms', 'eve', 'r', '{{}}', '')",
        head.id
    );
    file.execute(&insert, []).unwrap();
    let read = journal.read(head.id, Default::default());
    assert!(is_damage(&read), "{read:?}");
}

#[test]
fn an_empty_file_becomes_a_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    fs::write(&path, b"").unwrap();
    assert!(open(&path).heads().unwrap().is_empty());
}

#[test]
fn a_writer_waits_for_another_and_then_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let (mut one, mut two) = (open(&path), open(&path));
    let transaction = one.begin().unwrap();
    let error = two.begin().err().expect("the other one writes");
    assert!(error.fault == Fault::Busy, "{error:?}");
    drop(transaction);
    two.begin().unwrap().commit().unwrap();
}

#[test]
fn a_replica_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    assert_eq!(open(&path).replica(), replica(1));
    let again = SqliteJournal::open(&path, || replica(2)).unwrap();
    assert_eq!(again.replica(), replica(1));
}
