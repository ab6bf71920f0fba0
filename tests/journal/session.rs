//! Decide, append, apply: what a session shows is what its journal holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use runsheet::clock::ManualClock;
use runsheet::domain::command::Text;
use runsheet::domain::event::Recorded;
use runsheet::domain::id::{EventId, IncidentId, ReplicaId};
use runsheet::journal::{
    Fault, Head, Journal, JournalError, JournalReader, MemoryJournal, Position, StoreName,
    Transaction,
};
use runsheet::session::{Session, SessionError, SubmitOptions};

use crate::open;
use crate::support::act::*;
use crate::support::*;

const RUNBOOK: &str = include_str!("../domain/proof.yaml");

/// What the next commit does: it works, it fails with nothing written, it fails with all
/// written, or it fails and the journal cannot be asked either.
const WORKS: u8 = 0;
const FAILS: u8 = 1;
const FAILS_LATE: u8 = 2;
const FAILS_SILENT: u8 = 3;

struct Faulty {
    inner: MemoryJournal,
    fault: Arc<AtomicU8>,
}

struct FaultyTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    fault: Arc<AtomicU8>,
}

fn broken() -> JournalError {
    let what = "the disk does not answer".to_owned();
    let doing = "written";
    Fault::Io { doing, what }.of(StoreName::called("journal.db"))
}

macro_rules! reads_through {
    ($type:ty) => {
        impl JournalReader for $type {
            fn read(
                &self,
                incident: IncidentId,
                after: Position,
            ) -> Result<(Vec<Recorded>, Position), JournalError> {
                self.inner.read(incident, after)
            }
            fn since(&self, after: Position) -> Result<(Vec<Recorded>, Position), JournalError> {
                self.inner.since(after)
            }
            fn heads(&self) -> Result<Vec<Head>, JournalError> {
                self.inner.heads()
            }
            fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError> {
                self.inner.head(incident)
            }
            fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError> {
                self.inner.text(sha256)
            }
            fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError> {
                self.inner.hash_of(event)
            }
        }
    };
}

reads_through!(Faulty);
reads_through!(FaultyTransaction<'_>);

impl Journal for Faulty {
    fn replica(&self) -> ReplicaId {
        self.inner.replica()
    }
    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError> {
        self.inner.maybe_unfinished()
    }
    fn version(&self) -> Result<u64, JournalError> {
        self.inner.version()
    }
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, JournalError> {
        Ok(Box::new(FaultyTransaction {
            fault: self.fault.clone(),
            inner: self.inner.begin()?,
        }))
    }
    fn reopen(&mut self) -> Result<(), JournalError> {
        match self.fault.load(Ordering::SeqCst) {
            FAILS_SILENT => Err(broken()),
            _ => self.inner.reopen(),
        }
    }
    fn is_read_only(&self) -> bool {
        false
    }
    fn check(&self) -> Result<Option<String>, JournalError> {
        Ok(None)
    }
}

impl Transaction for FaultyTransaction<'_> {
    fn next_number(&self) -> Result<u64, JournalError> {
        self.inner.next_number()
    }
    fn name_incident(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        self.inner.name_incident(incident, number, own)
    }
    fn next_past_number(&self) -> Result<u64, JournalError> {
        self.inner.next_past_number()
    }
    fn name_past(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError> {
        self.inner.name_past(incident, number, own)
    }
    fn append(&mut self, event: &Recorded) -> Result<Position, JournalError> {
        self.inner.append(event)
    }
    fn keep_text(&mut self, text: &Text) -> Result<(), JournalError> {
        self.inner.keep_text(text)
    }
    fn commit(self: Box<Self>) -> Result<(), JournalError> {
        match self.fault.load(Ordering::SeqCst) {
            WORKS => self.inner.commit(),
            FAILS_LATE => self.inner.commit().and(Err(broken())),
            _ => Err(broken()),
        }
    }
}

fn faulty() -> (Session, Arc<AtomicU8>, IncidentId, MemoryJournal) {
    let inner = MemoryJournal::new(replica(1));
    let fault = Arc::new(AtomicU8::new(WORKS));
    let journal = Faulty {
        inner: inner.clone(),
        fault: fault.clone(),
    };
    let clock = ManualClock::at(start_time());
    let mut session = session(Box::new(journal), &clock, &counted(1 << 64), "ann");
    let (book, text) = book(RUNBOOK);
    let outcome = session
        .open(opening(&book), &text, SubmitOptions::default())
        .unwrap();
    (session, fault, outcome.incident, inner)
}

fn events_in(journal: &MemoryJournal, id: IncidentId) -> usize {
    journal.read(id, Position::default()).unwrap().0.len()
}

#[test]
fn a_failed_append_leaves_the_state_and_can_be_tried_again() {
    let (mut session, fault, id, inner) = faulty();
    let before = session.incident(id).unwrap().state().clone();
    for _ in 0..3 {
        fault.store(FAILS, Ordering::SeqCst);
        let error = session
            .submit(id, done("plain"), SubmitOptions::default())
            .unwrap_err();
        assert_eq!(error, SessionError::Journal(broken()));
        assert_eq!(session.incident(id).unwrap().state(), &before);
    }
    fault.store(WORKS, Ordering::SeqCst);
    session
        .submit(id, done("plain"), SubmitOptions::default())
        .unwrap();
    assert_eq!(events_in(&inner, id), 4);
}

#[test]
fn a_commit_that_failed_after_writing_is_found_and_not_repeated() {
    let (mut session, fault, id, inner) = faulty();
    fault.store(FAILS_LATE, Ordering::SeqCst);
    session
        .submit(id, done("plain"), SubmitOptions::default())
        .unwrap();
    assert_eq!(events_in(&inner, id), 4);
    assert_ne!(
        session.incident(id).unwrap().log().len(),
        3,
        "it stands, so it shows"
    );
}

#[test]
fn what_nobody_can_tell_is_said_to_be_unknown() {
    let (mut session, fault, id, _) = faulty();
    fault.store(FAILS_SILENT, Ordering::SeqCst);
    let error = session
        .submit(id, done("plain"), SubmitOptions::default())
        .unwrap_err();
    assert_eq!(error, SessionError::Unknown(broken()));
    assert_eq!(
        session.incident(id).unwrap().log().len(),
        3,
        "nothing is shown as done"
    );
}

#[test]
fn two_operators_see_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let clock = ManualClock::at(start_time());
    let ids = counted(1 << 64);
    let mut ann = session(Box::new(open(&path)), &clock, &ids, "ann");
    let mut ben = session(Box::new(open(&path)), &clock, &ids, "ben");
    let (book, text) = book(RUNBOOK);
    let id = ann
        .open(opening(&book), &text, SubmitOptions::default())
        .unwrap()
        .incident;
    ben.load(id).unwrap();
    assert!(ben.refresh().unwrap());
    assert!(!ben.refresh().unwrap(), "nothing is new");
    for round in 0..20 {
        let (writer, reader) = match round % 2 {
            0 => (&mut ann, &mut ben),
            _ => (&mut ben, &mut ann),
        };
        writer
            .submit(id, note("hm"), SubmitOptions::default())
            .unwrap();
        assert!(reader.refresh().unwrap());
        let log = |s: &Session| bytes(s.incident(id).unwrap().log());
        assert_eq!(log(writer), log(reader));
    }
    // Without a look in between, deciding reads what the other one wrote.
    ann.submit(id, block("plain"), SubmitOptions::default())
        .unwrap();
    let error = ben
        .submit(id, done("plain"), SubmitOptions::default())
        .unwrap_err();
    assert!(error.to_string().contains("is blocked"));
    let seqs: Vec<u64> = ben.load(id).unwrap().log().map(|(r, _)| r.seq).collect();
    assert_eq!(seqs, (1..=24).collect::<Vec<_>>());
}

#[test]
fn a_key_an_id_and_last_find_an_incident() {
    let (mut session, _, id, _) = faulty();
    let (book, text) = book(RUNBOOK);
    let second = session
        .open(opening(&book), &text, SubmitOptions::default())
        .unwrap();
    for (name, expected) in [
        ("INC-1", id),
        ("inc-1", id),
        ("1", id),
        (&*id.to_string(), id),
        ("2", second.incident),
        ("last", second.incident),
    ] {
        assert_eq!(session.find(name).unwrap().id, expected, "{name}");
    }
    for name in ["INC-3", "0", "", "INC-", "x"] {
        let error = session.find(name).unwrap_err();
        assert_eq!(error, SessionError::NoSuchIncident(name.to_owned()));
    }
    session
        .submit(second.incident, cancel(), SubmitOptions::default())
        .unwrap();
    let unfinished = session.unfinished().unwrap();
    assert_eq!(unfinished.iter().map(|h| h.id).collect::<Vec<_>>(), [id]);
}

#[test]
fn importing_what_is_here_with_other_content_is_refused() {
    let (mut session, _, id, inner) = faulty();
    let (mut events, _) = inner.read(id, Position::default()).unwrap();
    assert_eq!(session.import(&events, &[]).unwrap(), 0, "it is all here");
    events[1].hash = "00".into();
    let error = session.import(&events, &[]).unwrap_err();
    assert_eq!(error, SessionError::Conflict(events[1].id));
}

#[test]
fn an_incident_from_elsewhere_keeps_its_number_and_a_part_of_its_id() {
    let (mut session, ..) = faulty();
    let elsewhere = MemoryJournal::new(replica(2));
    let clock = ManualClock::at(start_time());
    let mut other = crate::support::session(
        Box::new(elsewhere.clone()),
        &clock,
        &counted(2 << 64),
        "cleo",
    );
    let (book, text) = book(RUNBOOK);
    let foreign = other
        .open(opening(&book), &text, SubmitOptions::default())
        .unwrap()
        .incident;
    let (events, _) = elsewhere.read(foreign, Position::default()).unwrap();
    assert_eq!(session.import(&events, &[]).unwrap(), 3);
    let id = foreign.to_string();
    let key = format!("INC-1-{}", &id[id.len() - 3..]);
    assert_eq!(session.find(&key).unwrap().id, foreign);
    assert_ne!(
        session.find("1").unwrap().id,
        foreign,
        "one's own comes first"
    );
    assert_ne!(session.find("last").unwrap().id, foreign, "opened here");
    let state = session.load(foreign).unwrap().state();
    assert_eq!(state.key(), key, "in lists, headers and messages");
    assert_eq!(state.exported_key(), "INC-1");
}
