//! The runbooks are read beside the loop: once behind the first frame, and again when a file of
//! theirs was saved.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::effect::Msg;
use super::jobs::{Job, Jobs, RunningJob};
use super::loaded_library::LoadedLibrary;
use crate::domain::contact::Contact;
use crate::library::{contact_folders, contacts};
use crate::operations::catalogue::{Catalogue, FolderWatch};
use crate::paths::Paths;

/// How soon the end is noticed.
const STEP: Duration = Duration::from_millis(500);

/// The user's folders of runbooks.
#[derive(Debug, Clone)]
pub struct LibraryFolders {
    /// The folders.
    pub folders: Vec<PathBuf>,
    /// Where what was read of large ones is kept.
    pub kept: PathBuf,
}

/// Reads the runbooks and goes on watching their files, until what it gives is dropped.
pub fn load(folders: LibraryFolders, books: UnboundedSender<Msg>) -> io::Result<RunningJob> {
    Jobs::new(Some(books)).start("library", move |job| watch(folders, job))
}

fn watch(LibraryFolders { folders, kept }: LibraryFolders, job: &Job) {
    let mut watch = FolderWatch::new(folders);
    let mut library = Catalogue::load(watch.folders(), Some(&kept));
    loop {
        let index = library.index();
        let contacts = known_contacts(watch.folders());
        let books = Arc::new(LoadedLibrary {
            library,
            contacts,
            index,
        });
        job.send(Msg::Library(books.clone()));
        if watch.folders().is_empty() {
            return;
        }
        while !watch.is_news() {
            let mut left = watch.pause();
            while !left.is_zero() {
                if job.is_over().load(std::sync::atomic::Ordering::SeqCst) {
                    return;
                }
                let step = left.min(STEP);
                sleep(step);
                left -= step;
            }
        }
        library = books.library.reload(watch.folders(), Some(&kept));
    }
}

/// Whom to call. What is wrong with the files is told by `contacts` and `lint`.
fn known_contacts(folders: &[PathBuf]) -> Vec<Contact> {
    let Ok(paths) = Paths::find() else {
        return Vec::new();
    };
    contacts(&contact_folders(&paths.data, &paths.sources(), folders)).0
}
