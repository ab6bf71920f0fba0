//! One runbook by its id, without reading all of them: of each file only the line that says its
//! id is looked at, and only the one that is asked for is compiled.

use std::path::PathBuf;

use super::embedded::{self, Embedded};
use super::folder::{RunbookFile, runbook_files};
use super::reading::{read_embedded, read_one};
use super::{Entry, Origin, changed, read_utf8};
use crate::domain::digest::sha256_hex;
use crate::domain::id::RunbookId;

/// The runbook that [`Library::load`](super::Library::load) would give for an id. `None` if only
/// that can tell: nothing has this id, the file that has it is broken, or a file does not say its
/// id in a line of its own.
pub fn find_one(folders: &[PathBuf], id: &str) -> Option<Entry> {
    let mut embedded = embedded::RUNBOOKS.iter();
    let embedded = embedded.find(|book| declared(book.text) == Some(id));
    let mut found = None;
    for folder in folders {
        for file in runbook_files(folder).ok()? {
            // The last one counts.
            if has_id(&file, id)? {
                found = Some(file);
            }
        }
    }
    let entry = match found {
        Some(file) => own(file, embedded.is_some()),
        None => embedded.and_then(shipped),
    };
    entry.filter(|entry| entry.book.runbook.id.as_str() == id)
}

/// Whether the text of a runbook with this id lies in one of these folders: the file's own, or
/// for Markdown what is made of it. Only files that may have this id are looked into.
pub fn holds_text(folders: &[PathBuf], id: &RunbookId, sha256: &str) -> bool {
    let files = folders
        .iter()
        .flat_map(|folder| runbook_files(folder))
        .flatten();
    let mut files = files.filter(|file| has_id(file, id.as_str()) != Some(false));
    files.any(|file| match &file.id {
        Some(_) => read_one(&file).is_ok_and(|(book, _)| *book.sha256 == *sha256),
        None => read_utf8(&file.path).is_ok_and(|text| sha256_hex(text.as_bytes()) == sha256),
    })
}

/// Whether a file has this id; `None` if it does not say.
fn has_id(file: &RunbookFile, id: &str) -> Option<bool> {
    if let Some(given) = &file.id {
        return Some(given == id);
    }
    match read_utf8(&file.path) {
        Ok(text) => declared(&text).map(|declared| declared == id),
        // What cannot be read is no runbook, whatever it says.
        Err(_) => Some(false),
    }
}

/// The id that stands in a line of its own.
fn declared(text: &str) -> Option<&str> {
    let says = text.lines().find_map(|line| line.strip_prefix("id:"))?;
    let plain = says.split(" #").next().unwrap_or(says).trim();
    let inside = |quote: char| plain.strip_prefix(quote)?.strip_suffix(quote);
    let id = inside('"').or(inside('\'')).unwrap_or(plain);
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!id.is_empty() && id.chars().all(is_id)).then_some(id)
}

fn own(file: RunbookFile, replaces_embedded: bool) -> Option<Entry> {
    let (book, text) = read_one(&file).ok()?;
    Some(Entry {
        book,
        text: text.into(),
        origin: Origin::File {
            changed: changed(&file.path),
            path: file.path,
            replaces_embedded,
        },
    })
}

fn shipped(embedded: &Embedded) -> Option<Entry> {
    Some(Entry {
        book: read_embedded(embedded).ok()?,
        text: embedded.text.into(),
        origin: Origin::Embedded,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Library;
    use super::*;

    fn book(id: &str, title: &str) -> String {
        format!(
            "format: runsheet.runbook/1\n{id}\ntitle: {title}\nrevision: 1\nphases:\n  - id: look\n    title: Look\n    steps:\n      - {{id: a, do: Look., kind: check}}\n      - {{id: b, do: Try., kind: verify}}\n"
        )
    }

    /// Every runbook is found alone as it is among all.
    fn agrees(folders: &[PathBuf]) {
        for entry in Library::load(folders).entries() {
            let id = entry.book.runbook.id.as_str();
            let one = find_one(folders, id).unwrap_or_else(|| panic!("{id}"));
            assert_eq!(one.book.sha256, entry.book.sha256, "{id}");
            assert_eq!(one.book.runbook, entry.book.runbook, "{id}");
            assert_eq!(
                (one.text, one.origin),
                (entry.text.clone(), entry.origin.clone())
            );
        }
    }

    #[test]
    fn one_is_what_all_would_give() {
        let home = tempfile::tempdir().unwrap();
        let (first, second) = (home.path().join("a"), home.path().join("b"));
        for folder in [&first, &second] {
            fs::create_dir_all(folder.join("below")).unwrap();
        }
        fs::write(first.join("a.yaml"), book("id: own", "First")).unwrap();
        fs::write(
            first.join("b.yaml"),
            book("id: \"own\"   # again", "Second"),
        )
        .unwrap();
        fs::write(
            second.join("c.yaml"),
            book("id: 'vpn-service-down'", "Ours"),
        )
        .unwrap();
        fs::write(
            second.join("d.yaml"),
            book("id: broken", "x").replace("do:", "od:"),
        )
        .unwrap();
        for folder in ["", "below"] {
            fs::write(
                second.join(folder).join("slow.md"),
                "# A\n\n- Look at it.\n- Ask.\n",
            )
            .unwrap();
        }
        let folders = [first, second];
        agrees(&folders);
        agrees(&[]);
        assert_eq!(
            find_one(&folders, "own").unwrap().book.runbook.title,
            "Second"
        );
        assert!(find_one(&folders, "broken").is_none());
        assert!(find_one(&folders, "nowhere").is_none());
    }

    #[test]
    fn a_text_is_held_by_its_hash_and_an_altered_one_is_not() {
        let home = tempfile::tempdir().unwrap();
        let folders = [home.path().to_owned()];
        let text = book("id: own", "First");
        fs::write(home.path().join("a.yaml"), &text).unwrap();
        fs::write(
            home.path().join("slow.md"),
            "# A\n\n- Look at it.\n- Ask.\n",
        )
        .unwrap();
        for entry in Library::load(&folders).entries() {
            let id = &entry.book.runbook.id;
            let is_own = entry.origin != Origin::Embedded;
            assert_eq!(holds_text(&folders, id, &entry.book.sha256), is_own, "{id}");
        }
        let own = Library::load(&folders).get("own").unwrap().book.clone();
        fs::write(home.path().join("a.yaml"), text.replace("Try.", "Tri.")).unwrap();
        assert!(!holds_text(&folders, &own.runbook.id, &own.sha256));
    }

    #[test]
    fn where_an_id_cannot_be_told_all_are_read() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("a.yaml"), book("id: own", "First")).unwrap();
        let folders = [home.path().to_owned()];
        assert!(find_one(&folders, "own").is_some());
        fs::write(
            home.path().join("z.yaml"),
            "{format: runsheet.runbook/1, id: own}",
        )
        .unwrap();
        assert!(find_one(&folders, "own").is_none());
        assert!(find_one(&[home.path().join("gone")], "own").is_none());
    }
}
