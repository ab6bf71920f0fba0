//! Search, preview, the open incidents, and leaving.

use runsheet::library::LISTED;

use crate::support::{Desk, clock, journal, shipped};

#[test]
fn the_search_box_has_the_focus_and_ranks_as_one_types() {
    let mut desk = Desk::new();
    desk.sees(&format!("{} runbooks", LISTED.len()))
        .sees("type what you see");
    desk.keys("stuck at authenticating");
    desk.sees("> stuck at authenticating");
    desk.sees("AnyConnect rejects the sign-in or hangs while authenticating");
    desk.terminal.backend_mut().assert_cursor_position((26, 1));
    desk.keys("<Esc>").sees("type what you see");
    desk.keys("zqxjkv").sees("No runbook fits");
}

/// The library is loaded beside the first frame, which shows the embedded runbooks anyway.
#[test]
fn the_first_frame_does_not_wait_for_the_library() {
    let desk = Desk::new();
    assert!(
        desk.first.contains(&format!("{} runbooks", LISTED.len())),
        "{}",
        desk.first
    );
    assert_eq!(desk.first, desk.frame());
}

/// Whoever is faster than the library gets what they asked for when it is there.
#[test]
fn a_runbook_asked_for_too_early_is_shown_when_it_can_be() {
    let mut desk = Desk::unloaded(80, 24, Box::new(journal()), &clock(), "ada");
    desk.keys("hardware token<Enter>")
        .sees("still being loaded");
    desk.load(shipped());
    desk.sees("symptoms").sees_no("still being loaded");
    desk.keys("s").sees("INC-1");
}

#[test]
fn three_keys_lead_from_a_result_to_a_running_clock() {
    let mut desk = Desk::new();
    desk.keys("hardware token<Enter>");
    desk.sees("symptoms").sees("revision 3");
    desk.keys("<Enter>").sees("INC-1").sees("no action yet");
    let state = desk.state();
    assert_eq!(state.chosen, [("hardware token".to_owned(), 1)]);
    assert!(state.milestones.acknowledged.is_some());
    assert!(state.milestones.first_action.is_none());
}

#[test]
fn an_incident_left_open_is_offered_first_and_gone_on_with() {
    let (journal, clock) = (journal(), clock());
    let mut first = Desk::at(80, 24, &journal, &clock, "ada");
    first.keys("stuck at authenticating<Enter>s");
    drop(first);
    let mut second = Desk::at(80, 24, &journal, &clock, "ada");
    // The first frame offers it before any runbook is read; only the step comes later.
    assert!(second.first.contains("INC-1"), "{}", second.first);
    assert!(
        second.first.contains("Sign-in rejected"),
        "{}",
        second.first
    );
    second
        .sees("1 open")
        .sees("INC-1")
        .sees("step 1.1")
        .sees("Enter");
    second.keys("<Tab><Up><Tab>g<Enter>");
    second.sees("Who is affected");
}

#[test]
fn leaving_asks_while_something_is_open_and_gives_steps_back() {
    let mut desk = Desk::walking();
    desk.keys("q").sees("1 open");
    desk.keys("<C-c>")
        .sees("Leave the program?")
        .sees("runsheet resume INC-1");
    desk.keys("<Enter>").sees("Leave the program?");
    assert!(!desk.app.is_over());
    desk.keys("y");
    assert!(desk.app.is_over());
    assert_eq!(desk.kinds().last(), Some(&"step.released"));
    let farewell = desk.app.farewell();
    assert_eq!(farewell.len(), 4);
    assert_eq!(farewell[0], "INC-1  Sign-in rejected  open");
    assert_eq!(farewell[1], "first action  none yet");
    assert!(
        farewell[3].ends_with("runsheet resume INC-1"),
        "{farewell:?}"
    );
}

#[test]
fn esc_never_leaves_and_q_leaves_where_nothing_is_open() {
    let mut desk = Desk::new();
    desk.keys("<Esc><Esc><Esc><Esc>");
    assert!(!desk.app.is_over());
    desk.keys("q");
    assert!(desk.app.is_over() || desk.app.model().home.input.text() == "q");
    let mut desk = Desk::new();
    desk.keys("<Tab>q");
    assert!(desk.app.is_over());
    assert!(desk.app.farewell().is_empty());
}

#[test]
fn help_and_palette_open_from_the_search_box_and_close_again() {
    let mut desk = Desk::new();
    desk.keys("<F1>")
        .sees("Help: the search box")
        .sees("go to the list");
    desk.keys("<Esc><C-p>lea").sees("leave the program");
    desk.keys("<Esc>").sees("type what you see");
}

/// Whoever chooses sees how the runbook did before, and how old it is.
#[test]
fn the_preview_tells_past_use_and_age() {
    let (journal, clock) = (journal(), clock());
    let mut first = Desk::at(80, 24, &journal, &clock, "ada");
    first.keys("stuck at authenticating<Enter>");
    first.sees("first").sees("never yet");
    first.sees("checked against its references on");
    first.keys("s").wait(600);
    first.keys("<Esc>");
    drop(first);
    let mut wide = Desk::at(160, 50, &journal, &clock, "ada");
    wide.keys("stuck at authenticating");
    wide.sees("once, last today").sees_no("never yet");
    wide.keys("<Esc>hardware token").sees("never yet");
}
