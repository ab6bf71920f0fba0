//! One runbook of the catalogue: what lists say of it, what the search looks at, and the whole of
//! it once somebody asked.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::kept::KeptText;
use crate::domain::command::Book;
use crate::domain::id::RunbookId;
use crate::domain::runbook::RunbookMode;
use crate::library::code::UNREADABLE;
use crate::library::{Diagnostic, Entry, Origin, RunbookFile, changed, read_one};
use crate::search::Document;

/// What lists say of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in the runbook")]
pub struct Listing {
    pub id: RunbookId,
    pub title: String,
    pub short: Option<String>,
    pub summary: String,
    pub category: String,
    pub mode: RunbookMode,
    pub revision: u32,
    /// How many steps it has.
    pub steps: usize,
    /// SHA-256 of its text, in hex.
    pub sha256: Arc<str>,
}

impl Listing {
    /// The title in few columns, if there is one.
    pub fn short_title(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.title)
    }

    /// That of a runbook.
    pub fn of(book: &Book) -> Self {
        let runbook = &book.runbook;
        Self {
            id: runbook.id.clone(),
            title: runbook.title.clone(),
            short: runbook.short.clone(),
            summary: runbook.summary.clone(),
            category: runbook.category.clone(),
            mode: runbook.mode,
            revision: runbook.revision,
            steps: runbook.steps().count(),
            sha256: book.sha256.clone(),
        }
    }
}

/// What tells that a file is the one that was read: nobody changes a file and leaves all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileStamp {
    size: u64,
    device: u64,
    inode: u64,
    /// Seconds and nanoseconds of the last change of its text, and of anything about it.
    written: (i64, i64),
    changed: (i64, i64),
}

impl FileStamp {
    /// That of a file.
    pub fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::from)
    }

    /// Whether a file that was looked at then and still has this stamp can have changed no more.
    /// What is written within the same tick of the file system's clock leaves no trace.
    pub fn is_sure(&self, looked: i64) -> bool {
        const TICK_SECONDS: i64 = 2;
        self.written.0.max(self.changed.0) + TICK_SECONDS < looked
    }
}

impl From<&Metadata> for FileStamp {
    fn from(about: &Metadata) -> Self {
        Self {
            size: about.len(),
            device: about.dev(),
            inode: about.ino(),
            written: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        }
    }
}

/// Where the texts are that the search looks at.
#[derive(Debug, Clone)]
pub(super) enum DocumentPlace {
    /// In the runbook itself.
    Whole,
    /// In what is kept of its folder.
    Kept(KeptText),
    /// Here, as it would be kept.
    Text(Arc<str>),
}

/// The whole of a runbook, or why it can no longer be had.
type Whole = Result<Entry, Vec<Diagnostic>>;

/// One runbook.
#[derive(Debug, Clone)]
pub struct CatalogueRow {
    /// What lists say of it.
    pub listing: Arc<Listing>,
    /// Where it comes from.
    pub origin: Origin,
    /// What is wrong with its file by now; this is the last version that could be read.
    pub broken: Vec<Diagnostic>,
    pub(super) file: Option<RunbookFile>,
    /// Its file when it was read, and when that was, in seconds.
    pub(super) seen: Option<(FileStamp, i64)>,
    pub(super) document: DocumentPlace,
    pub(super) whole: Arc<OnceLock<Whole>>,
}

impl CatalogueRow {
    /// One that is compiled already.
    pub fn of(entry: Entry) -> Self {
        Self {
            listing: Arc::new(Listing::of(&entry.book)),
            origin: entry.origin.clone(),
            broken: Vec::new(),
            file: None,
            seen: None,
            document: DocumentPlace::Whole,
            whole: Arc::new(OnceLock::from(Ok(entry))),
        }
    }

    /// Whether nobody has asked for the whole of it.
    pub fn is_unread(&self) -> bool {
        self.whole.get().is_none()
    }

    /// The whole of it: read when it is asked for first. Fails if its file has gone, or is broken
    /// by now, or became another runbook.
    pub fn entry(&self) -> Result<&Entry, &[Diagnostic]> {
        let whole = self.whole.get_or_init(|| self.read());
        whole.as_ref().map_err(Vec::as_slice)
    }

    fn read(&self) -> Whole {
        let Some(file) = &self.file else {
            return Err(Vec::new());
        };
        let (book, text) = read_one(file)?;
        let id = &book.runbook.id;
        if *id != self.listing.id {
            let path = file.path.display().to_string();
            let what = format!("it was \"{}\" and is \"{id}\" now", self.listing.id);
            let instead = "look for it again";
            return Err(vec![Diagnostic::whole(UNREADABLE, &path, what, instead)]);
        }
        Ok(Entry {
            book,
            text: text.into(),
            origin: self.file_origin(file),
        })
    }

    fn file_origin(&self, file: &RunbookFile) -> Origin {
        match &self.origin {
            Origin::File {
                path,
                replaces_embedded,
                ..
            } => Origin::File {
                path: path.clone(),
                replaces_embedded: *replaces_embedded,
                changed: changed(&file.path),
            },
            Origin::Embedded => Origin::Embedded,
        }
    }

    /// What the search looks at. What can no longer be had of it is left out.
    pub(super) fn document(&self) -> Document<'_> {
        let kept = match &self.document {
            DocumentPlace::Whole => None,
            DocumentPlace::Kept(kept) => kept.text().and_then(|text| read(&text)),
            DocumentPlace::Text(text) => read(text),
        };
        let kept = kept.filter(|document| document.id == self.listing.id);
        let whole = || Some(Document::of(&self.entry().ok()?.book.runbook));
        kept.or_else(whole).unwrap_or_else(|| Document {
            id: self.listing.id.clone(),
            mode: self.listing.mode,
            texts: vec![(
                crate::search::SearchField::Title,
                (&*self.listing.title).into(),
            )],
            signatures: Vec::new(),
        })
    }
}

fn read(text: &str) -> Option<Document<'static>> {
    serde_json::from_str(text).ok()
}
