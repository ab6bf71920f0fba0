//! What comes due is said once, in the status line and beyond it.

use runsheet::config::Title;
use runsheet::domain::command::{Command, Opening};
use runsheet::domain::event::Mode;
use runsheet::session::SubmitOptions;
use runsheet::tui::effect::Msg;

use crate::support::{Desk, clock, journal};

fn notices(desk: &Desk) -> Vec<String> {
    desk.told.notices.take()
}

/// Somebody else records something, and the desk looks.
fn submit(desk: &mut Desk, other: &mut Desk, command: Command) {
    let id = desk.id();
    let session = other.app.session();
    session.load(id).unwrap();
    session
        .submit(id, command, SubmitOptions::default())
        .unwrap();
    desk.app.handle(Msg::Refresh);
    desk.draw();
}

#[test]
fn a_time_box_that_is_over_is_told_once() {
    let mut desk = Desk::walking();
    desk.wait(59);
    assert!(notices(&desk).is_empty());
    desk.wait(1);
    desk.sees("! INC-1: step 1.1 has had its 1:00");
    assert_eq!(notices(&desk), ["INC-1: step 1.1 has had its 1:00"]);
    desk.keys("j").sees_no("has had its");
    desk.wait(1);
    assert!(notices(&desk).is_empty());
    // Begun again, it has its time again.
    desk.keys("g1goonce more<Enter><Enter>");
    desk.wait(61);
    assert_eq!(notices(&desk), ["INC-1: step 1.1 has had its 1:00"]);
}

#[test]
fn targets_are_told_while_they_are_missed() {
    let mut desk = Desk::walking();
    desk.wait(300);
    assert_eq!(
        notices(&desk),
        ["INC-1: step 1.1 has had its 1:00, no action within the target of 5:00"]
    );
    // The target for a credential error counts only once one is suspected.
    desk.wait(301);
    assert!(notices(&desk).is_empty());
    desk.keys("1fwrong domain<Enter>");
    desk.wait(1);
    let told = notices(&desk);
    assert_eq!(told, ["INC-1: not resolved within the target of 10:00"]);
}

#[test]
fn what_was_past_before_it_is_opened_is_no_news() {
    let mut desk = Desk::walking();
    desk.keys("q");
    desk.wait(400);
    let told = notices(&desk);
    assert_eq!(told.len(), 1, "at home it is told too: {told:?}");
    let (journal, clock) = (journal(), clock());
    let mut first = Desk::at(80, 24, &journal, &clock, "ada");
    first.keys("stuck at authenticating<Enter>s");
    first.keys("<Enter>");
    clock.advance_ms(400_000);
    let mut second = Desk::at(80, 24, &journal, &clock, "ada");
    second.keys("<Tab>g<Enter>").sees("1.1");
    second.wait(1);
    assert!(notices(&second).is_empty());
}

#[test]
fn a_promised_update_is_told_wherever_one_is() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    let mut other = Desk::at(80, 24, &journal, &clock, "grace");
    desk.keys("stuck at authenticating<Enter>s1");
    let due = desk.app.session().now().plus_ms(600_000);
    let update = Command::SendUpdate {
        audience: None,
        text: "we are on it".to_owned(),
        next_due: Some(due),
    };
    submit(&mut desk, &mut other, update);
    desk.keys("q");
    desk.wait(599);
    let before = notices(&desk);
    assert!(
        before.iter().all(|told| !told.contains("update")),
        "{before:?}"
    );
    desk.wait(1);
    desk.sees("the promised update is due");
    assert!(notices(&desk)[0].ends_with("the promised update is due"));
    // What others do is known at home too: a resolved incident promises nothing.
    let next = desk.app.session().now().plus_ms(5_000);
    let update = Command::SendUpdate {
        audience: None,
        text: "nearly".to_owned(),
        next_due: Some(next),
    };
    submit(&mut desk, &mut other, update);
    let cancel = Command::Cancel {
        reason: Some("false alarm".to_owned()),
        duplicate_of: None,
    };
    submit(&mut desk, &mut other, cancel);
    desk.wait(60);
    assert!(notices(&desk).is_empty());
}

#[test]
fn planned_work_tells_its_deadlines_and_no_targets() {
    let (journal, clock) = (journal(), clock());
    let mut other = Desk::at(80, 24, &journal, &clock, "grace");
    let books = other.app.model().books.clone().unwrap();
    let entry = books.library.entry("anyconnect-certificate-otp");
    let entry = entry.unwrap().unwrap();
    let now = other.app.session().now();
    let opening = Opening {
        mode: Some(Mode::Change),
        planned_end: Some(now.plus_ms(7_200_000)),
        backout_by: Some(now.plus_ms(3_600_000)),
        ..Opening::of(entry.book.clone())
    };
    let session = other.app.session();
    session
        .open(opening, &entry.shared_text(), SubmitOptions::default())
        .unwrap();
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("<Tab>g<Enter>").sees("CHANGE");
    desk.wait(3_600);
    assert_eq!(
        notices(&desk),
        ["INC-1: now is the last moment to back out"]
    );
    desk.wait(3_600);
    assert_eq!(notices(&desk), ["INC-1: now is the planned end"]);
}

#[test]
fn what_went_wrong_stays_in_sight_beside_what_is_due() {
    let mut desk = Desk::walking();
    desk.keys("C").sees("the incident is open");
    desk.wait(60);
    desk.sees("the incident is open")
        .sees("resolve it first (R). INC-1: step 1.1 has had its 1:00");
}

#[test]
fn the_title_tells_key_minutes_and_step() {
    let mut desk = Desk::walking();
    let titles = desk.told.titles.clone();
    for _ in 0..119 {
        desk.wait(1);
    }
    assert_eq!(titles.take(), ["runsheet", "INC-1 0m 1.1", "INC-1 1m 1.1"]);
    // The focus may look ahead: the title keeps to the step being worked on.
    desk.keys("j");
    desk.wait(3_600);
    assert_eq!(titles.take(), ["INC-1 1m 1.1", "INC-1 1h01m 1.1"]);
    desk.told.kind.set(Title::Seconds);
    desk.wait(1);
    assert_eq!(titles.take(), ["INC-1 1:02:00 1.1"]);
    desk.keys("q");
    assert_eq!(titles.take(), ["runsheet"]);
    desk.told.kind.set(Title::Off);
    desk.keys("<Enter>");
    assert!(titles.take().is_empty());
}
