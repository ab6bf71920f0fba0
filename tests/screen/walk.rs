//! Walking an incident by keys.

use runsheet::domain::checklist::StepState;
use runsheet::domain::command::Command;
use runsheet::domain::event::Standing;
use runsheet::domain::runbook::Step;
use runsheet::domain::state::{Attachment, Status};

use runsheet::session::SubmitOptions;
use runsheet::tui::effect::Msg;

use crate::support::Desk;

fn done(desk: &mut Desk) -> usize {
    desk.state().steps_in(StepState::Done).len()
}

#[test]
fn a_question_is_answered_by_its_number() {
    let mut desk = Desk::walking();
    desk.wait(72);
    desk.sees("1:12*").sees("1-4 answer").sees("One user");
    desk.keys("1");
    desk.sees("1.1 done")
        .sees("first action 1:12")
        .sees("Basic checks 1/4");
    assert_eq!(done(&mut desk), 1);
    desk.keys("9").sees("no answers to choose from");
}

#[test]
fn done_asks_what_was_observed_and_enter_takes_it_as_expected() {
    let mut desk = Desk::walking();
    desk.keys("1 ");
    desk.sees("observed >")
        .sees("Enter alone: as expected")
        .sees("expected: ");
    desk.keys("<Enter>");
    assert_eq!(done(&mut desk), 2);
    let state = desk.state();
    let step = state.runbooks[0].steps.values();
    assert!(
        step.into_iter()
            .any(|p| p.observed.as_deref() == Some("as expected"))
    );
    // A text may say that it is not as expected, so that is asked.
    desk.keys(" LockedOut = False<Enter>1");
    desk.sees("1.3 as expected");
}

#[test]
fn failed_asks_what_was_seen_and_suspects_a_cause() {
    let mut desk = Desk::walking();
    desk.keys("1f");
    desk.keys("<Enter>")
        .sees("that is empty")
        .sees("observed >");
    desk.keys("wrong domain<Enter>").sees("1.2 not as expected");
    desk.sees("suspected: 1.2 failed");
    desk.keys("u").sees("undone");
    assert_eq!(desk.state().steps_in(StepState::Failed), []);
}

#[test]
fn a_note_is_text_while_its_box_has_the_focus() {
    let mut desk = Desk::walking();
    desk.keys("nquit? yes: j k ?<Enter>")
        .sees("noted")
        .sees("note: quit? yes: j k ?");
    desk.keys("nnever<Esc>").sees_no("never");
    assert_eq!(
        desk.kinds().iter().filter(|k| **k == "note.added").count(),
        1
    );
}

#[test]
fn copying_fills_the_variables_and_chooses_among_several() {
    let mut desk = Desk::walking();
    desk.keys("1<Enter>jy")
        .sees("copy which")
        .sees("Get-ADUser");
    // What is missing in it is asked first, and only that.
    desk.keys("3").sees("what is missing in it").sees("user >");
    assert_eq!(desk.copied.0.borrow().as_deref(), None);
    assert!(!desk.kinds().contains(&"run.copied"), "nothing was copied");
    desk.keys("<Esc>");
    assert_eq!(desk.copied.0.borrow().as_deref(), None);
    desk.keys("Y3jdoe; reboot<Enter>")
        .sees("user must be one word");
    desk.keys("<C-u>jdoe<Enter>");
    assert_eq!(
        desk.copied.0.borrow().as_deref(),
        Some("net user jdoe /domain")
    );
    desk.sees("net user jdoe /domain").sees("also in");
    let count = |kinds: Vec<&str>| kinds.iter().filter(|kind| **kind == "run.copied").count();
    assert_eq!(count(desk.kinds()), 1);
    desk.keys("Y1");
    let copied = desk.copied.0.borrow().clone().unwrap();
    assert!(copied.starts_with("Get-ADUser -Identity jdoe"), "{copied}");
    desk.sees("also in /data/copied.txt");
    assert_eq!(desk.copied.1.borrow().as_ref(), Some(&copied));
    assert!(desk.kinds().contains(&"run.copied"));
}

#[test]
fn a_held_or_resolved_incident_still_shows_its_commands_and_records_no_copy() {
    let mut desk = Desk::walking();
    desk.keys("1<Enter>jY3jdoe<Enter>").sees("net user jdoe");
    let count = |desk: &mut Desk| {
        let kinds = desk.kinds();
        kinds.iter().filter(|kind| **kind == "run.copied").count()
    };
    assert_eq!(count(&mut desk), 1);
    let hold = Command::Hold {
        reason: None,
        waiting_on: None,
    };
    let session = desk.app.session();
    let id = session.heads().unwrap()[0].id;
    session.submit(id, hold, SubmitOptions::default()).unwrap();
    *desk.copied.0.borrow_mut() = None;
    desk.app.handle(Msg::Refresh);
    desk.keys("Y3").sees("not recorded, as it is held");
    let copied = desk.copied.0.borrow().clone();
    assert_eq!(copied.as_deref(), Some("net user jdoe /domain"));
    assert_eq!(count(&mut desk), 1);
}

#[test]
fn what_the_message_shows_is_what_was_copied_and_its_length() {
    let mut desk = Desk::new();
    desk.keys("Let AnyConnect users sign in with certificates<Enter>s<Enter><Enter>");
    desk.go_to("enable-ca");
    desk.keys("y");
    for value in ["3650", "365", "2048", "2048", "my CA"] {
        desk.keys(&format!("{value}<Enter>"));
    }
    assert_eq!(
        desk.copied.0.borrow().as_deref(),
        None,
        "one is missing still"
    );
    desk.sees("ca_passphrase >");
    desk.keys("Pa55phrase<Enter>");
    let copied = desk.copied.0.borrow().clone().unwrap();
    assert!(copied.contains("issuer-name CN=my CA\n"), "{copied}");
    assert!(
        copied.ends_with("no shutdown passphrase Pa55phrase"),
        "{copied}"
    );
    let first = copied.lines().next().unwrap();
    let more = copied.lines().count() - 1;
    desk.sees(first)
        .sees(&format!("+{more} lines"))
        .sees_no("Pa55phrase");
}

#[test]
fn a_text_that_does_not_fit_is_refused_and_a_long_one_is_kept() {
    let mut desk = Desk::walking();
    desk.keys("n");
    desk.paste(&"word ".repeat(20_000));
    desk.sees("that is too long");
    desk.paste(&"word ".repeat(12_000));
    desk.sees("60000 of 65,536 characters");
    desk.keys("<Enter>").sees("noted");
    let id = desk.id();
    let incident = desk.app.session().load(id).unwrap();
    let (note, _) = incident.log().last().unwrap();
    let text = format!("{:?}", note.event.payload);
    assert_eq!(text.matches("word").count(), 12_000);
}

#[test]
fn an_improvised_act_is_in_force_until_it_is_reverted() {
    let mut desk = Desk::walking();
    desk.keys("B").sees("no change is in force");
    desk.keys("arestarted radiusd<Enter>1aaa1<Enter>start the old one<Enter>");
    desk.sees("action recorded");
    desk.keys("B")
        .sees("Changes in force")
        .sees("restarted radiusd");
    desk.sees("rollback: start the old one");
    desk.keys("<Enter>").sees("note >");
    desk.keys("put back<Enter>").sees("no longer in force");
    assert_eq!(desk.state().changes_in_force().count(), 0);
}

#[test]
fn a_refusal_keeps_the_text_so_that_it_can_be_tried_again() {
    let mut desk = Desk::walking();
    desk.keys("@yesterdayish<Enter>")
        .sees("is no time")
        .sees("yesterdayish");
    desk.keys("<C-u>-5m<Enter>").sees("next act at ");
    desk.keys("nseen before<Enter>")
        .sees("noted")
        .sees_no("next act at ");
}

/// Skips what is critical with the id typed, so that the incident can be resolved.
pub fn pass_over_critical_steps(desk: &mut Desk) {
    let critical: Vec<_> = {
        let state = desk.state();
        let counts = |(a, step): &(&_, &Step)| {
            step.critical && Attachment::state_of(a, step) != StepState::Na
        };
        let steps = state.steps_in_use().filter(counts);
        steps.map(|(_, step)| step.id.to_string()).collect()
    };
    for id in critical {
        desk.go_to(&id);
        desk.keys("snot needed here<Enter>")
            .sees("this step is critical");
        desk.keys("wrong<Enter>").sees("is not");
        desk.keys("<C-u>");
        let id = id.clone();
        desk.keys(&format!("{id}<Enter>"));
    }
}

#[test]
fn resolving_names_the_cause_and_costs_a_y_and_closing_follows() {
    let mut desk = Desk::walking();
    desk.keys("R").sees("it cannot be resolved yet");
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    desk.wait(300);
    desk.keys("R")
        .sees("the cause")
        .sees("Wrong user name, password or group");
    desk.sees("1/6");
    // Nothing speaks for any of them, so going on names none.
    desk.keys("<Enter>").sees("no answer is chosen yet");
    desk.keys("1")
        .sees("Nobody has said when it was noticed.")
        .sees("it stays assumed");
    // What is relative is counted from its answer, however long the others take.
    desk.keys("-10m<Enter>");
    desk.wait(120);
    desk.keys("<Enter><Enter>typo<Enter>")
        .sees("Resolve INC-1?")
        .sees("cause: Wrong user name, password or group")
        .sees("detected at: -10m")
        .sees("summary: typo");
    desk.keys("<Enter>").sees("Resolve INC-1?");
    assert_eq!(desk.state().status, Some(Status::Open));
    desk.keys("y").sees("resolved in 12:00").sees("C closes it");
    let state = desk.state();
    assert_eq!(state.status, Some(Status::Resolved));
    assert!(
        state
            .judgements
            .values()
            .any(|j| j.standing == Standing::Confirmed)
    );
    desk.keys("C<Enter>")
        .sees("Close INC-1?")
        .sees("were not reached");
    desk.keys("y").sees("closed");
    desk.keys("e<Enter><Enter>")
        .sees("exported to /exports/INC-1.json");
    desk.keys("q<C-c>");
    assert!(desk.app.is_over());
    assert_eq!(desk.app.farewell()[3], "exported to   /exports/INC-1.json");
}

#[test]
fn an_unknown_cause_wants_somebody_who_finds_it_out() {
    let mut desk = Desk::walking();
    desk.keys("1");
    pass_over_critical_steps(&mut desk);
    let causes = desk
        .app
        .model()
        .walk
        .as_ref()
        .unwrap()
        .snapshot
        .causes
        .len();
    desk.keys(&format!("R{}", causes + 2)).sees("owner >");
    desk.keys("grace<Enter><Enter><Enter><Enter><Enter>y");
    let state = desk.state();
    assert_eq!(state.resolution.unwrap().owner.as_deref(), Some("grace"));
}

#[test]
fn timeline_help_and_palette_are_one_key_away() {
    let mut desk = Desk::walking();
    desk.keys("nfirst<Enter>t")
        .sees("Timeline of INC-1")
        .sees("note: first");
    desk.keys("q?").sees("Help: walking an incident");
    desk.keys("q:sever").sees("severity");
    desk.keys("<Enter>2").sees("sev2");
    desk.keys(":users<Enter>400<Enter><Enter><Enter>")
        .sees("400 users");
}
