//! Which box answered at each target when something was altered there last.

use std::io;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::domain::target::identity::Identity;
use crate::files;
use crate::paths::{create_private_folder, write_whole};

/// The most that is read of the list.
const MAX_BYTES: u64 = 1 << 20;

/// The box that answered at a target; an unknown one where none did.
pub fn kept(file: &Path, target: &str) -> Identity {
    let all = all(file);
    let word = |key: &str| all.get(target)?.get(key)?.as_str().map(str::to_owned);
    Identity {
        host: word("host"),
        serial: word("serial"),
        duty: None,
    }
}

/// Keeps the box that answers at a target now.
pub fn keep(file: &Path, target: &str, identity: &Identity) -> io::Result<()> {
    let mut all = all(file);
    let told = json!({"host": identity.host, "serial": identity.serial});
    all.insert(target.to_owned(), told);
    if let Some(folder) = file.parent() {
        create_private_folder(folder)?;
    }
    write_whole(file, format!("{:#}\n", Value::Object(all)).as_bytes())
}

fn all(file: &Path) -> Map<String, Value> {
    let text = files::read_text(file, MAX_BYTES).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_box_of_each_target_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/boxes.json");
        assert!(kept(&file, "asa1").is_unknown());
        let told = |serial: &str| Identity {
            host: Some("asa1".to_owned()),
            serial: Some(serial.to_owned()),
            duty: None,
        };
        keep(&file, "asa1", &told("A")).unwrap();
        keep(&file, "asa2", &told("C")).unwrap();
        keep(&file, "asa1", &told("B")).unwrap();
        assert_eq!(
            (kept(&file, "asa1"), kept(&file, "asa2")),
            (told("B"), told("C"))
        );
    }
}
