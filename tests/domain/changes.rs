//! Changes in force: what was altered on devices and not yet taken back.

use crate::PROOF;
use crate::Then::{Events, Refused};
use crate::check;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::runbook::Risk;

fn in_force(world: &mut World) -> Vec<String> {
    let state = world.state();
    state.changes_in_force().map(|c| c.text.clone()).collect()
}

#[test]
fn newest_first_with_rollbacks() {
    let mut world = World::new(PROOF);
    world.ok(done("plain"));
    world.ok(done("change"));
    world.ok(action("set the clock", Risk::Change));
    world.ok(action("looked", Risk::Read));
    world.ok(confirmed("disrupt", "core-sw"));
    assert_eq!(
        in_force(&mut world),
        ["Restart it.", "set the clock", "Swap the cable."]
    );
    let state = world.state();
    let swap = state.changes_in_force().last().unwrap();
    assert_eq!(swap.rollback.as_deref(), Some("Put the old one back."));
    assert_eq!(swap.device.as_deref(), Some("asa"));
}

#[test]
fn reverting() {
    check(vec![
        (
            "a done change",
            vec![done("change")],
            revert("change"),
            Events(&["step.reverted"]),
        ),
        (
            "not done",
            vec![],
            revert("change"),
            Refused("not a change in force"),
        ),
        (
            "failed",
            vec![fail("change")],
            revert("change"),
            Refused("not a change in force"),
        ),
        (
            "a step without risk",
            vec![done("plain")],
            revert("plain"),
            Refused("not a change in force"),
        ),
        (
            "twice",
            vec![done("change"), revert("change")],
            revert("change"),
            Refused("not a change in force"),
        ),
        (
            "reopened, and still in force",
            vec![done("change"), reopen_step("change")],
            revert("change"),
            Events(&["step.reverted"]),
        ),
    ]);
}

#[test]
fn done_again_after_a_revert_it_is_in_force_again() {
    let mut world = World::new(PROOF);
    world.ok(done("change"));
    world.ok(revert("change"));
    let step = world.step("change");
    assert_eq!(in_force(&mut world).len(), 0);
    assert!(world.state().progress(&step).unwrap().reverted);
    world.ok(reopen_step("change"));
    world.ok(done("change"));
    assert_eq!(in_force(&mut world), ["Swap the cable."]);
    assert!(!world.state().progress(&step).unwrap().reverted);
}

#[test]
fn reopened_and_done_again_it_is_one_change() {
    let mut world = World::new(PROOF);
    world.ok(done("change"));
    world.ok(reopen_step("change"));
    world.ok(done("change"));
    assert_eq!(in_force(&mut world).len(), 1);
    world.ok_how(done("change"), BY_BEN);
    assert_eq!(
        in_force(&mut world).len(),
        1,
        "a second person changes nothing more"
    );
}

#[test]
fn an_action_is_reverted_by_its_event() {
    let mut world = World::new(PROOF);
    let act = world.event(action("set the clock", Risk::Change));
    world.wait(3_000);
    world.ok(revert_action(act));
    assert_eq!(in_force(&mut world).len(), 0);
    assert_eq!(world.state().changes[0].reverted_at, Some(world.now()));
    assert!(
        world
            .no(revert_action(act))
            .contains("not a change in force")
    );
    let looked = world.event(action("looked", Risk::Read));
    assert!(
        world
            .no(revert_action(looked))
            .contains("not a change in force")
    );
}
