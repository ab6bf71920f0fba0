//! Files and folders that others write to, too: opened, written and listed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Opens a file to add to it; whether what it ends in was cut.
pub fn opened(path: &Path, root: &Path) -> io::Result<(File, bool)> {
    let mut file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(mode(root))
        .open(path)?;
    let mut end = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut end)?;
    }
    Ok((file, end != [b'\n']))
}

/// Writes a small file whole: another name first, so that nobody reads half of it.
pub fn put(path: &Path, bytes: &[u8], root: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    let mut file = tempfile::Builder::new()
        .prefix(".runsheet-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    let mode = fs::Permissions::from_mode(mode(root));
    file.as_file().set_permissions(mode)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Who may read files in a folder is who may read the folder.
fn mode(root: &Path) -> u32 {
    let mode = fs::metadata(root).map(|about| about.permissions().mode());
    mode.unwrap_or(0o700) & 0o666
}

/// What lies in a folder, by name; nothing if it is not there.
pub fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut all: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    all.sort();
    Ok(all)
}

pub fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}
