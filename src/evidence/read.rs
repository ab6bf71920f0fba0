//! Opens what an operator names: files, folders, archives in archives, or bytes at hand.
//! Each log in it is handed on as a stream of text.
//!
//! Nothing is mapped into memory, nothing is written to a disk, and nothing that goes wrong
//! with one log keeps the others from being read.
//!
//! Long because the layers of an archive should be read in one place.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::decode::{self, Encoding};
use super::unfold::{CountingReader, Frames, Peeked, UnfoldLimit};
use crate::files::{open_without_waiting, special};

/// What an archive may unfold to.
#[derive(Debug, Clone, Copy)]
pub struct UnpackLimits {
    /// Bytes in all.
    pub bytes: u64,
    /// Times the packed size, once [`UnpackLimits::harmless`] is passed.
    pub ratio: u64,
    /// Bytes that are never too many for their packed size.
    pub harmless: u64,
    /// Members in all, those of archives in archives too.
    pub members: usize,
    /// Archives within archives.
    pub depth: usize,
    /// Bytes of an archive that has to be held in memory, because it lies within another.
    pub inner: u64,
}

impl Default for UnpackLimits {
    fn default() -> Self {
        Self {
            bytes: 16 << 30,
            ratio: 400,
            harmless: 32 << 20,
            members: 10_000,
            depth: 4,
            inner: 24 << 20,
        }
    }
}

/// How many files a folder may hold, and how deep it may go.
const FILES: usize = 100_000;
const FOLDERS: usize = 32;

/// How far something named could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// It is not there, or may not be read.
    Missing,
    /// It is there and is no log, or a damaged one.
    Bad,
}

/// Something that could not be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What was named: a path, or a member as `bundle.zip!member`.
    pub path: String,
    /// What is wrong with it, as a sentence goes on after the path.
    pub what: String,
    /// How far it could be read.
    pub kind: ReadErrorKind,
}

/// A log that was read: its size and, if asked for, its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// A path, or a member as `bundle.zip!member`.
    pub path: String,
    /// Bytes as they lie there, before anything was unfolded or decoded.
    pub bytes: u64,
    /// SHA-256 of those bytes in hex.
    pub sha256: Option<String>,
}

/// Who reads the logs.
pub trait Visitor {
    /// A log, as UTF-8 or a Latin encoding. Its [`Visitor::end`] follows.
    fn text(&mut self, path: &str, text: &mut (dyn Read + Send));
    /// The log is at its end. Without a [`Visitor::text`] before, it holds none.
    fn end(&mut self, size: Size);
    /// All logs in a zip archive were handed on.
    fn bundle(&mut self, size: Size);
    /// Something could not be read, or not to its end.
    fn trouble(&mut self, trouble: ReadError);
}

/// Reads logs.
pub struct LogReader<'a> {
    limits: UnpackLimits,
    /// Whether to tell the hash of each log.
    hash: bool,
    visitor: &'a mut dyn Visitor,
    unfolded: Arc<AtomicU64>,
    members: usize,
    files: usize,
}

impl<'a> LogReader<'a> {
    /// A reader that hands on to a visitor.
    pub fn new(visitor: &'a mut dyn Visitor, limits: UnpackLimits, hash: bool) -> Self {
        Self {
            limits,
            hash,
            visitor,
            unfolded: Arc::default(),
            members: 0,
            files: 0,
        }
    }

    /// A file, an archive, or all files in a folder.
    pub fn path(&mut self, path: &Path) {
        self.below(path, 0);
    }

    /// Bytes that come from elsewhere, such as stdin or a paste.
    pub fn stream(&mut self, name: &str, source: &mut (dyn Read + Send)) {
        self.start();
        self.log(name, source, 0);
    }

    fn start(&mut self) {
        self.unfolded = Arc::default();
        self.members = 0;
    }

    fn trouble(&mut self, path: &str, what: impl Into<String>, kind: ReadErrorKind) {
        self.visitor.trouble(ReadError {
            path: path.to_owned(),
            what: what.into(),
            kind,
        });
    }

    fn below(&mut self, path: &Path, depth: usize) {
        let name = path.display().to_string();
        let about = match std::fs::metadata(path) {
            Ok(about) => about,
            Err(error) => return self.failed(&name, &error),
        };
        if !about.is_dir() {
            if let Err(error) = self.file(&name, path, &about) {
                self.failed(&name, &error);
            }
            return;
        }
        if depth >= FOLDERS {
            return self.trouble(&name, "lies too deep in its folder", ReadErrorKind::Bad);
        }
        let mut inside = match std::fs::read_dir(path) {
            Ok(entries) => entries.flatten().collect::<Vec<_>>(),
            Err(error) => return self.failed(&name, &error),
        };
        inside.sort_by_key(std::fs::DirEntry::file_name);
        for entry in inside {
            self.files += 1;
            if self.files == FILES {
                let what = format!("holds more than {FILES} files; the rest was left out");
                self.trouble(&name, what, ReadErrorKind::Bad);
            }
            if self.files >= FILES {
                return;
            }
            // A link to a folder may lead back to where it lies.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if !(is_link && entry.path().is_dir()) {
                self.below(&entry.path(), depth + 1);
            }
        }
    }

    fn file(&mut self, name: &str, path: &Path, about: &std::fs::Metadata) -> io::Result<()> {
        if !about.is_file() {
            self.trouble(
                name,
                special(about).unwrap_or("is not a file"),
                ReadErrorKind::Bad,
            );
            return Ok(());
        }
        let mut file = open_without_waiting(path)?;
        if !file.metadata()?.is_file() {
            self.trouble(name, "is no file any more", ReadErrorKind::Bad);
            return Ok(());
        }
        self.start();
        let mut beginning = [0; 4];
        let is_zip = read_up_to(&mut file, &mut beginning)? == 4 && is_zip(&beginning);
        file.seek(SeekFrom::Start(0))?;
        if !is_zip {
            self.log(name, &mut file, 0);
            return Ok(());
        }
        self.zip(name, &mut file, 0);
        file.seek(SeekFrom::Start(0))?;
        let mut tally = CountingReader::new(&mut file, self.hash);
        if self.hash {
            io::copy(&mut tally, &mut io::sink())?;
        }
        let (count, sha256) = tally.finish();
        let bytes = if self.hash { count } else { about.len() };
        let path = name.to_owned();
        self.visitor.bundle(Size {
            path,
            bytes,
            sha256,
        });
        Ok(())
    }

    fn failed(&mut self, name: &str, error: &io::Error) {
        let (what, kind) = why(error);
        self.trouble(name, what, kind);
    }

    /// A file or a member.
    fn log(&mut self, name: &str, source: &mut (dyn Read + Send), depth: usize) {
        let mut tally = CountingReader::new(source, self.hash);
        self.unfold(name, &mut tally, depth);
        if self.hash {
            // What was left unread belongs to the hash; a failure was told already.
            let _ = io::copy(&mut tally, &mut io::sink());
        }
        let (bytes, sha256) = tally.finish();
        let path = name.to_owned();
        self.visitor.end(Size {
            path,
            bytes,
            sha256,
        });
    }

    /// Takes one layer of packing off, and hands text on.
    fn unfold(&mut self, name: &str, source: &mut (dyn Read + Send), depth: usize) {
        let mut source = Peeked::new(source);
        let head = source.head();
        if is_packed(head) && depth >= self.limits.depth {
            let what = format!(
                "is an archive within {depth} archives; it was left out",
                depth = self.limits.depth
            );
            return self.trouble(name, what, ReadErrorKind::Bad);
        }
        if head.starts_with(GZIP) {
            let packed = Arc::default();
            let counted = CountingReader::counting(&mut source, &packed);
            let text = flate2::read::MultiGzDecoder::new(counted);
            let mut text = self.guard(text, packed);
            return self.unfold(name, &mut text, depth + 1);
        }
        if head.starts_with(ZSTD) {
            let packed = Arc::default();
            let counted = CountingReader::counting(&mut source, &packed);
            let mut text = self.guard(Frames::new(counted), packed);
            return self.unfold(name, &mut text, depth + 1);
        }
        if is_zip(head) {
            let mut bytes = Vec::new();
            let room = self.limits.inner;
            if let Err(error) = (&mut source).take(room + 1).read_to_end(&mut bytes) {
                self.failed(name, &error);
            }
            if bytes.len() as u64 > room {
                let what = format!(
                    "is a zip archive of more than {} within another, or from a pipe; unpack it first",
                    size(room)
                );
                return self.trouble(name, what, ReadErrorKind::Bad);
            }
            return self.zip(name, &mut Cursor::new(bytes), depth);
        }
        match decode::encoding(head) {
            _ if decode::is_binary(head) => {
                self.trouble(name, "is no text; it was left out", ReadErrorKind::Bad);
            }
            Encoding::Bytes => self.visitor.text(name, &mut source),
            Encoding::MarkedBytes => {
                source.skip(3);
                self.visitor.text(name, &mut source);
            }
            Encoding::LowFirst => self.visitor.text(name, &mut decode::utf16(source, false)),
            Encoding::HighFirst => self.visitor.text(name, &mut decode::utf16(source, true)),
        }
    }

    fn guard<R>(&self, inner: R, packed: Arc<AtomicU64>) -> UnfoldLimit<R> {
        UnfoldLimit {
            inner,
            limits: self.limits,
            packed,
            own: 0,
            all: self.unfolded.clone(),
        }
    }

    fn zip<R: Read + Seek + Send>(&mut self, name: &str, source: &mut R, depth: usize) {
        let mut archive = match zip::ZipArchive::new(source) {
            Ok(archive) => archive,
            Err(error) => {
                let what = format!("is a zip archive that cannot be read: {error}");
                return self.trouble(name, what, ReadErrorKind::Bad);
            }
        };
        for index in 0..archive.len() {
            self.members += 1;
            if self.members > self.limits.members {
                let what = format!("holds more than {} members", self.limits.members);
                self.members = usize::MAX - 1;
                return self.trouble(name, what + "; the rest was left out", ReadErrorKind::Bad);
            }
            if self.unfolded.load(Ordering::Relaxed) > self.limits.bytes {
                return;
            }
            let member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => {
                    let what = format!("has a member {} that cannot be read: {error}", index + 1);
                    self.trouble(name, what, ReadErrorKind::Bad);
                    continue;
                }
            };
            if member.is_dir() {
                continue;
            }
            let raw = String::from_utf8_lossy(member.name_raw()).into_owned();
            let path = format!("{name}!{raw}");
            let packed = Arc::new(AtomicU64::new(member.compressed_size()));
            let mut text = self.guard(member, packed);
            self.log(&path, &mut text, depth + 1);
        }
    }
}

const GZIP: &[u8] = &[0x1f, 0x8b, 8];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Whether a beginning is that of an archive.
pub fn is_packed(head: &[u8]) -> bool {
    head.starts_with(GZIP) || head.starts_with(ZSTD) || is_zip(head)
}

fn is_zip(head: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06"]
        .iter()
        .any(|mark| head.starts_with(mark))
}

fn read_up_to(source: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    let mut bytes = Vec::new();
    let count = source.take(room.len() as u64).read_to_end(&mut bytes)?;
    room[..count].copy_from_slice(&bytes);
    Ok(count)
}

/// What an error means to somebody who wanted a log read.
pub fn why(error: &io::Error) -> (String, ReadErrorKind) {
    match error.kind() {
        io::ErrorKind::NotFound => ("is not there".into(), ReadErrorKind::Missing),
        io::ErrorKind::PermissionDenied => (
            "may not be read: there is no permission".into(),
            ReadErrorKind::Missing,
        ),
        io::ErrorKind::UnexpectedEof => (
            "is cut off; what came before was looked through".into(),
            ReadErrorKind::Bad,
        ),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            (format!("is damaged: {error}"), ReadErrorKind::Bad)
        }
        // Limits speak for themselves.
        io::ErrorKind::QuotaExceeded => (error.to_string(), ReadErrorKind::Bad),
        _ => (format!("cannot be read: {error}"), ReadErrorKind::Missing),
    }
}

/// A size in words.
pub fn size(bytes: u64) -> String {
    const NAMES: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut name = "bytes";
    for next in NAMES {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        name = next;
    }
    match name {
        "bytes" => format!("{bytes} bytes"),
        _ if value >= 100.0 || value.fract() < 0.05 => format!("{value:.0} {name}"),
        _ => format!("{value:.1} {name}"),
    }
}
