//! A journal with its key, as the tests of exchanges use it.

use std::sync::Arc;

use runsheet::clock::ManualClock;
use runsheet::domain::command::{Command, Opening};
use runsheet::domain::event::Recorded;
use runsheet::domain::id::{IncidentId, ReplicaId};
use runsheet::domain::time::Timestamp;
use runsheet::exchange::keys::ReplicaKey;
use runsheet::exchange::{Exchange, Peer};
use runsheet::journal::{MemoryJournal, Position};
use runsheet::library::Library;
use runsheet::operations::exchange::{ExchangeDone, exchange};
use runsheet::operations::team::{Membership, SharedPlace};
use runsheet::session::{Session, SubmitOptions, Who};
use uuid::Uuid;

pub struct Side {
    pub session: Session,
    pub clock: ManualClock,
    pub key: ReplicaKey,
    pub team: Membership,
    pub peer: Peer,
}

impl Side {
    pub fn new(number: u128) -> Self {
        let replica = ReplicaId(Uuid::from_u128(number));
        let clock = ManualClock::at(Timestamp::from_ms(1_767_225_600_000));
        let mut last = number << 64;
        let ids = move || {
            last += 1;
            Uuid::from_u128(last)
        };
        let who = Who {
            actor: format!("person {number}").into(),
            role: "responder".into(),
        };
        let read = |text: &str| {
            let found = runsheet::library::read_kept(text);
            found
                .map(|book| book.runbook)
                .map_err(|wrong| format!("{wrong:?}"))
        };
        let session = Session::new(
            Box::new(MemoryJournal::new(replica)),
            Box::new(clock.clone()),
            Box::new(ids),
            Box::new(read),
            who,
        );
        let folder = tempfile::tempdir().unwrap();
        let key = ReplicaKey::read_or_make(&folder.path().join("key")).unwrap();
        let peer = Peer {
            replica,
            key: key.public(),
            actor: format!("person {number}"),
        };
        let mut team = Membership::default();
        team.places.push(SharedPlace {
            at: "dir:/nowhere".to_owned(),
            since: Timestamp::from_ms(0),
            last: None,
        });
        Self {
            session,
            clock,
            key,
            team,
            peer,
        }
    }

    pub fn opens(&mut self) -> IncidentId {
        let library = Library::load(&[]);
        let entry = library.get("anyconnect-authentication-failure").unwrap();
        let opening = Opening::of(entry.book.clone());
        let text: Arc<str> = entry.shared_text();
        let opened = self.session.open(opening, &text, SubmitOptions::default());
        opened.unwrap().incident
    }

    pub fn notes(&mut self, incident: IncidentId, text: &str) {
        self.clock.advance_ms(1_000);
        let text = text.to_owned();
        let note = Command::AddNote { text, step: None };
        self.session.load(incident).unwrap();
        self.session
            .submit(incident, note, SubmitOptions::default())
            .unwrap();
    }

    pub fn exchanges(&mut self, place: &mut dyn Exchange) -> ExchangeDone {
        place.join(&self.peer).unwrap();
        exchange(&mut self.session, place, &self.key, &mut self.team).unwrap()
    }

    /// All events of an incident, in the order that is the same everywhere.
    pub fn events(&self, incident: IncidentId) -> Vec<Recorded> {
        let (mut events, _) = self
            .session
            .journal()
            .read(incident, Position::default())
            .unwrap();
        events.sort_by_key(|event| (event.recorded_at, event.replica, event.seq));
        events
    }
}
