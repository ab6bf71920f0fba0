//! The user's folders beside the embedded runbooks.

use std::fs;

use crate::GOOD;
use runsheet::domain::time::Timestamp;
use runsheet::library::{LISTED, Library, Origin, read_file};

#[test]
fn a_broken_file_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    file("a-broken.yaml", b"title: [");
    file("b-good.yaml", GOOD.as_bytes());
    file("c-latin1.yml", b"title: caf\xe9");
    file(
        "d-good.yml",
        GOOD.replace("id: good", "id: better").as_bytes(),
    );
    file("e-huge.yaml", &vec![b'#'; (1 << 20) + 1]);
    file("notes.txt", b"not a runbook");
    let library = Library::load(&[folder.path().to_owned()]);
    assert_eq!(library.entries().len(), LISTED.len() + 2);
    assert!(library.get("good").is_some() && library.get("better").is_some());
    let said: Vec<&str> = library
        .diagnostics
        .iter()
        .map(|d| d.what.as_str())
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[1].contains("not UTF-8"), "{said:?}");
    assert!(said[2].contains("longer than 1 MiB"), "{said:?}");
    assert!(library.diagnostics[0].path.ends_with("a-broken.yaml"));
}

#[test]
fn a_users_file_replaces_the_embedded_one_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let id = "anyconnect-token-policy";
    let own = GOOD.replace("id: good", &format!("id: {id}"));
    let path = folder.path().join("own.yaml");
    fs::write(&path, own).unwrap();
    fs::write(folder.path().join("good.yaml"), GOOD).unwrap();
    let library = Library::load(&[folder.path().to_owned()]);
    assert_eq!(library.entries().len(), LISTED.len() + 1);
    let entry = library.get(id).unwrap();
    assert_eq!(entry.book.runbook.title, "Good");
    let origin = |id: &str| library.get(id).unwrap().origin.clone();
    let changed = fs::metadata(&path).unwrap().modified().unwrap();
    let changed = changed.duration_since(std::time::UNIX_EPOCH).unwrap();
    let changed = i64::try_from(changed.as_millis()).unwrap();
    assert_eq!(
        origin(id),
        Origin::File {
            path,
            replaces_embedded: true,
            changed: Some(Timestamp::from_ms(changed)),
        }
    );
    assert!(matches!(
        origin("good"),
        Origin::File {
            replaces_embedded: false,
            ..
        }
    ));
    assert_eq!(origin("anyconnect-certificate-otp"), Origin::Embedded);
}

#[test]
fn the_last_folder_counts() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(one.path().join("a.yaml"), GOOD).unwrap();
    fs::write(
        two.path().join("a.yaml"),
        GOOD.replace("title: Good", "title: Last"),
    )
    .unwrap();
    let library = Library::load(&[one.path().to_owned(), two.path().to_owned()]);
    assert_eq!(library.get("good").unwrap().book.runbook.title, "Last");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none");
    let library = Library::load(std::slice::from_ref(&missing));
    assert_eq!(library.entries().len(), LISTED.len());
    assert!(library.diagnostics[0].what.contains("cannot be read"));
    let found = read_file(&missing.join("a.yaml")).unwrap_err();
    assert!(found[0].what.contains("cannot be read"));
    assert_eq!(found[0].instead.as_deref(), Some("check the path"));
    assert_eq!(
        library.nearest("anyconnect-token")[0],
        "anyconnect-token-policy"
    );
}
