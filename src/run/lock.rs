//! The lock that a run's process holds while it lasts. Whoever can take it knows that the process
//! is gone, and that nobody will tell how the run ended.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::domain::digest::sha256_hex;
use crate::domain::id::EventId;
use crate::paths::create_private_folder;

/// Held from before a run is recorded until its lock is there, so that nobody takes a run for
/// lost whose lock is still to come.
#[derive(Debug)]
pub struct Gate(#[expect(dead_code, reason = "its lock goes with it")] File);

/// The lock of a run.
#[derive(Debug)]
pub struct Lock {
    #[expect(dead_code, reason = "its lock goes with it")]
    file: File,
    path: PathBuf,
}

/// Waits until no other process is about to begin a run or to look for lost ones.
pub fn gate(folder: &Path) -> io::Result<Gate> {
    create_private_folder(folder)?;
    let file = open(&folder.join("begin.lock"))?;
    file.lock()?;
    Ok(Gate(file))
}

/// The lock of a run that was just recorded, or of one whose process is gone. `None` while its
/// process lives. The gate is held meanwhile.
pub fn take(_: &Gate, folder: &Path, run: EventId) -> io::Result<Option<Lock>> {
    let path = folder.join(format!("{run}.lock"));
    let file = open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { file, path })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Kept as long as a session on a network device lasts: such boxes have few, so this machine has
/// one at most. `None` while another process has it.
pub fn session(folder: &Path, target: &str) -> io::Result<Option<File>> {
    create_private_folder(folder)?;
    let name = sha256_hex(target.as_bytes());
    let file = open(&folder.join(format!("session-{}.lock", &name[..16])))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    options.open(path)
}

impl Drop for Lock {
    /// The file goes first: whoever opens it afterwards has one of its own.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_a_process_that_is_gone_leaves_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let run = EventId(Uuid::from_u128(7));
        let gate = gate(folder.path()).unwrap();
        let held = take(&gate, folder.path(), run).unwrap();
        assert!(held.is_some());
        assert!(
            take(&gate, folder.path(), run).unwrap().is_none(),
            "it lives"
        );
        drop(held);
        assert!(take(&gate, folder.path(), run).unwrap().is_some());
        assert!(!folder.path().join(format!("{run}.lock")).exists());
    }

    #[test]
    fn a_device_has_one_session_of_ours() {
        let folder = tempfile::tempdir().unwrap();
        let held = session(folder.path(), "asa1").unwrap();
        assert!(held.is_some() && session(folder.path(), "asa1").unwrap().is_none());
        assert!(session(folder.path(), "asa2").unwrap().is_some());
        drop(held);
        assert!(session(folder.path(), "asa1").unwrap().is_some());
    }
}
