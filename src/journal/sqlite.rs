//! The journal in one SQLite file: WAL, `synchronous=FULL`, one writer at a time.
//!
//! Long because opening safely takes as much care as reading and writing.

use std::fs::{self, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior, params,
};
use uuid::Uuid;

use super::schema::{VERSION, migrations};
use super::{Head, Journal, JournalError, Position, Reader, Transaction};
use crate::domain::command::Text;
use crate::domain::event::{Event, Payload, Recorded};
use crate::domain::id::{EventId, IncidentId, ReplicaId};
use crate::domain::time::{Precision, TimeSource, Timestamp};

/// How long to wait for another process that is writing.
const BUSY: Duration = Duration::from_secs(5);
/// How often, and after what pause, a new file's mode is asked for again.
const MODE_TRIES: u32 = 50;
const MODE_PAUSE: Duration = Duration::from_millis(10);
/// Where a SQLite file keeps `user_version`: bytes 60 to 63, big-endian.
/// Source: <https://www.sqlite.org/fileformat.html#the_database_header>.
const USER_VERSION_AT: usize = 60;

/// A journal in a SQLite file.
pub struct SqliteJournal {
    path: PathBuf,
    connection: Connection,
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
        refuse_newer_header(path)?;
        let writable = create_private(path)?;
        let connection = match writable {
            true => connect_writable(path)?,
            false => connect_read_only(path)?,
        };
        let mut journal = Self {
            path: path.to_owned(),
            connection,
            replica: ReplicaId(Uuid::nil()),
            read_only: !writable,
            writes: false,
        };
        match journal.refuse_newer() {
            // A file that could be written in a folder that takes no WAL beside it.
            Err(JournalError::ReadOnly { .. }) if !journal.read_only => {
                journal.connection = connect_read_only(path)?;
                journal.read_only = true;
                journal.refuse_newer()?;
            }
            other => other?,
        }
        if !journal.read_only {
            match journal.prepare() {
                Err(JournalError::ReadOnly { .. }) => {
                    journal.connection = connect_read_only(path)?;
                    journal.read_only = true;
                }
                other => other?,
            }
        }
        journal.replica = journal.replica_id(new_replica)?;
        Ok(journal)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a file of a newer format, and leaves it and its WAL as they are: closing the
    /// last connection would otherwise move the WAL into the file.
    fn refuse_newer(&self) -> Result<(), JournalError> {
        let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        self.connection
            .set_db_config(keep, true)
            .map_err(|e| self.failed("opened", e))?;
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
        JournalError::Newer {
            path: self.path.clone(),
            found,
            known: VERSION,
        }
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
            return Err(JournalError::Io {
                path: self.path.clone(),
                doing: "opened",
                what: format!(
                    "its file system does not support a durable journal (journal_mode {mode}, synchronous {synchronous})"
                ),
            });
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
            Err(other) => Err(JournalError::Corrupt {
                path: self.path.clone(),
                what: other.to_string(),
            }),
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
                Err(JournalError::Busy { .. }) if tries < MODE_TRIES => tries += 1,
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
            Err(JournalError::ReadOnly { .. }) => {
                self.connection = connect_writable(&self.path)?;
                self.prepare()?;
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
            known.parse().map_err(|_| JournalError::Corrupt {
                path: self.path.clone(),
                what: format!("its replica id is \"{known}\""),
            })
        });
        parsed.transpose()
    }

    fn failed(&self, doing: &'static str, error: rusqlite::Error) -> JournalError {
        failed(&self.path, doing, error)
    }
}

/// 2 is FULL: every commit waits for the disk.
fn durability() -> i64 {
    2
}

/// Reads the format from the file itself, before SQLite touches anything.
fn refuse_newer_header(path: &Path) -> Result<(), JournalError> {
    let mut header = [0u8; 100];
    let Ok(mut file) = fs::File::open(path) else {
        return Ok(());
    };
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Ok(());
    }
    let bytes = &header[USER_VERSION_AT..USER_VERSION_AT + 4];
    let found = i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    if found > VERSION {
        return Err(JournalError::Newer {
            path: path.to_owned(),
            found,
            known: VERSION,
        });
    }
    Ok(())
}

/// Makes the file and its folder for the user alone, so that SQLite's own files are, too.
/// `false` if the file is there and cannot be written.
fn create_private(path: &Path) -> Result<bool, JournalError> {
    let io = |doing, error: std::io::Error| io_failed(path, doing, &error);
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        crate::paths::create_private_folder(folder).map_err(|e| io("created", e))?;
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(true),
        // Only a file that is not for writing is taken as it is: any other trouble may pass,
        // and calling the journal read-only would send the reader the wrong way.
        Err(error) if forbids_writing(&error) && path.exists() => {
            fs::File::open(path).map_err(|e| io("opened", e))?;
            Ok(false)
        }
        Err(error) if path.exists() => Err(io("opened", error)),
        Err(error) => Err(io("created", error)),
    }
}

fn forbids_writing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
}

fn io_failed(path: &Path, doing: &'static str, error: &std::io::Error) -> JournalError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => JournalError::Full {
            path: path.to_owned(),
        },
        std::io::ErrorKind::ReadOnlyFilesystem => JournalError::ReadOnly {
            path: path.to_owned(),
        },
        _ => JournalError::Io {
            path: path.to_owned(),
            doing,
            what: error.to_string(),
        },
    }
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
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let has_wal = fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0);
    if readable.is_ok() || has_wal {
        return Ok(connection);
    }
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
fn failed(path: &Path, doing: &'static str, error: rusqlite::Error) -> JournalError {
    let path = path.to_owned();
    match &error {
        rusqlite::Error::SqliteFailure(code, message) => match code.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => JournalError::Busy { path },
            ErrorCode::ReadOnly => JournalError::ReadOnly { path },
            ErrorCode::DiskFull => JournalError::Full { path },
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => JournalError::Corrupt {
                path,
                what: message.clone().unwrap_or_else(|| error.to_string()),
            },
            _ => JournalError::Io {
                path,
                doing,
                what: match (in_words(code.extended_code), message) {
                    (Some(words), _) => words.to_owned(),
                    (None, Some(message)) => format!("{message} (code {})", code.extended_code),
                    (None, None) => error.to_string(),
                },
            },
        },
        _ => JournalError::Corrupt {
            path,
            what: error.to_string(),
        },
    }
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
struct Reading<'a> {
    path: &'a Path,
    connection: &'a Connection,
}

const EVENT: &str =
    "SELECT position, id, incident_id, replica, seq, kind, occurred_at, recorded_at,
    time_source, precision, actor, role, runbook, step, data, prev_hash, hash FROM events";

impl Reading<'_> {
    fn rows<T>(
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

    fn read(
        &self,
        incident: IncidentId,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError> {
        let sql = format!("{EVENT} WHERE incident_id = ?1 AND position > ?2 ORDER BY position");
        let mut last = after;
        let events = self.rows(&sql, params![incident.to_string(), after.0], |row| {
            last = Position(row.get(0)?);
            event(row)
        })?;
        Ok((events, last))
    }

    fn heads(
        &self,
        condition: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Head>, JournalError> {
        let sql = format!(
            "SELECT number, incident_id, CASE own WHEN 1 THEN NULL ELSE
                (SELECT group_concat(r.incident_id) FROM incident_names r
                 WHERE r.number = n.number AND r.own = 0) END
             FROM incident_names n {condition} ORDER BY number, own DESC, incident_id"
        );
        self.rows(&sql, parameters, |row| {
            let (number, id) = (row.get(0)?, parsed(row, 1)?);
            let rivals: Option<String> = row.get(2)?;
            Ok(match rivals {
                None => Head::own(id, number),
                Some(rivals) => {
                    let rivals: Vec<IncidentId> =
                        rivals.split(',').filter_map(|id| id.parse().ok()).collect();
                    Head::foreign(id, number, &rivals)
                }
            })
        })
    }

    fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
        let condition = "WHERE incident_id = ?1";
        Ok(self.heads(condition, [incident.to_string()])?.pop())
    }

    fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
        let sql = "SELECT text FROM runbook_texts WHERE sha256 = ?1";
        Ok(self.rows(sql, [sha256], |row| row.get(0))?.pop())
    }

    fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
        let sql = "SELECT hash FROM events WHERE id = ?1";
        Ok(self.rows(sql, [event.to_string()], |row| row.get(0))?.pop())
    }
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

fn event(row: &Row<'_>) -> rusqlite::Result<Recorded> {
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
            time_source: match row.get_ref(8)?.as_str()? {
                "reported" => TimeSource::Reported,
                "imported" => TimeSource::Imported,
                _ => TimeSource::Clock,
            },
            precision: match row.get_ref(9)?.as_str()? {
                "min" => Precision::Minute,
                "s" => Precision::Second,
                _ => Precision::Millisecond,
            },
            runbook: slug(12)?,
            step,
            payload,
        },
        prev_hash: row.get(15)?,
        hash: row.get(16)?,
    })
}

macro_rules! reads {
    ($type:ty, |$self:ident| $connection:expr) => {
        impl Reader for $type {
            fn read(
                &self,
                incident: IncidentId,
                after: Position,
            ) -> Result<(Vec<Recorded>, Position), JournalError> {
                self.reading().read(incident, after)
            }
            fn heads(&self) -> Result<Vec<Head>, JournalError> {
                self.reading().heads("", [])
            }
            fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
                self.reading().head(incident)
            }
            fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
                self.reading().text(sha256)
            }
            fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
                self.reading().hash_of(event)
            }
        }
        impl $type {
            fn reading(&$self) -> Reading<'_> {
                Reading { path: &$self.path, connection: $connection }
            }
        }
    };
}

reads!(SqliteJournal, |self| &self.connection);
reads!(SqliteTransaction<'_>, |self| &self.transaction);

impl Journal for SqliteJournal {
    fn replica(&self) -> ReplicaId {
        self.replica
    }

    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError> {
        // Of two merged chains, one may have made the end in the other illegal.
        self.reading().heads(
            "WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.incident_id = n.incident_id
                AND e.kind IN ('incident.resolved', 'incident.cancelled', 'incident.backed_out',
                               'incident.joined'))
             OR EXISTS (SELECT 1 FROM events e WHERE e.incident_id = n.incident_id
                AND e.kind IN ('incident.reopened', 'entry.retracted'))
             OR (SELECT min(e.replica) FROM events e WHERE e.incident_id = n.incident_id)
                < (SELECT max(e.replica) FROM events e WHERE e.incident_id = n.incident_id)",
            [],
        )
    }

    fn version(&self) -> Result<u64, JournalError> {
        self.connection
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|e| self.failed("read", e))
    }

    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, JournalError> {
        let path = self.path.clone();
        if self.read_only {
            return Err(JournalError::ReadOnly { path });
        }
        self.prove_writing()?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| failed(&path, "written", e))?;
        Ok(Box::new(SqliteTransaction { path, transaction }))
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
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
            return Err(JournalError::Busy {
                path: self.path.clone(),
            });
        }
        // A commit that changes nothing begins the WAL anew and syncs it, so the cut holds,
        // and it shows that the disk takes writes again.
        self.connection
            .pragma_update(None, "user_version", VERSION)
            .map_err(|e| self.failed("written", e))
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }

    fn check(&self) -> Result<Option<String>, JournalError> {
        let found: String = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .map_err(|e| self.failed("read", e))?;
        Ok((found != "ok").then_some(found))
    }
}

struct SqliteTransaction<'a> {
    path: PathBuf,
    transaction: rusqlite::Transaction<'a>,
}

impl SqliteTransaction<'_> {
    fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<(), JournalError> {
        let failed = |error| failed(&self.path, "written", error);
        let mut statement = self.transaction.prepare_cached(sql).map_err(failed)?;
        statement.execute(parameters).map_err(failed)?;
        Ok(())
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn next_number(&self) -> Result<u64, JournalError> {
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM incident_names WHERE own = 1";
        let next = self.reading().rows(sql, [], |row| row.get(0))?;
        Ok(next.first().copied().unwrap_or(1))
    }

    fn name_incident(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        let sql = "INSERT INTO incident_names (incident_id, number, own) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![incident.to_string(), number, own])
    }

    fn append(&mut self, event: &Recorded) -> Result<Position, JournalError> {
        let sql =
            "INSERT INTO events (id, incident_id, replica, seq, kind, occurred_at, recorded_at,
            time_source, precision, actor, role, runbook, step, data, prev_hash, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        let said = &event.event;
        let result = self.execute(
            sql,
            params![
                event.id.to_string(),
                event.incident_id.to_string(),
                event.replica.to_string(),
                event.seq,
                said.payload.kind(),
                said.occurred_at.ms(),
                event.recorded_at.ms(),
                match said.time_source {
                    TimeSource::Clock => "clock",
                    TimeSource::Reported => "reported",
                    TimeSource::Imported => "imported",
                },
                match said.precision {
                    Precision::Millisecond => "ms",
                    Precision::Second => "s",
                    Precision::Minute => "min",
                },
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
            Err(JournalError::Io { what, .. }) if what.contains("the event exists") => {
                Err(JournalError::Exists(event.id))
            }
            Err(error) => Err(error),
            Ok(()) => Ok(Position(self.transaction.last_insert_rowid())),
        }
    }

    fn keep_text(&mut self, text: &Text) -> Result<(), JournalError> {
        let sql = "INSERT INTO runbook_texts (sha256, text) SELECT ?1, ?2
            WHERE NOT EXISTS (SELECT 1 FROM runbook_texts WHERE sha256 = ?1)";
        self.execute(sql, params![text.sha256, text.text])
    }

    fn commit(self: Box<Self>) -> Result<(), JournalError> {
        let Self { path, transaction } = *self;
        transaction
            .commit()
            .map_err(|e| failed(&path, "written", e))
    }
}
