//! Laws of one journal with two operators.

use proptest::prelude::*;
use runsheet::domain::chain::first_break;
use runsheet::domain::event::Payload;
use runsheet::domain::incident::Incident;
use runsheet::domain::metrics::{metrics, targets};
use runsheet::domain::standing::causes;
use runsheet::domain::state::State;

use crate::moves::{Begin, Move, World, books, sequence};
use crate::support::bytes;
use crate::{IN_MEMORY, LONGEST, ON_FILES, law};

type Case = (Begin, Vec<Move>);
type Verdict = Result<(), TestCaseError>;

fn check_both(longest: usize, holds: fn(bool, Case) -> Verdict) {
    law(IN_MEMORY, sequence(longest), |case| holds(false, case));
    law(ON_FILES, sequence(longest), |case| holds(true, case));
}

/// Everything that is computed from a state; none of it may fail.
fn look_at(state: &State) {
    let numbers = metrics(state);
    targets(state, &numbers);
    causes(state);
    state.current_step();
    state.next_step();
    state.changes_in_force().count();
    for value in [
        numbers.ttd,
        numbers.ttfa,
        numbers.ttr,
        numbers.hold,
        numbers.hands_on,
    ] {
        assert!(value.is_none_or(|ms| ms >= 0), "no metric is negative");
    }
}

#[test]
fn replay_equals_live_state() {
    check_both(LONGEST, |on_file, (begin, moves)| {
        let mut world = World::new(on_file, 1, begin);
        for one in &moves {
            world.give(one);
        }
        let id = world.id;
        let mut fresh = world.fresh_session();
        let log = world.log();
        let live = world.sessions[0].incident(id).unwrap();
        let replayed = Incident::fold(books(), log);
        prop_assert_eq!(replayed.state(), live.state());
        prop_assert_eq!(bytes(replayed.log()), bytes(live.log()));
        let read = fresh.load(id).unwrap();
        prop_assert_eq!(read.state(), live.state());
        prop_assert_eq!(bytes(read.log()), bytes(live.log()));
        let live = live.state().clone();
        let other = world.sessions[1].load(id).unwrap();
        prop_assert_eq!(other.state(), &live);
        Ok(())
    });
}

#[test]
fn every_prefix_folds() {
    check_both(8, |on_file, (begin, moves)| {
        let mut world = World::new(on_file, 1, begin);
        let mut states = vec![(world.log().len(), live(&mut world))];
        for one in &moves {
            world.give(one);
            states.push((world.log().len(), live(&mut world)));
        }
        let log = world.log();
        for end in 0..=log.len() {
            let folded = Incident::fold(books(), log[..end].to_vec());
            look_at(folded.state());
            // Where a command ended, the prefix is what was seen then.
            for (_, state) in states.iter().filter(|(seen, _)| *seen == end) {
                prop_assert_eq!(folded.state(), state);
            }
        }
        Ok(())
    });
}

fn live(world: &mut World) -> State {
    let id = world.id;
    world.sessions[0].load(id).unwrap().state().clone()
}

#[test]
fn what_is_decided_has_an_effect() {
    check_both(LONGEST, |on_file, (begin, moves)| {
        let mut world = World::new(on_file, 1, begin);
        for one in &moves {
            world.give(one);
        }
        let id = world.id;
        let incident = world.sessions[0].load(id).unwrap();
        let ledger = incident.ledger();
        for (recorded, effective) in incident.log() {
            let expected = !ledger.is_retracted(recorded.id);
            prop_assert_eq!(effective, expected, "{:?}", recorded);
        }
        Ok(())
    });
}

#[test]
fn undo_of_the_last_act_restores_the_state_before() {
    check_both(LONGEST, |on_file, (begin, moves)| {
        let mut world = World::new(on_file, 1, begin);
        for one in &moves {
            let before = live(&mut world);
            let Some(events) = world.give(one) else {
                prop_assert_eq!(live(&mut world), before, "a refusal changes nothing");
                continue;
            };
            let is_own_act = !matches!(
                events[0].event.payload,
                // Given back and counted by the program, or itself a taking back.
                Payload::StepReleased {}
                    | Payload::ClockJumped { .. }
                    | Payload::EntryRetracted { .. }
            );
            // What went to a device or came from one is a fact, which nothing takes back.
            if !is_own_act || events[0].event.payload.is_fact() {
                continue;
            }
            let undo = runsheet::domain::command::Command::Undo {
                event: None,
                reason: None,
            };
            let id = world.id;
            let session = &mut world.sessions[usize::from(one.ben)];
            let undone = session.submit(id, undo, Default::default());
            prop_assert!(undone.is_ok(), "{:?}", undone.err());
            prop_assert_eq!(live(&mut world), before);
            world.give(&Move {
                wait: 0,
                ..one.clone()
            });
        }
        Ok(())
    });
}

#[test]
fn no_sequence_panics_and_every_chain_verifies() {
    check_both(LONGEST, |on_file, (begin, moves)| {
        let mut world = World::new(on_file, 1, begin);
        for one in &moves {
            world.give(one);
        }
        look_at(&live(&mut world));
        let log = world.log();
        prop_assert_eq!(first_break(&log), None);
        prop_assert!(log.is_sorted_by_key(|r| r.recorded_at));
        prop_assert_eq!(
            &log,
            &world.recorded,
            "what was said to be recorded is in the log"
        );
        // Any one event altered, or left out but for the last, is noticed.
        let place = moves.len() % log.len();
        let mut altered = log.clone();
        altered[place].actor = "eve".into();
        prop_assert!(first_break(&altered).is_some());
        let mut shorter = log.clone();
        shorter.remove(place);
        prop_assert_eq!(first_break(&shorter).is_some(), place + 1 < log.len());
        Ok(())
    });
}
