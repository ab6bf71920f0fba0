//! Where things are: the data folder, the configuration folder, and files made for the
//! user alone. Together with `clock` and `config` the only reader of the environment.
//!
//! Long because every file of the data folder is named here, once.

mod environment;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files;

pub use environment::{Surroundings, actor_name, debug_log, harmless_environment};

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
        let folder = |names, default: Option<&Path>| chosen(names, given, default).ok_or(NoHome);
        let data = system.as_ref().map(|s| s.data_dir());
        let config = system.as_ref().map(|s| s.config_dir());
        Ok(Self {
            data: folder(["RUNSHEET_DATA_DIR", "XDG_DATA_HOME"], data)?,
            config: folder(["RUNSHEET_CONFIG_DIR", "XDG_CONFIG_HOME"], config)?,
        })
    }

    /// The journal's file.
    pub fn journal(&self) -> PathBuf {
        self.data.join("journal.db")
    }

    /// The file that the text copied last is left in.
    pub fn copied(&self) -> PathBuf {
        self.data.join("copied.txt")
    }

    /// The file with what pseudonyms are made from, so that they stay the same.
    pub fn pseudonyms(&self) -> PathBuf {
        self.data.join("pseudonyms.key")
    }

    /// The file of settings.
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The folder of logs that were kept.
    pub fn evidence(&self) -> PathBuf {
        self.data.join("evidence")
    }

    /// The folder of what runs printed.
    pub fn runs(&self) -> PathBuf {
        self.data.join("runs")
    }

    /// What was answered of lists of past incidents.
    pub fn lists(&self) -> PathBuf {
        self.data.join("lists.json")
    }

    /// The boxes that the inventory command named last.
    pub fn inventory(&self) -> PathBuf {
        self.data.join("inventory.json")
    }

    /// Which box answered at each target last.
    pub fn boxes(&self) -> PathBuf {
        self.data.join("boxes.json")
    }

    /// The hashes of runbooks from elsewhere that are trusted.
    pub fn trusted(&self) -> PathBuf {
        self.data.join("trusted")
    }

    /// What is kept of large folders of runbooks, so that they are not read again.
    pub fn index(&self) -> PathBuf {
        self.data.join("index")
    }

    /// The folder of runbooks that were taken from others, each source in its own.
    pub fn sources(&self) -> PathBuf {
        self.data.join("sources")
    }

    /// With whom incidents are shared, and what is known of them.
    pub fn team(&self) -> PathBuf {
        self.data.join("team.json")
    }

    /// The key that this replica signs its chains with.
    pub fn replica_key(&self) -> PathBuf {
        self.data.join("replica.key")
    }

    /// The folder of the user's own runbooks.
    pub fn runbooks(&self) -> PathBuf {
        self.data.join("runbooks")
    }
}

/// Our own variable's folder, else ours in the one of XDG, else the system's. `directories` knows
/// XDG on Linux alone, and who sets it on macOS means it. As there, a relative one counts for nothing.
fn chosen(
    [own, xdg]: [&str; 2],
    given: impl Fn(&str) -> Option<OsString>,
    system: Option<&Path>,
) -> Option<PathBuf> {
    let xdg = || {
        let folder = given(xdg).map(PathBuf::from);
        folder.filter(|folder| folder.is_absolute())
    };
    let ours = |folder: PathBuf| folder.join("runsheet");
    given(own)
        .map(PathBuf::from)
        .or_else(|| xdg().map(ours))
        .or_else(|| system.map(Path::to_owned))
}

/// The home folder, for paths that begin with `~/`.
pub fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|base| base.home_dir().to_owned())
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

/// Writes a whole file or nothing, readable by the user alone. Through a link it is the link's
/// target that is written. What is there and no plain file is written into, never replaced.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match fs::symlink_metadata(path).is_ok() {
                true => Err(io::Error::other("it is a link to a file that is not there")),
                false => replace(path, bytes),
            };
        }
        Err(error) => return Err(error),
    };
    match about.is_file() {
        true => replace(&fs::canonicalize(path)?, bytes),
        false => write_into(path, &about, bytes),
    }
}

/// Writes into a terminal, a pipe that somebody reads, or another device that takes text.
fn write_into(path: &Path, about: &fs::Metadata, bytes: &[u8]) -> io::Result<()> {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
    let kind = about.file_type();
    if !(kind.is_char_device() || kind.is_fifo()) {
        let what = files::special(about).unwrap_or("is not a file");
        return Err(io::Error::other(format!("it {what}")));
    }
    let mut options = OpenOptions::new();
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    options.write(true).custom_flags(flags.bits() as i32);
    let mut file = options.open(path).map_err(|error| match kind.is_fifo() {
        true => io::Error::other("nobody reads from that pipe"),
        false => error,
    })?;
    // Opened without waiting, but written with patience: its reader may be slow.
    fcntl_setfl(&file, fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
    file.write_all(bytes)
}

/// Puts a whole file in a place or leaves what is there: a temporary file beside it, made
/// durable, then renamed over it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
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

/// Copies at most so many bytes of a file to a new one, readable by the user alone. Says
/// whether that was all of it.
pub fn copy_whole(from: &Path, to: &Path, most: u64) -> io::Result<bool> {
    let folder = parent(to);
    create_private_folder(folder)?;
    let mut source = files::open(from)?;
    let mut file = tempfile::Builder::new()
        .prefix(".runsheet-")
        .tempfile_in(folder)?;
    io::copy(&mut io::Read::take(&mut source, most), &mut file)?;
    let is_all = io::Read::read(&mut source, &mut [0])? == 0;
    file.as_file().sync_all()?;
    file.persist(to).map_err(|error| error.error)?;
    sync_folder(folder)?;
    Ok(is_all)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder: File = OpenOptions::new().read(true).open(folder)?;
    folder.sync_all()
}
