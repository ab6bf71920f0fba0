//! Keys and words that misled: what an answer says of the causes, two taps and a held key,
//! variables one at a time, letters at home, and whose step 1.1 it is.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use runsheet::domain::checklist::StepState;
use runsheet::domain::event::Standing;
use runsheet::domain::standing::causes;
use runsheet::domain::state::{State, Status};
use runsheet::tui::effect::Msg;

use crate::support::{Desk, clock, journal};

const SIZES: [(u16, u16); 2] = [(80, 24), (60, 15)];

fn walking_at((columns, rows): (u16, u16)) -> Desk {
    let mut desk = Desk::sized(columns, rows);
    desk.keys("stuck at authenticating<Enter>s");
    desk
}

fn standing(state: &State, cause: &str) -> Standing {
    let views = causes(state);
    let view = views.iter().find(|view| view.cause.id.as_str() == cause);
    view.expect("a cause").standing
}

fn count(desk: &mut Desk, kind: &str) -> usize {
    desk.kinds().iter().filter(|seen| **seen == kind).count()
}

// What an answer says.

#[test]
fn the_question_and_the_message_say_what_is_ruled_out() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1 ");
        desk.sees("as expected: rules out Wrong user name, password or group")
            .sees("not as expected: suspects Wrong user name, password or group");
        desk.keys("<Enter>")
            .sees("1.2 as expected: rules out Wrong user name, password or group")
            .sees("u takes it back if it was not so");
        assert_eq!(standing(&desk.state(), "credentials"), Standing::RuledOut);
        desk.keys("u")
            .sees("leaves Wrong user name, password or group open again");
        assert_eq!(standing(&desk.state(), "credentials"), Standing::Open);
    }
}

#[test]
fn a_text_that_tells_of_trouble_is_turned_into_a_failed_step_by_one_key() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1 it was wrong, now it works<Enter>")
            .sees("is that as expected?")
            .sees("observed: it was wrong, now it works")
            .sees("2  not as expected");
        // Nothing is recorded before it is answered.
        assert_eq!(count(&mut desk, "step.completed"), 1);
        desk.keys("2")
            .sees("1.2 not as expected: suspects Wrong user name");
        let state = desk.state();
        assert_eq!(standing(&state, "credentials"), Standing::Suspected);
        let (attachment, step) = state
            .steps_in_use()
            .find(|(_, step)| step.id.as_str() == "verify-credentials")
            .unwrap();
        assert_eq!(attachment.state_of(step), StepState::Failed);
        let progress = &attachment.steps[&step.id];
        assert_eq!(
            progress.observed.as_deref(),
            Some("it was wrong, now it works")
        );
    }
}

#[test]
fn trouble_is_offered_first_and_another_text_is_taken_as_it_is_said() {
    let mut desk = Desk::walking();
    // Enter takes what is offered first.
    desk.keys("1 it was wrong<Enter><Enter>");
    assert_eq!(desk.state().steps_in(StepState::Failed).len(), 1);
    desk.keys(" Enabled = True<Enter>")
        .sees("is that as expected?");
    desk.keys("<Enter>").sees("1.3 as expected: rules out");
    // What only agrees is not asked about.
    desk.go_to("server-ping");
    desk.keys(" ok<Enter>").sees("4.1 as expected");
}

#[test]
fn back_from_the_doubt_the_text_can_be_changed() {
    let mut desk = Desk::walking();
    desk.keys("1 it was<Enter>").sees("is that as expected?");
    let back = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
    desk.press(back, 1_000);
    desk.sees("observed > it was")
        .sees_no("is that as expected?");
    desk.keys(" wrong<Enter>2").sees("1.2 not as expected");
    let state = desk.state();
    let seen = state.runbooks[0].steps.values();
    let seen: Vec<_> = seen.filter_map(|p| p.observed.as_deref()).collect();
    assert_eq!(seen, ["it was wrong"]);
}

#[test]
fn the_way_back_takes_back_what_an_answer_added() {
    let mut desk = Desk::walking();
    desk.keys("1").go_to("signed-in");
    desk.keys(" <Enter>R").sees("the cause");
    desk.keys("<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down><Enter>")
        .sees("owner >");
    desk.keys("<Up>").sees("the cause");
    // Another answer asks what belongs to it, and nothing of the first.
    desk.keys("1").sees_no("owner >").sees("detected at >");
}

#[test]
fn keys_are_called_by_what_they_mean_at_a_step() {
    let mut desk = Desk::sized(100, 24);
    desk.keys("stuck at authenticating<Enter>s1");
    desk.sees("Space as expected").sees("f not as expected");
    desk.keys("?").sees("which may rule out causes");
    desk.keys("q");
    desk.keys(":as exp").sees("as expected");
    desk.keys("<Esc>");
    desk.go_to("restart-client");
    desk.sees("Space done").sees("f failed");
    desk.keys("?").sees("the step is done");
    desk.keys("q");
}

// Two taps and a held key.

fn key(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
}

/// Taps a key twice, and lets it be known that no more comes.
fn twice(desk: &mut Desk, letter: char, gap_ms: i64) {
    desk.press(key(letter), 2_000);
    desk.press(key(letter), gap_ms);
    desk.rest();
}

#[test]
fn two_taps_are_two_acts_however_fast() {
    for gap in [90, 160, 300, 600] {
        let mut desk = Desk::walking();
        desk.keys("none<Enter>ntwo<Enter>");
        twice(&mut desk, 'u', gap);
        assert_eq!(count(&mut desk, "entry.retracted"), 2, "{gap} ms apart");
        desk.sees_no("held");
    }
    // The second answer goes to the next step that has one.
    let mut desk = Desk::new();
    desk.keys("certificate otp<Enter>s<Enter><Enter>");
    twice(&mut desk, '1', 300);
    assert_eq!(count(&mut desk, "step.completed"), 2);
}

#[test]
fn a_held_key_says_that_it_counted_once() {
    let mut desk = Desk::walking();
    desk.keys("none<Enter>ntwo<Enter>");
    desk.hold('u').rest();
    assert_eq!(count(&mut desk, "entry.retracted"), 1);
    desk.sees("undone").sees("u held: counted once");
    // Let go after two repeats there is no rhythm yet, but no finger is so fast.
    desk.press(key('u'), 2_000);
    desk.press(key('u'), 400);
    desk.press(key('u'), 33);
    desk.rest();
    assert_eq!(count(&mut desk, "entry.retracted"), 2);
    desk.sees("u held: counted once");
}

#[test]
fn another_key_settles_what_waits_before_it_acts() {
    let mut desk = Desk::walking();
    desk.keys("none<Enter>ntwo<Enter>");
    desk.press(key('u'), 2_000);
    desk.press(key('u'), 300);
    desk.press(key('n'), 40);
    desk.sees("note >");
    assert_eq!(count(&mut desk, "entry.retracted"), 2);
}

#[test]
fn where_the_terminal_tells_a_second_tap_acts_at_once() {
    let mut desk = Desk::walking();
    desk.keys("none<Enter>ntwo<Enter>");
    let mut released = key('u');
    released.kind = KeyEventKind::Release;
    let mut repeated = key('u');
    repeated.kind = KeyEventKind::Repeat;
    desk.press(key('u'), 2_000);
    desk.press(repeated, 500);
    desk.press(repeated, 33);
    desk.press(released, 33);
    assert_eq!(count(&mut desk, "entry.retracted"), 1);
    desk.sees("u held: counted once");
    desk.press(key('u'), 120);
    assert_eq!(count(&mut desk, "entry.retracted"), 2, "no need to wait");
}

// Variables, one at a time.

#[test]
fn variables_are_set_one_at_a_time_and_each_is_kept_at_its_enter() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.go_to("server-test").keys("v");
        // Those of the step come first.
        desk.sees("Variables, those of 4.2 first").sees("not set");
        let frame = desk.frame();
        let place = |name: &str| frame.find(name).unwrap_or(usize::MAX);
        assert!(place("aaa_group") < place("headend"), "{frame}");
        desk.keys("<Enter>RADIUS-MFA<Enter>").sees("aaa_group set");
        assert_eq!(desk.state().variables["aaa_group"], "RADIUS-MFA");
        // The next one is selected; leaving loses nothing of what was entered.
        desk.keys("<Enter>10.1.1.2<Enter><Enter>half a val<Esc>");
        desk.sees("Variables, those of 4.2").sees("10.1.1.2");
        desk.keys("<Esc>").sees_no("Variables, those");
        let variables = desk.state().variables;
        assert_eq!(variables.len(), 2, "{variables:?}");
        assert_eq!(count(&mut desk, "variable.set"), 2);
    }
}

// Home.

#[test]
fn words_typed_after_coming_home_are_a_query_and_nothing_else() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1<Esc>").sees("1 open");
        let before = desk.kinds().len();
        desk.keys("stuck at auth");
        assert_eq!(desk.app.model().home.input.text(), "stuck at auth");
        assert!(desk.app.model().overlay.is_none());
        // However often Esc is pressed, letters stay text.
        desk.keys("<Esc><Esc><Esc>").sees("Ctrl-C leaves");
        desk.keys("sq");
        assert_eq!(desk.app.model().home.input.text(), "sq");
        assert_eq!(desk.kinds().len(), before);
        assert!(!desk.app.is_over());
        // Coming home once more, Enter goes on with what is open.
        desk.keys("<Esc><Enter>").sees("INC-1");
        assert_eq!(desk.app.model().screen, runsheet::tui::model::Screen::Walk);
    }
}

// Whose step it is.

#[test]
fn numbers_carry_their_runbooks_letter_where_two_are_attached() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1").sees("1.1").sees_no("A1.1");
        desk.keys("Ahardware token<Enter>").sees("attached: ");
        // What was done before is told by its letter, too.
        desk.keys("t").sees("A1.1 done");
        desk.keys("<Esc>");
        desk.keys("g").sees("A1.1  ");
        let walk = desk.app.model().walk.as_ref().unwrap();
        let numbers: Vec<&str> = walk.snapshot.rows.iter().map(|r| &*r.number).collect();
        assert!(
            numbers.contains(&"A1.1") && numbers.contains(&"B1.1"),
            "{numbers:?}"
        );
        desk.keys("j <Enter>").sees("A1.2 as expected");
        desk.keys("wG").sees("ruled out by A1.2");
        desk.keys("<Esc>");
        desk.keys("R").sees("critical step A7.1");
        desk.keys("h").sees("next: A1.3");
        desk.keys("<Esc>G").keys("n a remark<Enter>").sees("noted");
        // What is set aside folds to a line, and its event says which it was.
        desk.keys("Ahardware token<Enter>not a token<Enter>")
            .sees("Token required")
            .sees("set aside");
        let walk = desk.app.model().walk.as_ref().unwrap();
        let rows = &walk.snapshot.rows;
        let of_second = rows.iter().filter(|row| row.number.starts_with('B'));
        assert_eq!(of_second.count(), 1);
        desk.keys("t").sees("runbook \"Token required\" set");
    }
}

#[test]
fn home_and_lines_tell_the_letter_too() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s1Ahardware token<Enter>");
    desk.keys("q").sees("step A1.2");
}

/// A message that says nothing of keys leaves what waits as it is.
#[test]
fn a_tick_does_not_settle_what_waits() {
    let mut desk = Desk::walking();
    desk.keys("none<Enter>ntwo<Enter>");
    desk.press(key('u'), 2_000);
    desk.press(key('u'), 300);
    desk.app.handle(Msg::Refresh);
    assert_eq!(count(&mut desk, "entry.retracted"), 1);
    desk.rest();
    assert_eq!(count(&mut desk, "entry.retracted"), 2);
}

// Planned work that is turned back.

fn planned((columns, rows): (u16, u16)) -> Desk {
    let mut desk = Desk::sized(columns, rows);
    desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>");
    desk.sees("CHANGE");
    desk
}

#[test]
fn a_failed_critical_check_stops_planned_work_and_offers_the_way_back() {
    for size in SIZES {
        let mut desk = planned(size);
        desk.go_to("verify-clock").keys("fnot synchronized<Enter>");
        desk.sees("what now?")
            .sees("try 2.4 again")
            .sees("back out, which ends the work")
            .sees("all the same");
        // Nothing was started behind it, and leaving the question starts nothing either.
        assert_eq!(desk.kinds().last(), Some(&"step.failed"));
        desk.keys("<Esc>");
        assert_eq!(desk.kinds().last(), Some(&"step.failed"));
        desk.sees("2.4");
        desk.keys("U").sees("why it was turned back");
        desk.keys("the clock drifts<Enter>").sees("Back out INC-1?");
        desk.keys("<Enter>").sees("Back out INC-1?");
        desk.keys("y").sees("backed out");
        assert_eq!(desk.state().status, Some(Status::BackedOut));
        desk.keys("C<Enter>y").sees("closed");
        assert_eq!(desk.state().status, Some(Status::Closed));
    }
}

#[test]
fn after_a_failed_critical_check_it_is_tried_again_or_gone_on() {
    let mut desk = planned((80, 24));
    desk.go_to("verify-clock").keys("fnot synchronized<Enter>1");
    desk.sees("2.4 started");
    let state = desk.state();
    let at = state.current_step().unwrap();
    assert_eq!(at.step.as_str(), "verify-clock");
    desk.keys("fstill not<Enter>")
        .sees("what now?")
        .sees("go on with");
    desk.keys("3").sees("started");
    let state = desk.state();
    assert_ne!(state.current_step().unwrap().step.as_str(), "verify-clock");
    assert_eq!(state.steps_in(StepState::Failed).len(), 1);
    // In an outage the next step follows as ever.
    let mut outage = Desk::walking();
    outage
        .go_to("signed-in")
        .keys("fnot in<Enter>")
        .sees_no("what now?");
}

#[test]
fn resolving_planned_work_names_all_that_is_missing_and_offers_the_way_back() {
    for size in SIZES {
        let mut desk = planned(size);
        desk.keys("R").sees("It cannot be resolved yet:");
        let missing = runsheet::domain::decide::unresolved(&desk.state());
        assert!(missing.len() > 4, "{missing:?}");
        for words in &missing {
            desk.sees(words);
        }
        desk.keys("<Enter>").sees_no("what now?").sees("2.4");
        desk.keys("R2").sees("why it was turned back");
        desk.keys("no window left<Enter>y").sees("backed out");
        // What was worked on ended with it.
        let state = desk.state();
        assert_eq!(state.steps_in(StepState::Active), []);
    }
}

#[test]
fn only_planned_work_is_backed_out() {
    let mut desk = Desk::walking();
    desk.keys("U").sees("only planned work is backed out");
    assert_eq!(desk.state().status, Some(Status::Open));
}

#[test]
fn the_stop_outlasts_the_question_and_the_screen() {
    for (columns, rows) in SIZES {
        let (journal, clock) = (journal(), clock());
        let mut desk = Desk::at(columns, rows, &journal, &clock, "ada");
        desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>");
        desk.go_to("verify-clock")
            .keys("fnot synchronized<Enter><Esc>");
        desk.sees("stopped at 2.4");
        // Another step is neither begun nor ended as if nothing had happened, by no key.
        for act in [" ", "f", "i", "<Enter>"] {
            desk.go_to("verify-ca").keys(act).sees("what now?");
            desk.sees("all the same");
            desk.keys("<Esc>");
        }
        assert_eq!(desk.kinds().last(), Some(&"step.failed"));
        // Another screen on the same journal knows it as well, and begins there.
        let mut desk = Desk::at(columns, rows, &journal, &clock, "ada");
        desk.keys("<Esc><Enter>").sees("stopped at 2.4");
        let current = desk.state().current_step().unwrap();
        assert_eq!(current.step.as_str(), "verify-clock");
        desk.go_to("verify-ca").keys(" ").sees("what now?");
        // To go on is said once, and is about the step that was chosen.
        desk.keys("3").sees_no("stopped at");
        let state = desk.state();
        assert_eq!(state.current_step().unwrap().step.as_str(), "verify-ca");
        desk.keys(" ").sees_no("what now?");
    }
}

#[test]
fn an_undo_says_what_it_took_back_and_a_copy_says_what_was_copied() {
    let mut desk = Desk::sized(120, 30);
    desk.keys("stuck at authenticating<Enter>s1");
    desk.keys("none<Enter>u").sees("undone: note: one");
    desk.keys("jY3jdoe<Enter>t")
        .sees("1.3 copied: net user {{user}} /domain");
}

#[test]
fn what_there_is_to_choose_is_told_in_full_where_there_is_room() {
    let mut desk = Desk::sized(60, 15);
    desk.keys("stuck at authenticating<Enter>s");
    desk.go_to("account-active").keys("Y").sees("copy which");
    // The end of the first and of the second one, each on a line of its own.
    desk.sees("AccountExpirationDate").sees("SamAccountName");
}
