//! Ways between places: forward after back, straight to a place, what is kept of one that was left,
//! the help that is searched, several steps skipped with one reason, leaving without a question.

use runsheet::tui::action::ActionId;
use runsheet::tui::effect::Msg;
use runsheet::tui::model::Overlay;

use crate::support::{Desk, clock, journal};

fn act(desk: &mut Desk, id: ActionId, digit: Option<u32>) {
    desk.app.handle(Msg::Act { id, digit });
    desk.draw();
}

#[test]
fn forward_leads_where_back_came_from_and_is_gone_once_something_is_done() {
    let mut desk = Desk::walking();
    desk.keys("w").sees("Causes");
    desk.keys("<Esc>q").sees_no("Causes");
    act(&mut desk, ActionId::Forward, None);
    desk.sees("INC-1");
    act(&mut desk, ActionId::Forward, None);
    desk.sees("Causes");
    // Something else is done: nothing lies ahead any more.
    desk.keys("<Esc>nseen<Enter>");
    act(&mut desk, ActionId::Forward, None);
    desk.sees("no place to go forward to");
}

#[test]
fn a_place_is_reached_by_its_number_from_anywhere() {
    let mut desk = Desk::walking();
    for (number, holds) in [
        (4, "Timeline"),
        (2, "Causes"),
        (6, "Variables"),
        (7, "Handoff brief"),
    ] {
        act(&mut desk, ActionId::Panel, Some(number));
        desk.sees(holds);
    }
    act(&mut desk, ActionId::Panel, Some(1));
    assert!(desk.app.model().overlay.is_none());
    act(&mut desk, ActionId::Panel, None);
    desk.sees("2 causes");
}

#[test]
fn a_place_keeps_its_row_and_the_timeline_its_filter() {
    let mut desk = Desk::walking();
    desk.keys("wjj<Esc>w");
    let selected = |desk: &Desk| match &desk.app.model().overlay {
        Some(over) => over.listing().map(|it| it.selected()),
        None => None,
    };
    assert_eq!(selected(&desk), Some(2));
    desk.keys("<Esc>t/opened<Enter>");
    act(&mut desk, ActionId::Panel, Some(1));
    desk.keys("t");
    let Some(Overlay::Timeline(timeline)) = &desk.app.model().overlay else {
        panic!("no timeline");
    };
    assert_eq!(timeline.filter.text(), "opened");
    assert!(timeline.shown.len() < timeline.entries.len());
    // Another incident has places of its own.
    desk.keys("<Esc><Esc>q<Tab>G<Enter>sw");
    assert_eq!(selected(&desk), Some(0));
}

#[test]
fn the_help_is_searched_and_what_is_found_is_done() {
    let mut desk = Desk::walking();
    desk.keys("?").sees("Help: walking an incident");
    desk.keys("/timeline<Enter>").sees("Timeline");
    assert!(matches!(
        desk.app.model().overlay,
        Some(Overlay::Timeline(_))
    ));
}

#[test]
fn what_is_left_of_a_phase_is_skipped_with_one_reason() {
    let mut desk = Desk::walking();
    act(&mut desk, ActionId::SkipSeveral, None);
    desk.sees("the rest of this phase").sees("what is left");
    desk.keys("1no access to the directory<Enter>");
    desk.sees("steps skipped");
    let state = desk.state();
    let skipped = state.steps_in(runsheet::domain::checklist::StepState::Skipped);
    assert!(skipped.len() > 1, "{skipped:?}");
    for at in &skipped {
        let (_, step) = state.step(at).unwrap();
        assert!(!step.critical, "{at} is critical");
        assert!(step.number.starts_with("1."), "{at} is in another phase");
    }
}

#[test]
fn leaving_asks_nothing_if_the_settings_say_so() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.app.leave_at_once();
    desk.keys("stuck<Enter>s<C-c>");
    assert!(desk.app.is_over());
}

#[test]
fn a_value_is_offered_from_the_last_incident_with_the_same_target() {
    use runsheet::domain::command::Command;
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s");
    let first = desk.state().id.unwrap();
    for (name, value) in [("headend", "vpn1"), ("aaa_group", "RAD1")] {
        let (name, value) = (name.to_owned(), value.to_owned());
        let set = Command::SetVariable { name, value };
        let session = desk.app.session();
        session.submit(first, set, Default::default()).unwrap();
    }
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck at authenticating<Enter>s");
    let rows = |desk: &Desk| {
        let walk = desk.app.model().walk.as_ref().unwrap();
        runsheet::tui::places::variables::rows::variable_rows(walk)
    };
    let key_to = |desk: &Desk, name: &str| {
        let place = rows(desk).iter().position(|row| row.name == name);
        format!("g{}<Enter>", "j".repeat(place.unwrap()))
    };
    desk.keys("v");
    let to = key_to(&desk, "aaa_group");
    desk.keys(&to).sees_no("RAD1");
    desk.keys("<Esc>");
    let to = key_to(&desk, "headend");
    desk.keys(&to).keys("vpn1<Enter>");
    let to = key_to(&desk, "aaa_group");
    desk.keys(&to);
    desk.sees("RAD1").sees("in INC-1, with the same target");
    desk.keys("<Enter>");
    assert_eq!(desk.state().variables["aaa_group"], "RAD1");
}
