//! The screen on a journal in a file that other programs reach, too.

use std::fs;
use std::path::{Path, PathBuf};

use runsheet::domain::id::ReplicaId;
use runsheet::journal::{JournalReader, SqliteJournal};
use runsheet::tui::effect::Msg;
use rusqlite::Connection;
use uuid::Uuid;

use crate::support::{Desk, clock, shipped};

fn open(path: &Path) -> SqliteJournal {
    SqliteJournal::open(path, || ReplicaId(Uuid::from_u128(1))).unwrap()
}

/// A desk that walks an incident of a journal in a file.
fn desk() -> (Desk, tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/journal.db");
    let journal = Box::new(open(&path));
    let mut desk = Desk::on(100, 30, journal, &clock(), "ada", shipped());
    desk.keys("stuck at authenticating<Enter>s1");
    desk.keys("nbefore<Enter>").sees("noted");
    (desk, folder, path)
}

fn holds(path: &Path, text: &str) -> bool {
    let journal = open(path);
    let heads = journal.heads().unwrap();
    let read = |head: &runsheet::journal::Head| journal.read(head.id, Default::default());
    let mut events = heads.iter().flat_map(|head| read(head).unwrap().0);
    events.any(|event| event.event.payload.main_text() == Some(text))
}

/// What happens to the file, and what is said of it.
type Blow = (&'static str, fn(&mut Desk, &Path), bool);

const BLOWS: &[Blow] = &[
    (
        "was deleted",
        |_, path| fs::remove_dir_all(path.parent().unwrap()).unwrap(),
        true,
    ),
    (
        "was deleted",
        |_, path| fs::remove_file(path).unwrap(),
        true,
    ),
    (
        "was replaced",
        |_, path| {
            let other = path.with_extension("other");
            fs::copy(path, &other).unwrap();
            fs::rename(&other, path).unwrap();
        },
        true,
    ),
    (
        "was parted from its -wal",
        |_, path| fs::remove_file(path.with_extension("db-wal")).unwrap(),
        true,
    ),
    (
        "was written over",
        |desk, path| {
            // Once the WAL was moved into the file, what was recorded is there alone.
            let other = Connection::open(path).unwrap();
            other
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                .unwrap();
            desk.keys("nbetween<Enter>").sees("noted");
            let empty = path.with_extension("empty");
            drop(open(&empty));
            fs::copy(&empty, path).unwrap();
        },
        false,
    ),
];

#[test]
fn a_journal_that_is_gone_takes_no_act_and_keeps_what_was_typed() {
    for (says, blow, saves) in BLOWS {
        let (mut desk, _folder, path) = desk();
        blow(&mut desk, &path);
        desk.keys("nforty words that took a while<Enter>");
        desk.sees(says)
            .sees("forty words that took a while")
            .sees_no("noted");
        // Again it is refused, and again the text stays.
        desk.keys("<Enter>")
            .sees(says)
            .sees("forty words that took a while");
        let saved = path.with_file_name("journal-saved.db");
        assert_eq!(saved.exists(), *saves, "{says}");
        if *saves {
            desk.keys("<Esc>");
            drop(desk);
            assert!(holds(&saved, "before"), "{says}");
        }
    }
}

#[test]
fn what_others_do_with_an_open_journal_is_no_loss() {
    let (mut desk, folder, path) = desk();
    let other = Connection::open(&path).unwrap();
    other
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    desk.keys("nafter a checkpoint<Enter>").sees("noted");
    // A time of change that nothing explains is looked into, and found harmless.
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    desk.keys("nafter a touch<Enter>").sees("noted");
    let journal = open(&path);
    let copy = folder.path().join("copy.db");
    journal.backup(&copy, false).unwrap();
    desk.keys("nafter a backup<Enter>").sees("noted");
    assert!(holds(&copy, "after a touch") && !holds(&copy, "after a backup"));
}

#[test]
fn an_act_waits_for_another_process_beside_the_clock() {
    let (mut desk, _folder, path) = desk();
    desk.app.wait_beside_the_loop();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let asked = std::time::Instant::now();
    desk.keys("nit takes a while<Enter>");
    assert!(
        asked.elapsed().as_millis() < 1_000,
        "the frame came at once"
    );
    assert!(desk.app.is_waiting());
    desk.sees("waiting for another process (0 s)");
    desk.wait(3);
    desk.sees("waiting for another process (3 s)");
    other.execute_batch("COMMIT").unwrap();
    desk.app.handle(Msg::Refresh);
    desk.draw();
    desk.sees("noted");
    assert!(!desk.app.is_waiting());
    let notes = desk
        .kinds()
        .iter()
        .filter(|kind| **kind == "note.added")
        .count();
    assert_eq!(notes, 2, "it was recorded once");
}

#[test]
fn an_act_that_waited_long_enough_is_refused_with_its_text() {
    let (mut desk, _folder, path) = desk();
    desk.app.wait_beside_the_loop();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    desk.keys("nit takes too long<Enter>");
    desk.wait(6);
    assert!(!desk.app.is_waiting());
    desk.sees("another process").sees("it takes too long");
    other.execute_batch("COMMIT").unwrap();
    desk.keys("<Enter>").sees("noted");
}

#[test]
fn events_that_were_altered_are_named_when_the_incident_is_walked() {
    let (mut desk, _folder, path) = desk();
    desk.keys("q");
    drop(desk);
    let file = Connection::open(&path).unwrap();
    file.execute_batch(
        "DROP TRIGGER events_no_update;
         UPDATE events SET data = replace(data, 'before', 'behind') WHERE kind = 'note.added';",
    )
    .unwrap();
    drop(file);
    let mut desk = Desk::on(100, 30, Box::new(open(&path)), &clock(), "ada", shipped());
    desk.keys("<Tab>g<Enter>").sees("INC-1");
    desk.app.handle(Msg::Refresh);
    desk.draw();
    desk.sees("not as it was recorded").sees("note.added");
    desk.keys("t").sees("behind");
}
