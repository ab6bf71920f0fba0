//! What holds over every way between journals.

use runsheet::domain::id::ReplicaId;
use runsheet::exchange::Exchange;
use runsheet::exchange::folder::FolderExchange;
use runsheet::exchange::memory::MemoryExchange;
use uuid::Uuid;

use crate::sides::Side;

/// A place, as each of those who share it opens it.
type Opens = Box<dyn Fn(u128) -> Box<dyn Exchange>>;

fn ways() -> Vec<(&'static str, Opens)> {
    let memory = MemoryExchange::default();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("shared");
    FolderExchange::make(&root).unwrap();
    vec![
        ("memory", Box::new(move |_| Box::new(memory.clone()) as _)),
        (
            "folder",
            Box::new(move |number| {
                let _kept = &folder;
                let own = ReplicaId(Uuid::from_u128(number));
                Box::new(FolderExchange::open(&root, own).unwrap()) as _
            }),
        ),
    ]
}

#[test]
fn what_one_records_is_with_all_once_and_again_is_nothing() {
    for (name, open) in ways() {
        let mut sides = [Side::new(1), Side::new(2), Side::new(3)];
        let incident = sides[0].opens();
        let all = |sides: &mut [Side; 3]| {
            for (number, side) in (1..).zip(sides) {
                let done = side.exchanges(&mut *open(number));
                assert_eq!(done.refused, Vec::<String>::new(), "{name}");
            }
        };
        all(&mut sides);
        for round in 0..3 {
            for (number, side) in sides.iter_mut().enumerate() {
                side.notes(incident, &format!("round {round} of {number}"));
            }
            all(&mut sides);
        }
        all(&mut sides);
        let [first, second, third] = &sides;
        assert_eq!(first.events(incident), second.events(incident), "{name}");
        assert_eq!(first.events(incident), third.events(incident), "{name}");
        let count = first.events(incident).len();
        for (number, side) in (1..).zip(&mut sides) {
            let done = side.exchanges(&mut *open(number));
            assert_eq!((done.sent, done.came.len()), (0, 0), "{name}");
        }
        assert_eq!(sides[1].events(incident).len(), count, "{name}");
    }
}

#[test]
fn a_chain_is_handed_on_for_whoever_sleeps() {
    for ((name, here), (_, there)) in ways().into_iter().zip(ways()) {
        let (mut asleep, mut relay, mut far) = (Side::new(1), Side::new(2), Side::new(3));
        let incident = asleep.opens();
        asleep.notes(incident, "before I sleep");
        asleep.exchanges(&mut *here(1));
        relay.exchanges(&mut *here(2));
        // The other place has never seen who sleeps; only whoever has both of them hands it on.
        let mut other = there(2);
        other.join(&asleep.peer).unwrap();
        assert!(relay.exchanges(&mut *other).sent > 0, "{name}");
        let done = far.exchanges(&mut *there(3));
        assert_eq!(done.refused, Vec::<String>::new(), "{name}");
        assert_eq!(far.events(incident), asleep.events(incident), "{name}");
        // And more of it, later.
        asleep.notes(incident, "awake again");
        asleep.exchanges(&mut *here(1));
        relay.exchanges(&mut *here(2));
        relay.exchanges(&mut *there(2));
        far.exchanges(&mut *there(3));
        assert_eq!(far.events(incident), asleep.events(incident), "{name}");
    }
}

#[test]
fn only_what_is_shared_leaves() {
    for (name, open) in ways() {
        let (mut own, mut other) = (Side::new(1), Side::new(2));
        let before = own.opens();
        own.team.places[0].since = own.session.now().plus_ms(1);
        own.clock.advance_ms(10);
        let after = own.opens();
        own.exchanges(&mut *open(1));
        other.exchanges(&mut *open(2));
        assert_eq!(other.events(before), [], "{name}");
        assert_eq!(other.events(after), own.events(after), "{name}");
        own.team.shared.insert(before);
        own.exchanges(&mut *open(1));
        other.exchanges(&mut *open(2));
        assert_eq!(other.events(before), own.events(before), "{name}");
    }
}
