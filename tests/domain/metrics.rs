//! Metrics to the millisecond, by when things happened.

use crate::support::act::*;
use crate::support::*;
use crate::{OTHER, PROOF};
use runsheet::domain::command::Command;
use runsheet::domain::event::Standing;
use runsheet::domain::metrics::{Flag, metrics, targets};
use runsheet::domain::runbook::Risk;
use runsheet::domain::time::{Precision, Reported, TimeSource};
use runsheet::session::SubmitOptions;

fn detected_world() -> World {
    World::opened(PROOF, |opening| {
        let at = |ms: i64| Reported {
            at: start_time().plus_ms(ms),
            precision: Precision::Millisecond,
        };
        opening.impact_at = Some(at(-90_001));
        opening.detected = Some((at(-60_000), "alert".into()));
    })
}

#[test]
fn every_difference() {
    let mut world = detected_world();
    world.wait(5_001);
    world.ok(Command::Acknowledge);
    world.wait(10_010);
    world.ok(start("plain"));
    world.wait(100_100);
    world.ok(done("plain"));
    world.ok(Command::Mitigate);
    world.wait(7);
    world.ok(done("critical"));
    world.wait(1_000);
    world.ok(resolve("power"));
    world.wait(2_000);
    world.ok(close());
    let numbers = metrics(&world.state());
    assert_eq!(numbers.ttd, Some(30_001));
    assert_eq!(numbers.tta, Some(65_001));
    assert_eq!(numbers.ttfa, Some(75_011));
    assert_eq!(numbers.ttm, Some(175_111));
    assert_eq!(numbers.ttr, Some(176_118));
    assert_eq!(numbers.hold, Some(0));
    assert_eq!(numbers.ttr_active, Some(176_118));
    assert_eq!(numbers.blocked, Some(0));
    assert_eq!(numbers.hands_on, Some(100_100));
    assert_eq!(numbers.duration, Some(118_118));
    assert_eq!(numbers.flags, [Flag::ReportedTime]);
}

#[test]
fn missing_ends_are_null() {
    let mut world = World::new(PROOF);
    let numbers = metrics(&world.state());
    assert_eq!(
        [
            numbers.ttd,
            numbers.tta,
            numbers.ttfa,
            numbers.ttm,
            numbers.ttr
        ],
        [None; 5]
    );
    assert_eq!(
        [
            numbers.hold,
            numbers.blocked,
            numbers.hands_on,
            numbers.duration
        ],
        [None; 4]
    );
    world.ok(done("critical"));
    world.ok(resolve("power"));
    let numbers = metrics(&world.state());
    assert_eq!(
        (numbers.ttr, numbers.hands_on),
        (Some(0), Some(0)),
        "nothing was timed"
    );
}

#[test]
fn holds_are_a_union_within_the_incident() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.wait(10_000);
    world.ok(hold());
    world.wait(20_000);
    world.ok(Command::Resume);
    world.wait(5_000);
    // Told afterwards: a hold that overlaps the first one by half.
    world.ok_how(hold(), ago(15_000));
    world.ok_how(Command::Resume, ago(2_000));
    world.ok(resolve("power"));
    let numbers = metrics(&world.state());
    assert_eq!(numbers.ttr, Some(35_000));
    assert_eq!(numbers.hold, Some(23_000));
    assert_eq!(numbers.ttr_active, Some(12_000));
}

#[test]
fn blocked_and_hands_on() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.wait(1_000);
    world.ok(start("plain")); // 1
    world.wait(2_000);
    world.ok(block("plain")); // 3
    world.wait(1_000);
    world.ok(block("far")); // 4, from pending: untimed until it is unblocked
    world.wait(4_000);
    world.ok(unblock("plain")); // 8
    world.wait(2_000);
    world.ok(unblock("far")); // 10
    world.wait(1_000);
    world.ok(done("plain")); // 11
    world.wait(3_000);
    world.ok(done("far")); // 14
    let (plain, far) = (world.step("plain"), world.step("far"));
    let state = world.state();
    let plain = state.progress(&plain).unwrap();
    let far = state.progress(&far).unwrap();
    assert_eq!(
        (plain.duration_ms(), plain.blocked_ms()),
        (Some(10_000), Some(5_000))
    );
    assert_eq!(
        (far.duration_ms(), far.blocked_ms()),
        (Some(4_000), Some(6_000))
    );
    world.wait(1_000);
    world.ok(resolve("power")); // 15
    let numbers = metrics(&world.state());
    assert_eq!(numbers.blocked, Some(7_000), "3 to 10");
    assert_eq!(numbers.hands_on, Some(8_000), "1 to 3 and 8 to 14");
}

#[test]
fn holds_are_taken_out_of_hands_on() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(start("plain"));
    world.wait(10_000);
    world.ok(hold());
    world.wait(5_000);
    world.ok(Command::Resume);
    world.wait(1_000);
    world.ok(done("plain"));
    world.ok(resolve("power"));
    assert_eq!(metrics(&world.state()).hands_on, Some(11_000));
}

#[test]
fn attempts_and_their_ends() {
    let mut world = World::new(PROOF);
    let step = world.step("plain");
    world.ok(fail("plain"));
    assert_eq!(
        world.state().progress(&step).unwrap().duration_ms(),
        None,
        "straight from pending it is untimed"
    );
    world.ok(start("plain"));
    world.wait(2_000);
    assert_eq!(
        world.state().progress(&step).unwrap().duration_ms(),
        None,
        "one is running"
    );
    world.ok(fail("plain"));
    world.wait(9_000);
    world.ok(start("plain"));
    world.wait(3_000);
    world.ok(done("plain"));
    let state = world.state();
    let progress = state.progress(&step).unwrap();
    assert_eq!(progress.attempts.len(), 2);
    assert_eq!(progress.duration_ms(), Some(5_000));
}

#[test]
fn what_comes_while_a_log_is_followed_is_no_act_and_has_the_lines_own_time() {
    let mut world = World::new(PROOF);
    world.wait(60_000);
    let now = world.now();
    let told = |ms: i64| {
        Some(Reported {
            at: now.plus_ms(ms),
            precision: Precision::Second,
        })
    };
    // A time before the detection or after the present is a log's, and refuses nothing.
    for (at, wanted) in [
        (told(-3_600_000), now.plus_ms(-3_600_000)),
        (told(3_600_000), now),
        (None, now),
    ] {
        world.ok(Command::FollowEvidence {
            name: "a.log".into(),
            sha256: "00".into(),
            bytes: 0,
            lines: 0,
            findings: vec![],
            at,
        });
        let (last, effective) = world.incident().log().next_back().unwrap();
        assert!(effective);
        assert_eq!(last.event.occurred_at, wanted);
        assert_eq!(last.event.time_source, TimeSource::Imported);
    }
    assert_eq!(world.state().evidence.len(), 3);
    assert_eq!(world.state().milestones.first_action.map(|m| m.at), None);
}

#[test]
fn what_is_a_first_action() {
    let step = World::new(PROOF).step("plain");
    let evidence = Command::AddEvidence {
        name: "a.log".into(),
        sha256: "00".into(),
        bytes: 0,
        lines: 0,
        findings: vec![],
        step: None,
    };
    let acts = [
        start("plain"),
        done("plain"),
        fail("plain"),
        unsure("plain"),
        copy("change", 1),
        evidence,
        action("looked", Risk::Read),
    ];
    for command in acts {
        let mut world = World::new(PROOF);
        world.wait(3_000);
        world.ok(command.clone());
        let first = world.state().milestones.first_action;
        assert_eq!(first.map(|m| m.at), Some(world.now()), "{command:?}");
    }
    let no_acts = [
        Command::Acknowledge,
        note("hm"),
        skip("plain"),
        na("plain"),
        defer("plain"),
        block("plain"),
        aside("proof"),
        hold(),
        judge("power", Standing::Suspected),
        variable("host", "h"),
        Command::AddNote {
            text: "t".into(),
            step: Some(step),
        },
    ];
    for command in no_acts {
        let mut world = World::new(PROOF);
        world.ok(command.clone());
        assert_eq!(world.state().milestones.first_action, None, "{command:?}");
    }
    let mut world = World::new(PROOF);
    world.ok_how(skip("plain"), ON_SCREEN);
    assert_eq!(
        world.state().milestones.first_action,
        None,
        "an automatic start"
    );
    world.ok(undo());
    // The earliest counts, whatever was recorded first.
    world.wait(10_000);
    world.ok(done("second"));
    world.ok_how(done("far"), ago(4_000));
    let first = world.state().milestones.first_action.unwrap();
    assert_eq!(first.at, start_time().plus_ms(6_000));
    world.ok(undo());
    let first = world.state().milestones.first_action.unwrap();
    assert_eq!(
        first.at,
        world.now(),
        "taken back, the other one counts again"
    );
}

#[test]
fn flags_in_their_order() {
    let mut world = World::new(PROOF);
    world.ok(Command::RecordClockJump { by_ms: 9_000 });
    world.wait(-5_000);
    world.ok(done("plain"));
    let numbers = metrics(&world.state());
    assert_eq!(numbers.ttfa, None, "never a negative number");
    assert_eq!(
        numbers.flags,
        [Flag::DetectedAssumed, Flag::ClockJumped, Flag::NegativeSpan]
    );
}

#[test]
fn targets_count_while_their_class_is_in_question() {
    let mut world = detected_world();
    let targets_now = |world: &mut World| {
        let state = world.state();
        targets(&state, &metrics(&state))
    };
    let now = targets_now(&mut world);
    assert_eq!(
        (now.first_action, now.resolve),
        (Some(300_000), Some(600_000))
    );
    assert_eq!((now.first_action_met, now.resolve_met), (None, None));
    world.ok(judge("plug", Standing::Suspected));
    assert_eq!(targets_now(&mut world).resolve, Some(120_000));
    world.ok(judge("plug", Standing::Confirmed));
    assert_eq!(targets_now(&mut world).resolve, Some(120_000));
    world.ok(judge("plug", Standing::RuledOut));
    assert_eq!(targets_now(&mut world).resolve, Some(600_000));
    world.wait(240_000);
    world.ok(done("critical"));
    assert_eq!(
        targets_now(&mut world).first_action_met,
        Some(true),
        "to the millisecond"
    );
    world.wait(301_000);
    world.ok(resolve("power"));
    assert_eq!(targets_now(&mut world).resolve_met, Some(false));
    world.ok(reopen());
    // The strictest of all runbooks in use counts, those set aside do not.
    let (other, text) = book(OTHER);
    world
        .ann
        .attach(world.id, other, &text, SubmitOptions::default())
        .unwrap();
    assert_eq!(targets_now(&mut world).first_action, Some(60_000));
    world.ok(aside("other"));
    assert_eq!(targets_now(&mut world).first_action, Some(300_000));
}

#[test]
fn an_assumed_detection_meets_no_target() {
    let mut world = World::new(PROOF);
    world.ok(done("plain"));
    let state = world.state();
    let met = targets(&state, &metrics(&state));
    assert_eq!(
        (met.first_action, met.first_action_met),
        (Some(300_000), None)
    );
}

#[test]
fn a_wait_that_ends_before_it_begins_has_no_length() {
    use runsheet::domain::checklist::{Progress, Waited};
    use runsheet::domain::time::{Span, Timestamp};
    let wait = |from, to| Waited {
        span: Span {
            from: Timestamp::from_ms(from),
            to: Some(Timestamp::from_ms(to)),
        },
        waiting_on: "the provider".to_owned(),
        reason: None,
    };
    let waited = |waits: &[Waited]| {
        let waits = waits.to_vec();
        Progress {
            waits,
            ..Progress::default()
        }
        .blocked_ms()
    };
    assert_eq!(
        waited(&[wait(0, 30_000), wait(40_000, 41_000)]),
        Some(31_000)
    );
    // Between two clocks, its end may be recorded before its beginning.
    assert_eq!(waited(&[wait(0, 30_000), wait(60_000, 30_000)]), None);
}
