//! A copy of a journal that is whole: SQLite makes it of the file and its WAL together, while
//! others go on writing. Copying the file alone would leave behind what is still in the WAL.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::held::{beside, io_failed};
use super::sqlite::{failed, sound};
use super::{Fault, JournalError};

/// Writes a copy and checks it; says how many events it holds. The file is there whole or not
/// at all, for the user alone. One that is there stays, unless it may be replaced.
pub fn copy(from: &Connection, to: &Path, replace: bool) -> Result<u64, JournalError> {
    let io = |error: io::Error| io_failed(to, "written", &error);
    let to = target(to, replace).map_err(io)?;
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let file = tempfile::Builder::new()
        .prefix(".runsheet-")
        .tempfile_in(folder)
        .map_err(io)?;
    let wrong = |error| failed(&to, "written", error);
    let mut copy = Connection::open_with_flags(file.path(), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(wrong)?;
    let backup = Backup::new(from, &mut copy).map_err(wrong)?;
    backup.step(-1).map_err(wrong)?;
    drop(backup);
    // One file, without a WAL beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")
        .map_err(wrong)?;
    if let Some(what) = sound(&copy).map_err(wrong)? {
        return Err(Fault::Corrupt(what).of(to.as_path()));
    }
    let events = "SELECT count(*) FROM events";
    let events = copy
        .query_row(events, [], |row| row.get(0))
        .map_err(wrong)?;
    copy.close().map_err(|(_, error)| wrong(error))?;
    file.as_file().sync_all().map_err(io)?;
    match replace {
        true => file.persist(&to),
        false => file.persist_noclobber(&to),
    }
    .map_err(|error| io(error.error))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io)?;
    Ok(events)
}

/// The file that a copy goes to.
fn target(to: &Path, replace: bool) -> io::Result<PathBuf> {
    let no = |what: &str| Err(io::Error::other(what.to_owned()));
    if fs::symlink_metadata(beside(to, "-wal")).is_ok() {
        return no("a -wal lies beside it, which would be played into the copy");
    }
    let Ok(about) = fs::symlink_metadata(to) else {
        return Ok(to.to_owned());
    };
    if !replace {
        return no("it is there already");
    }
    match about.is_symlink() {
        true => fs::canonicalize(to),
        false if about.is_file() => Ok(to.to_owned()),
        false => no("it is not a plain file"),
    }
}

/// Writes a copy beside a journal whose file is gone, under a name that is free.
pub fn rescue(from: &Connection, path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    crate::paths::create_private_folder(folder).ok()?;
    let names = (1..100).map(|n| match n {
        1 => "journal-saved.db".to_owned(),
        n => format!("journal-saved-{n}.db"),
    });
    let mut free = names
        .map(|name| folder.join(name))
        .filter(|path| !path.exists());
    let to = free.next()?;
    copy(from, &to, false).ok().map(|_| to)
}
