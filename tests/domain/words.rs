//! What an incident says of itself, and its chain.

use crate::PROOF;
use crate::support::act::*;
use crate::support::*;
use runsheet::domain::chain::first_break;
use runsheet::domain::command::Command;
use runsheet::domain::event::Recorded;

#[test]
fn impact_keeps_what_is_not_said_anew() {
    let mut world = World::new(PROOF);
    let set = |users, scope: Option<&str>, services: Option<Vec<String>>| Command::SetImpact {
        users,
        scope: scope.map(str::to_owned),
        services,
    };
    world.ok(set(Some(400), None, None));
    world.ok(set(None, Some("Berlin"), Some(vec!["vpn".into()])));
    let impact = world.state().impact;
    assert_eq!(
        (impact.users, impact.scope.as_deref(), &impact.services[..]),
        (Some(400), Some("Berlin"), &["vpn".to_owned()][..])
    );
}

#[test]
fn the_chain_shows_every_edit() {
    let mut world = World::new(PROOF);
    world.ok(done("plain"));
    world.ok(note("the first"));
    let log = world.log();
    assert_eq!(first_break(&log), None);
    let seqs: Vec<u64> = log.iter().map(|r| r.seq).collect();
    assert_eq!(seqs, (1..=log.len() as u64).collect::<Vec<_>>());
    assert_eq!(log[0].prev_hash, None);

    let broken = |change: &dyn Fn(&mut Vec<Recorded>)| {
        let mut log = log.clone();
        change(&mut log);
        first_break(&log).unwrap_or_default()
    };
    assert!(broken(&|log| log[1].actor = "eve".into()).contains("was altered"));
    assert!(broken(&|log| drop(log.remove(1))).contains("is missing"));
    assert!(broken(&|log| drop(log.remove(0))).contains("number 1 of its chain"));
    let rehash = |r: &mut Recorded| r.hash = runsheet::domain::chain::hash_of(&r.hashed_json());
    assert!(
        broken(&|log| {
            log[1].actor = "eve".into();
            rehash(&mut log[1]);
        })
        .contains("does not follow")
    );
    let mut short = log.clone();
    short.pop();
    assert_eq!(
        first_break(&short),
        None,
        "a missing tail shows only against a head kept elsewhere"
    );
}

#[test]
fn every_refusal_with_a_way_out_names_it() {
    let mut world = World::new(PROOF);
    world.ok(block("plain"));
    let hint = |world: &mut World, command| {
        let refused = world.submit(command, NOW).unwrap_err();
        runsheet::cli::hints::refusal(&refused)
    };
    let cases = [
        (done("plain"), "unblock it first"),
        (resolve("power"), "--override"),
        (skip("critical"), "--override critical"),
        (done("question"), "--answer yes|no"),
        (done("disrupt"), "--confirm core-sw"),
        (reopen_step("far"), "not been worked on"),
    ];
    for (command, says) in cases {
        let hint = hint(&mut world, command.clone()).unwrap_or_default();
        assert!(hint.contains(says), "{command:?}: {hint}");
    }
    world.ok(hold());
    let hint = hint(&mut world, done("far")).unwrap();
    assert!(hint.contains("resume it first"), "{hint}");
}
