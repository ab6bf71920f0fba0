//! With whom incidents are shared, as this machine remembers it: the places, which incidents, the
//! keys of those who take part, and where their chains were signed.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::event::Mode;
use crate::domain::id::{IncidentId, ReplicaId};
use crate::domain::state::State;
use crate::domain::time::Timestamp;
use crate::exchange::{ChainHead, Peer};
use crate::files;
use crate::paths::write_whole;

/// What the file says.
const FORMAT: &str = "runsheet.team/1";
/// The largest file.
const LARGEST: u64 = 64 << 20;

/// A place where incidents are shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedPlace {
    /// Where: `dir:/mnt/team`.
    pub at: String,
    /// Since when.
    pub since: Timestamp,
    /// When something was last exchanged there.
    pub last: Option<Timestamp>,
}

/// What is remembered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Membership {
    format: String,
    /// The places.
    pub places: Vec<SharedPlace>,
    /// Incidents that were shared by name, or came from others.
    pub shared: BTreeSet<IncidentId>,
    /// Those who take part, by replica: the key that was seen first is the one that counts.
    pub peers: BTreeMap<ReplicaId, Peer>,
    /// Where chains of others were signed last, to hand them on.
    heads: Vec<ChainHead>,
}

impl Membership {
    /// Reads it; nothing is remembered where there is no file.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = match files::read_text(path, LARGEST) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let team: Self = serde_json::from_str(&text).map_err(io::Error::other)?;
        match team.format == FORMAT {
            true => Ok(team),
            false => {
                let what = format!("its format is {}, not {FORMAT}", team.format);
                Err(io::Error::other(what))
            }
        }
    }

    /// Keeps it, for the user alone.
    pub fn keep(&mut self, path: &Path) -> io::Result<()> {
        FORMAT.clone_into(&mut self.format);
        let text = serde_json::to_string(self).map_err(io::Error::other)?;
        write_whole(path, text.as_bytes())
    }

    /// Whether an incident is shared: those that were opened since this machine joined are, and
    /// those that were named. Drills and lists of past incidents are not by themselves.
    pub fn shares(&self, state: &State) -> bool {
        let Some(id) = state.id else {
            return false;
        };
        let since = self.places.iter().map(|place| place.since).min();
        let is_new = since
            .zip(state.opened_at)
            .is_some_and(|(since, at)| at >= since);
        let is_ours = state.mode() != Mode::Drill && !state.is_past();
        self.shared.contains(&id) || is_new && is_ours
    }

    /// Learns who takes part. Gives those whose key is another one than before: the first counts.
    pub fn meet(&mut self, peers: Vec<Peer>) -> Vec<Peer> {
        let mut others = Vec::new();
        for peer in peers {
            let known = self
                .peers
                .entry(peer.replica)
                .or_insert_with(|| peer.clone());
            if known.key != peer.key {
                others.push(peer);
            }
        }
        others
    }

    /// Where a chain was signed last.
    pub fn head(&self, incident: IncidentId, replica: ReplicaId) -> Option<&ChainHead> {
        let mut heads = self.heads.iter();
        heads.find(|head| (head.incident, head.replica) == (incident, replica))
    }

    /// Remembers where a chain was signed.
    pub fn remember(&mut self, head: ChainHead) {
        let is_it = |old: &ChainHead| (old.incident, old.replica) == (head.incident, head.replica);
        match self.heads.iter_mut().find(|old| is_it(old)) {
            Some(old) if old.seq < head.seq => *old = head,
            Some(_) => {}
            None => self.heads.push(head),
        }
    }
}
