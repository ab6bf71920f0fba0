//! Which files of a folder are runbooks. YAML lies in the folder itself; Markdown may lie in
//! folders below it, as teams keep it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::assignments::ASSIGNMENTS;
use super::contacts::is_contacts_file;
use super::format::format_of;
use super::markdown::{id_of, id_with_folder, is_markdown};
use super::own_words::is_words_file;

/// How deep Markdown is looked for.
const DEEPEST: usize = 8;
/// Folders that hold no runbooks.
const PASSED_BY: &[&str] = &["drills", "node_modules", "target", "vendor"];

/// A file of a folder that may be a runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunbookFile {
    /// The file.
    pub path: PathBuf,
    /// The id that a Markdown file has in this folder; a YAML file says its own.
    pub id: Option<String>,
}

/// The runbook files of a folder, by path.
pub fn runbook_files(folder: &Path) -> io::Result<Vec<RunbookFile>> {
    let mut files = Vec::new();
    look(folder, 0, &mut files)?;
    files.sort();
    let ids = ids(&files);
    let pairs = files.into_iter().zip(ids);
    Ok(pairs.map(|(path, id)| RunbookFile { path, id }).collect())
}

fn look(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // What a link to a folder holds lies elsewhere, and may lie here again.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            let is_passed_by = name.starts_with('.') || PASSED_BY.contains(&&*name);
            if depth < DEEPEST && !is_passed_by {
                // One that may not be read hides no other.
                let _ = look(&path, depth + 1, files);
            }
        } else if is_runbook(&path) && (depth == 0 || is_markdown(&path)) {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether a file of this name may be a runbook.
pub fn is_runbook(path: &Path) -> bool {
    format_of(path).is_some()
        && !is_words_file(path)
        && !is_contacts_file(path)
        && path.file_name().is_none_or(|name| name != ASSIGNMENTS)
}

/// The id of each Markdown file: its name, and where several would have one id, their
/// folders' names before it. A YAML file says its own.
fn ids(files: &[PathBuf]) -> Vec<Option<String>> {
    let id = |path: &PathBuf| is_markdown(path).then(|| id_of(path));
    let plain: Vec<Option<String>> = files.iter().map(id).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for id in plain.iter().flatten() {
        *counts.entry(id).or_default() += 1;
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut one = |path: &PathBuf, id: &Option<String>| {
        let id = id.as_ref()?;
        let id = match counts.get(id.as_str()) {
            Some(2..) => id_with_folder(path),
            _ => id.clone(),
        };
        let before = taken.entry(id.clone()).or_default();
        *before += 1;
        Some(match *before {
            1 => id,
            number => format!("{id}-{number}"),
        })
    };
    files
        .iter()
        .zip(&plain)
        .map(|(path, id)| one(path, id))
        .collect()
}
