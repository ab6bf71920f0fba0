//! Tells when files of runbooks were saved.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::row::FileStamp;
use crate::library::{files_of, words_files};

/// A look takes at most this part of the time, however many files there are.
const SHARE: u32 = 500;
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// Folders of runbooks, and how their files stood when they were last read.
#[derive(Debug)]
pub struct FolderWatch {
    folders: Vec<PathBuf>,
    read: u64,
    last: u64,
    pause: Duration,
}

impl FolderWatch {
    /// To be made before the files are read.
    pub fn new(folders: Vec<PathBuf>) -> Self {
        let mut watch = Self {
            folders,
            read: 0,
            last: 0,
            pause: SHORTEST,
        };
        watch.read = watch.look();
        watch.last = watch.read;
        watch
    }

    /// The folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// How long to wait before the next look.
    pub fn pause(&self) -> Duration {
        self.pause
    }

    /// Whether files have changed since they were read, and rest by now: what an editor is still
    /// writing is left alone until the next look.
    pub fn is_news(&mut self) -> bool {
        let now = self.look();
        let is_news = now != self.read && now == self.last;
        self.last = now;
        if is_news {
            self.read = now;
        }
        is_news
    }

    fn look(&mut self) -> u64 {
        let begun = Instant::now();
        let mut hasher = DefaultHasher::new();
        for folder in &self.folders {
            let files = files_of(folder).unwrap_or_default();
            let files = files.into_iter().map(|file| file.path);
            for path in files.chain(words_files(folder)) {
                FileStamp::of(&path).hash(&mut hasher);
                path.hash(&mut hasher);
            }
        }
        self.pause = (begun.elapsed() * SHARE).clamp(SHORTEST, LONGEST);
        hasher.finish()
    }
}
