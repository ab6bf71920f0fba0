//! Out as JSON and in again: nothing is lost on the way. The whole document's round trip
//! belongs here, too.

use proptest::prelude::*;
use runsheet::domain::event::Recorded;
use serde_json::Value;

use crate::moves::{World, sequence};
use crate::support::bytes;
use crate::{IN_MEMORY, LONGEST, ON_FILES, law};

fn events_survive(
    on_file: bool,
    (begin, moves): (crate::moves::Begin, Vec<crate::moves::Move>),
) -> Result<(), TestCaseError> {
    let mut world = World::new(on_file, 1, begin);
    for one in &moves {
        world.give(one);
    }
    let id = world.id;
    let out = bytes(world.sessions[0].load(id).unwrap().log());
    let read: Result<Vec<Recorded>, _> = out
        .lines()
        .map(|line| Recorded::from_json(&serde_json::from_str::<Value>(line).unwrap()))
        .collect();
    let read = read.map_err(|error| TestCaseError::fail(error.to_string()))?;
    let mut other = World::empty(on_file, 2);
    other.sessions[0].import(&read, &[]).unwrap();
    let back = other.sessions[0].load(id).unwrap();
    prop_assert_eq!(bytes(back.log()), out);
    Ok(())
}

#[test]
fn events_survive_json_and_import() {
    law(IN_MEMORY, sequence(LONGEST), |case| {
        events_survive(false, case)
    });
    law(ON_FILES, sequence(LONGEST), |case| {
        events_survive(true, case)
    });
}
