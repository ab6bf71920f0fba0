//! The journals: one contract for all of them, and what only a file can get wrong.

mod contract;
mod files;
mod fixtures;
mod held;
mod permissions;
mod session;

use runsheet_kit::support;

use std::path::Path;

use contract::{Pair, check};
use runsheet::journal::{MemoryJournal, SqliteJournal};
use support::replica;

/// Opens the journal at a path, making it as replica 1 if there is none.
pub fn open(path: &Path) -> SqliteJournal {
    SqliteJournal::open(path, || replica(1)).unwrap()
}

#[test]
fn memory_keeps_the_contract() {
    check(&mut || {
        let journal = MemoryJournal::new(replica(1));
        (Box::new(journal.clone()), Box::new(journal))
    });
}

#[test]
fn a_file_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    check(&mut || -> Pair {
        count += 1;
        let path = folder.path().join(format!("{count}.db"));
        (Box::new(open(&path)), Box::new(open(&path)))
    });
}
