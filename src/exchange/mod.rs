//! Other people's journals: what they and ours have to say to one another, and the ways between
//! them behind one port. The journal is written first and never waits for any of it: what is still
//! to be sent is what lies above the other side's heads, so there is no second queue.
//!
//! Absent from here: which incidents are shared, and what an operator is told of it.

pub mod check;
pub mod folder;
pub mod keys;
pub mod memory;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::command::Text;
use crate::domain::event::Recorded;
use crate::domain::id::{IncidentId, ReplicaId};

/// The chain of one replica in one incident.
pub type ChainId = (IncidentId, ReplicaId);

/// How far each chain goes that a side has.
pub type Heads = BTreeMap<ChainId, ChainHead>;

/// Where a chain ends, and who says so: its replica's signature over incident, replica, number and
/// hash. Nobody else can make it, so others may hand a chain on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The incident.
    pub incident: IncidentId,
    /// The replica.
    pub replica: ReplicaId,
    /// The number of its last event, from 1.
    pub seq: u64,
    /// The hash of that, in hex.
    pub hash: Arc<str>,
    /// The signature, ed25519 in hex.
    pub signature: String,
}

/// A replica that takes part, as it tells of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The replica.
    pub replica: ReplicaId,
    /// Its public key, ed25519 in hex.
    pub key: String,
    /// Who works there.
    pub actor: String,
}

/// A piece of a chain that goes from one side to the other: the events above what the other side
/// has, up to a head that is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainPiece {
    /// The events, by number, without a gap.
    pub events: Vec<Recorded>,
    /// Where they end.
    pub head: ChainHead,
}

/// Why an exchange did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The place is not there, or does not answer.
    #[error("{place} cannot be reached: {error}")]
    Unreached {
        /// Where.
        place: String,
        /// Why.
        error: io::Error,
    },
    /// It is something else, or of a newer version.
    #[error("{place}: {what}")]
    Odd {
        /// Where.
        place: String,
        /// What is wrong.
        what: String,
    },
}

/// A way to other journals.
pub trait Exchange {
    /// Tells of a replica that takes part. The same again changes nothing.
    fn join(&mut self, peer: &Peer) -> Result<(), ExchangeError>;
    /// Who takes part.
    fn peers(&mut self) -> Result<Vec<Peer>, ExchangeError>;
    /// How far each chain goes there.
    fn heads(&mut self) -> Result<Heads, ExchangeError>;
    /// Adds pieces of chains. What is there already changes nothing.
    fn push(&mut self, pieces: &[ChainPiece], texts: &[Text]) -> Result<(), ExchangeError>;
    /// What lies above these numbers of events, chain by chain. Nothing of it is checked.
    fn pull(&mut self, above: &BTreeMap<ChainId, u64>) -> Result<Vec<ChainPiece>, ExchangeError>;
    /// The text with this hash, if it is there. It is not checked.
    fn text(&mut self, sha256: &str) -> Result<Option<Arc<str>>, ExchangeError>;
}
