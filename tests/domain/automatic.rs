//! Only the screen starts steps by itself, and what nobody touched is given back.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::command::Command;
use runsheet::domain::event::Payload;
use runsheet::domain::time::TimeSource;

#[test]
fn the_next_step_starts_when_one_ends_on_the_screen() {
    for ends in [
        done("plain"),
        fail("plain"),
        unsure("plain"),
        skip("plain"),
        na("plain"),
        defer("plain"),
    ] {
        let mut world = World::new(PROOF);
        let events = world.ok_how(ends.clone(), ON_SCREEN);
        assert_eq!(events.last(), Some(&"step.started"), "{ends:?}");
        assert_eq!(world.step_state("expects"), "active");
        let mut world = World::new(PROOF);
        assert_eq!(world.ok(ends).len(), 1, "not from a script");
    }
}

#[test]
fn nothing_starts_beside_an_active_step_or_an_open_question() {
    let mut world = World::new(PROOF);
    world.ok(start("far"));
    assert_eq!(world.ok_how(done("plain"), ON_SCREEN), ["step.completed"]);

    let mut world = World::new(PROOF);
    world.ok(skip("question"));
    for step in ["plain", "expects"] {
        world.ok(skip(step));
    }
    let events = world.submit(skip("second"), ON_SCREEN).unwrap();
    let started = events.last().unwrap().event.step.clone().unwrap();
    assert_eq!(
        started.as_str(),
        "change",
        "steps of unknown use are passed by"
    );
}

#[test]
fn untouched_steps_are_given_back_at_the_present_time() {
    let releases: [(&str, Command); 4] = [
        ("hold", hold()),
        ("resolve", resolve("power")),
        ("start", start("far")),
        ("leave", Command::Release),
    ];
    for (name, command) in releases {
        let mut world = World::new(PROOF);
        world.ok(done("critical"));
        world.ok_how(done("plain"), ON_SCREEN);
        assert_eq!(world.step_state("expects"), "active", "{name}");
        world.wait(60_000);
        let events = world.submit(command, ago(10_000)).unwrap();
        let release = events
            .iter()
            .find(|e| e.event.payload == Payload::StepReleased {})
            .unwrap_or_else(|| panic!("{name}: {:?}", kinds(&events)));
        assert_eq!(release.event.occurred_at, world.now(), "{name}");
        assert_eq!(release.event.time_source, TimeSource::Clock, "{name}");
        assert_eq!(world.step_state("expects"), "pending", "{name}");
        let step = world.step("expects");
        let state = world.state();
        let progress = state.progress(&step).unwrap();
        assert!(progress.attempts.is_empty(), "{name}: it was never timed");
        assert_eq!(progress.started_by(), None);
    }
}

#[test]
fn any_act_makes_an_automatic_start_the_operators_own() {
    let step = World::new(PROOF).step("expects");
    let acts: [(&str, Command); 3] = [
        ("start", start("expects")),
        (
            "action",
            Command::TakeAction {
                text: "looked".into(),
                device: None,
                risk: runsheet::domain::runbook::Risk::Read,
                rollback: None,
                step: Some(step.clone()),
            },
        ),
        (
            "evidence",
            Command::AddEvidence {
                name: "a.log".into(),
                sha256: "00".into(),
                bytes: 0,
                lines: 0,
                findings: vec![],
                step: Some(step.clone()),
            },
        ),
    ];
    for (name, command) in acts {
        let mut world = World::new(PROOF);
        world.ok_how(done("plain"), ON_SCREEN);
        let started = world.now();
        world.wait(5_000);
        world.ok(command);
        let state = world.state();
        let progress = state.progress(&step).unwrap();
        assert_eq!(progress.started_by(), Some("operator"), "{name}");
        assert_eq!(progress.attempts[0].from, started, "{name}");
        assert!(world.no(Command::Release).contains("nothing"), "{name}");
    }
    // A note says nothing of the work.
    let mut world = World::new(PROOF);
    world.ok_how(done("plain"), ON_SCREEN);
    world.ok(Command::AddNote {
        text: "hm".into(),
        step: Some(step.clone()),
    });
    assert_eq!(world.ok(Command::Release), ["step.released"]);
}

#[test]
fn completing_leaves_it_an_automatic_start() {
    let mut world = World::new(PROOF);
    world.ok_how(done("plain"), ON_SCREEN);
    world.wait(5_000);
    world.ok(saw("expects", "green"));
    let step = world.step("expects");
    let state = world.state();
    let progress = state.progress(&step).unwrap();
    assert_eq!(progress.started_by(), Some("auto"));
    assert_eq!(progress.duration_ms(), Some(5_000));
}

#[test]
fn several_steps_may_be_active() {
    let mut world = World::new(PROOF);
    world.ok(start("plain"));
    world.ok(start("far"));
    assert_eq!(world.step_state("plain"), "active");
    assert_eq!(world.step_state("far"), "active");
    assert_eq!(world.state().current_step().unwrap().step.as_str(), "far");
}
