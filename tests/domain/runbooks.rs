//! Several runbooks in one incident, and one that proved wrong.

use crate::support::act::*;
use crate::support::*;
use crate::{OTHER, PROOF};
use runsheet::session::{SessionError, SubmitOptions};

fn attach(world: &mut World) -> Result<Vec<&'static str>, SessionError> {
    let (other, text) = book(OTHER);
    let outcome = world
        .ann
        .attach(world.id, other, &text, SubmitOptions::default())?;
    Ok(kinds(&outcome.events))
}

#[test]
fn a_second_runbook_brings_its_steps_causes_and_texts() {
    let mut world = World::new(PROOF);
    assert_eq!(attach(&mut world).unwrap(), ["runbook.attached"]);
    assert_eq!(world.step_state("other/gate"), "pending");
    let state = world.state();
    assert_eq!(state.runbooks.len(), 2);
    let sha256 = state.runbooks[1].sha256.clone();
    assert_eq!(world.ann.text(&sha256).unwrap().as_deref(), Some(OTHER));
    world.ok(variable("site", "north"));
    // Another operator, who never saw the file, reads it from the journal.
    world.ben.load(world.id).unwrap();
    world.ok_how(done("other/note-it"), BY_BEN);
}

#[test]
fn it_is_attached_once() {
    let mut world = World::new(PROOF);
    attach(&mut world).unwrap();
    let said = attach(&mut world).unwrap_err().to_string();
    assert_eq!(said, "runbook other is already attached");
}

#[test]
fn set_aside_ends_what_was_worked_on_and_blocks_nothing() {
    let mut world = World::new(PROOF);
    attach(&mut world).unwrap();
    world.ok(start("plain"));
    world.ok(block("far"));
    world.ok(done("second"));
    assert_eq!(
        world.ok(aside("proof")),
        [
            "runbook.set_aside",
            "step.inconclusive",
            "step.inconclusive"
        ]
    );
    for step in ["plain", "far"] {
        assert_eq!(world.step_state(step), "inconclusive");
    }
    assert_eq!(world.step_state("second"), "done", "it keeps what was done");
    assert_eq!(
        world.state().milestones.first_action.unwrap().at,
        world.now(),
        "that end is no act of its own"
    );
    // Its critical step is pending and blocks nothing; the other's question decides alone.
    let said = world.no(resolve("power"));
    assert!(!said.contains("3.1") && said.contains("1.2"), "{said}");
    world.ok(answer("other/gate", "no"));
    world.ok(resolve("power"));
}

#[test]
fn a_step_of_it_takes_no_act_until_it_is_attached_again() {
    let mut world = World::new(PROOF);
    world.ok(aside("proof"));
    for command in [
        start("plain"),
        done("plain"),
        fail("plain"),
        unsure("plain"),
        skip("plain"),
        block("plain"),
        defer("plain"),
    ] {
        let said = world.no(command);
        assert_eq!(said, "runbook proof was set aside");
    }
    assert!(world.no(aside("proof")).contains("not attached"));
    let (proof, text) = book(PROOF);
    world
        .ann
        .attach(world.id, proof, &text, SubmitOptions::default())
        .unwrap();
    world.ok(done("plain"));
}

#[test]
fn an_untouched_automatic_start_is_released_by_it() {
    let mut world = World::new(PROOF);
    world.ok_how(done("plain"), ON_SCREEN);
    assert_eq!(
        world.ok(aside("proof")),
        ["runbook.set_aside", "step.released"]
    );
}

#[test]
fn the_current_step_is_never_in_one_set_aside() {
    let mut world = World::new(PROOF);
    attach(&mut world).unwrap();
    world.ok(aside("proof"));
    assert_eq!(
        world.state().current_step().unwrap().to_string(),
        "other/gate"
    );
}
