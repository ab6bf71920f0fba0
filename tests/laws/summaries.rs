//! Summaries that are kept say what the events say, whenever they were made.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use runsheet::domain::id::IncidentId;
use runsheet::domain::incident::Incident;
use runsheet::domain::summary::Summary;
use runsheet::journal::Pick;
use runsheet::session::Session;

use crate::merge::texts;
use crate::moves::{Begin, Move, World, books, sequence};
use crate::{ON_FILES, law};

fn kept(session: &mut Session) -> BTreeMap<IncidentId, Summary> {
    let mut kept = BTreeMap::new();
    let take = |head: runsheet::journal::Head, summary| {
        assert!(kept.insert(head.id, summary).is_none(), "each once");
    };
    session.each_summary(Pick::All, take).unwrap();
    kept
}

/// What is kept, what is made of it for lists, and what the events say.
fn agree(world: &mut World) -> Result<(), TestCaseError> {
    let folded = Incident::fold(books(), world.log());
    let expected = Summary::of(&folded).unwrap();
    let mut fresh = world.fresh_session();
    let found = kept(&mut fresh);
    prop_assert_eq!(found.get(&world.id), Some(&expected));
    let open = fresh.unfinished().unwrap();
    let is_open = open.iter().any(|head| head.id == world.id);
    prop_assert_eq!(is_open, folded.state().is_unfinished());
    let over = fresh.resolved(9).unwrap();
    let is_over = over.iter().any(|head| head.id == world.id);
    prop_assert_eq!(is_over, expected.is_to_close());
    prop_assert_eq!(fresh.wrong_summaries().unwrap(), Vec::<String>::new());
    Ok(())
}

#[test]
fn summaries_that_are_kept_equal_the_fold() {
    let cases = (sequence(12), prop::collection::vec(any::<bool>(), 12));
    law(
        ON_FILES,
        cases,
        |((begin, moves), looks): ((Begin, Vec<Move>), Vec<bool>)| {
            let mut world = World::new(true, 1, begin);
            for (one, looks) in moves.iter().zip(looks) {
                world.give(one);
                if looks {
                    assert!(world.sessions[1].summarize().unwrap());
                    agree(&mut world)?;
                }
            }
            agree(&mut world)?;
            assert!(world.sessions[0].summarize().unwrap());
            agree(&mut world)
        },
    );
}

#[test]
fn what_comes_from_elsewhere_makes_summaries_anew() {
    let cases = (sequence(6), sequence(6), any::<bool>());
    law(ON_FILES, cases, |((begin, here), (_, there), late)| {
        let mut one = World::new(true, 1, begin);
        let mut two = World::empty(true, 2);
        two.id = one.id;
        // Without the texts of its runbooks it is another incident.
        let given = if late { Vec::new() } else { texts() };
        two.sessions[0].import(&one.log(), &given).unwrap();
        assert!(two.sessions[0].summarize().unwrap());
        here.iter().for_each(|act| drop(one.give(act)));
        there.iter().for_each(|act| drop(two.give(act)));
        assert!(two.sessions[0].summarize().unwrap());
        two.sessions[0].import(&one.log(), &texts()).unwrap();
        agree(&mut two)?;
        assert!(two.sessions[0].summarize().unwrap());
        agree(&mut two)
    });
}
