//! What every journal must do, as one suite of checks. A new kind of journal is ready when
//! [`check`] passes on it.
//!
//! Long because every promise of the trait stands here as a check of its own.
use std::sync::Arc;

use uuid::Uuid;

use runsheet::domain::chain::hash_of;
use runsheet::domain::command::Text;
use runsheet::domain::event::{Event, Mode, Payload, Recorded};
use runsheet::domain::id::{EventId, IncidentId, ReplicaId};
use runsheet::domain::time::{Precision, TimeSource, Timestamp};
use runsheet::journal::{Fault, Head, Journal, JournalError, JournalReader, Position};

/// Two connections to one journal that is new and empty.
pub type Pair = (Box<dyn Journal + Send>, Box<dyn Journal + Send>);

/// Runs every check, each on a journal of its own.
pub fn check(make: &mut dyn FnMut() -> Pair) {
    for (name, run) in CHECKS {
        let (one, two) = make();
        eprintln!("contract: {name}");
        run(one, two);
    }
}

type Check = fn(Box<dyn Journal + Send>, Box<dyn Journal + Send>);

const CHECKS: &[(&str, Check)] = &[
    ("it starts empty", starts_empty),
    ("what was appended is read", append_and_read),
    ("events come back as they were", events_survive),
    ("a position goes on where it stopped", positions),
    ("a position goes on over all incidents", since),
    ("without a commit nothing happened", rollback),
    ("an event's id is taken once", duplicate_id),
    ("a place in a chain is taken once", duplicate_place),
    (
        "a refused event leaves the rest of its transaction",
        refused_inside,
    ),
    ("a text is kept once", texts),
    ("numbers are the highest and one", numbers),
    ("an imported incident keeps its name", imported_names),
    ("the version tells of others' writes only", versions),
    ("uncommitted writes are not seen", isolation),
    ("unfinished incidents are all listed", unfinished),
    ("a transaction reads its own writes", own_writes),
    ("reopened, it holds the same", reopening),
    ("both connections are one replica", one_replica),
];

fn incident(n: u128) -> IncidentId {
    IncidentId(Uuid::from_u128(n))
}

/// An event whose id, place and content follow from its arguments.
fn event(of: u128, replica: u128, seq: u64, payload: Payload) -> Recorded {
    let at = Timestamp::from_ms(1_772_366_400_000 + i64::try_from(seq).unwrap_or(0));
    let mut recorded = Recorded {
        id: EventId(Uuid::from_u128(
            (of << 96) | (replica << 64) | u128::from(seq),
        )),
        incident_id: incident(of),
        replica: ReplicaId(Uuid::from_u128(replica)),
        seq,
        recorded_at: at,
        actor: "ann".into(),
        role: "responder".into(),
        with: None,
        event: Event {
            occurred_at: at,
            time_source: TimeSource::Clock,
            precision: Precision::Millisecond,
            runbook: None,
            step: None,
            payload,
        },
        prev_hash: None,
        hash: Arc::from(""),
    };
    recorded.hash = hash_of(&recorded.hashed_json());
    recorded
}

fn opened(number: u64) -> Payload {
    Payload::IncidentOpened {
        number,
        title: "t".into(),
        mode: Mode::Live,
        severity: None,
        source: None,
        scenario: None,
        planned_end: None,
        backout_by: None,
    }
}

fn note(text: &str) -> Payload {
    Payload::NoteAdded { text: text.into() }
}

fn resolved() -> Payload {
    Payload::Resolved {
        cause: None,
        contributing: Vec::new(),
        summary: None,
        owner: None,
    }
}

fn write(journal: &mut dyn Journal, events: &[Recorded]) -> Result<(), Fault> {
    let mut write = || -> Result<(), JournalError> {
        let mut transaction = journal.begin()?;
        for event in events {
            transaction.append(event)?;
        }
        transaction.commit()
    };
    write().map_err(|error| error.fault)
}

fn all(journal: &(impl JournalReader + ?Sized), of: u128) -> Vec<Recorded> {
    journal.read(incident(of), Position::default()).unwrap().0
}

fn starts_empty(one: Box<dyn Journal + Send>, _two: Box<dyn Journal + Send>) {
    assert!(all(&*one, 1).is_empty());
    assert!(one.heads().unwrap().is_empty());
    assert!(one.maybe_unfinished().unwrap().is_empty());
    assert_eq!(one.text("00").unwrap(), None);
    assert_eq!(one.check().unwrap(), None, "nothing is damaged");
    assert!(!one.is_read_only());
}

fn append_and_read(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let events = [
        event(1, 1, 1, opened(1)),
        event(2, 1, 1, opened(2)),
        event(1, 1, 2, note("a")),
    ];
    write(&mut *one, &events).unwrap();
    for journal in [&one, &two] {
        assert_eq!(all(&**journal, 1), [events[0].clone(), events[2].clone()]);
        assert_eq!(all(&**journal, 2), [events[1].clone()]);
        assert!(all(&**journal, 3).is_empty(), "an incident nobody knows");
        let hash = journal.hash_of(events[2].id).unwrap();
        assert_eq!(hash, Some(events[2].hash.clone()));
        let nobody = EventId(Uuid::from_u128(9));
        assert_eq!(journal.hash_of(nobody).unwrap(), None);
    }
}

fn events_survive(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let mut rich = event(1, 1, 2, note("ä \u{1b}[31m \" \\ 漢字 {{x}}"));
    rich.with = Some(EventId(Uuid::from_u128(77)));
    rich.role = "admin".into();
    rich.prev_hash = Some("ab".repeat(32).into());
    rich.event.runbook = Some("some-runbook".parse().unwrap());
    rich.event.step = Some("some-step".parse().unwrap());
    rich.event.time_source = TimeSource::Imported;
    rich.event.precision = Precision::Minute;
    // Before 1970, and at the end of what a text can say.
    rich.event.occurred_at = Timestamp::from_ms(-1);
    rich.recorded_at = Timestamp::from_ms(i64::MAX);
    let mut reported = event(1, 1, 3, resolved());
    reported.event.time_source = TimeSource::Reported;
    reported.event.precision = Precision::Second;
    let events = [event(1, 1, 1, opened(u64::from(u32::MAX))), rich, reported];
    write(&mut *one, &events).unwrap();
    assert_eq!(all(&*two, 1), events);
}

fn positions(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    write(&mut *one, &[event(1, 1, 1, opened(1))]).unwrap();
    let (_, position) = two.read(incident(1), Position::default()).unwrap();
    let (new, same) = two.read(incident(1), position).unwrap();
    assert!(new.is_empty(), "nothing is read twice");
    assert_eq!(same, position);
    write(
        &mut *one,
        &[event(2, 1, 1, opened(2)), event(1, 1, 2, note("a"))],
    )
    .unwrap();
    let (new, later) = two.read(incident(1), position).unwrap();
    assert_eq!(new, [event(1, 1, 2, note("a"))]);
    assert!(later > position);
    // A position given by append goes on behind that very event.
    let mut transaction = two.begin().unwrap();
    let appended = transaction.append(&event(1, 1, 3, note("b"))).unwrap();
    transaction.append(&event(1, 1, 4, note("c"))).unwrap();
    transaction.commit().unwrap();
    let (new, _) = one.read(incident(1), appended).unwrap();
    assert_eq!(new, [event(1, 1, 4, note("c"))]);
}

fn rollback(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let kept = event(1, 1, 1, opened(1));
    write(&mut *one, std::slice::from_ref(&kept)).unwrap();
    let text = Text {
        sha256: "aa".into(),
        text: "t".into(),
    };
    let mut transaction = one.begin().unwrap();
    transaction.append(&event(1, 1, 2, note("a"))).unwrap();
    transaction.name_incident(incident(1), 4, true).unwrap();
    transaction.keep_text(&text).unwrap();
    drop(transaction);
    for journal in [&one, &two] {
        assert_eq!(all(&**journal, 1), std::slice::from_ref(&kept));
        assert!(journal.heads().unwrap().is_empty());
        assert_eq!(journal.text("aa").unwrap(), None);
    }
    // What was given up can be written anew.
    write(&mut *one, &[event(1, 1, 2, note("a"))]).unwrap();
}

fn since(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    let nothing = two.since(Position::default()).unwrap();
    assert_eq!(nothing, (Vec::new(), Position::default()));
    let rows = [
        event(2, 1, 1, opened(2)),
        event(1, 1, 1, opened(1)),
        event(2, 1, 2, note("a")),
    ];
    write(&mut *one, &rows).unwrap();
    let (all, position) = two.since(Position::default()).unwrap();
    assert_eq!(all, rows, "in the order of insertion");
    assert_eq!(two.since(position).unwrap(), (Vec::new(), position));
    // What somebody else's clock set earlier comes later all the same.
    let more = [event(1, 9, 1, note("b")), event(3, 1, 1, opened(3))];
    write(&mut *two, &more).unwrap();
    let (new, later) = one.since(position).unwrap();
    assert_eq!(new, more);
    assert!(later > position);
    // A position of one incident goes on over all of them, and the other way round.
    let (_, of_two) = one.read(incident(2), Position::default()).unwrap();
    assert_eq!(one.since(of_two).unwrap().0, more);
    assert_eq!(one.read(incident(3), position).unwrap().0, more[1..]);
}

fn duplicate_id(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    let first = event(1, 1, 1, opened(1));
    write(&mut *one, std::slice::from_ref(&first)).unwrap();
    let mut twin = event(1, 1, 2, note("a"));
    twin.id = first.id;
    let refused = Err(Fault::Exists(first.id));
    assert_eq!(write(&mut *two, &[twin]), refused);
    assert_eq!(write(&mut *one, std::slice::from_ref(&first)), refused);
    assert_eq!(all(&*one, 1), [first]);
}

fn duplicate_place(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    let first = event(1, 1, 1, opened(1));
    write(&mut *one, std::slice::from_ref(&first)).unwrap();
    let mut rival = event(1, 1, 1, note("a"));
    rival.id = EventId(Uuid::from_u128(5));
    let refused = Err(Fault::Exists(rival.id));
    assert_eq!(write(&mut *two, &[rival]), refused);
    assert_eq!(all(&*one, 1), [first]);
    // The same number in another chain is another place.
    write(
        &mut *two,
        &[event(1, 2, 1, note("a")), event(2, 1, 1, opened(2))],
    )
    .unwrap();
}

fn refused_inside(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let first = event(1, 1, 1, opened(1));
    let second = event(1, 1, 2, note("a"));
    let mut transaction = one.begin().unwrap();
    transaction.append(&first).unwrap();
    assert!(transaction.append(&first).is_err());
    transaction.append(&second).unwrap();
    transaction.commit().unwrap();
    assert_eq!(all(&*two, 1), [first, second]);
}

fn texts(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let text = |words: &str| Text {
        sha256: "aa".into(),
        text: words.into(),
    };
    let mut transaction = one.begin().unwrap();
    transaction.keep_text(&text("first")).unwrap();
    transaction.keep_text(&text("first")).unwrap();
    assert_eq!(transaction.text("aa").unwrap().as_deref(), Some("first"));
    transaction.commit().unwrap();
    let mut transaction = one.begin().unwrap();
    transaction.keep_text(&text("second")).unwrap();
    transaction.commit().unwrap();
    let kept = two.text("aa").unwrap();
    assert_eq!(kept.as_deref(), Some("first"), "a text stays as it is");
}

fn numbers(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    let mut transaction = one.begin().unwrap();
    assert_eq!(transaction.next_number().unwrap(), 1);
    transaction.name_incident(incident(1), 1, true).unwrap();
    assert_eq!(transaction.next_number().unwrap(), 2);
    transaction.name_incident(incident(2), 7, true).unwrap();
    transaction.commit().unwrap();
    let mut transaction = two.begin().unwrap();
    assert_eq!(transaction.next_number().unwrap(), 8, "the highest and one");
    transaction.name_incident(incident(3), 3, true).unwrap();
    assert_eq!(transaction.next_number().unwrap(), 8);
    transaction.commit().unwrap();
    let heads: Vec<u64> = one.heads().unwrap().iter().map(|h| h.number).collect();
    assert_eq!(heads, [1, 3, 7], "by number");
}

fn imported_names(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    // Two from elsewhere and one that was opened here have the same number.
    let mut transaction = one.begin().unwrap();
    transaction.append(&event(1, 9, 1, opened(12))).unwrap();
    transaction.name_incident(incident(1), 12, false).unwrap();
    transaction.name_incident(incident(2), 12, false).unwrap();
    assert_eq!(transaction.next_number().unwrap(), 1, "only own ones count");
    transaction.name_incident(incident(3), 12, true).unwrap();
    transaction.commit().unwrap();
    let mut transaction = two.begin().unwrap();
    for (incident_id, number) in [(incident(3), 13), (incident(4), 12)] {
        let taken = transaction.name_incident(incident_id, number, true);
        let fault = taken.map_err(|error| error.fault);
        assert_eq!(fault, Err(Fault::Named(incident_id)));
    }
    drop(transaction);
    let rivals = [incident(1), incident(2)];
    let expected = [
        Head::own(incident(3), 12),
        Head::foreign(incident(1), 12, &rivals),
        Head::foreign(incident(2), 12, &rivals),
    ];
    assert_eq!(two.heads().unwrap(), expected, "own ones first");
    for head in expected {
        assert_eq!(two.head(head.id).unwrap(), Some(head));
    }
    assert_eq!(two.head(incident(4)).unwrap(), None);
    // The same opening does not take an own number twice.
    let mut transaction = one.begin().unwrap();
    assert!(transaction.name_incident(incident(1), 12, true).is_err());
}

fn versions(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    let (own, other) = (one.version().unwrap(), two.version().unwrap());
    write(&mut *one, &[event(1, 1, 1, opened(1))]).unwrap();
    assert_eq!(one.version().unwrap(), own, "its own writes are no news");
    let news = two.version().unwrap();
    assert_ne!(news, other, "another connection's are");
    assert_eq!(two.version().unwrap(), news, "once");
    write(&mut *two, &[event(1, 1, 2, note("a"))]).unwrap();
    assert_ne!(one.version().unwrap(), own);
    let quiet = one.version().unwrap();
    drop(two.begin().unwrap());
    assert_eq!(
        one.version().unwrap(),
        quiet,
        "what was given up is no news"
    );
}

fn isolation(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut transaction = one.begin().unwrap();
    transaction.append(&event(1, 1, 1, opened(1))).unwrap();
    // The other side may see the state before, or wait; it must not see half of it.
    let reader = std::thread::spawn(move || {
        let seen = all(&*two, 1).len();
        sender.send(()).ok();
        (seen, two)
    });
    let answered = receiver.recv_timeout(std::time::Duration::from_millis(100));
    transaction.append(&event(1, 1, 2, note("a"))).unwrap();
    transaction.commit().unwrap();
    let (seen, two) = reader.join().unwrap();
    match answered {
        Ok(()) => assert_eq!(seen, 0, "it read before the commit"),
        Err(_) => assert_ne!(seen, 1, "it saw half of a transaction"),
    }
    assert_eq!(all(&*two, 1).len(), 2);
}

fn unfinished(mut one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    let reopened = Payload::Reopened { reason: "r".into() };
    let cancelled = Payload::Cancelled {
        reason: None,
        duplicate_of: None,
    };
    let retracted = Payload::EntryRetracted {
        events: Vec::new(),
        reason: None,
    };
    // The chains of each incident, and whether it may be unfinished.
    let cases: Vec<(Vec<Recorded>, Option<bool>)> = vec![
        (vec![], Some(true)),
        (vec![event(2, 1, 2, note("a"))], Some(true)),
        (vec![event(3, 1, 2, resolved())], Some(false)),
        (vec![event(4, 1, 2, cancelled)], Some(false)),
        (
            vec![event(5, 1, 2, resolved()), event(5, 1, 3, reopened)],
            Some(true),
        ),
        (
            vec![event(6, 1, 2, resolved()), event(6, 1, 3, retracted)],
            Some(true),
        ),
        // Of two chains, one may have held it when the other resolved it: only the fold knows.
        (vec![event(7, 2, 1, resolved())], Some(true)),
    ];
    let mut transaction = one.begin().unwrap();
    for (place, (events, _)) in cases.iter().enumerate() {
        let of = place as u128 + 1;
        transaction
            .append(&event(of, 1, 1, opened(of as u64)))
            .unwrap();
        transaction
            .name_incident(incident(of), of as u64, true)
            .unwrap();
        for event in events {
            transaction.append(event).unwrap();
        }
    }
    transaction.commit().unwrap();
    let listed = two.maybe_unfinished().unwrap();
    for (place, (_, expected)) in cases.iter().enumerate() {
        let id = incident(place as u128 + 1);
        let is_listed = listed.iter().any(|head| head.id == id);
        if let Some(expected) = expected {
            assert_eq!(is_listed, *expected, "incident {}", place + 1);
        }
    }
    assert!(listed.is_sorted_by_key(|head| head.number));
}

fn own_writes(mut one: Box<dyn Journal + Send>, _two: Box<dyn Journal + Send>) {
    let first = event(1, 1, 1, opened(1));
    let mut transaction = one.begin().unwrap();
    transaction.append(&first).unwrap();
    transaction.name_incident(incident(1), 1, true).unwrap();
    assert_eq!(all(&*transaction, 1), std::slice::from_ref(&first));
    assert_eq!(transaction.heads().unwrap().len(), 1);
    let hash = transaction.hash_of(first.id).unwrap();
    assert_eq!(hash, Some(first.hash.clone()));
    transaction.commit().unwrap();
}

fn reopening(mut one: Box<dyn Journal + Send>, mut two: Box<dyn Journal + Send>) {
    let first = event(1, 1, 1, opened(1));
    write(&mut *one, std::slice::from_ref(&first)).unwrap();
    let replica = one.replica();
    one.reopen().unwrap();
    assert_eq!(one.replica(), replica);
    assert_eq!(all(&*one, 1), [first]);
    write(&mut *one, &[event(1, 1, 2, note("a"))]).unwrap();
    write(&mut *two, &[event(1, 1, 3, note("b"))]).unwrap();
    assert_eq!(all(&*one, 1).len(), 3);
}

fn one_replica(one: Box<dyn Journal + Send>, two: Box<dyn Journal + Send>) {
    assert_eq!(one.replica(), two.replica());
}
