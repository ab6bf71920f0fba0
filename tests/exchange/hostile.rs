//! A place that others can write to: what was forged, altered, cut, reordered or comes from a
//! stranger is refused by name and changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use runsheet::domain::id::{IncidentId, ReplicaId};
use runsheet::exchange::check::{self, event};
use runsheet::exchange::folder::FolderExchange;
use runsheet::exchange::memory::MemoryExchange;
use runsheet::exchange::{ChainPiece, Exchange};
use uuid::Uuid;

use crate::sides::Side;

fn open(root: &Path, number: u128) -> FolderExchange {
    FolderExchange::open(root, ReplicaId(Uuid::from_u128(number))).unwrap()
}

/// A folder in which one has shared an incident with two notes.
fn shared() -> (tempfile::TempDir, Side, IncidentId) {
    let folder = tempfile::tempdir().unwrap();
    FolderExchange::make(folder.path()).unwrap();
    let mut ana = Side::new(1);
    let incident = ana.opens();
    ana.notes(incident, "the first");
    ana.notes(incident, "the second");
    ana.exchanges(&mut open(folder.path(), 1));
    (folder, ana, incident)
}

fn chain_file(root: &Path, incident: IncidentId) -> PathBuf {
    let name = format!("{}.ndjson", Uuid::from_u128(1));
    root.join("chains").join(incident.to_string()).join(name)
}

#[test]
fn what_was_altered_in_the_folder_is_not_taken_in() {
    let (folder, ana, incident) = shared();
    let file = chain_file(folder.path(), incident);
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let mut swapped = lines.clone();
    swapped.swap(1, 2);
    let without: Vec<&str> = [&lines[..1], &lines[2..]].concat();
    for (what, text) in [
        ("a word", whole.replace("the first", "the worst")),
        ("the order", swapped.join("\n")),
        ("a line gone", without.join("\n")),
        (
            "the signature",
            whole.replace("\"signature\":\"", "\"signature\":\"0"),
        ),
        ("all", "{}\n".repeat(1_000)),
    ] {
        fs::write(&file, text).unwrap();
        let mut bo = Side::new(2);
        bo.exchanges(&mut open(folder.path(), 2));
        assert_eq!(bo.events(incident), [], "{what}");
    }
    // Once it is whole again, all of it comes; a cut line at its end does no harm.
    fs::write(&file, format!("{whole}{}", &lines[1][..40])).unwrap();
    let mut bo = Side::new(2);
    bo.exchanges(&mut open(folder.path(), 2));
    assert_eq!(bo.events(incident), ana.events(incident));
}

#[test]
fn whoever_writes_goes_on_behind_a_cut_line() {
    let (folder, mut ana, incident) = shared();
    let file = chain_file(folder.path(), incident);
    let mut text = fs::read_to_string(&file).unwrap();
    text.push_str("{\"id\": \"cut of");
    fs::write(&file, text).unwrap();
    ana.notes(incident, "behind it");
    ana.exchanges(&mut open(folder.path(), 1));
    // A synchroniser keeps an older copy beside it, under a name of its own.
    let copy = file.with_file_name(format!("{}.sync-conflict-1.ndjson", Uuid::from_u128(1)));
    fs::write(copy, "").unwrap();
    let mut bo = Side::new(2);
    bo.exchanges(&mut open(folder.path(), 2));
    assert_eq!(bo.events(incident), ana.events(incident));
}

#[test]
fn a_stranger_and_a_key_that_changed_are_refused_by_name() {
    let mut place = MemoryExchange::default();
    let (mut ana, mut bo) = (Side::new(1), Side::new(2));
    let incident = ana.opens();
    bo.exchanges(&mut place);
    ana.exchanges(&mut place);
    bo.exchanges(&mut place);
    let events = bo.events(incident);
    assert_eq!(events, ana.events(incident));
    // Somebody else who calls himself replica 1 signs with another key.
    let mut mallory = Side::new(1);
    mallory.session.import(&events, &[]).unwrap();
    mallory.team.shared.insert(incident);
    mallory.notes(incident, "forged");
    mallory.exchanges(&mut place);
    let done = bo.exchanges(&mut place);
    assert!(
        done.refused.iter().any(|why| why.contains("another key")),
        "{done:?}"
    );
    assert!(
        done.refused.iter().any(|why| why.contains("signature")),
        "{done:?}"
    );
    assert_eq!(bo.events(incident), events);
    // One who never joined.
    let mut stranger = Side::new(9);
    let own = stranger.opens();
    let joined = std::mem::replace(&mut stranger.peer.replica, ReplicaId(Uuid::from_u128(99)));
    stranger.exchanges(&mut place);
    let done = bo.exchanges(&mut place);
    let named = format!("replica {joined} has not joined");
    assert!(
        done.refused.iter().any(|why| why.contains(&named)),
        "{done:?}"
    );
    assert_eq!(bo.events(own), []);
}

#[test]
fn two_histories_of_one_replica_are_told_and_none_is_lost() {
    let mut place = MemoryExchange::default();
    let mut ana = Side::new(1);
    let incident = ana.opens();
    ana.notes(incident, "one");
    ana.exchanges(&mut place);
    // A backup from before the last note goes on by itself.
    let mut restored = Side::new(1);
    let before = ana.events(incident);
    let kept = before[..before.len() - 1].to_vec();
    restored.session.import(&kept, &[]).unwrap();
    restored.key = ana.key;
    restored.peer = ana.peer;
    restored.team.shared.insert(incident);
    restored.notes(incident, "another");
    let own = restored.events(incident);
    let done = restored.exchanges(&mut place);
    assert!(
        done.refused.iter().any(|why| why.contains("two histories")),
        "{done:?}"
    );
    assert_eq!(restored.events(incident), own);
}

#[test]
fn a_piece_is_held_against_every_rule() {
    let (_folder, ana, incident) = shared();
    let mut place = MemoryExchange::default();
    let mut again = ana;
    again.exchanges(&mut place);
    let above = [((incident, again.peer.replica), 0)].into();
    let piece = place.pull(&above).unwrap().remove(0);
    let key = Some(&*again.peer.key);
    assert_eq!(check::piece(&piece, None, key), Ok(()));
    let refused = |change: &dyn Fn(&mut ChainPiece), says: &str| {
        let mut other = piece.clone();
        change(&mut other);
        let why = check::piece(&other, None, key).unwrap_err();
        assert!(why.contains(says), "{why}");
    };
    refused(&|it| it.head.seq += 1, "signature");
    refused(&|it| it.head.hash = "0".repeat(64).into(), "signature");
    refused(&|it| drop(it.events.pop()), "do not end at number");
    refused(&|it| drop(it.events.remove(0)), "does not follow");
    refused(&|it| it.events[1].actor = "eve".into(), "was altered");
    refused(
        &|it| it.events[1].replica = ReplicaId(Uuid::nil()),
        "of another chain",
    );
    assert!(
        check::piece(&piece, None, None)
            .unwrap_err()
            .contains("has not joined")
    );
    // Events that no journal takes.
    for (text, says) in [
        ("[]", ""),
        ("{\"seq\": 9007199254740993}", "no journal takes"),
        (&*"9".repeat(2 << 20), "too long"),
    ] {
        let why = event(text).unwrap_err();
        assert!(why.contains(says), "{why}");
    }
}
