//! What is kept of a large folder of runbooks between two starts: for each file what tells that it
//! is still the same, what lists say of it, and what the search looks at. It holds nothing that
//! the files do not; where anything in it is not understood, they are read anew.
//!
//! The first line says what wrote it and how long the next is, the second has the rows, and the
//! rest are the texts of the search, each at the place that its row names.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::row::{CatalogueRow, DocumentPlace, FileStamp, Listing};
use crate::domain::digest::sha256_hex;
use crate::files;
use crate::library::{Origin, RunbookFile, changed};
use crate::paths::create_private_folder;

/// What the first line says.
const FORMAT: &str = "runsheet.kept-index/1";
/// No folder has more to be kept of it.
const MOST_BYTES: u64 = 1 << 30;
/// So many folders are remembered.
const FOLDERS: usize = 16;

/// The text of one file in what is kept.
#[derive(Debug, Clone)]
pub struct KeptText {
    from: Arc<File>,
    at: u64,
    length: usize,
}

impl KeptText {
    /// It, if it is still there.
    pub fn text(&self) -> Option<String> {
        let mut bytes = vec![0; self.length];
        self.from.read_exact_at(&mut bytes, self.at).ok()?;
        String::from_utf8(bytes).ok()
    }
}

/// What is kept of one file.
#[derive(Serialize, Deserialize)]
struct KeptRow {
    path: PathBuf,
    id: Option<String>,
    stamp: FileStamp,
    looked: i64,
    listing: Listing,
    at: u64,
    length: usize,
}

/// What is kept of one folder.
pub struct KeptListings {
    path: PathBuf,
    rows: HashMap<PathBuf, KeptRow>,
    texts: Option<(Arc<File>, u64)>,
}

impl KeptListings {
    /// What is kept of a folder; nothing if that cannot be read.
    pub fn open(home: &Path, folder: &Path) -> Self {
        let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let name = sha256_hex(whole.as_os_str().as_encoded_bytes());
        let path = home.join(&name[..32]);
        let read = read(&path);
        let (rows, texts) = match read {
            Some((rows, file, texts)) => (rows, Some((Arc::new(file), texts))),
            None => (Vec::new(), None),
        };
        let rows = rows.into_iter().map(|row| (row.path.clone(), row));
        Self {
            path,
            rows: rows.collect(),
            texts,
        }
    }

    /// What is kept of a file.
    pub fn row(&self, path: &PathBuf) -> Option<CatalogueRow> {
        let row = self.rows.get(path)?;
        let (from, texts) = self.texts.as_ref()?;
        Some(CatalogueRow {
            listing: Arc::new(row.listing.clone()),
            origin: Origin::File {
                path: path.clone(),
                replaces_embedded: false,
                changed: changed(path),
            },
            broken: Vec::new(),
            file: Some(RunbookFile {
                path: path.clone(),
                id: row.id.clone(),
            }),
            seen: Some((row.stamp, row.looked)),
            document: DocumentPlace::Kept(KeptText {
                from: from.clone(),
                at: texts.checked_add(row.at)?,
                length: row.length,
            }),
            whole: Arc::new(OnceLock::new()),
        })
    }

    /// Keeps what is known by now, and leaves the texts there. Where that cannot be written,
    /// they stay in memory.
    pub fn renew(self, rows: &mut [Option<CatalogueRow>], is_news: bool) {
        let known = rows.iter().flatten().count();
        if (is_news || known != self.rows.len()) && known > 0 {
            let _ = write(&self.path, rows);
        }
    }
}

/// The program that wrote it: another one may read the same files in another way.
fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let about = std::env::current_exe().and_then(fs::metadata);
        let stamp = about.as_ref().map(FileStamp::from);
        let stamp = stamp.map_or(String::new(), |stamp| format!("{stamp:?}"));
        format!("{} {stamp}", env!("CARGO_PKG_VERSION"))
    })
}

type Read3 = (Vec<KeptRow>, File, u64);

fn read(path: &Path) -> Option<Read3> {
    let mut file = files::open(path).ok()?;
    let mut first = Vec::new();
    let mut byte = [0];
    while first.len() < 1024 {
        file.read_exact(&mut byte).ok()?;
        if byte == *b"\n" {
            break;
        }
        first.push(byte[0]);
    }
    let (format, program_was, length): (String, String, u64) =
        serde_json::from_slice(&first).ok()?;
    if format != FORMAT || program_was != program() || length > MOST_BYTES {
        return None;
    }
    let mut rows = vec![0; usize::try_from(length).ok()?];
    file.read_exact(&mut rows).ok()?;
    let rows: Vec<KeptRow> = serde_json::from_slice(&rows).ok()?;
    let longest = rows.iter().map(|row| row.length).max().unwrap_or_default();
    let texts = first.len() as u64 + 1 + length;
    (longest as u64 <= MOST_BYTES).then_some((rows, file, texts))
}

fn write(path: &Path, rows: &mut [Option<CatalogueRow>]) -> io::Result<()> {
    let home = path.parent().unwrap_or(Path::new("."));
    create_private_folder(home)?;
    let mut at = 0;
    let mut kept = Vec::new();
    let mut places = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let Some(row) = row.as_ref() else { continue };
        let length = match &row.document {
            DocumentPlace::Whole => continue,
            DocumentPlace::Kept(text) => text.length,
            DocumentPlace::Text(text) => text.len(),
        };
        let (Some(file), Some((stamp, looked))) = (&row.file, row.seen) else {
            continue;
        };
        kept.push(KeptRow {
            path: file.path.clone(),
            id: file.id.clone(),
            stamp,
            looked,
            listing: Listing::clone(&row.listing),
            at,
            length,
        });
        places.push((number, at, length));
        at += length as u64;
    }
    // What is in no one's way may be lost: this is no place for what must outlast a power cut.
    let temporary = tempfile::Builder::new()
        .prefix(".runsheet-")
        .tempfile_in(home)?;
    let kept = serde_json::to_vec(&kept).map_err(io::Error::other)?;
    let first = serde_json::to_vec(&(FORMAT, program(), kept.len())).map_err(io::Error::other)?;
    let texts = (first.len() + 1 + kept.len()) as u64;
    let mut writer = BufWriter::with_capacity(1 << 16, temporary.as_file());
    writer.write_all(&first)?;
    writer.write_all(b"\n")?;
    writer.write_all(&kept)?;
    drop(kept);
    for (number, _, _) in &places {
        match rows[*number].as_ref().map(|row| &row.document) {
            Some(DocumentPlace::Kept(text)) => {
                let text = text.text().ok_or(io::ErrorKind::UnexpectedEof)?;
                writer.write_all(text.as_bytes())?;
            }
            Some(DocumentPlace::Text(text)) => writer.write_all(text.as_bytes())?,
            _ => {}
        }
    }
    writer.flush()?;
    drop(writer);
    let file = Arc::new(temporary.persist(path).map_err(|error| error.error)?);
    for (number, at, length) in places {
        if let Some(row) = &mut rows[number] {
            row.document = DocumentPlace::Kept(KeptText {
                from: file.clone(),
                at: texts + at,
                length,
            });
        }
    }
    forget(home);
    Ok(())
}

/// Folders that were not looked at for long are forgotten.
fn forget(home: &Path) {
    let files = fs::read_dir(home).into_iter().flatten().flatten();
    let written =
        |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
    let mut all: Vec<_> = files.filter_map(written).collect();
    all.sort();
    for (_, path) in all.iter().rev().skip(FOLDERS) {
        let _ = fs::remove_file(path);
    }
}
