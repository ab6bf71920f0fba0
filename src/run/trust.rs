//! The runbooks that came from elsewhere and that the operator has looked at: by the hash of
//! their text, so that one which is altered is a stranger again.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::domain::digest::is_sha256_hex;
use crate::files;
use crate::paths::{create_private_folder, write_whole};

/// The most that is read of the list.
const MAX_BYTES: u64 = 1 << 20;

/// The hashes that are trusted; none where the list is not there. What is no hash is passed over.
pub fn trusted(file: &Path) -> io::Result<BTreeSet<String>> {
    let text = match files::read_text(file, MAX_BYTES) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let first = text
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    Ok(first
        .filter(|word| is_sha256_hex(word))
        .map(str::to_owned)
        .collect())
}

/// Adds a text. What it is called is for whoever reads the list.
pub fn add(file: &Path, sha256: &str, called: &str) -> io::Result<()> {
    if trusted(file)?.contains(sha256) {
        return Ok(());
    }
    let mut text = files::read_text(file, MAX_BYTES).unwrap_or_default();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    // One line each, whatever it is called.
    let called: String = called.chars().filter(|c| !c.is_control()).collect();
    text.push_str(&format!("{sha256}  {called}\n"));
    if let Some(folder) = file.parent() {
        create_private_folder(folder)?;
    }
    write_whole(file, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_trusted_once_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/trusted");
        assert!(trusted(&file).unwrap().is_empty());
        let (one, two) = ("1".repeat(64), "2".repeat(64));
        add(&file, &one, "a runbook\n3333").unwrap();
        add(&file, &one, "again").unwrap();
        std::fs::write(
            &file,
            std::fs::read_to_string(&file).unwrap() + "no hash\n* x",
        )
        .unwrap();
        add(&file, &two, "another").unwrap();
        assert_eq!(
            trusted(&file).unwrap().into_iter().collect::<Vec<_>>(),
            [one, two]
        );
    }
}
