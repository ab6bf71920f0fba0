use std::fs;
use std::path::Path;

use super::*;
use crate::library::code::DiagnosticSeverity;

fn book(id: &str, title: &str) -> String {
    format!(
        "format: runsheet.runbook/1\nid: {id}\ntitle: {title}\nrevision: 1\nsymptoms:\n  - says: \"purple {title}\"\nsignatures:\n  - {{id: s, text: \"{id} is broken\"}}\nphases:\n  - id: look\n    title: Look\n    steps:\n      - {{id: a, do: Look., kind: check}}\n      - {{id: b, do: Try., kind: verify}}\n"
    )
}

/// A folder with so many YAML files and as many of Markdown, one of which replaces a shipped one.
fn folder(count: usize) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for number in 0..count {
        let text = book(&format!("own-{number}"), &format!("Zebra {number}"));
        fs::write(home.path().join(format!("{number:03}.yaml")), text).unwrap();
        let text = format!("# Lion {number}\n\n- Look at `lion`.\n- Verify that it sleeps.\n");
        fs::write(home.path().join(format!("lion-{number}.md")), text).unwrap();
    }
    let text = book("vpn-service-down", "Zebra of ours");
    fs::write(home.path().join("ours.yaml"), text).unwrap();
    home
}

/// Makes what was written rest for long enough to be believed.
fn rest(folder: &Path) {
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    for file in fs::read_dir(folder).unwrap().flatten() {
        let file = fs::File::options().append(true).open(file.path()).unwrap();
        file.set_modified(then).unwrap();
    }
}

fn ids(found: &[crate::search::Hit]) -> Vec<(&str, String)> {
    let one = |hit: &crate::search::Hit| format!("{:?}", (hit.score, &hit.matches));
    found.iter().map(|h| (h.runbook.as_str(), one(h))).collect()
}

/// It says of every runbook what the library says, and finds what an index of all would.
fn agrees(catalogue: &Catalogue, folders: &[PathBuf]) {
    let library = Library::load(folders);
    let told: Vec<&Listing> = catalogue.rows().iter().map(|row| &*row.listing).collect();
    let entries = library.entries().iter();
    let wanted: Vec<Listing> = entries.map(|entry| Listing::of(&entry.book)).collect();
    assert_eq!(told, wanted.iter().collect::<Vec<_>>());
    assert_eq!(catalogue.diagnostics, library.diagnostics);
    let whole = Catalogue::of(library.clone());
    let (index, all) = (catalogue.index(), whole.index());
    for query in [
        "purple zebra 7",
        "own-9 is broken",
        "lion",
        "stuck at authenticating",
        "",
    ] {
        assert_eq!(
            ids(&index.search(query)),
            ids(&all.search(query)),
            "{query}"
        );
    }
    for (row, entry) in catalogue.rows().iter().zip(library.entries()) {
        let read = row.entry().unwrap();
        assert_eq!((&read.book, &read.text), (&entry.book, &entry.text));
        assert_eq!(row.origin, entry.origin);
    }
    let runbooks: Vec<_> = catalogue.runbooks().iter().map(|r| r.id.clone()).collect();
    let known: Vec<_> = catalogue
        .rows()
        .iter()
        .map(|r| r.listing.id.clone())
        .collect();
    assert_eq!(runbooks, known);
}

#[test]
fn it_says_what_the_library_says_read_anew_or_kept() {
    let kept = tempfile::tempdir().unwrap();
    let kept = kept.path().join("index");
    for count in [3, 40] {
        let home = folder(count);
        fs::write(home.path().join("broken.yaml"), "format: no\n").unwrap();
        let folders = [home.path().to_owned()];
        for kept in [None, Some(&*kept), Some(&*kept)] {
            agrees(&Catalogue::load(&folders, kept), &folders);
        }
    }
    let files: Vec<_> = fs::read_dir(&kept).unwrap().flatten().collect();
    assert_eq!(files.len(), 1, "only the large folder");
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&files[0].path()), mode(&kept)), (0o600, 0o700));
}

#[test]
fn what_is_kept_is_never_believed_over_a_file() {
    let kept = tempfile::tempdir().unwrap();
    let home = folder(40);
    let folders = [home.path().to_owned()];
    let load = || Catalogue::load(&folders, Some(kept.path()));
    load();
    let at = |name: &str| home.path().join(name);
    // As long as before, and within the same tick of the clock.
    fs::write(at("007.yaml"), book("own-7", "Hippo 7")).unwrap();
    fs::remove_file(at("008.yaml")).unwrap();
    fs::write(at("new.yaml"), book("new", "Hippo 8")).unwrap();
    let found = load();
    assert_eq!(&*found.get("own-7").unwrap().listing.title, "Hippo 7");
    agrees(&found, &folders);
    assert!(found.get("own-8").is_none() && found.get("new").is_some());
    // Broken by now: it is told, each time, and what was kept of it is not shown.
    fs::write(at("009.yaml"), "format: no\n").unwrap();
    for _ in 0..2 {
        let found = load();
        assert!(found.get("own-9").is_none());
        assert!(!found.diagnostics.is_empty());
        assert!(
            found
                .diagnostics
                .iter()
                .all(|d| d.path.ends_with("009.yaml"))
        );
    }
}

#[test]
fn what_is_kept_and_makes_no_sense_is_made_anew() {
    let kept = tempfile::tempdir().unwrap();
    let home = folder(40);
    rest(home.path());
    let folders = [home.path().to_owned()];
    Catalogue::load(&folders, Some(kept.path()));
    let file = fs::read_dir(kept.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let good = fs::read(&file).unwrap();
    let other_program = String::from_utf8(good.clone())
        .unwrap()
        .replacen("0.1", "0.0", 1);
    for broken in [
        &b""[..],
        &good[..200],
        &good[..good.len() - 9],
        other_program.as_bytes(),
    ] {
        fs::write(&file, broken).unwrap();
        agrees(&Catalogue::load(&folders, Some(kept.path())), &folders);
    }
    let mut bytes = good.clone();
    let end = bytes.len();
    bytes[end - 3000..].fill(b'?');
    fs::write(&file, bytes).unwrap();
    agrees(&Catalogue::load(&folders, Some(kept.path())), &folders);
    // Where nothing can be kept, all is as it would be.
    fs::remove_dir_all(kept.path()).unwrap();
    fs::write(kept.path(), "").unwrap();
    agrees(&Catalogue::load(&folders, Some(kept.path())), &folders);
    fs::remove_file(kept.path()).unwrap();
}

#[test]
fn what_is_kept_saves_reading_the_files() {
    let kept = tempfile::tempdir().unwrap();
    let home = folder(40);
    let folders = [home.path().to_owned()];
    // Looked at long after they were written: only then they are believed.
    Catalogue::load(&folders, Some(kept.path()));
    let file = fs::read_dir(kept.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let text = fs::read_to_string(&file).unwrap();
    let later = text
        .replace("\"looked\":1", "\"looked\":9")
        .replace("Zebra 7\"", "Tiger 7\"");
    fs::write(&file, later).unwrap();
    let found = Catalogue::load(&folders, Some(kept.path()));
    // Nothing but the kept file says so.
    assert_eq!(found.get("own-7").unwrap().listing.title, "Tiger 7");
}

#[test]
fn of_a_file_that_is_broken_by_now_the_last_version_stays() {
    let home = folder(3);
    let folders = [home.path().to_owned()];
    let at = |name: &str| home.path().join(name);
    let first = Catalogue::load(&folders, None);
    let mut watch = FolderWatch::new(folders.to_vec());
    assert!(!watch.is_news() && !watch.is_news());
    fs::write(at("001.yaml"), book("own-1", "Hippo").replace("do:", "od:")).unwrap();
    assert!(!watch.is_news(), "it may still be written");
    assert!(watch.is_news() && !watch.is_news());
    let broken = first.reload(&folders, None);
    let row = broken.get("own-1").unwrap();
    assert_eq!(row.listing.title, "Zebra 1");
    let is_error = |d: &Diagnostic| d.code.severity() == DiagnosticSeverity::Error && d.line > 0;
    assert!(row.broken.iter().any(is_error), "{:?}", row.broken);
    assert_eq!(row.broken, broken.diagnostics);
    assert_eq!(row.entry().unwrap().book.runbook.title, "Zebra 1");
    fs::write(at("001.yaml"), book("own-1", "Hippo")).unwrap();
    let mended = broken.reload(&folders, None);
    assert_eq!(mended.get("own-1").unwrap().listing.title, "Hippo");
    assert!(mended.get("own-1").unwrap().broken.is_empty() && mended.diagnostics.is_empty());
    fs::remove_file(at("001.yaml")).unwrap();
    assert!(mended.reload(&folders, None).get("own-1").is_none());
}
