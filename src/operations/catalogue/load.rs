//! The files of one folder → rows: as they were before, as they are kept, or read anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Catalogue;
use super::kept::KeptListings;
use super::row::{CatalogueRow, DocumentPlace, FileStamp, Listing};
use crate::library::{
    Diagnostic, Entry, FileRead, Origin, RunbookFile, changed, files_of, read_each,
};
use crate::search::Document;

/// Folders of fewer files are read as fast as anything that could be kept of them.
const FEW: usize = 64;

/// What one file gave: a runbook, and what is wrong with it.
pub type RowRead = (Option<CatalogueRow>, Vec<Diagnostic>);

/// The rows of a folder, by the path of the file.
pub fn rows(
    folder: &Path,
    kept: Option<&Path>,
    before: &Catalogue,
) -> Result<Vec<RowRead>, Box<Diagnostic>> {
    let files = files_of(folder)?;
    let looked = now();
    let stamps: Vec<Option<FileStamp>> = files.iter().map(|f| FileStamp::of(&f.path)).collect();
    let large = files.len() >= FEW;
    let kept = kept
        .filter(|_| large)
        .map(|home| KeptListings::open(home, folder));
    let earlier = by_path(before);
    let known = |file: &RunbookFile, stamp: &Option<FileStamp>| {
        let is_it = |row: &CatalogueRow| {
            let (was, looked) = row.seen?;
            let same = row.file.as_ref() == Some(file) && Some(was) == *stamp;
            (same && was.is_sure(looked) && row.broken.is_empty()).then(|| row.clone())
        };
        let earlier = earlier.get(&file.path).and_then(|row| is_it(row));
        earlier.or_else(|| is_it(&kept.as_ref()?.row(&file.path)?))
    };
    let pairs = files.iter().zip(&stamps);
    let mut found: Vec<Option<CatalogueRow>> =
        pairs.map(|(file, stamp)| known(file, stamp)).collect();
    let unread = files.iter().zip(&found).filter(|(_, row)| row.is_none());
    let unread: Vec<&RunbookFile> = unread.map(|(file, _)| file).collect();
    let read = read_each(&unread, |file, read| row(file, read, large));
    let mut read = read.into_iter();
    let mut wrong: HashMap<usize, Vec<Diagnostic>> = HashMap::new();
    let mut is_news = false;
    for (at, place) in found
        .iter_mut()
        .enumerate()
        .filter(|(_, row)| row.is_none())
    {
        let seen = stamps[at].map(|stamp| (stamp, looked));
        match read.next() {
            Some(Ok(row)) => {
                is_news = true;
                *place = Some(CatalogueRow { seen, ..row });
            }
            Some(Err(broken)) => {
                // The last version that could be read stays.
                let last = earlier.get(&files[at].path).map(|row| CatalogueRow {
                    broken: broken.clone(),
                    ..(*row).clone()
                });
                *place = last;
                wrong.insert(at, broken);
            }
            None => {}
        }
    }
    if let Some(kept) = kept {
        kept.renew(&mut found, is_news);
    }
    let rows = found.into_iter().enumerate();
    Ok(rows
        .map(|(at, row)| (row, wrong.remove(&at).unwrap_or_default()))
        .collect())
}

fn by_path(catalogue: &Catalogue) -> HashMap<&PathBuf, &CatalogueRow> {
    let rows = catalogue.rows().iter();
    rows.filter_map(|row| Some((&row.file.as_ref()?.path, row)))
        .collect()
}

/// A row of what a file gave. Of many files only what the search needs stays in memory.
fn row(file: &RunbookFile, read: FileRead, large: bool) -> Result<CatalogueRow, Vec<Diagnostic>> {
    let (book, text) = read?;
    let origin = Origin::File {
        path: file.path.clone(),
        replaces_embedded: false,
        changed: changed(&file.path),
    };
    let listing = Arc::new(Listing::of(&book));
    let document = large
        .then(|| serde_json::to_string(&Document::of(&book.runbook)).ok())
        .flatten();
    let (document, whole) = match document {
        Some(text) => (DocumentPlace::Text(text.into()), OnceLock::new()),
        None => {
            let entry = Entry {
                book,
                text: text.into(),
                origin: origin.clone(),
            };
            (DocumentPlace::Whole, OnceLock::from(Ok(entry)))
        }
    };
    Ok(CatalogueRow {
        listing,
        origin,
        broken: Vec::new(),
        file: Some(file.clone()),
        seen: None,
        document,
        whole: Arc::new(whole),
    })
}

/// The present moment, in seconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
