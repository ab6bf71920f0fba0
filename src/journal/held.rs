//! The file behind a journal, watched from outside SQLite: that it is still the one that was
//! opened, and that the WAL beside it is its own.
//!
//! SQLite follows an open file wherever it goes: when the journal is deleted or replaced, acts
//! would go on into a file that nobody finds any more. And it plays whatever WAL lies beside a
//! file into it, even one that belonged to another.

use std::cell::{Cell, RefCell};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::{Fault, JournalError};
use crate::files;

/// What tells one file from another: device and inode.
type Id = (u64, u64);

/// A journal's file, open for as long as anyone in this process works on it. The system drops
/// all of a process's locks on a file when any of its descriptors is closed: looking into the
/// file by another one would take SQLite's locks away, and another process could then remove
/// the WAL that acts are written to.
#[derive(Debug)]
pub struct Held {
    file: File,
    id: Id,
    /// It can be written.
    pub writable: bool,
}

static HELD: Mutex<Vec<Weak<Held>>> = Mutex::new(Vec::new());

/// The bytes by which SQLite locks a file for reading.
/// Source: <https://www.sqlite.org/src/file/src/os.h>, `SHARED_FIRST` and `SHARED_SIZE`.
const SHARED: (u64, u64) = (0x4000_0002, 510);

impl Held {
    /// Takes the file of a journal; makes it for the user alone if asked to.
    pub fn take(path: &Path, create: bool) -> Result<Arc<Self>, JournalError> {
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|held| held.strong_count() > 0);
        if let Ok(about) = fs::metadata(path) {
            if let Some(what) = files::special(&about) {
                let what = format!("it {what}");
                return Err(io_failed(path, "opened", &io::Error::other(what)));
            }
            let known = held.iter().filter_map(Weak::upgrade);
            if let Some(known) = known.into_iter().find(|held| held.id == id(&about)) {
                return Ok(known);
            }
        }
        let (file, writable) = open(path, create)?;
        let about = file.metadata().map_err(|e| io_failed(path, "opened", &e))?;
        let id = id(&about);
        let new = Arc::new(Self { file, id, writable });
        held.push(Arc::downgrade(&new));
        Ok(new)
    }

    /// The first bytes of the file, if it is a SQLite file.
    pub fn header(&self) -> Option<[u8; 100]> {
        let mut header = [0; 100];
        self.file.read_exact_at(&mut header, 0).ok()?;
        header.starts_with(b"SQLite format 3\0").then_some(header)
    }

    /// Whether another process has the file open as a database.
    pub fn is_shared(&self) -> bool {
        use rustix::process::{Flock, FlockType, fcntl_getlk};
        let mut lock = Flock::from(FlockType::WriteLock);
        (lock.start, lock.length) = SHARED;
        // Whoever cannot ask takes it as shared: then nothing is concluded from it.
        !matches!(fcntl_getlk(&self.file, &lock), Ok(None))
    }
}

fn id(about: &Metadata) -> Id {
    (about.dev(), about.ino())
}

/// Opens the file for writing where that is allowed, else for reading.
fn open(path: &Path, create: bool) -> Result<(File, bool), JournalError> {
    let failed = |doing, error: io::Error| io_failed(path, doing, &error);
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(create).mode(0o600);
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    match options.open(path) {
        Ok(file) => Ok((file, true)),
        // Only a file that is not for writing is taken as it is: any other trouble may pass,
        // and calling the journal read-only would send the reader the wrong way.
        Err(error) if forbids_writing(&error) && path.exists() => {
            let file = files::open(path).map_err(|e| failed("opened", e))?;
            Ok((file, false))
        }
        Err(error) if path.exists() || !create => Err(failed("opened", error)),
        Err(error) => Err(failed("created", error)),
    }
}

fn forbids_writing(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
}

/// Puts an error of the system into the words of this program.
pub fn io_failed(path: &Path, doing: &'static str, error: &io::Error) -> JournalError {
    let fault = match error.kind() {
        io::ErrorKind::StorageFull => Fault::Full,
        io::ErrorKind::ReadOnlyFilesystem => Fault::ReadOnly,
        _ => Fault::Io {
            doing,
            what: error.to_string(),
        },
    };
    fault.of(path)
}

/// The path of a file that SQLite keeps beside a journal.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether a WAL with anything in it lies beside a journal.
pub fn has_wal(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0)
}

/// What is watched of a journal that is open.
#[derive(Debug)]
pub struct HeldWatch {
    path: PathBuf,
    /// Where the WAL lies.
    wal_path: PathBuf,
    pub(super) held: Arc<Held>,
    wal: Cell<Option<Id>>,
    stands: Cell<Stand>,
    /// Where what was recorded was saved to, once the file had gone.
    pub(super) saved: RefCell<Option<PathBuf>>,
}

/// How a file stood at the last look. While nobody moves the WAL into it, it stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stand {
    bytes: u64,
    changed: (i64, i64),
}

/// What happened to a journal while it was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It is not there any more.
    Deleted,
    /// Another file lies in its place.
    Replaced,
    /// Its WAL is gone, or is another one.
    Wal,
    /// It may have been written over.
    Changed,
}

impl HeldWatch {
    /// Watches a file that was just opened; `real` is where a link leads to.
    pub fn new(path: &Path, real: PathBuf, held: Arc<Held>) -> Self {
        let watch = Self {
            path: path.to_owned(),
            wal_path: beside(&real, "-wal"),
            held,
            wal: Cell::default(),
            stands: Cell::default(),
            saved: RefCell::default(),
        };
        watch.renew();
        watch
    }

    /// Takes what is there now as right, after the file was opened again.
    pub fn renew(&self) {
        self.wal.set(None);
        self.look_at_wal();
        self.settle();
    }

    /// Takes the file as it stands now as right.
    pub fn settle(&self) {
        if let Ok(about) = fs::metadata(&self.path) {
            self.stands.set(stand(&about));
        }
    }

    /// What has happened to the file, if anything has.
    pub fn lost(&self) -> Option<Lost> {
        let Ok(about) = fs::metadata(&self.path) else {
            return Some(Lost::Deleted);
        };
        if id(&about) != self.held.id {
            return Some(Lost::Replaced);
        }
        if !self.look_at_wal() {
            return Some(Lost::Wal);
        }
        (stand(&about) != self.stands.get()).then_some(Lost::Changed)
    }

    /// Whether the WAL is the one that was seen first: nobody may remove it while we are here.
    fn look_at_wal(&self) -> bool {
        let now = fs::metadata(&self.wal_path).ok();
        let now = now.as_ref().map(id);
        match self.wal.get() {
            None => {
                self.wal.set(now);
                true
            }
            known => known == now,
        }
    }
}

fn stand(about: &Metadata) -> Stand {
    Stand {
        bytes: about.len(),
        changed: (about.mtime(), about.mtime_nsec()),
    }
}
