//! The journal in one SQLite file: WAL, `synchronous=FULL`, one writer at a time.
//!
//! Long because opening safely takes as much care as reading and writing.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior, params,
};
use uuid::Uuid;

use super::held::{Held, HeldWatch, Lost, has_wal, io_failed};
use super::schema::{VERSION, migrations};
use super::summaries::{self, KeptSummary, MadeSummary, Pick};
use super::{
    Fault, Head, Journal, JournalError, JournalReader, NameQuery, Position, Transaction, backup,
    flaws,
};
use crate::domain::command::Text;
use crate::domain::event::{Event, Payload, Recorded};
use crate::domain::id::{EventId, IncidentId, ReplicaId};
use crate::domain::number::MOST;
use crate::domain::summary::SUMMARY_FORM;
use crate::domain::time::Timestamp;

/// How long to wait for another process that is writing.
const BUSY: Duration = Duration::from_secs(5);
/// How often, and after what pause, a new file's mode is asked for again.
const MODE_TRIES: u32 = 50;
const MODE_PAUSE: Duration = Duration::from_millis(10);
/// Where a SQLite file keeps `user_version`: bytes 60 to 63, big-endian.
/// Source: <https://www.sqlite.org/fileformat.html#the_database_header>.
const USER_VERSION_AT: usize = 60;
/// The bit of `incident_names.own` of what was read from a list of past incidents. The lowest bit
/// says that it was opened, or read in, here.
const PAST: i64 = 2;
/// The kinds of events that end an incident or undo its end, as `event_ends` lists them: an index
/// of a part is only taken where the question names that part in the same words.
const ENDS: &str = "e.kind IN ('incident.resolved', 'incident.cancelled', 'incident.backed_out',
    'incident.joined', 'incident.reopened', 'entry.retracted')";

/// A journal in a SQLite file.
pub struct SqliteJournal {
    path: PathBuf,
    // Closed before the file that is held: see `Held`.
    connection: Connection,
    watch: HeldWatch,
    /// What the WAL held and how much of it was in the file, at the last look.
    frames: Cell<Option<(i64, i64)>>,
    /// How far anything was read or written.
    seen: Cell<i64>,
    patience: Duration,
    replica: ReplicaId,
    read_only: bool,
    /// This connection has been able to write.
    writes: bool,
}

impl SqliteJournal {
    /// Opens a journal, and makes it if there is none. A newer one is refused untouched; one
    /// that cannot be written is opened for reading.
    pub fn open(
        path: &Path,
        new_replica: impl FnOnce() -> ReplicaId,
    ) -> Result<Self, JournalError> {
        refuse_orphan(path)?;
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            crate::paths::create_private_folder(folder)
                .map_err(|e| io_failed(path, "created", &e))?;
        }
        let mut journal = Self::on(path, Held::take(path, true)?)?;
        match journal.refuse_others() {
            // A file that could be written in a folder that takes no WAL beside it.
            Err(error) if error.fault == Fault::ReadOnly && !journal.read_only => {
                journal.connection = connect_read_only(path)?;
                journal.read_only = true;
                journal.refuse_others()?;
            }
            other => other?,
        }
        if !journal.read_only {
            match journal.prepare() {
                Err(error) if error.fault == Fault::ReadOnly => {
                    journal.connection = connect_read_only(path)?;
                    journal.read_only = true;
                }
                other => other?,
            }
        }
        journal.replica = journal.replica_id(new_replica)?;
        journal.settle();
        Ok(journal)
    }

    /// Opens a journal that is there, to look at it: nothing is made and nothing brought up to
    /// date.
    pub fn look(path: &Path) -> Result<Self, JournalError> {
        refuse_orphan(path)?;
        let mut journal = Self::on(path, Held::take(path, false)?)?;
        journal.read_only = true;
        journal.refuse_others()?;
        if journal.format()? < VERSION {
            journal.connection = journal.brought_up_to_date()?;
        }
        journal.replica = journal.known_replica()?.unwrap_or(journal.replica);
        Ok(journal)
    }

    /// A copy in memory in the present format.
    fn brought_up_to_date(&self) -> Result<Connection, JournalError> {
        let wrong = |error| self.failed("read", error);
        let mut memory = Connection::open_in_memory().map_err(wrong)?;
        let copy = Backup::new(&self.connection, &mut memory).map_err(wrong)?;
        copy.step(-1).map_err(wrong)?;
        drop(copy);
        migrations()
            .to_latest(&mut memory)
            .map_err(|error| self.corrupt(error.to_string()))?;
        Ok(memory)
    }

    /// A connection to a file that may be a journal.
    fn on(path: &Path, held: Arc<Held>) -> Result<Self, JournalError> {
        // SQLite keeps its files beside the one that a link leads to.
        let real = std::fs::canonicalize(path).map_err(|e| io_failed(path, "opened", &e))?;
        refuse_newer_header(path, &held)?;
        prove_wal(&real, &held)?;
        let writable = held.writable;
        let connection = match writable {
            true => connect_writable(path)?,
            false => connect_read_only(path)?,
        };
        Ok(Self {
            path: path.to_owned(),
            connection,
            watch: HeldWatch::new(path, real, held),
            frames: Cell::default(),
            seen: Cell::default(),
            patience: BUSY,
            replica: ReplicaId(Uuid::nil()),
            read_only: !writable,
            writes: false,
        })
    }

    /// Writes a copy that is whole, and checks it. Says how many events it holds.
    pub fn backup(&self, to: &Path, replace: bool) -> Result<u64, JournalError> {
        backup::copy(&self.connection, to, replace)
    }

    /// Takes the file as it stands as right.
    fn settle(&self) {
        self.watch.renew();
        self.frames.set(self.frames());
    }

    /// The frames in the WAL, and how many of them were moved into the file.
    fn frames(&self) -> Option<(i64, i64)> {
        let sql = "PRAGMA wal_checkpoint(NOOP)";
        let row = |row: &Row<'_>| Ok((row.get(1)?, row.get(2)?));
        self.connection.query_row(sql, [], row).ok()
    }

    /// Refuses to write once the file is no longer the one that was opened. What it held is
    /// saved beside it, as long as this connection still reaches it.
    fn refuse_lost(&self) -> Result<(), JournalError> {
        let how = match self.watch.lost() {
            None => return Ok(()),
            Some(Lost::Changed) if self.is_as_recorded() => {
                self.watch.settle();
                self.frames.set(self.frames());
                return Ok(());
            }
            Some(Lost::Changed) => "written over",
            Some(Lost::Deleted) => "deleted",
            Some(Lost::Replaced) => "replaced",
            Some(Lost::Wal) => "parted from its -wal",
        };
        // Closing must not move our WAL into a file that is not ours.
        let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        let _ = self.connection.set_db_config(keep, true);
        let mut saved = self.watch.saved.borrow_mut();
        if saved.is_none() && how != "written over" {
            *saved = backup::rescue(&self.connection, &self.path);
        }
        let saved = saved.clone();
        Err(Fault::Lost { how, saved }.of(self.path.as_path()))
    }

    /// A file that was written to by others than us is right if the WAL was moved into it, or if
    /// it is sound and holds everything that was seen.
    fn is_as_recorded(&self) -> bool {
        // More of the WAL is in the file than before, or the WAL began anew behind it.
        let is_moved =
            |(now, before): ((i64, i64), (i64, i64))| now.1 != before.1 || now.0 < before.0;
        if self.frames().zip(self.frames.get()).is_some_and(is_moved) {
            return true;
        }
        let look = || -> rusqlite::Result<bool> {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let fresh = Connection::open_with_flags(&self.path, flags)?;
            let last = "SELECT coalesce(max(position), 0) FROM events";
            let last: i64 = fresh.query_row(last, [], |row| row.get(0))?;
            Ok(last >= self.seen.get() && sound(&fresh)?.is_none())
        };
        look().unwrap_or(false)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a file of a newer format or of another program, and leaves it and its WAL as they
    /// are: closing the last connection would otherwise move the WAL into the file.
    fn refuse_others(&self) -> Result<(), JournalError> {
        let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        self.connection
            .set_db_config(keep, true)
            .map_err(|e| self.failed("opened", e))?;
        if is_foreign(&self.connection).map_err(|e| self.failed("opened", e))? {
            return Err(Fault::Foreign.of(self.path.as_path()));
        }
        let found = self.format()?;
        if found > VERSION {
            return Err(self.newer(found));
        }
        self.connection
            .set_db_config(keep, false)
            .map_err(|e| self.failed("opened", e))?;
        Ok(())
    }

    fn newer(&self, found: i64) -> JournalError {
        let known = VERSION;
        Fault::Newer { found, known }.of(self.path.as_path())
    }

    fn corrupt(&self, what: String) -> JournalError {
        Fault::Corrupt(what).of(self.path.as_path())
    }

    /// Sets what makes a commit durable, reads it back, and migrates an older file.
    fn prepare(&mut self) -> Result<(), JournalError> {
        let mode = self.write_ahead()?;
        self.connection
            .pragma_update(None, "synchronous", durability())
            .map_err(|e| self.failed("opened", e))?;
        let synchronous: i64 = self
            .connection
            .pragma_query_value(None, "synchronous", |row| row.get(0))
            .map_err(|e| self.failed("opened", e))?;
        if mode != "wal" || synchronous != durability() {
            let what = format!(
                "its file system does not support a durable journal (journal_mode {mode}, synchronous {synchronous})"
            );
            let doing = "opened";
            return Err(Fault::Io { doing, what }.of(self.path.as_path()));
        }
        if self.format()? >= VERSION {
            return Ok(());
        }
        // Of two that begin at once the second waits here, and then finds it done.
        self.connection
            .set_transaction_behavior(TransactionBehavior::Immediate);
        match migrations().to_latest(&mut self.connection) {
            Err(_) if self.format()? >= VERSION => Ok(()),
            Err(rusqlite_migration::Error::RusqliteError { err, .. }) => {
                Err(self.failed("brought up to date", err))
            }
            Err(other) => Err(self.corrupt(other.to_string())),
            Ok(()) => Ok(()),
        }
    }

    /// The format of the file.
    fn format(&self) -> Result<i64, JournalError> {
        self.connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(|e| self.failed("opened", e))
    }

    /// Has the file written ahead, and gives the mode that it is in then. SQLite does not
    /// wait where two processes change a new file's mode at once, so this does.
    fn write_ahead(&self) -> Result<String, JournalError> {
        let mut tries = 0;
        loop {
            let mode = self
                .connection
                .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
                .map_err(|e| self.failed("opened", e));
            match mode {
                Err(error) if error.fault == Fault::Busy && tries < MODE_TRIES => tries += 1,
                other => return other,
            }
            std::thread::sleep(MODE_PAUSE);
        }
    }

    /// Before the first write: SQLite may have opened the WAL for reading when a passing
    /// trouble kept it from more, and finds out only now. Then it is asked once more.
    fn prove_writing(&mut self) -> Result<(), JournalError> {
        if self.writes {
            return Ok(());
        }
        let begun = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map(drop);
        match begun.map_err(|e| self.failed("written", e)) {
            Err(error) if error.fault == Fault::ReadOnly => {
                self.connection = connect_writable(&self.path)?;
                self.prepare()?;
                self.connection
                    .busy_timeout(self.patience)
                    .map_err(|e| self.failed("opened", e))?;
                self.settle();
            }
            other => other?,
        }
        self.writes = true;
        Ok(())
    }

    fn replica_id(&self, new: impl FnOnce() -> ReplicaId) -> Result<ReplicaId, JournalError> {
        if let Some(known) = self.known_replica()? {
            return Ok(known);
        }
        let insert = "INSERT INTO meta (key, value) VALUES ('replica', ?1) ON CONFLICT DO NOTHING";
        self.connection
            .execute(insert, [new().to_string()])
            .map_err(|e| self.failed("written", e))?;
        // Another process may have been first; what stands there counts.
        let stands = self.known_replica()?;
        stands.ok_or_else(|| self.failed("read", rusqlite::Error::QueryReturnedNoRows))
    }

    /// The id that the file holds, if it holds one.
    fn known_replica(&self) -> Result<Option<ReplicaId>, JournalError> {
        let select = "SELECT value FROM meta WHERE key = 'replica'";
        let known: Option<String> = self
            .connection
            .query_row(select, [], |row| row.get(0))
            .optional()
            .map_err(|e| self.failed("read", e))?;
        let parsed = known.map(|known| {
            let parsed = known.parse();
            parsed.map_err(|_| self.corrupt(format!("its replica id is \"{known}\"")))
        });
        parsed.transpose()
    }

    fn failed(&self, doing: &'static str, error: rusqlite::Error) -> JournalError {
        failed(&self.path, doing, error)
    }

    /// The position behind which summaries say nothing, where they are near enough to the end to
    /// spare any reading.
    fn changed_since(&self) -> Result<Option<i64>, JournalError> {
        let (kept, last) = (self.summarized(SUMMARY_FORM)?, self.last_position()?);
        let is_near = kept.0 > 0 && last.0 - kept.0 <= summaries::NEAR;
        Ok(is_near.then_some(kept.0))
    }
}

/// 2 is FULL: every commit waits for the disk.
fn durability() -> i64 {
    2
}

/// Reads the format from the file itself, before SQLite touches anything.
fn refuse_newer_header(path: &Path, held: &Held) -> Result<(), JournalError> {
    let Some(header) = held.header() else {
        return Ok(());
    };
    let bytes = &header[USER_VERSION_AT..USER_VERSION_AT + 4];
    let found = i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    if found <= VERSION {
        return Ok(());
    }
    // Other programs count their formats, too.
    let foreign = |c: Connection| matches!(is_foreign(&c), Ok(true));
    if !held.is_shared() && connect_to_file(path).is_ok_and(foreign) {
        return Err(Fault::Foreign.of(path));
    }
    let known = VERSION;
    Err(Fault::Newer { found, known }.of(path))
}

/// Whether a database has tables, and not those of a journal.
fn is_foreign(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*), coalesce(sum(name IN ('events', 'runbook_texts', 'meta')), 0)
        FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let count = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (all, ours): (i64, i64) = connection.query_row(sql, [], count)?;
    Ok(all > 0 && ours < 3)
}

/// Refuses to make a new journal over the WAL of one that is missing.
fn refuse_orphan(path: &Path) -> Result<(), JournalError> {
    let is_gone = std::fs::symlink_metadata(path).is_err();
    match is_gone && has_wal(path) {
        true => Err(Fault::Orphan.of(path)),
        false => Ok(()),
    }
}

/// SQLite plays the WAL that it finds into the file. That is right after a crash; but a file that
/// was restored without its WAL would be damaged by the one of before. While others have the
/// file open, it was theirs to ask.
fn prove_wal(path: &Path, held: &Arc<Held>) -> Result<(), JournalError> {
    let is_open_here = Arc::strong_count(held) > 1;
    if !held.writable || is_open_here || !has_wal(path) || held.is_shared() {
        return Ok(());
    }
    let together = || -> rusqlite::Result<bool> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let both = Connection::open_with_flags(path, flags)?;
        both.busy_timeout(BUSY)?;
        both.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(sound(&both)?.is_none())
    };
    if let Ok(true) = together() {
        return Ok(());
    }
    // What is damaged by itself is told by whatever meets the damage.
    let alone = || -> rusqlite::Result<bool> {
        let alone = connect_to_file(path).map_err(|_| rusqlite::Error::InvalidQuery)?;
        Ok(!is_foreign(&alone)? && sound(&alone)?.is_none())
    };
    match alone() {
        Ok(true) => Err(Fault::Mismatch.of(path)),
        _ => Ok(()),
    }
}

/// The first damage to a database, in SQLite's words.
pub(super) fn sound(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then_some(found))
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, JournalError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|e| failed(path, "opened", e))?;
    connection
        .busy_timeout(BUSY)
        .map_err(|e| failed(path, "opened", e))?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Opens a file that was just found writable. When that fails, whatever the reason, SQLite
/// tries to open it for reading and says nothing; a passing trouble must not look like a
/// journal that is read-only, so it is asked once more.
fn connect_writable(path: &Path) -> Result<Connection, JournalError> {
    let reading_only = |connection: &Connection| {
        let asked = connection.is_readonly(rusqlite::MAIN_DB);
        asked.map_err(|e| failed(path, "opened", e))
    };
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if !reading_only(&connection)? {
        return Ok(connection);
    }
    drop(connection);
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// Opens a file that cannot be written. Without a WAL beside it, it is taken as it is: on a
/// read-only disk SQLite could not make the files that it coordinates with.
fn connect_read_only(path: &Path) -> Result<Connection, JournalError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let readable =
        connection.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0));
    if readable.is_ok() || has_wal(path) {
        return Ok(connection);
    }
    connect_to_file(path)
}

/// Opens a file as it lies there, without a WAL and without locks. Nobody in this process may
/// have it open: closing it would take their locks.
fn connect_to_file(path: &Path) -> Result<Connection, JournalError> {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                uri.push(char::from(*byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    connect(
        Path::new(&uri),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
    )
}

/// Puts SQLite's error into the words of this program.
pub(super) fn failed(path: &Path, doing: &'static str, error: rusqlite::Error) -> JournalError {
    let fault = match &error {
        rusqlite::Error::SqliteFailure(code, message) => match code.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Busy,
            ErrorCode::ReadOnly => Fault::ReadOnly,
            ErrorCode::DiskFull => Fault::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                Fault::Corrupt(message.clone().unwrap_or_else(|| error.to_string()))
            }
            _ => Fault::Io {
                doing,
                what: match (in_words(code.extended_code), message) {
                    (Some(words), _) => words.to_owned(),
                    (None, Some(message)) => format!("{message} (code {})", code.extended_code),
                    (None, None) => error.to_string(),
                },
            },
        },
        _ => Fault::Corrupt(error.to_string()),
    };
    fault.of(path)
}

/// What SQLite was about when the system refused, where its own message is only
/// "disk I/O error". Source: <https://www.sqlite.org/rescode.html>.
fn in_words(extended_code: i32) -> Option<&'static str> {
    use rusqlite::ffi;
    Some(match extended_code {
        ffi::SQLITE_CANTOPEN => {
            "the system would not open it or a file beside it (no room, too many open files, a folder that cannot be written, or a disk error)"
        }
        ffi::SQLITE_IOERR_READ | ffi::SQLITE_IOERR_SHORT_READ => "the disk failed to read",
        ffi::SQLITE_IOERR_WRITE => "the disk failed to write",
        ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC => {
            "the disk did not confirm that it kept what was written (fsync failed)"
        }
        ffi::SQLITE_IOERR_TRUNCATE => "the disk failed to shorten a file",
        ffi::SQLITE_IOERR_FSTAT => "the disk failed to tell a file's size",
        ffi::SQLITE_IOERR_DELETE => "a file beside it cannot be removed",
        ffi::SQLITE_IOERR_SHMOPEN | ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_SHMMAP => {
            "the file beside it that processes share (-shm) cannot be made (no room, or a disk error)"
        }
        _ => return None,
    })
}

/// A connection with its path, so that reading is written once for journal and transaction.
pub(super) struct SqliteReader<'a> {
    pub(super) path: &'a Path,
    pub(super) connection: &'a Connection,
    seen: &'a Cell<i64>,
}

const EVENT: &str =
    "SELECT position, id, incident_id, replica, seq, kind, occurred_at, recorded_at,
    time_source, precision, actor, role, runbook, step, data, prev_hash, hash FROM events";

impl SqliteReader<'_> {
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, JournalError> {
        let failed = |error| failed(self.path, "read", error);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map(parameters, |row| each(row))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Goes through the rows of an incident's events, whether they can be read or not.
    pub(super) fn events(
        &self,
        incident: IncidentId,
        after: Position,
        each: impl FnMut(&Row<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let condition = "incident_id = ?1 AND position > ?2";
        self.each(condition, params![incident.to_string(), after.0], each)
    }

    /// Goes through the rows of some events.
    fn each(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
        mut each: impl FnMut(&Row<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let failed = |error| failed(self.path, "read", error);
        let sql = format!("{EVENT} WHERE {condition} ORDER BY position");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(parameters).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(row)?;
        }
        Ok(())
    }

    fn read(
        &self,
        incident: IncidentId,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError> {
        let condition = "incident_id = ?1 AND position > ?2";
        self.collect(condition, params![incident.to_string(), after.0], after)
    }

    fn since(&self, after: Position) -> Result<(Vec<Recorded>, Position), JournalError> {
        self.collect("position > ?1", [after.0], after)
    }

    fn collect(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError> {
        let mut last = after;
        let mut events = Vec::new();
        self.each(condition, parameters, |row| {
            let unreadable = |error| Fault::Corrupt(flaws::in_words(row, &error)).of(self.path);
            last = Position(row.get(0).map_err(unreadable)?);
            events.push(event(row).map_err(unreadable)?);
            Ok(())
        })?;
        self.seen.set(self.seen.get().max(last.0));
        Ok((events, last))
    }

    fn heads(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Head>, JournalError> {
        let sql = format!(
            "SELECT {HEAD} FROM incident_names n {condition}
             ORDER BY number, own DESC, incident_id"
        );
        self.rows(&sql, parameters, head_of)
    }

    fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
        let condition = "WHERE incident_id = ?1";
        Ok(self.heads(condition, [incident.to_string()])?.pop())
    }

    fn between(
        &self,
        after: Position,
        upto: Position,
        each: &mut dyn FnMut(IncidentId, Result<Recorded, JournalError>),
    ) -> Result<(), JournalError> {
        let condition = "position > ?1 AND position <= ?2";
        self.each(condition, params![after.0, upto.0], |row| {
            // What belongs to no incident that can be read is told by `list_flaws`.
            if let Ok(incident) = parsed(row, 2) {
                let unreadable = |error| Fault::Corrupt(flaws::in_words(row, &error)).of(self.path);
                each(incident, event(row).map_err(unreadable));
            }
            Ok(())
        })
    }

    fn begins_by(&self, incident: IncidentId, position: Position) -> Result<bool, JournalError> {
        let sql = "SELECT 1 FROM events WHERE incident_id = ?1 AND position <= ?2 LIMIT 1";
        let found = self.rows(sql, params![incident.to_string(), position.0], |_| Ok(()))?;
        Ok(!found.is_empty())
    }

    fn asked(&self, asked: NameQuery) -> Result<Vec<Head>, JournalError> {
        match asked {
            NameQuery::Latest => self.heads(
                "WHERE own = 1 AND number = (SELECT max(number) FROM incident_names WHERE own = 1)",
                [],
            ),
            NameQuery::Id(id) => Ok(self.head(id)?.into_iter().collect()),
            NameQuery::Number(number) => match i64::try_from(number) {
                Ok(number) => self.heads("WHERE number = ?1", [number]),
                // What no column can hold is no number of an incident.
                Err(_) => Ok(Vec::new()),
            },
        }
    }

    fn numbered(&self, number: u64) -> Result<Option<Head>, JournalError> {
        // What no column can hold is no number of an incident.
        let Ok(number) = i64::try_from(number) else {
            return Ok(None);
        };
        Ok(self.heads("WHERE own = 1 AND number = ?1", [number])?.pop())
    }

    pub(super) fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
        let sql = "SELECT text FROM runbook_texts WHERE sha256 = ?1";
        Ok(self.rows(sql, [sha256], |row| row.get(0))?.pop())
    }

    fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
        let sql = "SELECT hash FROM events WHERE id = ?1";
        Ok(self.rows(sql, [event.to_string()], |row| row.get(0))?.pop())
    }
}

/// What a head is read from.
pub(super) const HEAD: &str = "n.number, n.incident_id, CASE n.own & 1 WHEN 1 THEN NULL ELSE
    (SELECT group_concat(r.incident_id) FROM incident_names r
     WHERE r.number = n.number AND r.own = n.own) END, n.own";

/// Reads a head from the first columns of a row.
pub(super) fn head_of(row: &Row<'_>) -> rusqlite::Result<Head> {
    let (number, id) = (row.get(0)?, parsed(row, 1)?);
    let rivals: Option<String> = row.get(2)?;
    let own: i64 = row.get(3)?;
    let head = match rivals {
        None => Head::own(id, number),
        Some(rivals) => {
            let rivals: Vec<IncidentId> =
                rivals.split(',').filter_map(|id| id.parse().ok()).collect();
            Head::foreign(id, number, &rivals)
        }
    };
    Ok(match own & PAST {
        0 => head,
        _ => head.past(),
    })
}

/// A column that holds the text of something.
fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error| conversion(column, error))
}

fn conversion(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    let (kind, data) = (row.get_ref(5)?.as_str()?, row.get_ref(14)?.as_str()?);
    let (payload, with) = Payload::from_text(kind, data).map_err(|e| conversion(14, e))?;
    let optional = |column| -> rusqlite::Result<Option<String>> { row.get(column) };
    let slug = |column| match optional(column)? {
        Some(text) => text.parse().map(Some).map_err(|e| conversion(column, e)),
        None => Ok(None),
    };
    let step = match optional(13)? {
        Some(text) => Some(text.parse().map_err(|e| conversion(13, e))?),
        None => None,
    };
    Ok(Recorded {
        id: parsed(row, 1)?,
        incident_id: parsed(row, 2)?,
        replica: parsed(row, 3)?,
        seq: row.get(4)?,
        recorded_at: Timestamp::from_ms(row.get(7)?),
        actor: row.get(10)?,
        role: row.get(11)?,
        with,
        event: Event {
            occurred_at: Timestamp::from_ms(row.get(6)?),
            time_source: parsed(row, 8)?,
            precision: parsed(row, 9)?,
            runbook: slug(12)?,
            step,
            payload,
        },
        prev_hash: row.get(15)?,
        hash: row.get(16)?,
    })
}

macro_rules! reads {
    ($type:ty, |$self:ident| $connection:expr, $seen:expr) => {
        impl JournalReader for $type {
            fn read(
                &self,
                incident: IncidentId,
                after: Position,
            ) -> Result<(Vec<Recorded>, Position), JournalError> {
                self.reading().read(incident, after)
            }
            fn since(
                &self,
                after: Position,
            ) -> Result<(Vec<Recorded>, Position), JournalError> {
                self.reading().since(after)
            }
            fn between(
                &self,
                after: Position,
                upto: Position,
                each: &mut dyn FnMut(IncidentId, Result<Recorded, JournalError>),
            ) -> Result<(), JournalError> {
                self.reading().between(after, upto, each)
            }
            fn begins_by(
                &self,
                incident: IncidentId,
                position: Position,
            ) -> Result<bool, JournalError> {
                self.reading().begins_by(incident, position)
            }
            fn asked(&self, asked: NameQuery) -> Result<Vec<Head>, JournalError> {
                self.reading().asked(asked)
            }
            fn heads(&self) -> Result<Vec<Head>, JournalError> {
                self.reading().heads("", [])
            }
            fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
                self.reading().head(incident)
            }
            fn numbered(&self, number: u64) -> Result<Option<Head>, JournalError> {
                self.reading().numbered(number)
            }
            fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
                self.reading().text(sha256)
            }
            fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
                self.reading().hash_of(event)
            }
        }
        impl $type {
            fn reading(&$self) -> SqliteReader<'_> {
                SqliteReader { path: &$self.path, connection: $connection, seen: $seen }
            }
        }
    };
}

reads!(SqliteJournal, |self| &self.connection, &self.seen);
reads!(SqliteTransaction<'_>, |self| &self.transaction, self.seen);

impl Journal for SqliteJournal {
    fn replica(&self) -> ReplicaId {
        self.replica
    }

    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError> {
        // Of two merged chains, one may have made the end in the other illegal.
        let maybe = |id: &str| {
            format!(
                "NOT EXISTS (SELECT 1 FROM events e WHERE e.incident_id = {id} AND {ENDS}
                    AND e.kind IN ('incident.resolved', 'incident.cancelled',
                                   'incident.backed_out', 'incident.joined'))
                 OR EXISTS (SELECT 1 FROM events e WHERE e.incident_id = {id} AND {ENDS}
                    AND e.kind IN ('incident.reopened', 'entry.retracted'))
                 OR (SELECT min(e.replica) FROM events e WHERE e.incident_id = {id})
                    < (SELECT max(e.replica) FROM events e WHERE e.incident_id = {id})"
            )
        };
        match self.changed_since()? {
            None => self
                .reading()
                .heads(&format!("WHERE {}", maybe("n.incident_id")), []),
            Some(position) => {
                let maybe = maybe("c.incident_id");
                let condition = format!(
                    "WHERE n.incident_id IN (
                        SELECT incident_id FROM summaries WHERE is_open = 1 UNION
                        SELECT incident_id FROM summaries WHERE is_doubtful = 1 UNION
                        SELECT c.incident_id FROM
                            (SELECT DISTINCT incident_id FROM events WHERE position > ?1) c
                        WHERE {maybe})"
                );
                self.reading().heads(&condition, [position])
            }
        }
    }

    fn maybe_unclosed(&self, most: usize) -> Result<Vec<Head>, JournalError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        match self.changed_since()? {
            // Until there are summaries, the last ones are looked at, whatever became of them.
            None => self.reading().heads(
                "WHERE n.incident_id IN (SELECT incident_id FROM incident_names
                    WHERE own < 2 ORDER BY number DESC LIMIT ?1)",
                [most.saturating_mul(10)],
            ),
            Some(position) => self.reading().heads(
                "WHERE n.incident_id IN (
                    SELECT incident_id FROM (SELECT incident_id FROM summaries
                        WHERE is_over = 1 ORDER BY number DESC LIMIT ?2) UNION
                    SELECT incident_id FROM events WHERE position > ?1)",
                [position, most],
            ),
        }
    }

    fn last_position(&self) -> Result<Position, JournalError> {
        let last = "SELECT coalesce(max(position), 0) FROM events";
        let last = self.reading().rows(last, [], |row| row.get(0))?.pop();
        Ok(Position(last.unwrap_or(0)))
    }

    fn summarized(&self, form: u32) -> Result<Position, JournalError> {
        self.reading().summarized(form)
    }

    fn summaries(
        &self,
        pick: Pick,
        each: &mut dyn FnMut(KeptSummary<'_>),
    ) -> Result<(), JournalError> {
        self.reading().summaries(pick, each)
    }

    fn keep_summaries(
        &mut self,
        form: u32,
        after: Position,
        upto: Position,
        made: &[MadeSummary],
    ) -> Result<bool, JournalError> {
        if self.read_only {
            return Ok(false);
        }
        self.refuse_lost()?;
        self.prove_writing()?;
        let failed = |error| failed(&self.path, "written", error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let seen = &self.seen;
        let path = &self.path;
        let reader = SqliteReader {
            path,
            connection: &transaction,
            seen,
        };
        // Another process may have been faster.
        if reader.summarized(form)? != after {
            return Ok(false);
        }
        summaries::keep(&transaction, form, after, upto, made).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(true)
    }

    fn drop_summaries(&mut self) -> Result<(), JournalError> {
        if self.read_only {
            return Err(Fault::ReadOnly.of(self.path.as_path()));
        }
        self.refuse_lost()?;
        self.prove_writing()?;
        let dropped = summaries::forget(&self.connection);
        dropped.map_err(|error| self.failed("written", error))
    }

    fn another(&self) -> Option<Box<dyn JournalReader + Send>> {
        // It opens what is there, or nothing: a file that was moved away is told by whoever writes.
        let other = Self::look(&self.path).ok()?;
        Some(Box::new(other))
    }

    fn is_empty(&self) -> Result<bool, JournalError> {
        let any = "SELECT 1 FROM incident_names LIMIT 1";
        Ok(self.reading().rows(any, [], |_| Ok(()))?.is_empty())
    }

    fn version(&self) -> Result<u64, JournalError> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|e| self.failed("read", e))
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, JournalError> {
        let path = self.path.clone();
        if self.read_only {
            return Err(Fault::ReadOnly.of(path.as_path()));
        }
        self.refuse_lost()?;
        self.prove_writing()?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| failed(&path, "written", e))?;
        Ok(Box::new(SqliteTransaction {
            path,
            transaction,
            watch: &self.watch,
            seen: &self.seen,
        }))
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        self.refuse_lost()?;
        let memory = Connection::open_in_memory().map_err(|e| self.failed("opened", e))?;
        drop(std::mem::replace(&mut self.connection, memory));
        self.writes = false;
        self.connection = connect_writable(&self.path)?;
        self.prepare()?;
        // What is in the WAL may never have reached the disk: the checkpoint moves it into the
        // file and syncs that. What the failed commit left in the WAL without being counted
        // would come back when the next process reads it after a crash: it is cut off.
        let busy: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(|e| self.failed("written", e))?;
        if busy != 0 {
            return Err(Fault::Busy.of(self.path.as_path()));
        }
        // A commit that changes nothing begins the WAL anew and syncs it, so the cut holds,
        // and it shows that the disk takes writes again.
        self.connection
            .pragma_update(None, "user_version", VERSION)
            .map_err(|e| self.failed("written", e))?;
        self.connection
            .busy_timeout(self.patience)
            .map_err(|e| self.failed("opened", e))?;
        self.settle();
        Ok(())
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }

    fn check(&self) -> Result<Option<String>, JournalError> {
        sound(&self.connection).map_err(|e| self.failed("read", e))
    }

    fn flaws(&self, incident: IncidentId) -> Result<Vec<String>, JournalError> {
        self.reading().flaws(incident)
    }

    fn list_flaws(&self) -> Result<Vec<String>, JournalError> {
        self.reading().list_flaws()
    }

    fn wait_at_most(&mut self, patience: Duration) {
        self.patience = patience;
        // Where it cannot be set, it waits as long as before.
        let _ = self.connection.busy_timeout(patience);
    }
}

/// Whether what is inserted is there already: a trigger or an index says so.
fn is_taken(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(
        code,
        Some(
            ffi::SQLITE_CONSTRAINT_TRIGGER
                | ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        )
    )
}

struct SqliteTransaction<'a> {
    path: PathBuf,
    transaction: rusqlite::Transaction<'a>,
    watch: &'a HeldWatch,
    seen: &'a Cell<i64>,
}

impl SqliteTransaction<'_> {
    fn name(&self, incident: IncidentId, number: u64, own: i64) -> Result<(), JournalError> {
        let sql = "INSERT INTO incident_names (incident_id, number, own) VALUES (?1, ?2, ?3)";
        let result = self.insert(sql, params![incident.to_string(), number, own]);
        result.map_err(|error| match is_taken(&error) {
            true => Fault::Named(incident).of(self.path.as_path()),
            false => failed(&self.path, "written", error),
        })
    }

    fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<(), JournalError> {
        self.insert(sql, parameters)
            .map_err(|error| failed(&self.path, "written", error))
    }

    fn insert(&self, sql: &str, parameters: impl rusqlite::Params) -> rusqlite::Result<()> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        statement.execute(parameters).map(drop)
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn next_number(&self) -> Result<u64, JournalError> {
        let last = "SELECT coalesce(max(number), 0) FROM incident_names WHERE own = 1";
        let last = self.reading().rows(last, [], |row| row.get(0))?.pop();
        if let Some(next) = last.and_then(|last: u64| last.checked_add(1))
            && next <= MOST
        {
            return Ok(next);
        }
        // An import may have brought the last number that there is.
        let free = "SELECT min(number) + 1 FROM (SELECT 0 AS number UNION ALL
            SELECT number FROM incident_names WHERE own = 1) n WHERE number < ?1
            AND NOT EXISTS (SELECT 1 FROM incident_names WHERE own = 1 AND number = n.number + 1)";
        let free = self.reading().rows(free, [MOST], |row| row.get(0))?;
        Ok(free.first().copied().unwrap_or(1))
    }

    fn name_incident(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        self.name(incident, number, i64::from(own))
    }

    fn next_past_number(&self) -> Result<u64, JournalError> {
        let last = "SELECT coalesce(max(number), 0) FROM incident_names WHERE own = 3";
        let last: Option<u64> = self.reading().rows(last, [], |row| row.get(0))?.pop();
        Ok(last.unwrap_or(0).saturating_add(1).min(MOST))
    }

    fn name_past(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        self.name(incident, number, i64::from(own) | PAST)
    }

    fn append(&mut self, event: &Recorded) -> Result<Position, JournalError> {
        let sql =
            "INSERT INTO events (id, incident_id, replica, seq, kind, occurred_at, recorded_at,
            time_source, precision, actor, role, runbook, step, data, prev_hash, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        let said = &event.event;
        let result = self.insert(
            sql,
            params![
                event.id.to_string(),
                event.incident_id.to_string(),
                event.replica.to_string(),
                event.seq,
                said.payload.kind(),
                said.occurred_at.ms(),
                event.recorded_at.ms(),
                said.time_source.word(),
                said.precision.word(),
                event.actor,
                event.role,
                said.runbook.as_ref().map(|id| id.as_str()),
                said.step.as_ref().map(|id| id.as_str()),
                event.data().to_string(),
                event.prev_hash,
                event.hash,
            ],
        );
        match result {
            // Nothing else about an event is held by a constraint or a trigger: what is
            // inserted is refused because its id or its place is taken.
            Err(error) if is_taken(&error) => Err(Fault::Exists(event.id).of(self.path.as_path())),
            Err(error) => Err(failed(&self.path, "written", error)),
            Ok(()) => {
                let position = self.transaction.last_insert_rowid();
                self.seen.set(self.seen.get().max(position));
                Ok(Position(position))
            }
        }
    }

    fn keep_text(&mut self, text: &Text) -> Result<(), JournalError> {
        let sql = "INSERT INTO runbook_texts (sha256, text) SELECT ?1, ?2
            WHERE NOT EXISTS (SELECT 1 FROM runbook_texts WHERE sha256 = ?1)";
        self.execute(sql, params![text.sha256, text.text])
    }

    fn commit(self: Box<Self>) -> Result<(), JournalError> {
        let Self {
            path,
            transaction,
            watch,
            ..
        } = *self;
        // The last look before the act counts as recorded. That the file grew is our own doing.
        if let Some(Lost::Deleted | Lost::Replaced | Lost::Wal) = watch.lost() {
            let (how, saved) = ("moved away", None);
            return Err(Fault::Lost { how, saved }.of(path.as_path()));
        }
        transaction
            .commit()
            .map_err(|e| failed(&path, "written", e))
    }
}
