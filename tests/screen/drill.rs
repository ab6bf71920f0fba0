//! Drills on the screen: the list, the search from the report, what is seen, what comes on the
//! clock, hints, the debrief; and that nothing real is touched by them.

use runsheet::domain::event::{Mode, Payload};
use runsheet::domain::state::Status;
use runsheet::drill::Drill;
use runsheet::tui::effect::Msg;
use runsheet::tui::model::{Model, Overlay};
use runsheet::tui::theme::{ASCII, Palette, Theme};

use crate::frames::golden;
use crate::support::{Desk, clock, journal};

const FIND: &str = "stuck at authenticating<Enter>s";

/// The first variant of a scenario, with the same values each time.
fn playing(columns: u16, rows: u16, scenario: &str, speed: u32) -> Desk {
    let mut desk = Desk::sized(columns, rows);
    open(&mut desk, scenario, speed);
    desk
}

fn open(desk: &mut Desk, scenario: &str, speed: u32) {
    desk.keys("<F3>");
    select(desk, scenario);
    desk.keys("o");
    // The version and the variant are asked for where there are several.
    for _ in 0..2 {
        if asks(desk, "version") {
            desk.keys("1");
        } else if asks(desk, "variant") {
            desk.keys("2");
        }
    }
    desk.keys(&format!("7<Enter>{speed}<Enter>"));
}

fn asks(desk: &Desk, label: &str) -> bool {
    match &desk.app.model().overlay {
        Some(Overlay::Form(form)) => form.question().is_some_and(|q| q.label == label),
        _ => false,
    }
}

#[track_caller]
fn select(desk: &mut Desk, scenario: &str) {
    for _ in 0..30 {
        if let Some(Overlay::Drills(drills)) = &desk.app.model().overlay
            && drills.scenario().unwrap().id.as_str() == scenario
        {
            return;
        }
        desk.keys("j");
    }
    panic!("there is no scenario {scenario} in\n{}", desk.frame());
}

fn drill(desk: &mut Desk) -> Drill {
    let id = desk.id();
    Drill::of(desk.app.session().load(id).unwrap()).unwrap()
}

fn in_sight(model: &Model) -> usize {
    let walk = model.walk.as_ref().unwrap();
    runsheet::tui::drills::messages(walk).len()
}

#[test]
fn the_list_tells_what_there_is_and_when_to_train_again() {
    let mut desk = Desk::new();
    desk.keys("<Tab>D").sees("Drills").sees("18, 18 to train");
    golden(&desk, "drills");
    desk.sees("One user cannot sign in")
        .sees("first")
        .sees("5 min")
        .sees("not played")
        .sees("Finds a runbook by what a user says");
    desk.keys("<Esc>").sees("runbooks").sees_no("18 to train");
    desk.keys("<C-p>drills<Enter>").sees("18 to train");
}

#[test]
fn whoever_is_new_is_offered_the_first_shift_once() {
    let mut desk = Desk::new();
    assert!(desk.first.contains("New here? F2 plays"), "{}", desk.first);
    desk.keys("<F2>")
        .sees("DRILL")
        .sees("One user cannot sign in");
    desk.keys("<Esc>qF<Esc>").sees_no("New here?");
    let mut desk = Desk::new();
    desk.keys("stuck at authenticating<Enter>s").sees("INC-1");
    desk.keys("q").sees_no("New here?");
}

#[test]
fn the_first_shift_leads_through_all_its_stages() {
    let mut desk = playing(80, 24, "first-shift", 1);
    desk.sees("DRILL")
        .sees("Report from Service desk")
        .sees("stuck at \"Authenticating...\"")
        .sees("This is a drill: nothing real is touched")
        .sees("find the runbook");
    assert_eq!(desk.state().mode(), Mode::Drill);
    assert!(desk.state().runbooks.is_empty());
    desk.keys("stuck at authenticating");
    golden(&desk, "drill-opening");
    desk.wait(20);
    desk.keys("<Enter>").sees("DRILL").sees("s take it");
    desk.keys("<Esc>").sees("> stuck at authenticating");
    desk.keys("<Enter>s")
        .sees("The steps stand on the left")
        .sees("1.1  Who is affected?")
        .sees("Enter looks");
    desk.keys("<Enter>").sees("Nobody but");
    desk.keys("1").sees("The step is stamped").sees("1.2");
    desk.keys("<Enter>").sees("types the password again");
    desk.keys(" <Enter>").sees("Copy with y").sees("1.3");
    desk.keys("y1").sees("LockedOut       : True");
    desk.keys("flocked<Enter>")
        .sees("What failed points at a cause")
        .sees("suspected");
    desk.keys("k").sees("LockedOut       : True");
    desk.keys("j ").sees("Now prove it");
    desk.keys("Gk<Enter>").sees("is in, and the intranet");
    desk.keys(" <Enter>").sees("R resolves");
    desk.keys("R<Enter><Enter><Enter><Enter>y")
        .sees("What surprised you?")
        .sees("1/2");
    assert_eq!(desk.state().status, Some(Status::Resolved));
    desk.keys("the lock<Enter><Enter>")
        .sees("Debrief of INC-1")
        .sees("strong")
        .sees("Done. The debrief says")
        .sees("planted: User account inactive or locked")
        .sees("the expert's path");
    golden(&desk, "drill-debrief");
    desk.keys("G")
        .sees("yours")
        .sees("the lock")
        .sees("train again in 30 days");
    desk.keys("e<Enter><Enter>")
        .sees("exported to")
        .sees("Debrief of INC-1");
    let drill = drill(&mut desk);
    let state = desk.state();
    let score = drill.score(&state);
    assert_eq!((score.points, score.found.points), (score.worth, 2));
    let said = drill.play.answers.unwrap();
    assert_eq!(said, ["the lock".to_owned(), String::new()]);
    desk.keys("<Esc>q<F3>")
        .sees("17 to train")
        .sees("in 30 days");
}

#[test]
fn the_runbook_is_found_by_the_search_and_nothing_real_is_opened() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys("radius server");
    let Some(Overlay::Attach(finding)) = &desk.app.model().overlay else {
        panic!("no search in\n{}", desk.frame());
    };
    let rank = finding.found[1].rank;
    let id = finding.found[1].runbook.clone();
    desk.keys("<Down><Enter><Enter>").sees("attached:");
    let state = desk.state();
    assert_eq!(state.runbooks[0].id, id);
    let heads = desk.app.session().heads().unwrap().len();
    assert_eq!(heads, 1);
    let incident = desk.id();
    let incident = desk.app.session().load(incident).unwrap();
    let mut chosen = incident
        .log()
        .filter_map(|(recorded, _)| match &recorded.event.payload {
            Payload::SearchChosen { query, rank } => Some((query.clone(), *rank)),
            _ => None,
        });
    assert_eq!(chosen.next(), Some(("radius server".to_owned(), rank)));
    assert_eq!(state.mode(), Mode::Drill);
}

#[test]
fn without_a_runbook_the_report_stays_and_leads_to_the_search() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys("<Esc>")
        .sees("no runbook yet")
        .sees("Report from Service desk")
        .sees("A searches for it");
    desk.keys("A").sees("find the runbook");
}

#[test]
fn what_is_seen_stays_at_its_step_and_nothing_is_run() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys(FIND).sees("Enter looks").sees_no("eleven others");
    desk.keys("<Enter>").sees("eleven others");
    desk.go_to("server-test");
    desk.sees("y shows what it prints");
    desk.keys("y1")
        .sees("ERROR: Authentication Server not")
        .sees("run it nowhere")
        .sees("in no clipboard");
    assert_eq!(*desk.copied.0.borrow(), None);
    golden(&desk, "drill-walk");
    desk.go_to("scope");
    desk.sees("eleven others");
    desk.go_to("restart-client");
    desk.keys("<Enter>").sees("you see  Nothing unusual.");
    desk.keys("arebooted the headend<Enter>1<Enter><Enter>")
        .sees("Nothing unusual.");
}

#[test]
fn the_logs_that_are_handed_over_are_read_by_the_same_engine() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("l").sees_no("Handed over");
    desk.keys("<Esc>");
    desk.go_to("collect-client-log");
    desk.keys("<Enter>")
        .sees("vpnagent.log")
        .sees("4 lines: l looks");
    desk.keys("l")
        .sees("Handed over in this drill")
        .sees("vpnagent.log");
    desk.keys("<Enter>")
        .sees("What vpnagent.log shows")
        .sees("unreachable");
    desk.keys("c").sees("a drill's log is no file");
    let evidence = desk.state().evidence;
    assert_eq!(evidence[0].name, "vpnagent.log");
    assert_eq!(evidence[0].findings[0].count, 2);
    // A paste still works.
    desk.keys("<Esc>l");
    desk.paste("AAA denied for user jdoe\n");
    desk.keys("<Enter>").sees("What the pasted text shows");
}

#[test]
fn messages_come_on_the_clock_and_take_no_key() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("<Enter>");
    desk.wait(6 * 60);
    assert_eq!(in_sight(desk.app.model()), 0);
    desk.keys("nthe des");
    desk.wait(61);
    desk.sees("message from Duty manager: wants an update within 4:00")
        .sees("Sales has a quarter to close");
    desk.keys("k called<Enter>").sees("noted");
    golden(&desk, "drill-message");
    let kinds = desk.kinds();
    assert_eq!(kinds.iter().filter(|k| **k == "drill.injected").count(), 1);
    desk.sees("wants: update within 3:59 (c)")
        .sees("z puts it away");
    desk.keys("z").sees_no("puts it away");
    assert!(!drill(&mut desk).outstanding().is_empty());
    desk.keys("z")
        .sees("What was told so far")
        .sees("wants: update");
    desk.keys("qc15m<Enter>desk<Enter><C-u>thirteen people<Enter>")
        .sees("update recorded");
    assert!(drill(&mut desk).outstanding().is_empty());
    desk.keys("z").sees("update given");
    let notices = desk.told.notices.borrow().join("\n");
    assert!(notices.contains("a message came in"), "{notices}");
}

#[test]
fn a_faster_clock_is_shown_and_counts() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 10);
    desk.keys(FIND).sees("×10").sees("1:00");
    desk.wait(42);
    desk.sees("8:00").sees("message from Duty manager");
    desk.keys("q").sees("8:00").sees("DRILL");
}

#[test]
fn a_time_that_is_typed_is_meant_by_the_drill_s_clock() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 10);
    desk.keys(FIND);
    desk.wait(30);
    let before = desk.state();
    let own = before.now("2026-03-01T08:00:30.000Z".parse().unwrap());
    desk.keys("@-2m<Enter>nseen<Enter>");
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    let (note, _) = incident.log().next_back().unwrap();
    assert_eq!(note.event.occurred_at, own.plus_ms(-120_000));
    desk.keys("c5m<Enter><Enter><C-u>soon<Enter>");
    let due = desk.state().updates[0].next_due.unwrap();
    assert_eq!(due, own.plus_ms(300_000));
}

#[test]
fn a_hint_has_its_price_is_asked_for_once_and_shown() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys(FIND).sees("! hint");
    desk.keys("!").sees("It costs 1 point");
    desk.keys("n").sees("cancelled");
    assert_eq!(drill(&mut desk).play.hints, 0);
    desk.keys("!y").sees("Hint 1: Who can sign in");
    desk.keys("z!")
        .sees("hint 1: Who can")
        .sees("It costs 2 points");
    desk.keys("y").sees("Hint 2:");
    desk.keys("!y").sees("3 points");
    desk.keys("!").sees("all three hints were shown");
    desk.keys("zzz")
        .sees("What was told so far")
        .sees("Hint 3:");
    assert_eq!(drill(&mut desk).play.hints, 3);
}

#[test]
fn a_live_incident_holds_the_drill_at_once_and_says_so() {
    let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("<Enter>q").sees("DRILL");
    desk.keys("<Tab>/stuck at authenticating<Enter>s")
        .sees("the drill INC-1 is held")
        .sees_no(" DRILL ");
    desk.wait(3_600);
    desk.keys("q").sees("held").sees("on live incident INC-2");
    desk.keys("<F3>");
    select(&mut desk, "sales-cannot-sign-in");
    desk.sees("held INC-1");
    desk.keys("<Enter>");
    desk.sees("its clock runs again").sees("1.1").sees("1:00");
    let state = desk
        .app
        .model()
        .walk
        .as_ref()
        .unwrap()
        .snapshot
        .state
        .clone();
    assert_eq!(state.status, Some(Status::Open));
}

#[test]
fn a_live_incident_that_another_process_opens_is_told() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    open(&mut desk, "sales-cannot-sign-in", 1);
    desk.keys(FIND);
    let mut other = Desk::at(80, 24, &journal, &clock, "bob");
    other.keys(FIND).sees("INC-2");
    desk.app.handle(Msg::Refresh);
    desk.draw();
    desk.sees("the drill is held, waiting on live incident INC-2");
}

#[test]
fn leaving_stops_the_clock_and_the_drill_goes_on_later() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    open(&mut desk, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("<Enter>");
    desk.wait(120);
    desk.keys("q<C-c>").sees("its clock stands");
    desk.keys("y");
    assert!(desk.app.is_over());
    assert_eq!(desk.state().status, Some(Status::Held));
    clock.advance_ms(3_600_000);
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.sees("held").sees("DRILL").sees("3:00");
    desk.keys("<Tab><Enter>").sees("held").sees("eleven others");
    desk.keys("r").wait(5 * 60 + 1);
    desk.sees("message from Duty manager");
}

#[test]
fn after_a_kill_its_clock_and_its_messages_are_right() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    open(&mut desk, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("<Enter>");
    desk.wait(60);
    drop(desk);
    clock.advance_ms(8 * 60_000);
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("<Tab><Enter>").wait(1);
    desk.sees("10:01")
        .sees("Sales has a quarter to close")
        .sees("within 1:59");
    let played = drill(&mut desk).play.played;
    let opened = desk.state().opened_at.unwrap();
    assert_eq!(played[0].at, opened.plus_ms(7 * 60_000));
}

#[test]
fn a_drill_that_is_not_over_ends_with_its_debrief() {
    let mut desk = playing(120, 30, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("<Enter>2");
    desk.wait(600);
    desk.keys("D").sees("counts as \"not yet\"");
    desk.keys("<Esc>");
    assert_eq!(desk.state().status, Some(Status::Open));
    desk.keys("Dynothing<Enter><Enter><Enter>")
        .sees("not yet")
        .sees("the expert, at the latest")
        .sees("you")
        .sees("missed");
    assert_eq!(desk.state().status, Some(Status::Cancelled));
    desk.keys("<Esc>:debrief<Enter>").sees("Debrief of INC-1");
}

#[test]
fn the_debrief_can_be_skipped() {
    let mut desk = Desk::new();
    desk.keys("<F2>").keys(FIND).keys("Dy<Esc>");
    assert_eq!(desk.state().status, Some(Status::Open), "nothing ended it");
    desk.keys("Dy<Enter><Enter>").sees("Debrief of INC-1");
    desk.keys("<Esc>D")
        .sees("Debrief of INC-1")
        .sees_no("surprised");
}

#[test]
fn a_drill_is_one_in_every_place_and_at_every_size() {
    let places = [
        "", "t", "w", "E", "h", "A", "S", "l", "n", "?", ":", "z", "!", "R", "l<Esc>", "@",
    ];
    for (columns, rows) in [(80, 24), (60, 15), (150, 40), (40, 10), (20, 3)] {
        for place in places {
            let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
            desk.set_theme(Theme::new(Palette::Mono, ASCII));
            desk.keys(FIND).keys("<Enter>").keys(place);
            desk.terminal.backend_mut().resize(columns, rows);
            desk.app.handle(Msg::Resized(columns, rows));
            desk.draw();
            desk.sees("DRILL");
        }
        let mut desk = playing(80, 24, "sales-cannot-sign-in", 1);
        desk.terminal.backend_mut().resize(columns, rows);
        desk.app.handle(Msg::Resized(columns, rows));
        desk.draw();
        desk.sees("DRILL");
    }
}

#[test]
fn in_little_room_a_message_and_the_step_are_both_there() {
    let mut desk = playing(60, 15, "sales-cannot-sign-in", 1);
    desk.keys(FIND).keys("<Enter>");
    desk.wait(7 * 60);
    desk.sees("Duty manager")
        .sees("(c)")
        .sees("Who is affected?")
        .sees("1-4 answer");
    golden(&desk, "drill-small");
}

#[test]
fn the_keys_of_a_drill_say_elsewhere_that_there_is_none() {
    let mut desk = Desk::walking();
    for key in ["!", "z", "D"] {
        desk.keys(key).sees("this is no drill");
    }
    desk.keys("<Esc>").sees_no("! hint");
}
