//! One file or text → a runbook, however it is written and wherever it comes from.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::code;
use super::compile::{self, SignatureChecks};
use super::decode::TreeReader;
use super::diagnostic::Diagnostic;
use super::embedded::Embedded;
use super::folder::RunbookFile;
use super::format::{Parsed, RunbookFormat, Yaml};
use super::markdown::{self, is_markdown};
use super::raw::RawRunbook;
use super::source::{File, Node};
use super::{MAX_BYTES, write};
use crate::domain::command::Book;
use crate::domain::digest::sha256_hex;
use crate::domain::id::RunbookId;
use crate::files;

/// Fewer files than these are no work for another thread.
const MANY: usize = 32;

/// Reads one runbook file. What its name does not tell is read as YAML.
pub fn read_file(path: &Path) -> Result<(Book, String), Vec<Diagnostic>> {
    let text = read_utf8(path)?;
    let name = path.display().to_string();
    if is_markdown(path) {
        return read_markdown(&name, &text, &markdown::id_of(path));
    }
    let book = read(&name, &text, &Yaml, SignatureChecks::Check)?;
    Ok((book, text))
}

/// What a file gave: a runbook with its text, or what is wrong with it.
pub type FileRead = Result<(Book, String), Vec<Diagnostic>>;

/// Reads files of a folder, on all cores, and gives what `each` makes of them, in their order.
/// What is read is dropped as soon as that is made, so thousands of files need not fit into
/// memory.
pub fn read_each<T: Send>(
    files: &[&RunbookFile],
    each: impl Fn(&RunbookFile, FileRead) -> T + Sync,
) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(cores).max(MANY);
    let read = |file: &&RunbookFile| each(file, read_one(file));
    std::thread::scope(|scope| {
        let shares = files.chunks(share);
        let shares = shares.map(|share| scope.spawn(|| share.iter().map(read).collect::<Vec<T>>()));
        let shares: Vec<_> = shares.collect();
        let joined = shares.into_iter().flat_map(|share| match share.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}

/// Reads a file of a folder. A Markdown file stands with the id that it has there.
pub fn read_one(file: &RunbookFile) -> FileRead {
    let path = &file.path;
    match &file.id {
        Some(id) => {
            read_utf8(path).and_then(|text| read_markdown(&path.display().to_string(), &text, id))
        }
        None => read_file(path),
    }
}

/// Reads a Markdown file as the runbook with this id. What is kept of it is YAML: what an
/// incident was walked by must not change when Markdown is read better.
pub(super) fn read_markdown(
    path: &str,
    text: &str,
    id: &str,
) -> Result<(Book, String), Vec<Diagnostic>> {
    let file = File { path, text };
    let parsed = markdown::read(file, id);
    let yaml = parsed.raw.as_ref().map(write::yaml).unwrap_or_default();
    let runbook = compile::compile(file, parsed, SignatureChecks::Check)?;
    let book = Book {
        runbook: Arc::new(runbook),
        sha256: sha256_hex(yaml.as_bytes()).into(),
    };
    Ok((book, yaml))
}

/// A Markdown file as YAML, with remarks where a person should look, and the runbook's id.
pub fn convert(path: &Path) -> Result<(RunbookId, String), Vec<Diagnostic>> {
    let (book, yaml) = read_file(path)?;
    Ok((book.runbook.id.clone(), yaml))
}

/// Whether a file of this name is a Markdown runbook.
pub fn is_markdown_file(path: &Path) -> bool {
    is_markdown(path)
}

/// The text of a file, if it is no larger than a file of the library may be.
pub fn read_utf8(path: &Path) -> Result<String, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let failed = |what: String, instead: &str| {
        vec![Diagnostic::whole(code::UNREADABLE, &name, what, instead)]
    };
    files::read_text(path, MAX_BYTES as u64).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => failed(error.to_string(), "save it as UTF-8"),
        io::ErrorKind::QuotaExceeded => failed(error.to_string(), "split it into several runbooks"),
        _ => failed(format!("it {}", files::why(&error)), "check the path"),
    })
}

/// Reads the text of one runbook; `path` names it in diagnostics.
pub fn read_text(path: &str, text: &str) -> Result<Book, Vec<Diagnostic>> {
    read(path, text, &Yaml, SignatureChecks::Check)
}

/// Reads a text that was read before: one kept in a journal. What a later version says of
/// signatures cannot make it unreadable.
pub fn read_kept(text: &str) -> Result<Book, Vec<Diagnostic>> {
    read("journal", text, &Yaml, SignatureChecks::Trust)
}

/// Reads a runbook of the program itself.
pub(super) fn read_embedded(embedded: &Embedded) -> Result<Book, Vec<Diagnostic>> {
    let path = format!("embedded:{}", embedded.name);
    let file = File {
        path: &path,
        text: embedded.text,
    };
    // A text that JSON does not tell alike is read as it was written.
    let parsed = match serde_json::from_str(embedded.json) {
        Ok(node) => read_node(file, node),
        Err(_) => Yaml.parse(file),
    };
    let runbook = compile::compile(file, parsed, SignatureChecks::Trust)?;
    Ok(Book {
        runbook: Arc::new(runbook),
        sha256: embedded.sha256.into(),
    })
}

/// Reads a tree that came from elsewhere than a file.
fn read_node(file: File<'_>, node: Node) -> Parsed<RawRunbook> {
    let (raw, reader) = TreeReader::read(file, node, Vec::new());
    Parsed {
        raw,
        found: reader.found,
        lost: reader.lost,
        review: None,
    }
}

fn read(
    path: &str,
    text: &str,
    format: &dyn RunbookFormat,
    signatures: SignatureChecks,
) -> Result<Book, Vec<Diagnostic>> {
    let file = File { path, text };
    let runbook = compile::compile(file, format.parse(file), signatures)?;
    Ok(Book {
        runbook: Arc::new(runbook),
        sha256: sha256_hex(text.as_bytes()).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::embedded;
    use super::*;

    #[test]
    fn embedded_runbooks_are_the_same_in_json_and_in_yaml() {
        for embedded in embedded::RUNBOOKS {
            let raw = serde_json::from_str(embedded.json).map_err(|error| error.to_string());
            let raw = raw.unwrap_or_else(|error| {
                panic!("{}: {error}; a value may want quotes", embedded.name)
            });
            let file = File {
                path: "json",
                text: embedded.text,
            };
            let from_json = compile::compile(file, read_node(file, raw), SignatureChecks::Trust)
                .unwrap_or_else(|found| panic!("{}: {found:?}", embedded.name));
            let from_yaml = read_kept(embedded.text)
                .unwrap_or_else(|found| panic!("{}: {found:?}", embedded.name));
            assert_eq!(from_json, *from_yaml.runbook, "{}", embedded.name);
            assert_eq!(embedded.sha256, &*from_yaml.sha256, "{}", embedded.name);
        }
    }
}
