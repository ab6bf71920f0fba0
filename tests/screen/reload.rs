//! A runbook's file is saved while the program runs.

use std::fs;
use std::path::PathBuf;

use crate::support::Desk;

const BOOK: &str = "\
format: runsheet.runbook/1
id: kiosk
title: Label printer lost its tunnel
short: Label printer
revision: 1
phases:
  - id: look
    title: Look
    steps:
      - {id: lease, do: Is the printer in the lease list?, kind: check}
      - {id: works, do: Print a label., kind: verify}
";

struct Shelf {
    home: tempfile::TempDir,
}

impl Shelf {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let shelf = Self { home };
        shelf.save(BOOK);
        shelf
    }

    fn save(&self, text: &str) {
        // As an editor does: a new file in the place of the old one.
        let new = self.home.path().join("new");
        fs::write(&new, text).unwrap();
        fs::rename(new, self.home.path().join("kiosk.yaml")).unwrap();
    }

    fn folders(&self) -> [PathBuf; 1] {
        [self.home.path().to_owned()]
    }
}

#[test]
fn a_saved_file_is_there_and_a_broken_one_leaves_the_last_version() {
    let (shelf, mut desk) = (Shelf::new(), Desk::new());
    desk.read(&shelf.folders());
    desk.sees("read again: Label printer");
    desk.keys("label printer<Enter>");
    desk.sees("Is the printer in the lease list?");
    shelf.save(&BOOK.replace("do: Print", "od: Print"));
    desk.read(&shelf.folders());
    // Where the author looks: in the status line, with its place, and in the runbook that is shown.
    desk.sees("kiosk.yaml:11:10")
        .sees("the key \"do\" is missing");
    desk.sees("this is the last version")
        .sees("Is the printer in the lease list?");
    shelf.save(&BOOK.replace("Is the printer in", "Look up the printer in"));
    desk.read(&shelf.folders());
    desk.sees("read again: Label printer")
        .sees("Look up the printer in the lease list?");
    desk.sees_no("this is the last version");
    fs::remove_file(shelf.home.path().join("kiosk.yaml")).unwrap();
    desk.read(&shelf.folders());
    desk.sees("a runbook's file has gone");
}

#[test]
fn an_open_incident_keeps_its_text_and_shows_what_changed() {
    let (shelf, mut desk) = (Shelf::new(), Desk::new());
    desk.read(&shelf.folders());
    desk.keys("label printer<Enter>s");
    desk.keys("=")
        .sees("nothing has changed in the runbooks that are in use");
    shelf.save(&BOOK.replace("Is the printer in", "Look up the printer in"));
    desk.read(&shelf.folders());
    desk.sees("was saved; this incident keeps its text")
        .sees("= shows what changed");
    desk.sees("Is the printer in the lease list?");
    desk.keys("=").sees("INC-1 keeps its text");
    desk.sees("-       - {id: lease, do: Is the printer in the lease list?");
    desk.sees("+       - {id: lease, do: Look up the printer in the lease list?");
    desk.keys("<Esc>").sees_no("keeps its text");
    // Another incident begins with what was saved.
    desk.keys("q")
        .keys("/")
        .keys("label printer<Enter>s")
        .sees("Look up the printer");
}
