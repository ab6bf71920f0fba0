//! Incidents beyond the open ones: acknowledged by opening, found by key, resolved and waiting to
//! be closed, written to files.

use runsheet::domain::command::{Command, Opening};
use runsheet::domain::id::IncidentId;
use runsheet::report::ExportFormat;
use runsheet::session::SubmitOptions;

use crate::support::{Desk, clock, journal, shipped};

/// Opens an incident as `start --detach` does.
fn detached(desk: &mut Desk) -> IncidentId {
    let library = shipped();
    let entry = library.get("anyconnect-authentication-failure").unwrap();
    let opening = Opening::of(entry.book.clone());
    let session = desk.app.session();
    let opened = session.open(opening, &entry.shared_text(), SubmitOptions::default());
    opened.unwrap().incident
}

fn acknowledged(desk: &mut Desk) -> usize {
    let kinds = desk.kinds();
    let is_it = |kind: &&&str| **kind == "incident.acknowledged";
    kinds.iter().filter(is_it).count()
}

#[test]
fn opening_on_the_screen_acknowledges_once() {
    let (journal, clock) = (journal(), clock());
    let mut first = Desk::at(80, 24, &journal, &clock, "ada");
    detached(&mut first);
    drop(first);
    for _ in 0..2 {
        let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
        desk.keys("<Tab>g<Enter>").sees("Who is affected");
        assert_eq!(acknowledged(&mut desk), 1);
        desk.keys(":acknowledged<Enter>")
            .sees("acknowledged already");
        assert_eq!(acknowledged(&mut desk), 1);
    }
}

#[test]
fn looking_at_what_is_over_acknowledges_nothing() {
    let mut desk = Desk::new();
    let id = detached(&mut desk);
    let cancel = Command::Cancel {
        reason: Some("a test".to_owned()),
        duplicate_of: None,
    };
    let session = desk.app.session();
    session
        .submit(id, cancel, SubmitOptions::default())
        .unwrap();
    desk.keys("INC-1<Enter>").sees("cancelled");
    assert_eq!(acknowledged(&mut desk), 0);
}

#[test]
fn both_marks_have_a_key() {
    let mut desk = Desk::walking();
    desk.keys("1");
    desk.keys("W").sees("impact began");
    desk.keys("<Enter>").sees("recorded when the impact began");
    assert!(desk.state().milestones.impact_started.is_some());
    let mut desk = Desk::new();
    let id = detached(&mut desk);
    let undo = Command::Undo {
        event: None,
        reason: None,
    };
    desk.keys("INC-1<Enter>").sees("Who is affected");
    let session = desk.app.session();
    session.submit(id, undo, SubmitOptions::default()).unwrap();
    // The screen learns of it with the next act.
    desk.keys("nlooked<Enter>J").sees("acknowledged");
    assert!(desk.state().milestones.acknowledged.is_some());
}

fn resolve(desk: &mut Desk) {
    let resolve = Command::Resolve {
        cause: Some("credentials".to_owned()),
        contributing: Vec::new(),
        summary: None,
        owner: None,
    };
    desk.go_to("signed-in").keys(" <Enter>");
    let id = desk.id();
    let session = desk.app.session();
    session
        .submit(id, resolve, SubmitOptions::default())
        .unwrap();
}

#[test]
fn home_lists_what_is_resolved_and_not_closed() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s1");
    resolve(&mut desk);
    desk.keys("<Esc>").sees("resolved").sees("INC-1");
    desk.sees_no("1 open");
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.sees("resolved").sees("INC-1").sees_no("1 open");
    // What is open stands above it.
    detached(&mut desk);
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    let frame = desk.frame();
    assert!(frame.find("INC-2") < frame.find("INC-1"), "{frame}");
    desk.sees("1 open");
    desk.keys("<Tab>gj<Enter>").sees("INC-1");
    desk.keys("C<Enter>y").sees("closed");
    desk.keys("<Esc>").sees_no("INC-1");
}

#[test]
fn the_search_box_knows_keys() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s1");
    resolve(&mut desk);
    let (id, close) = (desk.id(), Command::Close { reason: None });
    let session = desk.app.session();
    session.submit(id, close, SubmitOptions::default()).unwrap();
    detached(&mut desk);
    detached(&mut desk);
    for query in ["INC-1", "inc-1", "1", " Inc-1 "] {
        let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
        desk.keys(query).sees("closed    INC-1");
        let home = &desk.app.model().home;
        assert_eq!(
            (home.selected, home.open[0].key.as_str()),
            (0, "INC-1"),
            "{query}"
        );
        assert_eq!(home.open.len(), 3, "{query}");
        desk.keys("<Enter>").sees("INC-1").sees("closed");
    }
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    // One that is open is moved to the front and stands there once.
    desk.keys("2");
    let keys = |desk: &Desk| -> Vec<String> {
        let open = desk.app.model().home.open.iter();
        open.map(|one| one.key.clone()).collect()
    };
    assert_eq!(keys(&desk), ["INC-2", "INC-3"]);
    // Other words, and keys of nothing, leave the list as it is and lead to the runbooks.
    for query in ["29", "INC-", "INC-1x", "stuck"] {
        desk.keys("<C-u>").keys(query);
        assert_eq!(keys(&desk), ["INC-3", "INC-2"], "{query}");
        assert_ne!(desk.app.model().home.selected, 0, "{query}");
    }
}

#[test]
fn an_export_asks_as_what_and_where_to() {
    let mut desk = Desk::walking();
    desk.keys("e")
        .sees("INC-1 export")
        .sees("markdown: a report");
    desk.keys("3").sees("INC-1.md");
    desk.keys("<Enter>").sees("exported to /exports/INC-1.md");
    let first = desk.exported.borrow()[0].clone();
    assert_eq!(first, ("/exports/INC-1.md".into(), ExportFormat::Markdown));
    // A file that is there is named, and only y writes over it.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("INC-1.json");
    std::fs::write(&file, "mine").unwrap();
    let typed = format!("e1<C-u>{}<Enter>", folder.path().display());
    desk.keys(&typed)
        .sees("is there already")
        .sees("Write over it?");
    desk.keys("<Enter>").sees("Write over it?");
    desk.keys("n").sees_no("Write over it?");
    assert_eq!(desk.exported.borrow().len(), 1);
    desk.keys(&typed).keys("y").sees("exported to");
    assert_eq!(desk.exported.borrow()[1], (file, ExportFormat::Json));
}

/// Enter on words that fit nothing goes on with the newest work, not with the oldest.
#[test]
fn where_no_runbook_fits_the_newest_open_incident_is_selected() {
    let mut desk = Desk::walking();
    desk.keys("<Esc>stuck at authenticating<Enter>s")
        .sees("INC-2");
    desk.keys("<Esc>zzqqyx").sees("No runbook fits");
    let home = &desk.app.model().home;
    assert_eq!(home.open.len(), 2);
    assert_eq!(home.selected, 0);
}
