//! The sources that are in use, each with where it came from, and its files as they were taken.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{SourceFile, SourceSnapshot};
use crate::domain::time::Timestamp;
use crate::paths::{create_private_folder, write_whole};

/// What each source says of itself, in its folder. The dot keeps it from being a runbook.
const ABOUT: &str = ".source.json";

/// Where runbooks come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A folder on this machine.
    Folder,
    /// A git repository.
    Git,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSource {
    /// What it is called here.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// The folder or the address.
    pub from: String,
    /// What is followed of a repository: a branch, a tag, a commit, or `HEAD`.
    pub follows: String,
    /// The folder within it that the runbooks lie in.
    pub below: Option<String>,
    /// The commit that is in use, or the hash of what was taken.
    pub commit: Option<String>,
    /// When it was taken.
    pub taken_at: Option<String>,
}

/// All that are in use.
pub struct BookSources {
    folder: PathBuf,
    all: Vec<BookSource>,
}

impl BookSources {
    /// Those in a folder; what says nothing of itself is none.
    pub fn read(folder: &Path) -> Self {
        let about = |path: PathBuf| {
            let text = fs::read_to_string(path.join(ABOUT)).ok()?;
            let source: BookSource = serde_json::from_str(&text).ok()?;
            let name = path.file_name()?.to_string_lossy();
            (source.name == name).then_some(source)
        };
        let all = super::folders(folder).into_iter().filter_map(about);
        Self {
            folder: folder.to_owned(),
            all: all.collect(),
        }
    }

    /// All of them, by name.
    pub fn all(&self) -> &[BookSource] {
        &self.all
    }

    /// The one of this name.
    pub fn get(&self, name: &str) -> Option<&BookSource> {
        self.all.iter().find(|source| source.name == name)
    }

    /// The files of one, as they were taken.
    pub fn files(&self, name: &str) -> io::Result<Vec<SourceFile>> {
        let root = self.folder.join(name);
        let mut files = Vec::new();
        collect(&root, &root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// Keeps what was taken of a source in the place of what was before. All of it is written
    /// beside before the old one goes.
    pub fn put(
        &mut self,
        source: &BookSource,
        snapshot: &SourceSnapshot,
        now: Timestamp,
    ) -> io::Result<()> {
        create_private_folder(&self.folder)?;
        let (to, fresh) = (
            self.folder.join(&source.name),
            self.folder.join(format!(".{}-new", source.name)),
        );
        let old = self.folder.join(format!(".{}-old", source.name));
        for left in [&fresh, &old] {
            if left.exists() {
                fs::remove_dir_all(left)?;
            }
        }
        let source = BookSource {
            commit: Some(snapshot.commit.clone()),
            taken_at: Some(now.to_string()),
            ..source.clone()
        };
        create_private_folder(&fresh)?;
        for file in &snapshot.files {
            let path = fresh.join(&file.path);
            if let Some(above) = path.parent() {
                create_private_folder(above)?;
            }
            write_whole(&path, &file.bytes)?;
        }
        let about = serde_json::to_string_pretty(&source).map_err(io::Error::other)?;
        write_whole(&fresh.join(ABOUT), about.as_bytes())?;
        if to.exists() {
            fs::rename(&to, &old)?;
        }
        fs::rename(&fresh, &to)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        self.all.retain(|known| known.name != source.name);
        self.all.push(source);
        Ok(())
    }

    /// Takes one away. Whether there was one.
    pub fn remove(&mut self, name: &str) -> io::Result<bool> {
        if self.get(name).is_none() {
            return Ok(false);
        }
        fs::remove_dir_all(self.folder.join(name))?;
        self.all.retain(|known| known.name != name);
        Ok(true)
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.file_name().is_some_and(|name| name != ABOUT) {
            let within = path.strip_prefix(root).unwrap_or(&path);
            let within = within.display().to_string();
            let bytes = fs::read(&path)?;
            files.push(SourceFile {
                path: within,
                bytes,
            });
        }
    }
    Ok(())
}
