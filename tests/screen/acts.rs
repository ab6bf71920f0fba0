//! Everything that is recorded from the walk: keys in, frame and journal out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use runsheet::domain::checklist::StepState;
use runsheet::domain::event::Payload;
use runsheet::domain::state::{State, Status};
use runsheet::tui::effect::Msg;

use crate::support::{Desk, clock, journal};
use crate::walk::pass_over_critical_steps;

/// The sizes that a screen is tested at.
const SIZES: [(u16, u16); 3] = [(80, 24), (60, 15), (200, 60)];

fn walking_at((columns, rows): (u16, u16)) -> Desk {
    let mut desk = Desk::at(columns, rows, &journal(), &clock(), "ada");
    desk.keys("stuck at authenticating<Enter>s");
    desk
}

/// The step in this state with this id.
fn state_of(state: &State, id: &str) -> StepState {
    let mut steps = state.steps_in_use();
    let (attachment, step) = steps.find(|(_, s)| s.id.as_str() == id).unwrap();
    attachment.state_of(step)
}

fn last(desk: &mut Desk) -> Payload {
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    let (recorded, _) = incident.log().next_back().unwrap();
    recorded.event.payload.clone()
}

#[test]
fn what_was_seen_is_asked_for_at_every_size() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1 ")
            .sees("expected: ")
            .sees("observed >")
            .sees("Enter alone: as expected");
        desk.keys("<Enter>").sees("1.2 as expected");
        let state = desk.state();
        let progress = state.runbooks[0].steps.values();
        let observed: Vec<_> = progress.filter_map(|p| p.observed.as_deref()).collect();
        assert_eq!(observed, ["as expected"], "{size:?}");
    }
}

#[test]
fn a_question_is_answered_by_number_inside_its_form_too() {
    let mut desk = Desk::walking();
    desk.keys(" ").sees("One user").sees("1  ");
    desk.keys("1").sees("1.1 done");
    assert_eq!(state_of(&desk.state(), "scope"), StepState::Done);
}

/// A held key begins to repeat after half a second, then thirty times a second.
#[test]
fn a_held_key_completes_one_step_and_no_more() {
    let mut desk = Desk::new();
    desk.keys("hardware token is mandatory<Enter>s");
    // Steps that ask nothing: one press completes one.
    let plain: Vec<String> = {
        let state = desk.state();
        let steps = state.steps_in_use().map(|(_, step)| step);
        let plain = steps.filter(|step| {
            let asks = step.expect.is_some() || !step.answers.is_empty();
            !asks && step.approval.is_none() && step.confirmation().is_none()
        });
        plain.map(|step| step.id.to_string()).collect()
    };
    assert!(!plain.is_empty());
    desk.go_to(&plain[0]);
    let ended = |desk: &mut Desk| {
        let kinds = desk.kinds().into_iter();
        kinds.filter(|kind| *kind == "step.completed").count()
    };
    desk.hold(' ');
    assert_eq!(ended(&mut desk), 1);
    assert!(desk.app.model().overlay.is_none());
    // The same for an answer, and for taking back.
    let mut desk = Desk::walking();
    desk.hold('1');
    assert_eq!(ended(&mut desk), 1);
    desk.keys("f not so<Enter>n a note<Enter>");
    let before = desk.kinds().len();
    desk.hold('u');
    assert_eq!(desk.kinds().len(), before + 1);
    // A second press after a look acts again.
    desk.keys("uu");
    assert_eq!(desk.kinds().len(), before + 3);
}

#[test]
fn a_key_pressed_again_at_once_is_not_lost_where_nothing_is_recorded() {
    let mut desk = Desk::walking();
    let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
    // Enter alone leaves each of the questions as it is.
    desk.keys("1I");
    for _ in 0..3 {
        desk.press(enter, 200);
    }
    desk.sees_no("users >");
}

#[test]
fn a_disruptive_step_shows_what_it_breaks() {
    for size in [(80, 24), (200, 60)] {
        let mut desk = Desk::at(size.0, size.1, &journal(), &clock(), "ada");
        desk.keys("hardware token is mandatory<Enter>s");
        desk.go_to("debug-on").keys(" ");
        desk.sees("this disrupts: ")
            .sees("on: asa")
            .sees("rollback: ")
            .sees("type asa to confirm");
    }
}

#[test]
fn an_update_starts_from_a_draft_and_promises_the_next() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1p2I400<Enter>Berlin<Enter><Enter>")
            .sees("400 users");
        desk.keys("fwrong domain<Enter>");
        desk.wait(60);
        desk.keys("c").sees("next update >");
        desk.keys("yesterdayish<Enter>").sees("is no time to come");
        desk.keys("<C-u>15m<Enter>").sees("audience >");
        desk.keys("all staff<Enter>")
            .sees("update >")
            .sees("We suspect");
        desk.keys(" Sorry.<Enter>")
            .sees("update recorded; pass it on yourself, next in 15:00");
        let state = desk.state();
        let update = &state.updates[0];
        assert_eq!(update.audience.as_deref(), Some("all staff"));
        let parts = [
            "(sev2), for 1:00.",
            "Affected: 400 users, Berlin.",
            "We suspect: ",
            "Now: ",
            "The next update follows in 15:00, at 08:16 UTC. Sorry.",
        ];
        for part in parts {
            assert!(update.text.contains(part), "{part}: {}", update.text);
        }
        if size.0 >= 80 {
            desk.sees("update in 15:00");
            desk.wait(17 * 60);
            desk.sees("update late 2:00");
        }
        desk.keys("c").sees("last told: ");
    }
}

#[test]
fn a_handoff_is_offered_to_whoever_opens_the_incident_next() {
    let (journal, clock) = (journal(), clock());
    let mut ada = Desk::at(80, 24, &journal, &clock, "ada");
    ada.keys("stuck<Enter>s1hygrace<Enter>")
        .sees("handoff to grace recorded")
        .sees_no("K accepts it");
    let mut grace = Desk::at(80, 24, &journal, &clock, "grace");
    grace
        .keys("<Tab>g<Enter>")
        .sees("ada hands this over to grace: K accepts it");
    // Who takes over reads what is handed over, in the message and before answering.
    grace.sees("INC-1");
    grace
        .keys("K")
        .sees("Handed over by ada")
        .sees("in force: nothing");
    grace.keys("y").sees("handoff accepted");
    let state = grace.state();
    assert!(state.handoffs[0].accepted_at.is_some());
    let id = grace.id();
    let incident = grace.app.session().load(id).unwrap();
    let (accepted, _) = incident.log().next_back().unwrap();
    assert_eq!(accepted.event.payload.kind(), "handoff.accepted");
    assert_eq!(&*accepted.actor, "grace");
    grace.keys("K").sees("no handoff waits");
    grace.keys("q<Enter>").sees_no("K accepts it");
}

#[test]
fn another_runbook_is_attached_and_the_wrong_one_set_aside() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1A").sees("attach, or set aside");
        // The runbooks that the attached one refers to come first, with their reasons.
        let frame = desk.frame();
        let see = frame
            .find("see also")
            .expect("a runbook that is referred to");
        let own = frame.find("attached").expect("the attached one");
        assert!(see < own, "{frame}");
        desk.sees("when ");
        desk.keys("hardware token<Enter>").sees("attached: ");
        let state = desk.state();
        assert_eq!(state.runbooks.len(), 2);
        assert_eq!(state.in_use().count(), 2);
        desk.keys("A<Down>");
        while !desk
            .frame()
            .lines()
            .any(|l| l.starts_with('>') && l.contains("attached"))
        {
            desk.keys("<Down>");
        }
        desk.keys("<Enter>").sees("why >");
        desk.keys("<Enter>").sees("that is empty");
        desk.keys("not a sign-in<Enter>").sees("set aside");
        assert_eq!(desk.state().in_use().count(), 1);
        desk.keys("A").sees("set aside: not a sign-in");
        desk.keys("<Esc>").sees_no("attach, or set aside");
    }
}

#[test]
fn the_time_of_the_next_act_stands_in_the_header_until_it_is_used() {
    let mut desk = Desk::walking();
    desk.wait(3_600);
    desk.keys("@24:61<Enter>")
        .sees("is no time")
        .sees("write -5m");
    desk.keys("<C-u>-5m<Enter>").sees("next act at ");
    desk.keys("<Esc>")
        .sees("the next act happens now")
        .sees_no("next act at ")
        .sees("INC-1");
    desk.keys("@-5m<Enter>1")
        .sees("1.1 done")
        .sees_no("next act at ");
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    let mut log = incident.log().map(|(recorded, _)| recorded);
    let answered = log.find(|r| r.event.payload.kind() == "step.completed");
    let event = &answered.unwrap().event;
    assert_eq!(event.occurred_at.to_string(), "2026-03-01T08:55:00.000Z");
}

#[test]
fn a_follow_up_is_seen_again_when_resolving_and_closing() {
    let mut desk = Desk::walking();
    desk.keys("1Frenew the certificate<Enter>grace<Enter>2d<Enter>")
        .sees("follow-up recorded");
    let follow_up = desk.state().follow_ups[0].clone();
    assert_eq!(follow_up.text, "renew the certificate");
    assert_eq!(follow_up.owner.as_deref(), Some("grace"));
    assert_eq!(
        follow_up.due.unwrap().to_string(),
        "2026-03-03T08:00:00.000Z"
    );
    pass_over_critical_steps(&mut desk);
    desk.wait(60);
    desk.keys("R1<Enter><Enter><Enter><Enter>")
        .sees("follow-up: renew the certificate, grace");
    desk.keys("yC<Enter>")
        .sees("follow-up: renew the certificate");
}

#[test]
fn who_is_affected_is_changed_in_parts() {
    let mut desk = Desk::walking();
    desk.keys("Imany<Enter>").sees("is no number of users");
    desk.keys("<C-u>12<Enter>the Berlin office<Enter>VPN, mail<Enter>");
    desk.keys("I<C-u>30<Enter><Enter><Enter>").sees("30 users");
    let impact = desk.state().impact;
    assert_eq!(impact.users, Some(30));
    assert_eq!(impact.scope.as_deref(), Some("the Berlin office"));
    assert_eq!(impact.services, ["VPN", "mail"]);
}

#[test]
fn a_long_note_comes_from_the_editor_and_a_failing_one_loses_nothing() {
    for size in SIZES {
        let mut desk = walking_at(size);
        desk.keys("1nfirst words<C-o>");
        assert_eq!(desk.app.take_edit().as_deref(), Some("first words"));
        desk.app
            .handle(Msg::Edited(Err("the editor vi failed".to_owned())));
        desk.draw();
        desk.sees("the editor vi failed").sees("first words");
        desk.keys("<C-o>");
        let long = format!("first words\n\nthen {}", "more ".repeat(60));
        assert!(desk.app.take_edit().is_some());
        desk.app.handle(Msg::Edited(Ok(long.clone())));
        desk.draw();
        desk.sees("more more");
        desk.keys("<Enter>").sees("noted");
        let Payload::NoteAdded { text } = last(&mut desk) else {
            panic!("no note");
        };
        assert_eq!(text, long.trim_end());
    }
}

#[test]
fn a_secret_never_goes_to_the_editor() {
    let mut desk = Desk::new();
    desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>v");
    desk.opens_a_secret();
    desk.keys("hunter2<C-o>")
        .sees("a secret is not given to an editor");
    assert_eq!(desk.app.take_edit(), None);
    desk.sees("•••••••");
}

#[test]
fn a_refused_resolution_leads_to_the_step_in_the_way() {
    let mut desk = Desk::walking();
    desk.keys("1jjR")
        .sees("it cannot be resolved yet")
        .sees("Enter goes to ");
    let before = desk.kinds().len();
    desk.keys("<Enter>");
    let walk = desk.app.model().walk.as_ref().unwrap();
    let at = walk.step().unwrap();
    let (_, step) = walk.snapshot.state.step(at).unwrap();
    assert!(step.critical, "{at}");
    assert_eq!(desk.kinds().len(), before);
    // Any other key is what it always is.
    desk.keys("Rk<Enter>").sees("started");
}

#[test]
fn the_time_of_the_end_is_held_against_the_detection_just_given() {
    let mut desk = Desk::walking();
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.keys("R1-20m<Enter>").sees("service back at >");
    desk.keys("-30m<Enter>")
        .sees("would lie before the detection");
    desk.keys("<C-u>-5m<Enter><Enter><Enter>y")
        .sees("resolved in 15:00");
}

#[test]
fn contributing_causes_are_named_by_number() {
    let mut desk = Desk::walking();
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.wait(60);
    desk.keys("R1<Enter><Enter>")
        .sees("contributing >")
        .sees("2 ");
    desk.keys("2, 99<Enter>").sees("there is no cause 99");
    desk.keys("<C-u>2, 3, a long night<Enter><Enter>y")
        .sees("resolved in");
    let state = desk.state();
    let resolution = state.resolution.unwrap();
    let ids: Vec<_> = resolution
        .contributing
        .iter()
        .map(|c| c.id.is_some())
        .collect();
    assert_eq!(ids, [true, true, false]);
    assert_ne!(resolution.contributing[0], resolution.contributing[1]);
    desk.keys("C").sees("reason > not needed after resolution");
    desk.keys("<Enter>y").sees("closed");
    assert_eq!(
        desk.state().closing_reason.as_deref(),
        Some("not needed after resolution")
    );
}

#[test]
fn a_cancelled_incident_may_repeat_another() {
    let (journal, clock) = (journal(), clock());
    let mut desk = Desk::at(80, 24, &journal, &clock, "ada");
    desk.keys("stuck<Enter>sq<Esc>hardware token<Enter>s")
        .sees("INC-2");
    desk.keys("Xthe same<Enter>INC-2<Enter>")
        .sees("there is no other incident INC-2");
    desk.keys("<C-u>1<Enter>").sees("Cancel the incident?");
    desk.keys("y").sees("cancelled");
    let state = desk.state();
    assert_eq!(state.status, Some(Status::Cancelled));
    let first = desk.app.session().find("INC-1").unwrap().id;
    assert_eq!(state.duplicate_of, Some(first));
    desk.keys("X").sees("the incident is cancelled");
}

#[test]
fn a_hold_says_on_whom_and_why() {
    let mut desk = Desk::walking();
    desk.keys("Hthe carrier<Enter>a fibre is cut<Enter>")
        .sees("waiting on the carrier");
    let state = desk.state();
    assert_eq!(state.status, Some(Status::Held));
    assert_eq!(state.waiting_on.as_deref(), Some("the carrier"));
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    let held = incident.log().find_map(|(r, _)| match &r.event.payload {
        Payload::Held { reason, .. } => reason.clone(),
        _ => None,
    });
    assert_eq!(held.as_deref(), Some("a fibre is cut"));
    desk.keys("r").sees("work resumed");
}

#[test]
fn planned_work_asks_for_its_times_and_counts_down() {
    for size in SIZES {
        let mut desk = Desk::at(size.0, size.1, &journal(), &clock(), "ada");
        desk.keys("Let AnyConnect users sign in with certificates<Enter>s")
            .sees("planned end >");
        desk.keys("2h<Enter>3h<Enter>")
            .sees("after the planned end");
        desk.keys("<C-u>1h<Enter>").sees("CHANGE");
        let state = desk.state();
        assert_eq!(
            state.planned_end.unwrap().to_string(),
            "2026-03-01T10:00:00.000Z"
        );
        assert_eq!(
            state.backout_by.unwrap().to_string(),
            "2026-03-01T09:00:00.000Z"
        );
        desk.sees("back out in 1:00:00").sees("end in 2:00:00");
        desk.wait(3_660);
        desk.sees("back out 1:00 ago");
        // Both may be left out.
        let mut desk = Desk::new();
        desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>");
        assert_eq!(desk.state().planned_end, None);
    }
}

#[test]
fn the_footer_of_a_held_incident_offers_to_go_on_and_no_answers() {
    let mut desk = Desk::walking();
    desk.sees("1-4 answer");
    desk.keys("H<Enter><Enter>").sees("r resume work");
    assert!(!desk.frame().contains("answer"), "{}", desk.frame());
    desk.keys("r").sees("1-4 answer");
}

#[test]
fn a_ticket_is_linked_and_the_search_finds_it() {
    let mut desk = Desk::walking();
    desk.keys("#NET-7<Enter>").sees("ticket NET-7 linked");
    desk.keys("#").sees("linked: NET-7");
    desk.keys("CHG1<Enter><Esc>net-7");
    let selected = desk.app.model().home.selected;
    let open = &desk.app.model().home.open[selected];
    assert_eq!(open.tickets, ["NET-7", "CHG1"]);
    desk.keys("<Enter>h").sees("tickets: NET-7, CHG1");
}
