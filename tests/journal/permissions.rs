//! A journal that may only be read. Root may write everywhere, so these run in a child
//! process that is nobody; started by an ordinary user they run as they are.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use runsheet::journal::{Fault, Journal, JournalReader, SqliteJournal};

use crate::files::written;
use crate::support::*;

/// The file that the child process has to open.
const FILE: &str = "RUNSHEET_TEST_READ_ONLY_FILE";
/// A user without rights; the number that Linux and macOS leave for `nobody` differs, and
/// neither needs to exist.
const NOBODY: u32 = 65_534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Opens the file in a process that has no right to write it.
fn open_without_rights(folder: &Path, file: &Path) {
    if !is_root() {
        return opens_read_only(file);
    }
    // A copy, because the build's own folder may be closed to others.
    let program = folder.join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    set_mode(&program, 0o755);
    let status = Command::new(&program)
        .args(["--exact", "permissions::as_nobody", "--nocapture"])
        .env(FILE, file)
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&status.stdout).into_owned()
        + &String::from_utf8_lossy(&status.stderr);
    assert!(status.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

/// Runs only as the child of another test; by itself it has nothing to open.
#[test]
fn as_nobody() {
    if let Some(file) = std::env::var_os(FILE) {
        assert!(!is_root());
        opens_read_only(Path::new(&file));
    }
}

fn opens_read_only(file: &Path) {
    let mut journal = SqliteJournal::open(file, || replica(2)).unwrap();
    assert!(journal.is_read_only(), "it says so");
    assert_eq!(journal.replica(), replica(1));
    let heads = journal.heads().unwrap();
    assert_eq!(heads.len(), 1);
    let (events, _) = journal.read(heads[0].id, Default::default()).unwrap();
    assert_eq!(events.len(), 3);
    let error = journal.begin().err().expect("nothing can be written");
    assert!(error.fault == Fault::ReadOnly, "{error:?}");
    assert!(error.to_string().ends_with("is read-only"));
}

#[test]
fn a_read_only_file_opens_read_only_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    set_mode(folder.path(), 0o755);
    let home = folder.path().join("data");
    let file = home.join("journal.db");
    drop(written(&file));
    if is_root() {
        chown(&home, Some(NOBODY), Some(NOBODY)).unwrap();
        chown(&file, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    set_mode(&file, 0o400);
    open_without_rights(folder.path(), &file);
    set_mode(&file, 0o600);
}

#[test]
fn also_in_a_folder_that_takes_no_files_after_a_clean_close() {
    let folder = tempfile::tempdir().unwrap();
    set_mode(folder.path(), 0o755);
    let home = folder.path().join("data");
    let file = home.join("journal.db");
    drop(written(&file));
    assert_eq!(fs::read_dir(&home).unwrap().count(), 1, "no WAL is left");
    set_mode(&file, 0o444);
    set_mode(&home, 0o555);
    open_without_rights(folder.path(), &file);
    set_mode(&home, 0o700);
}

#[test]
fn a_writable_file_in_a_folder_that_takes_no_files() {
    let folder = tempfile::tempdir().unwrap();
    set_mode(folder.path(), 0o755);
    let home = folder.path().join("data");
    let file = home.join("journal.db");
    drop(written(&file));
    if is_root() {
        chown(&file, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    set_mode(&home, 0o555);
    open_without_rights(folder.path(), &file);
    set_mode(&home, 0o700);
}
