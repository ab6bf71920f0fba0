//! Where things are: the data folder, the configuration folder, and files made for the
//! user alone. Together with `clock` and `config` the only reader of the environment.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folders in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The journal and what is kept beside it.
    pub data: PathBuf,
    /// Settings.
    pub config: PathBuf,
}

/// There is no home folder to put anything into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no home folder for the journal")]
pub struct NoHome;

impl Paths {
    /// The folders that the environment or the system gives.
    pub fn find() -> Result<Self, NoHome> {
        let given = |name: &str| std::env::var_os(name).filter(|v: &OsString| !v.is_empty());
        let system = directories::ProjectDirs::from("", "", "runsheet");
        let folder = |name, default: Option<&Path>| {
            given(name)
                .map(PathBuf::from)
                .or_else(|| default.map(Path::to_owned))
                .ok_or(NoHome)
        };
        Ok(Self {
            data: folder("RUNSHEET_DATA_DIR", system.as_ref().map(|s| s.data_dir()))?,
            config: folder(
                "RUNSHEET_CONFIG_DIR",
                system.as_ref().map(|s| s.config_dir()),
            )?,
        })
    }

    /// The journal's file.
    pub fn journal(&self) -> PathBuf {
        self.data.join("journal.db")
    }

    /// The folder of the user's own runbooks.
    pub fn runbooks(&self) -> PathBuf {
        self.data.join("runbooks")
    }
}

/// The name to record for the person at the keyboard, as the environment gives it.
pub fn actor_name() -> String {
    ["RUNSHEET_ACTOR", "USER", "LOGNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "operator".to_owned())
}

/// Makes a folder and those above it, readable by the user alone; one that is there stays
/// as it is. What it made outlasts a power cut, or everything inside would be lost with it.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = parent(folder);
    create_private_folder(above)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Another process was first.
        Err(_) if folder.is_dir() => {}
        other => other?,
    }
    match sync_folder(above) {
        // A folder may be there to pass through and not to read.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

/// The folder that holds a path: the present one for a bare name.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes a whole file or nothing: a temporary file beside it, made durable, then renamed
/// over it. Readable by the user alone.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = parent(path);
    // Temporary files are made with mode 0600, and removed again if anything fails.
    let mut file = tempfile::Builder::new()
        .prefix(".runsheet-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder: File = OpenOptions::new().read(true).open(folder)?;
    folder.sync_all()
}
