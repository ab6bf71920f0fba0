//! Other ends than resolving: backed out, joined, and what a duplicate may not take along.

use crate::support::act::*;
use crate::support::*;
use crate::{PLANNED, PROOF};
use runsheet::domain::command::Command;
use runsheet::domain::id::IncidentId;
use runsheet::domain::metrics::metrics;
use runsheet::domain::runbook::Risk;
use runsheet::domain::state::Status;

fn back_out() -> Command {
    Command::BackOut {
        reason: "the new image does not boot".into(),
    }
}

fn elsewhere() -> IncidentId {
    IncidentId(uuid::Uuid::from_u128(0xe))
}

fn join() -> Command {
    Command::Join {
        into: elsewhere(),
        reason: some("the same outage"),
    }
}

#[test]
fn planned_work_is_backed_out_and_closed() {
    let mut world = World::new(PLANNED);
    world.ok(done("planned/swap"));
    world.ok(start("planned/save"));
    world.wait(MINUTE);
    let events = world.ok(back_out());
    assert_eq!(events, ["incident.backed_out", "step.inconclusive"]);
    let state = world.state();
    assert_eq!(state.status, Some(Status::BackedOut));
    assert_eq!(state.milestones.backed_out.unwrap().at, world.now());
    assert_eq!(world.step_state("planned/save"), "inconclusive");
    assert_eq!(
        metrics(&state).duration,
        Some(MINUTE),
        "until it was backed out"
    );
    assert!(!state.is_unfinished());
    // Taking back stays possible, going on does not.
    let said = world.no(done("planned/save"));
    assert_eq!(said, "the incident is backed out");
    world.ok(copy("planned/swap", 1));
    world.ok(revert("planned/swap"));
    assert_eq!(world.state().changes_in_force().count(), 0);
    world.wait(MINUTE);
    world.ok(close());
    assert_eq!(metrics(&world.state()).duration, Some(2 * MINUTE));
}

#[test]
fn reopening_clears_the_mark() {
    let mut world = World::new(PLANNED);
    world.ok(back_out());
    world.ok(reopen());
    let state = world.state();
    assert_eq!(state.status, Some(Status::Open));
    assert_eq!((state.milestones.backed_out, state.reopen_count), (None, 1));
    world.ok(back_out());
    world.ok(undo());
    assert_eq!(world.state().status, Some(Status::Open));
}

#[test]
fn held_work_is_backed_out_too_and_its_hold_ends() {
    let mut world = World::new(PLANNED);
    world.ok(hold());
    world.wait(MINUTE);
    world.ok(back_out());
    let state = world.state();
    assert_eq!(state.holds[0].length_ms(), Some(MINUTE));
    assert_eq!(state.waiting_on, None);
}

#[test]
fn only_planned_work_is_backed_out_and_with_a_reason() {
    let said = World::new(PROOF).no(back_out());
    assert_eq!(
        said,
        "only planned work is backed out, and this is mode live"
    );
    let empty = Command::BackOut { reason: " ".into() };
    assert_eq!(World::new(PLANNED).no(empty), "the reason is empty");
}

#[test]
fn a_joined_incident_keeps_facts_and_words_only() {
    let mut world = World::new(PROOF);
    world.ok(done("change"));
    world.ok(join());
    let state = world.state();
    assert_eq!(state.joined_into, Some(elsewhere()));
    assert!(!state.is_unfinished());
    assert!(
        world
            .no(done("plain"))
            .starts_with("the incident was joined")
    );
    assert!(
        world
            .no(Command::Mitigate)
            .starts_with("the incident was joined")
    );
    world.ok(note("told the other team"));
    world.ok(revert("change"));
    // It can be taken back, and then work goes on.
    let joined = find(&world.log(), "incident.joined");
    world.ok(undo_event(joined));
    world.ok(done("plain"));
}

#[test]
fn an_incident_is_not_joined_into_itself() {
    let mut world = World::new(PROOF);
    let into = world.id;
    let said = world.no(Command::Join { into, reason: None });
    assert_eq!(said, "it cannot be joined into itself");
}

#[test]
fn a_duplicate_with_changes_in_force_is_not_cancelled() {
    let mut world = World::new(PROOF);
    let cancel = || Command::Cancel {
        reason: None,
        duplicate_of: Some(elsewhere()),
    };
    world.ok(action("shut the port", Risk::Change));
    let said = world.no(cancel());
    assert!(
        said.contains("changes are in force: shut the port"),
        "{said}"
    );
    // A false alarm takes nothing along.
    let act = find(&world.log(), "action.taken");
    world.ok(revert_action(act));
    world.ok(cancel());
}
