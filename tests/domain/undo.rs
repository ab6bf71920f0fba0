//! Taking back: the actor's own latest act, or a named one, with all that belongs to it.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;
use runsheet::domain::event::Payload;

#[test]
fn the_latest_own_act_is_taken_back() {
    let mut world = World::new(PROOF);
    let fresh = world.state();
    world.ok(done("plain"));
    let after_ann = world.state();
    world.ok_how(done("far"), BY_BEN);
    world.ok(undo());
    assert_eq!(
        world.step_state("plain"),
        "pending",
        "ann's own, not ben's later one"
    );
    assert_eq!(world.step_state("far"), "done");
    world.ok_how(undo(), BY_BEN);
    assert_eq!(world.state(), fresh);
    assert_ne!(after_ann, fresh);
    assert!(world.no(undo()).contains("nothing of yours"));
    assert!(world.no_how(undo(), BY_BEN).contains("nothing of yours"));
}

#[test]
fn undo_goes_back_step_by_step() {
    let mut world = World::new(PROOF);
    let mut states = vec![world.state()];
    for step in ["plain", "second", "far"] {
        world.wait(1_000);
        world.ok(done(step));
        states.push(world.state());
    }
    while states.len() > 1 {
        states.pop();
        world.ok(undo());
        assert_eq!(Some(&world.state()), states.last());
    }
}

#[test]
fn a_group_is_taken_back_as_one() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(approved("temp", "sue"));
    let before = world.state();
    let events = world.submit(resolve("power"), NOW).unwrap();
    assert_eq!(
        kinds(&events),
        ["incident.resolved", "cause.judged", "follow_up.added"]
    );
    // Naming any event of the group names the group.
    let retraction = world.submit(undo_event(events[2].id), NOW).unwrap();
    let Payload::EntryRetracted { events: taken, .. } = &retraction[0].event.payload else {
        panic!("{retraction:?}");
    };
    assert_eq!(taken.len(), 3);
    assert_eq!(world.state(), before);
}

#[test]
fn what_depends_on_it_is_named() {
    let mut world = World::new(PROOF);
    let started = world.event(block("plain"));
    let unblocked = world.event(unblock("plain"));
    let said = world.no(undo_event(started));
    assert!(said.contains("depend on it"), "{said}");
    assert!(said.contains("step.unblocked"), "{said}");
    assert!(said.contains(&unblocked.short()), "{said}");
    world.ok(undo_event(unblocked));
    world.ok(undo_event(started));
    assert_eq!(world.step_state("plain"), "pending");
}

#[test]
fn openings_and_retractions_stay() {
    let mut world = World::new(PROOF);
    let log = world.log();
    for kind in ["incident.opened", "incident.detected", "runbook.attached"] {
        let said = world.no(undo_event(find(&log, kind)));
        assert!(said.contains("part of the opening"), "{kind}: {said}");
    }
    world.ok(done("plain"));
    let retraction = world.event(undo());
    assert!(world.no(undo_event(retraction)).contains("a retraction"));
    let done_before = find(&world.log(), "step.completed");
    assert!(world.no(undo_event(done_before)).contains("without effect"));
    let nobody = runsheet::domain::id::EventId(uuid::Uuid::from_u128(5));
    assert!(world.no(undo_event(nobody)).contains("there is no event"));
}

#[test]
fn another_persons_act_is_taken_back_by_name() {
    let mut world = World::new(PROOF);
    world.ok_how(done("plain"), BY_BEN);
    let event = find(&world.log(), "step.completed");
    world.ok(undo_event(event));
    assert_eq!(world.step_state("plain"), "pending");
}

#[test]
fn releases_of_an_automatic_start_go_along() {
    let mut world = World::new(PROOF);
    let fresh = world.state();
    world.ok_how(done("plain"), ON_SCREEN);
    world.ok(Command::Release);
    // The last act was giving the step back; undo passes it by and takes the work.
    world.ok(undo());
    assert_eq!(world.state(), fresh);
    let effective = world
        .incident()
        .log()
        .filter(|(_, effective)| *effective)
        .count();
    assert_eq!(effective, 4, "the opening's three and the retraction");
}

#[test]
fn a_release_that_went_along_before_does_not_stop_the_next_undo() {
    let mut world = World::new(PROOF);
    let done_plain = world.submit(done("plain"), ON_SCREEN).unwrap()[0].id;
    let events = world.submit(start("far"), NOW).unwrap();
    assert_eq!(kinds(&events), ["step.started", "step.released"]);
    world.ok(undo_event(done_plain));
    assert_eq!(world.step_state("far"), "active");
    world.ok(undo_event(events[0].id));
    assert_eq!(world.step_state("far"), "pending");
    assert!(
        world.incident().log().last().unwrap().1,
        "the retraction counts"
    );
}

#[test]
fn clocks_are_no_acts() {
    let mut world = World::new(PROOF);
    world.ok(done("plain"));
    world.ok(Command::RecordClockJump { by_ms: 5_000 });
    world.ok(undo());
    assert_eq!(world.step_state("plain"), "pending");
    assert!(world.state().clock_jumped);
}

#[test]
fn taking_back_a_resolution_opens_the_incident() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    let resolved = world.event(resolve("power"));
    world.ok(close());
    let said = world.no(undo_event(resolved));
    assert!(said.contains("incident.closed"), "{said}");
    world.ok(undo());
    world.ok(undo());
    assert_eq!(world.state().status.unwrap().word(), "open");
}
