//! Corrections: a new entry says what an earlier one should have said.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;
use runsheet::domain::event::Payload;
use runsheet::domain::metrics::{Flag, metrics};

#[test]
fn text_actor_and_time_are_corrected_where_the_event_stands() {
    let mut world = World::new(PROOF);
    world.wait(10_000);
    let noticed = world.event(fail("expects"));
    world.wait(10_000);
    world.ok(amend_text(noticed, "it is red"));
    let step = world.step("expects");
    let progress = |world: &mut World| world.state().progress(&step).unwrap().clone();
    assert_eq!(progress(&mut world).observed.as_deref(), Some("it is red"));
    world.ok(Command::Amend {
        event: noticed,
        occurred_at: None,
        actor: some("dora"),
        text: None,
        reason: "she did it".into(),
    });
    let actors: Vec<String> = progress(&mut world)
        .actors
        .iter()
        .map(|a| a.to_string())
        .collect();
    assert_eq!(actors, ["dora"]);
    let earlier = start_time().plus_ms(4_000);
    world.ok(amend_time(noticed, earlier));
    assert_eq!(progress(&mut world).ended_at, Some(earlier));
    assert!(world.state().milestones.first_action.unwrap().reported);
    assert_eq!(
        progress(&mut world).observed.as_deref(),
        Some("it is red"),
        "all three stand"
    );
    // Nothing was edited in place.
    let recorded = world.incident().event(noticed).unwrap().clone();
    assert_eq!(recorded.event.payload.main_text(), Some("it is not"));
    assert_eq!(&*recorded.actor, "ann");
}

#[test]
fn the_last_correction_wins_and_can_be_taken_back() {
    let mut world = World::new(PROOF);
    world.ok(fail("expects"));
    let failed = find(&world.log(), "step.failed");
    world.ok(amend_text(failed, "first"));
    world.ok(amend_text(failed, "second"));
    let step = world.step("expects");
    let observed = |world: &mut World| world.state().progress(&step).unwrap().observed.clone();
    assert_eq!(observed(&mut world).as_deref(), Some("second"));
    world.ok(undo());
    assert_eq!(observed(&mut world).as_deref(), Some("first"));
    world.ok(undo());
    assert_eq!(observed(&mut world).as_deref(), Some("it is not"));
}

#[test]
fn what_cannot_be_amended() {
    let mut world = World::new(PROOF);
    let started = world.event(start("plain"));
    let noted = world.event(note("hm"));
    let amendment = world.event(amend_text(noted, "hm!"));
    let retraction = world.event(Command::Undo {
        event: Some(noted),
        reason: None,
    });
    let cases = [
        (amend_text(started, "x"), "no text of its own"),
        (amend_text(amendment, "x"), "speaks of other events"),
        (amend_text(retraction, "x"), "speaks of other events"),
        (amend_text(noted, "x"), "it has no effect"),
        (
            Command::Amend {
                event: started,
                occurred_at: None,
                actor: None,
                text: None,
                reason: "r".into(),
            },
            "nothing would change",
        ),
        (
            Command::Amend {
                event: started,
                occurred_at: None,
                actor: some("x"),
                text: None,
                reason: " ".into(),
            },
            "the reason is empty",
        ),
    ];
    for (command, says) in cases {
        let said = world.no(command.clone());
        assert!(said.contains(says), "{command:?}: {said}");
    }
}

#[test]
fn a_corrected_time_keeps_the_order() {
    let mut world = World::new(PROOF);
    world.wait(MINUTE);
    let started = world.event(start("plain"));
    world.wait(MINUTE);
    let ended = world.event(done("plain"));
    world.wait(MINUTE);
    let too_early = amend_time(ended, start_time().plus_ms(MINUTE - 1));
    assert!(world.no(too_early).contains("would lie before"));
    let too_late = amend_time(started, start_time().plus_ms(2 * MINUTE + 1));
    assert!(world.no(too_late).contains("would lie before"));
    let future = amend_time(ended, world.now().plus_ms(2_001));
    assert!(world.no(future).contains("future"));
    world.ok(amend_time(ended, start_time().plus_ms(MINUTE)));
    let step = world.step("plain");
    assert_eq!(
        world.state().progress(&step).unwrap().duration_ms(),
        Some(0)
    );
}

#[test]
fn moved_before_an_assumed_detection_it_moves_the_detection() {
    let mut world = World::new(PROOF);
    world.wait(MINUTE);
    let ended = world.event(done("plain"));
    let early = start_time().plus_ms(-MINUTE);
    let events = world.submit(amend_time(ended, early), NOW).unwrap();
    assert_eq!(kinds(&events), ["entry.amended", "incident.detected"]);
    assert!(matches!(
        events[1].event.payload,
        Payload::Detected { assumed: true, .. }
    ));
    let state = world.state();
    assert_eq!(state.milestones.detected.unwrap().at, early);
    let metrics = metrics(&state);
    assert_eq!(metrics.ttfa, Some(0));
    assert_eq!(metrics.flags, [Flag::DetectedAssumed, Flag::ReportedTime]);
    world.ok(undo());
    assert_eq!(
        world.state().milestones.detected.unwrap().at,
        start_time(),
        "both go together"
    );
}

#[test]
fn moved_before_a_given_detection_it_is_refused() {
    let mut world = World::new(PROOF);
    world.ok(detected());
    world.wait(MINUTE);
    let ended = world.event(done("plain"));
    let said = world.no(amend_time(ended, start_time().plus_ms(-1)));
    assert!(said.contains("before the detection"), "{said}");
}
