//! Laws of journals that grew apart and are joined again.

use std::collections::BTreeSet;

use proptest::prelude::*;
use runsheet::domain::chain::first_break;
use runsheet::domain::command::Text;
use runsheet::domain::event::{Payload, Recorded};
use runsheet::domain::id::{EventId, StepRef};
use runsheet::domain::incident::{Books, Incident};
use runsheet::domain::run::RunOutcome;
use runsheet::domain::runbook::Risk;
use runsheet::domain::state::Change;

use crate::moves::{Begin, Move, World, books, sequence, shelf};
use crate::support::{bytes, replica};
use crate::{IN_MEMORY, ON_FILES, law};

/// The longest sequence on each side.
const LONGEST: usize = 6;

type Case = ((Begin, Vec<Move>), (Begin, Vec<Move>), i64);

fn cases() -> impl Strategy<Value = Case> {
    // The other side's clock is behind or ahead by up to a minute.
    (sequence(LONGEST), sequence(LONGEST), -60_000..60_000i64)
}

pub fn texts() -> Vec<Text> {
    let shelf = shelf().iter();
    shelf
        .map(|(book, text)| Text {
            sha256: book.sha256.clone(),
            text: text.clone(),
        })
        .collect()
}

/// Two journals that share an opening and then act apart; their logs.
fn apart(on_file: bool, ((begin, here), (_, there), skew): &Case) -> (World, World) {
    let mut one = World::new(on_file, 1, *begin);
    let mut two = World::empty(on_file, 2);
    let opening = one.log();
    two.id = one.id;
    two.sessions[0].import(&opening, &texts()).unwrap();
    two.clock.advance_ms(*skew);
    for act in here {
        one.give(act);
    }
    for act in there {
        two.give(act);
    }
    (one, two)
}

fn merged(
    on_file: bool,
    number: u128,
    id: runsheet::domain::id::IncidentId,
    parts: &[&[Recorded]],
) -> World {
    let mut world = World::empty(on_file, number);
    world.id = id;
    for part in parts {
        world.sessions[0].import(part, &texts()).unwrap();
    }
    world
}

fn order_does_not_matter(on_file: bool, case: Case) -> Result<(), TestCaseError> {
    let (mut one, mut two) = apart(on_file, &case);
    let (first, second) = (one.log(), two.log());
    let id = one.id;
    let mut here = merged(on_file, 11, id, &[&first, &second]);
    let mut there = merged(on_file, 12, id, &[&second, &first]);
    // Also in pieces, backward, and twice.
    let backward: Vec<Recorded> = first.iter().rev().cloned().collect();
    let (head, tail) = second.split_at(second.len() / 2);
    let mut pieces = merged(on_file, 13, id, &[tail, &backward, head, &first]);
    let here = here.sessions[0].load(id).unwrap();
    for other in [&mut there, &mut pieces] {
        let other = other.sessions[0].load(id).unwrap();
        prop_assert_eq!(bytes(here.log()), bytes(other.log()));
        prop_assert_eq!(here.state(), other.state());
    }
    let log: Vec<Recorded> = here.log().map(|(r, _)| r.clone()).collect();
    prop_assert_eq!(first_break(&log), None);
    // One journal that takes in the other live comes to the same.
    one.sessions[0].import(&second, &texts()).unwrap();
    let live = one.sessions[0].load(id).unwrap();
    prop_assert_eq!(bytes(here.log()), bytes(live.log()));
    prop_assert_eq!(here.state(), live.state());
    Ok(())
}

#[test]
fn journals_merged_in_either_order_are_the_same() {
    law(IN_MEMORY, cases(), |case| {
        order_does_not_matter(false, case)
    });
    law(ON_FILES, cases(), |case| order_does_not_matter(true, case));
}

/// What an incident holds after each group that it took in is what one fold of all of it gives,
/// in whatever pieces and order the groups of two journals came, and whenever the texts that
/// they attach became known.
#[test]
fn groups_taken_in_one_by_one_fold_as_all_at_once() {
    let pieces = proptest::collection::vec((any::<bool>(), 1..4usize), 1..40);
    law(
        IN_MEMORY,
        (cases(), pieces, 0..20usize),
        |(case, pieces, late)| {
            let (mut one, mut two) = apart(false, &case);
            let (first, second) = (one.log(), two.log());
            let mut sides = [groups(&first), groups(&second)];
            let mut taken = Incident::new(Books::new());
            let (mut known, mut seen) = (Books::new(), Vec::new());
            let mut pieces = pieces.into_iter().cycle();
            for count in 0.. {
                // A text may come long behind the event that attaches it.
                if count == late {
                    known = books();
                    let known = known.iter();
                    known.for_each(|(sha256, book)| taken.learn(sha256.clone(), book.clone()));
                }
                let Some((side, groups)) = pieces.next() else {
                    break;
                };
                let side = match sides[usize::from(side)].is_empty() {
                    true => usize::from(!side),
                    false => usize::from(side),
                };
                let groups = groups.min(sides[side].len());
                let new: Vec<Recorded> = sides[side].drain(..groups).flatten().collect();
                if new.is_empty() {
                    break;
                }
                // The opening that both share comes once.
                let is_new = |r: &Recorded| seen.iter().all(|known: &Recorded| known.id != r.id);
                let new: Vec<Recorded> = new.into_iter().filter(is_new).collect();
                seen.extend(new.iter().cloned());
                taken.extend(new);
                if taken.log().len() == 0 {
                    continue;
                }
                let whole = Incident::fold(known.clone(), seen.clone());
                prop_assert_eq!(bytes(taken.log()), bytes(whole.log()));
                prop_assert_eq!(taken.state(), whole.state());
                for replica in [replica(1), replica(2)] {
                    prop_assert_eq!(taken.tail(replica), whole.tail(replica));
                }
            }
            Ok(())
        },
    );
}

/// The events of each command together.
fn groups(log: &[Recorded]) -> Vec<Vec<Recorded>> {
    let mut groups: Vec<Vec<Recorded>> = Vec::new();
    for recorded in log {
        match groups.last_mut().filter(|_| recorded.with.is_some()) {
            Some(group) => group.push(recorded.clone()),
            None => groups.push(vec![recorded.clone()]),
        }
    }
    groups
}

/// What is decided on a merged journal has an effect there, whichever clock is behind, and
/// stands behind everything that it was decided on.
fn decided_after_a_merge(on_file: bool, case: Case) -> Result<(), TestCaseError> {
    let (mut one, mut two) = apart(on_file, &case);
    let second = two.log();
    one.sessions[0].import(&second, &texts()).unwrap();
    for act in &case.1.1 {
        let before = one.log();
        let Some(events) = one.give(act) else {
            continue;
        };
        let id = one.id;
        let incident = one.sessions[0].load(id).unwrap();
        let log: Vec<_> = incident.log().collect();
        let new = &log[before.len()..];
        prop_assert_eq!(new.len(), events.len());
        for ((recorded, effective), event) in new.iter().zip(&events) {
            prop_assert_eq!(*recorded, event);
            prop_assert!(*effective, "{:?}", event);
        }
    }
    Ok(())
}

#[test]
fn what_is_decided_after_a_merge_has_an_effect() {
    law(IN_MEMORY, cases(), |case| {
        decided_after_a_merge(false, case)
    });
    law(ON_FILES, cases(), |case| decided_after_a_merge(true, case));
}

/// What a change is known by: its step, or the act itself.
fn name_of(change: &Change) -> String {
    match &change.step {
        Some(step) => step.to_string(),
        None => change.event.to_string(),
    }
}

fn in_force(world: &mut World) -> BTreeSet<String> {
    let id = world.id;
    let state = world.sessions[0].load(id).unwrap().state();
    state.changes_in_force().map(name_of).collect()
}

/// The change that an event makes or takes back, by its name; the latest of them decides.
fn last_word(log: &[Recorded], name: &str) -> Option<bool> {
    let undone: BTreeSet<EventId> = log
        .iter()
        .filter_map(|r| match &r.event.payload {
            Payload::EntryRetracted { events, .. } => Some(events.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    let not_sent = |id: EventId| {
        log.iter().any(|r| {
            matches!(&r.event.payload, Payload::RunEnded { run, outcome: RunOutcome::NotSent, .. } if *run == id)
        })
    };
    let step_of = |r: &Recorded| {
        let (runbook, step) = (r.event.runbook.clone()?, r.event.step.clone()?);
        Some(StepRef { runbook, step }.to_string())
    };
    log.iter()
        .filter(|r| !undone.contains(&r.id))
        .rev()
        .find_map(|r| match &r.event.payload {
            Payload::StepCompleted { .. } if step_of(r)? == name => Some(true),
            Payload::RunStarted { what, risk, .. }
                if *risk > Risk::Read && what.may_alter() && !not_sent(r.id) =>
            {
                let own = step_of(r).unwrap_or_else(|| r.id.to_string());
                (own == name).then_some(true)
            }
            Payload::ActionTaken { .. } if r.id.to_string() == name => Some(true),
            Payload::StepReverted { .. } if step_of(r)? == name => Some(false),
            Payload::ActionReverted { event, .. } if event.to_string() == name => Some(false),
            _ => None,
        })
}

/// The changes in force after a merge are those of both sides, less what either side took
/// back after them. Whatever else the order of the log voids, it voids no fact about a device.
fn changes_are_the_union(on_file: bool, case: Case) -> Result<(), TestCaseError> {
    let (mut one, mut two) = apart(on_file, &case);
    let (first, second) = (one.log(), two.log());
    let both: BTreeSet<String> = in_force(&mut one)
        .union(&in_force(&mut two))
        .cloned()
        .collect();
    let mut here = merged(on_file, 11, one.id, &[&first, &second]);
    let log = here.log();
    let expected: BTreeSet<String> = both
        .into_iter()
        .filter(|name| last_word(&log, name) == Some(true))
        .collect();
    prop_assert_eq!(in_force(&mut here), expected);
    Ok(())
}

#[test]
fn changes_in_force_after_a_merge_are_the_union() {
    law(IN_MEMORY, cases(), |case| {
        changes_are_the_union(false, case)
    });
    law(ON_FILES, cases(), |case| changes_are_the_union(true, case));
}

/// The second reading of the contract agrees with a merged document.
fn merged_documents_recompute(case: Case) -> Result<(), TestCaseError> {
    let (mut one, mut two) = apart(false, &case);
    let second = two.log();
    one.sessions[0].import(&second, &texts()).unwrap();
    let id = one.id;
    let out = crate::round_trip::export(&mut one.sessions[0], id);
    let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let found = crate::recompute::differences(&document);
    prop_assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

#[test]
fn a_merged_document_follows_from_its_events() {
    law(IN_MEMORY / 10, cases(), merged_documents_recompute);
}
