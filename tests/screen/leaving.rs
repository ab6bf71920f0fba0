//! Leaving an incident and coming back to it: the line that says where one was, and what
//! the home screen says of it.

use runsheet::tui::effect::Msg;

use crate::support::{Desk, clock, journal};

#[test]
fn whoever_comes_back_is_told_where_they_were_until_the_next_key() {
    for (keys, says) in [
        ("", "you were at 1.2; the last act was 12 min ago"),
        ("<Enter>", "you were at 1.2 for 12 min"),
        (
            "bidentity<Enter>",
            "you were at 1.2, blocked 12 min on identity",
        ),
        ("Hcarrier<Enter><Enter>", "held since "),
    ] {
        for (columns, rows) in [(80, 24), (60, 15), (200, 60)] {
            // Where it is narrow the line wraps.
            let says = match columns {
                60 => &says[..says.len().min(15)],
                _ => says,
            };
            let (journal, clock) = (journal(), clock());
            let mut first = Desk::at(columns, rows, &journal, &clock, "ada");
            first.keys("stuck<Enter>s1").keys(keys).sees_no(says);
            first.keys("q<C-c>y");
            assert!(first.app.is_over());
            clock.advance_ms(12 * 60_000);
            let mut second = Desk::at(columns, rows, &journal, &clock, "ada");
            second.keys("<Tab>g<Enter>").sees(says);
            second.keys("j").sees_no(says);
        }
    }
}

#[test]
fn a_new_incident_tells_nothing() {
    Desk::walking().sees_no("you were at");
}

#[test]
fn ten_idle_minutes_and_the_background_are_absences_too() {
    let mut desk = Desk::walking();
    desk.keys("1<Enter>");
    desk.wait(9 * 60 + 50);
    desk.sees_no("you were at");
    desk.wait(15);
    desk.sees("you were at 1.2 for 10 min");
    desk.wait(60);
    desk.sees("you were at 1.2 for 11 min");
    desk.keys("k").sees_no("you were at");
    desk.app.handle(Msg::Returned);
    desk.draw();
    desk.sees("you were at 1.2 for 11 min");
}

#[test]
fn home_says_on_whom_an_incident_waits() {
    for (columns, rows) in [(80, 24), (60, 15), (200, 60)] {
        let mut desk = Desk::at(columns, rows, &journal(), &clock(), "ada");
        desk.keys("stuck<Enter>s1bidentity team<Enter>");
        desk.wait(100);
        desk.keys("q").sees("on identity team").sees("1:40");
    }
}

#[test]
fn a_wide_home_shows_the_selected_runbook_beside_the_list() {
    let mut desk = Desk::at(200, 60, &journal(), &clock(), "ada");
    desk.keys("hardware token");
    desk.sees("symptoms")
        .sees("first    1.1")
        .sees("shipped with the program");
    let before = desk.frame();
    desk.keys("<Tab>j");
    assert_ne!(before, desk.frame());
    let mut narrow = Desk::at(119, 40, &journal(), &clock(), "ada");
    narrow.keys("hardware token").sees_no("symptoms");
}

#[test]
fn a_runbook_is_shown_with_what_one_has_to_know_of_it() {
    for (columns, rows) in [(80, 24), (60, 15), (200, 60)] {
        let mut desk = Desk::at(columns, rows, &journal(), &clock(), "ada");
        desk.keys("stuck at authenticating<Enter>");
        let mut seen = String::new();
        for _ in 0..30 {
            seen.push_str(&desk.frame());
            desk.keys("j");
        }
        for part in [
            "symptoms",
            "or is it",
            "first",
            "targets",
            "within 10:00",
            "4 steps",
            "revision 3",
            "shipped with the program",
            "years old",
        ] {
            assert!(seen.contains(part), "{part} at {columns}x{rows}\n{seen}");
        }
    }
}
