//! What resolving needs and leaves behind.

use crate::support::act::*;
use crate::support::*;
use crate::{OTHER, PROOF};
use runsheet::domain::command::Command;
use runsheet::domain::event::Standing;
use runsheet::domain::standing::causes;

fn resolving(cause: Option<&str>, owner: Option<&str>) -> Command {
    Command::Resolve {
        cause: cause.map(str::to_owned),
        contributing: vec![],
        summary: None,
        owner: owner.map(str::to_owned),
    }
}

#[test]
fn steps_that_keep_it_open_are_named() {
    let cases: Vec<(&str, Vec<Command>, Option<&str>)> = vec![
        (
            "a critical step not reached",
            vec![],
            Some("critical step 3.1"),
        ),
        (
            "a critical step that failed",
            vec![fail("critical")],
            Some("is failed"),
        ),
        (
            "a critical step that could not be checked",
            vec![unsure("critical")],
            Some("is inconclusive"),
        ),
        (
            "an active step",
            vec![done("critical"), start("plain")],
            Some("step 1.1"),
        ),
        (
            "a blocked step",
            vec![done("critical"), block("plain")],
            Some("is blocked"),
        ),
        ("done", vec![done("critical")], None),
        (
            "overridden",
            vec![override_skip("critical", "critical")],
            None,
        ),
        (
            "a deferred step may wait",
            vec![done("critical"), defer("plain")],
            None,
        ),
    ];
    for (name, given, says) in cases {
        let mut world = World::new(PROOF);
        for command in given {
            world.ok(command);
        }
        match says {
            Some(says) => {
                let said = world.no(resolve("power"));
                assert!(said.contains(says), "{name}: {said}");
            }
            None => drop(world.ok(resolve("power"))),
        }
    }
}

#[test]
fn a_critical_step_of_unknown_use_keeps_it_open() {
    let mut world = World::new(OTHER);
    assert!(world.no(resolve("cable")).contains("critical step 1.2"));
    let mut world = World::new(OTHER);
    world.ok(answer("other/gate", "no"));
    world.ok(resolve("cable"));
}

#[test]
fn a_cause_is_needed() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    assert!(world.no(resolving(None, None)).contains("needs a cause"));
    assert!(
        world
            .no(resolving(Some("unknown"), None))
            .contains("an owner")
    );
    world.ok(resolving(Some("unknown"), Some("cleo")));
    let resolution = world.state().resolution.unwrap();
    let cause = resolution.cause.unwrap();
    assert_eq!(
        (cause.id.as_deref(), &*cause.title),
        (Some("unknown"), "Unknown")
    );
    assert_eq!(resolution.owner.as_deref(), Some("cleo"));

    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    assert_eq!(
        world.ok(resolving(Some("a squirrel"), None)),
        ["incident.resolved"]
    );
    let cause = world.state().resolution.unwrap().cause.unwrap();
    assert_eq!((cause.id, &*cause.title), (None, "a squirrel"));
}

#[test]
fn a_runbooks_cause_is_confirmed_by_it() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    assert_eq!(
        world.ok(resolving(Some("plug"), None)),
        ["incident.resolved", "cause.judged"]
    );
    let state = world.state();
    let views = causes(&state);
    let plug = views
        .iter()
        .find(|v| v.cause.id.as_str() == "plug")
        .unwrap();
    assert_eq!(plug.standing, Standing::Confirmed);
    assert_eq!(
        state.resolution.unwrap().cause.unwrap().class.as_deref(),
        Some("network")
    );

    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(judge("plug", Standing::Confirmed));
    assert_eq!(
        world.ok(resolving(Some("plug"), None)),
        ["incident.resolved"]
    );
}

#[test]
fn contributing_causes_are_named_with_their_runbook() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(Command::Resolve {
        cause: some("power"),
        contributing: vec!["plug".into(), "a squirrel".into()],
        summary: some("It was the power."),
        owner: None,
    });
    let resolution = world.state().resolution.unwrap();
    let names: Vec<_> = resolution.contributing.iter().map(|c| &*c.title).collect();
    assert_eq!(names, ["Loose plug", "a squirrel"]);
    assert_eq!(resolution.contributing[1].id, None);
    assert_eq!(resolution.summary.as_deref(), Some("It was the power."));
}

#[test]
fn a_temporary_change_that_stays_becomes_a_follow_up() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(approved("temp", "sue"));
    world.ok(done("change"));
    assert_eq!(
        world.ok(resolve("power")),
        ["incident.resolved", "cause.judged", "follow_up.added"]
    );
    let follow_ups = world.state().follow_ups;
    assert_eq!(follow_ups.len(), 1, "the lasting change is none");
    assert!(
        follow_ups[0].text.contains("Bridge the switch.")
            && follow_ups[0].text.contains("Take the bridge out.")
    );
    assert_eq!(follow_ups[0].owner.as_deref(), Some("ann"));

    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(approved("temp", "sue"));
    world.ok(revert("temp"));
    assert_eq!(
        world.ok(resolve("power")),
        ["incident.resolved", "cause.judged"]
    );
}

#[test]
fn an_automatic_start_does_not_keep_it_open() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok_how(done("plain"), ON_SCREEN);
    let events = world.ok(resolve("power"));
    assert_eq!(events[..2], ["incident.resolved", "step.released"]);
}

#[test]
fn after_resolving_steps_are_only_skipped_or_not_applicable() {
    let mut world = World::new(PROOF);
    world.ok(done("critical"));
    world.ok(resolve("power"));
    world.ok(skip("plain"));
    world.ok(na("second"));
    assert!(world.no(done("far")).contains("resolved"));
}
