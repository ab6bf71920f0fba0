//! "This happened at …": late entries.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;
use runsheet::domain::event::Mode;
use runsheet::domain::time::{Precision, Reported, TimeSource};

#[test]
fn a_reported_time_is_marked() {
    let mut world = World::new(PROOF);
    world.wait(10 * MINUTE);
    let events = world.submit(done("plain"), ago(3 * MINUTE)).unwrap();
    let event = &events[0];
    assert_eq!(event.event.occurred_at, world.now().plus_ms(-3 * MINUTE));
    assert_eq!(event.recorded_at, world.now());
    assert_eq!(event.event.time_source, TimeSource::Reported);
    assert_eq!(event.event.precision, Precision::Minute);
    assert_eq!(events.len(), 1);
}

#[test]
fn an_act_before_an_assumed_detection_moves_it() {
    let mut world = World::new(PROOF);
    world.wait(MINUTE);
    let events = world.submit(done("plain"), ago(6 * MINUTE)).unwrap();
    assert_eq!(kinds(&events), ["step.completed", "incident.detected"]);
    assert_eq!(events[1].with, Some(events[0].id));
    let state = world.state();
    assert_eq!(
        state.milestones.detected.unwrap().at,
        start_time().plus_ms(-5 * MINUTE)
    );
    assert!(state.detection.unwrap().assumed, "it is still only assumed");
}

#[test]
fn an_act_before_a_given_detection_is_refused() {
    let mut world = World::opened(PROOF, |opening| {
        let at = Reported {
            at: start_time().plus_ms(-MINUTE),
            precision: Precision::Minute,
        };
        opening.detected = Some((at, "alert".into()));
    });
    let said = world.no_how(done("plain"), ago(MINUTE + 1));
    assert!(said.contains("before the detection"), "{said}");
    world.ok_how(done("plain"), ago(MINUTE));
    // A note may tell of what was before, an impact began before.
    world.ok_how(note("a noise"), ago(9 * MINUTE));
    world.ok_how(Command::MarkImpactStarted, ago(9 * MINUTE));
}

#[test]
fn the_future_is_refused_but_for_two_seconds() {
    let mut world = World::new(PROOF);
    let said = world.no_how(done("plain"), ago(-2_001));
    assert!(said.contains("lies in the future"), "{said}");
    let events = world.submit(done("plain"), ago(-2_000)).unwrap();
    assert_eq!(
        events[0].event.occurred_at,
        world.now(),
        "it is taken as now"
    );
}

#[test]
fn a_drill_has_its_own_time() {
    let mut world = World::opened(PROOF, |opening| opening.mode = Some(Mode::Drill));
    let events = world.submit(done("plain"), ago(-30 * MINUTE)).unwrap();
    assert_eq!(
        events[0].event.occurred_at,
        world.now().plus_ms(30 * MINUTE)
    );
}

#[test]
fn no_end_lies_before_its_start() {
    let mut world = World::new(PROOF);
    world.wait(10 * MINUTE);
    world.ok(start("plain"));
    assert!(
        world
            .no_how(done("plain"), ago(1))
            .contains("the start of step plain")
    );
    world.ok(block("far"));
    assert!(
        world
            .no_how(unblock("far"), ago(1))
            .contains("the block of step far")
    );
    world.ok(hold());
    assert!(world.no_how(Command::Resume, ago(1)).contains("the hold"));
    world.ok(Command::Resume);
    world.ok(done("change"));
    assert!(
        world
            .no_how(revert("change"), ago(1))
            .contains("its reversal")
    );
    world.ok(done("plain"));
    world.ok(unblock("far"));
    world.ok(done("far"));
    world.ok(done("critical"));
    world.ok(Command::Mitigate);
    assert!(
        world
            .no_how(resolve("power"), ago(1))
            .contains("the resolution")
    );
    world.ok(resolve("power"));
    assert!(world.no_how(close(), ago(1)).contains("the closing"));
}

#[test]
fn a_detection_is_not_marked_after_what_was_done_about_it() {
    let mut world = World::new(PROOF);
    world.ok(done("plain"));
    world.wait(MINUTE);
    let said = world.no(detected());
    assert!(said.contains("the first action"), "{said}");
    let said = world.no(Command::MarkImpactStarted);
    assert!(said.contains("the detection"), "{said}");
}

#[test]
fn a_state_folds_in_recorded_order_and_a_duration_by_when_it_was() {
    let mut world = World::new(PROOF);
    world.wait(10 * MINUTE);
    world.ok_how(start("plain"), ago(5 * MINUTE));
    world.ok_how(done("plain"), ago(2 * MINUTE));
    let step = world.step("plain");
    assert_eq!(
        world.state().progress(&step).unwrap().duration_ms(),
        Some(3 * MINUTE)
    );
}

#[test]
fn an_opening_takes_times_of_its_own() {
    let mut world = World::unopened(PROOF);
    let (proof, _) = book(PROOF);
    let mut new = opening(&proof);
    let at = |ms: i64| Reported {
        at: start_time().plus_ms(ms),
        precision: Precision::Second,
    };
    new.impact_at = Some(at(-MINUTE));
    new.detected = Some((at(-2 * MINUTE), "alert".into()));
    let said = world.open(new.clone()).unwrap_err().to_string();
    assert!(said.contains("the start of the impact"), "{said}");
    new.impact_at = Some(at(-3 * MINUTE));
    let outcome = world.open(new.clone()).unwrap();
    assert_eq!(
        kinds(&outcome.events)[..3],
        [
            "incident.opened",
            "incident.impact_started",
            "incident.detected"
        ]
    );
    new.detected = Some((at(MINUTE), "alert".into()));
    assert!(world.open(new).unwrap_err().to_string().contains("future"));
}
