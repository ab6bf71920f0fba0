//! All incidents on the screen: narrowed, sorted, opened, exported, two side by side.

use runsheet::domain::command::{Command, Opening};
use runsheet::domain::event::Severity;
use runsheet::domain::id::IncidentId;
use runsheet::session::SubmitOptions;

use crate::frames::golden;
use crate::support::{Desk, shipped};

fn opened(desk: &mut Desk, runbook: &str, title: &str) -> IncidentId {
    let library = shipped();
    let entry = library.get(runbook).unwrap();
    let mut opening = Opening::of(entry.book.clone());
    opening.title = Some(title.to_owned());
    let session = desk.app.session();
    let opened = session.open(opening, &entry.shared_text(), SubmitOptions::default());
    opened.unwrap().incident
}

fn submit(desk: &mut Desk, id: IncidentId, command: Command) {
    let session = desk.app.session();
    session
        .submit(id, command, SubmitOptions::default())
        .unwrap();
}

/// Three incidents: one called off, one with a ticket, one that is open.
fn three() -> Desk {
    let mut desk = Desk::new();
    let first = opened(
        &mut desk,
        "anyconnect-authentication-failure",
        "Portal rejects everyone",
    );
    let cancel = Command::Cancel {
        reason: Some("a test".to_owned()),
        duplicate_of: None,
    };
    submit(&mut desk, first, cancel);
    desk.wait(60);
    let second = opened(
        &mut desk,
        "anyconnect-authentication-failure",
        "MFA comes late",
    );
    let severity = Some(Severity::Sev2);
    submit(&mut desk, second, Command::SetSeverity { severity });
    desk.wait(60);
    opened(
        &mut desk,
        "anyconnect-authentication-failure",
        "Agents drop calls",
    );
    desk
}

#[test]
fn all_incidents_are_narrowed_sorted_and_opened() {
    let mut desk = three();
    desk.keys("<Tab>H")
        .sees("History")
        .sees("3 incidents, by opened");
    golden(&desk, "history");
    desk.keys("/status:cancelled<Enter>")
        .sees("1 of 3 incidents")
        .sees("Portal rejects")
        .sees_no("MFA comes late");
    desk.keys("/<C-u>status:gone<Enter>")
        .sees("there is no status \"gone\"")
        .sees("Portal rejects");
    desk.keys("/<C-u>nothing like it<Enter>")
        .sees("No incident is like");
    desk.keys("/<C-u><Enter>").sees("3 incidents");
    // By key, then by status, and the other way round.
    desk.keys("o").sees("by key");
    let frame = desk.frame();
    let place = |key: &str| frame.find(key).unwrap();
    assert!(place("INC-1") < place("INC-3"), "{frame}");
    desk.keys("O").sees("by key, reversed");
    let frame = desk.frame();
    let place = |key: &str| frame.find(key).unwrap();
    assert!(place("INC-3") < place("INC-1"), "{frame}");
    desk.keys("G<Enter>")
        .sees("Portal rejects")
        .sees("cancelled");
}

#[test]
fn two_incidents_stand_side_by_side() {
    let mut desk = three();
    desk.keys("<Tab>H ").sees("INC-3 is marked");
    desk.keys("j ")
        .sees("Two incidents")
        .sees("severity")
        .sees("sev2")
        .sees("Agents drop calls");
    desk.keys("<Enter>").sees("two incidents are shown");
    desk.keys("<Esc>").sees("3 incidents, by opened");
}

#[test]
fn the_selected_incident_is_exported_without_being_opened() {
    let mut desk = three();
    desk.keys("<Tab>Hj").keys("e").sees("INC-2 export");
    desk.keys("<Enter>").sees("INC-2.json");
    desk.keys("<Esc>").sees("3 incidents");
}

#[test]
fn a_key_in_the_search_box_finds_what_is_closed() {
    let mut desk = three();
    desk.keys("inc-1").sees("Portal rejects");
    desk.keys("<Enter>").sees("cancelled");
}
