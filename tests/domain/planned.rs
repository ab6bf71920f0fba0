//! Planned work is not pooled with trouble: no cause is asked, and only its duration counts.

use crate::support::act::*;
use crate::support::*;
use crate::{PLANNED, PROOF};
use runsheet::domain::command::Command;
use runsheet::domain::event::Mode;
use runsheet::domain::metrics::{metrics, targets};

fn resolving() -> Command {
    Command::Resolve {
        cause: None,
        contributing: vec![],
        summary: None,
        owner: None,
    }
}

#[test]
fn it_takes_the_runbooks_mode_and_asks_no_cause() {
    let mut world = World::opened(PLANNED, |opening| {
        opening.planned_end = Some(start_time().plus_ms(60 * MINUTE));
        opening.backout_by = Some(start_time().plus_ms(30 * MINUTE));
    });
    assert_eq!(world.state().mode(), Mode::Change);
    world.ok(Command::Acknowledge);
    world.ok(done("planned/swap"));
    world.wait(MINUTE);
    world.ok(resolving());
    world.wait(MINUTE);
    world.ok(close());
    let state = world.state();
    assert_eq!(state.resolution.as_ref().unwrap().cause, None);
    assert_eq!(state.backout_by, Some(start_time().plus_ms(30 * MINUTE)));
    let numbers = metrics(&state);
    assert_eq!(numbers.duration, Some(2 * MINUTE));
    let others = [
        numbers.ttd,
        numbers.tta,
        numbers.ttfa,
        numbers.ttm,
        numbers.ttr,
        numbers.hold,
        numbers.ttr_active,
        numbers.blocked,
        numbers.hands_on,
    ];
    assert_eq!(others, [None; 9]);
    assert_eq!(targets(&state, &numbers).first_action_met, None);
}

#[test]
fn backing_out_begins_as_much_earlier_as_undoing_takes() {
    let deadline = start_time().plus_ms(60 * MINUTE);
    let mut world = World::opened(PLANNED, |opening| opening.backout_by = Some(deadline));
    assert_eq!(world.state().begin_backout_by(), Some(deadline));
    world.ok(done("planned/swap"));
    let state = world.state();
    let takes = state.step(&world.step("planned/swap")).unwrap().1.takes_ms;
    let takes = takes.unwrap_or(5 * MINUTE);
    assert_eq!(state.begin_backout_by(), Some(deadline.plus_ms(-takes)));
    world.wait(MINUTE);
    world.ok(Command::TakeAction {
        text: "moved a cable".into(),
        device: some("asa"),
        risk: runsheet::domain::runbook::Risk::Change,
        rollback: some("move it back"),
        step: None,
    });
    let both = deadline.plus_ms(-takes - 5 * MINUTE);
    assert_eq!(world.state().begin_backout_by(), Some(both));
}

#[test]
fn an_operator_may_say_another_mode() {
    let mut world = World::opened(PLANNED, |opening| opening.mode = Some(Mode::Live));
    assert_eq!(world.state().mode(), Mode::Live);
    assert!(world.no(resolving()).contains("needs a cause"));
}

#[test]
fn a_planned_end_belongs_to_planned_work() {
    let mut world = World::unopened(PROOF);
    let (proof, _) = book(PROOF);
    let mut new = opening(&proof);
    new.planned_end = Some(start_time());
    let said = world.open(new).unwrap_err().to_string();
    assert!(said.contains("planned end"), "{said}");
    // The refusal leaves nothing behind that the next look would trip over.
    let text = world.runbook_text.clone();
    let other = world.ben.open(opening(&proof), &text, Default::default());
    other.unwrap();
    assert!(world.ann.refresh().unwrap());
}
