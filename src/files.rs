//! Opens files that somebody named. Only plain files are read: a pipe that nobody writes to, or
//! a device without an end, would keep the program for ever. What is read whole has a limit.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// Opens a plain file for reading, and never waits for one that is none.
pub fn open(path: &Path) -> io::Result<File> {
    if is_handed_over(path) {
        return File::open(path);
    }
    let file = open_without_waiting(path)?;
    match special(&file.metadata()?) {
        Some(what) => Err(io::Error::new(io::ErrorKind::InvalidInput, Special(what))),
        None => Ok(file),
    }
}

/// Opens whatever is there without waiting, should it be a pipe.
pub fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits() as i32);
    }
    options.open(path)
}

/// The text of a plain file of at most so many bytes.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    text(read(path, most)?)
}

/// The bytes of a plain file of at most so many bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_up_to(open(path)?, most)
}

/// Everything that a source gives, if that is no more than so many bytes.
pub fn read_up_to(source: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more shows that there is more.
    source
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(too_long(most)),
        false => Ok(bytes),
    }
}

/// Bytes as UTF-8 text.
pub fn text(bytes: Vec<u8>) -> io::Result<String> {
    let what = "it is not UTF-8 text";
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, what))
}

/// The error for something of more than so many bytes.
pub fn too_long(most: u64) -> io::Error {
    let most = match most {
        mib if mib >= 1 << 20 => format!("{} MiB", mib >> 20),
        kib => format!("{} KiB", kib >> 10),
    };
    io::Error::new(
        io::ErrorKind::QuotaExceeded,
        format!("it is longer than {most}"),
    )
}

/// What is no plain file, as a sentence goes on after its path.
pub fn special(about: &Metadata) -> Option<&'static str> {
    let kind = about.file_type();
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("is a pipe; give it as stdin, with -");
        }
        if kind.is_socket() {
            return Some("is a socket, not a file");
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Some("is a device, not a file");
        }
    }
    match kind.is_dir() {
        true => Some("is a folder, not a file"),
        false => Some("is not a file"),
    }
}

/// Why a file could not be read, as a sentence goes on after its path.
pub fn why(error: &io::Error) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(Special(what)) => (*what).to_owned(),
        None => format!("cannot be read: {error}"),
    }
}

/// Something that is no plain file.
#[derive(Debug, thiserror::Error)]
#[error("it {0}")]
struct Special(&'static str);

/// Whether a path names a descriptor that the shell has opened for us, as `<(command)` does: it
/// has another end, and is read as stdin is.
fn is_handed_over(path: &Path) -> bool {
    let folders = ["/dev/fd", "/proc/self/fd"];
    path == Path::new("/dev/stdin") || folders.iter().any(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_are_opened_and_only_up_to_their_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "twelve bytes").unwrap();
        assert_eq!(read_text(&file, 12).unwrap(), "twelve bytes");
        let long = read(&file, 11).unwrap_err();
        assert_eq!(long.kind(), io::ErrorKind::QuotaExceeded);
        let pipe = folder.path().join("pipe");
        let mode = rustix::fs::Mode::from(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for (path, says) in [
            (pipe.as_path(), "is a pipe; give it as stdin, with -"),
            (Path::new("/dev/zero"), "is a device, not a file"),
            (folder.path(), "is a folder, not a file"),
        ] {
            assert_eq!(why(&read(path, 1 << 20).unwrap_err()), says);
        }
        assert_eq!(too_long(1 << 20).to_string(), "it is longer than 1 MiB");
    }
}
